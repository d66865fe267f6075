//! What machines prove of what is owed: a backup that is there, a stock that was counted.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::Tx;
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Desk, audited, keep};
use crate::{
    error::InspectionError,
    model::{Kind, Proof, ProofRecord},
    policy::proof::{Becomes, Span, proven},
    store::{
        occurrence::{OccurrenceRow, occurrence_begun, occurrence_update},
        proof::{ProofRow, proof_keep, proof_of},
    },
};

/// The longest text that is kept, in characters.
const TEXT: usize = 1_000;

/// What a module proved, as it tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct Proved {
    /// The contract.
    pub contract_id: Uuid,
    /// The rule that asks for it.
    pub rule: String,
    /// What is owed by that rule.
    pub kind: Kind,
    /// When it was so.
    pub at: DateTime<Utc>,
    /// A day of the period that it is about, where that is not the day on which it was so.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// What was found, in words.
    pub text: String,
    /// Whether it holds.
    pub ok: bool,
    /// What proved it.
    pub record: ProofRecord,
    /// Where that is shown in the web.
    #[serde(default)]
    pub client_path: Option<String>,
    /// All records of the rule that must prove themselves; none: this one is enough.
    #[serde(default, alias = "all")]
    pub needed: Vec<Uuid>,
}

/// Puts what was proved beside the occurrence that it is about, which is made when nothing is missing any more.
///
/// # Errors
/// When the database refuses.
pub async fn prove(tx: &mut Tx, desk: Desk<'_>, told: Proved) -> Result<(), InspectionError> {
    let day = told.on.unwrap_or_else(|| zone::local_date(told.at));
    let mut rows = occurrence_begun(tx, told.contract_id.into(), (&told.rule, told.kind), day).await?;
    let spans: Vec<Span> = rows.iter().map(span).collect();
    let Some((n, becomes)) = proven(&spans, day) else { return Ok(()) };
    let before = rows.swap_remove(n);
    let mut row = before.clone();
    let one = ProofRow {
        record_id: told.record.id,
        record_kind: told.record.kind.clone(),
        ok: told.ok,
        at: told.at,
        text: told.text.chars().take(TEXT).collect(),
        client_path: told.client_path.filter(|path| path.starts_with('/')),
    };
    if becomes == Becomes::Confirmed {
        if told.ok && row.proof.is_none() {
            row.proof = Some(Json(shown(std::slice::from_ref(&one), &one)));
            occurrence_update(tx, &row).await?;
        }
        return Ok(());
    }
    proof_keep(tx, row.id, &one).await?;
    let all = proof_of(tx, row.id).await?;
    let held: Vec<ProofRow> = all
        .into_iter()
        .filter(|row| row.ok && (told.needed.is_empty() || told.needed.contains(&row.record_id)))
        .collect();
    let missing = |id: &Uuid| !held.iter().any(|row| row.record_id == *id);
    let Some(last) = held.last().filter(|_| told.ok && !told.needed.iter().any(missing)) else {
        let newer = row.proof.as_ref().is_none_or(|kept| kept.at < one.at);
        if !told.ok && newer {
            row.proof = Some(Json(shown(std::slice::from_ref(&one), &one)));
            keep(tx, desk, &before, &mut row).await?;
        }
        return Ok(());
    };
    let late = held.iter().any(|held| zone::local_date(held.at) > row.due_on);
    row.state = if late { crate::model::State::DoneLate } else { crate::model::State::Done };
    row.ended_at = Some(last.at);
    row.touched = true;
    row.proof = Some(Json(shown(&held, last)));
    keep(tx, desk, &before, &mut row).await?;
    let text = row.proof.as_ref().map(|proof| proof.text.clone());
    let detail =
        json!({ "title": row.title, "state": row.state, "text": text, "at": last.at, "record": last.record_id });
    audited(tx, desk, "inspection.prove", row.id, row.contract_id, detail).await
}

fn span(row: &OccurrenceRow) -> Span {
    Span { from: row.from_on, due: row.due_on.max(row.to_on), state: row.state }
}

/// The evidence as it is shown: everything that was found, and where the last of it is.
fn shown(held: &[ProofRow], last: &ProofRow) -> Proof {
    let mut texts: Vec<&str> = held.iter().map(|row| row.text.as_str()).collect();
    texts.dedup();
    Proof {
        ok: last.ok,
        at: last.at,
        text: texts.join("；").chars().take(TEXT).collect(),
        record: ProofRecord { kind: last.record_kind.clone(), id: last.record_id },
        client_path: last.client_path.clone(),
    }
}
