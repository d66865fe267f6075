//! What evaluations found, and how it ends.

use std::collections::HashSet;

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{Tx, files::RecordFile, form::Form};
use jianyue_sheets::RowOf;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ImportOutcome, TEXT, done, require, shown::past_day};
use crate::{
    error::SecurityError,
    model::{Finding, FindingState, Severity},
    permissions::{CONFIRM, MANAGE, WRITE},
    read::FindingDraft,
    store::{
        evaluation::{EvaluationRow, evaluation_find},
        finding::{self, FindingRow, finding_lock, findings_insert},
    },
};

/// Something that an evaluation found.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSecurityFinding)]
pub struct NewFinding {
    /// The clause of the standard.
    pub standard: String,
    /// What was found.
    pub text: String,
    /// How grave.
    pub severity: Severity,
    /// Who mends it.
    #[serde(default)]
    pub owner: Option<String>,
    /// The last day.
    pub due_on: NaiveDate,
}

/// How something found ends.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityFindingEnd)]
pub struct EndFinding {
    /// `fixed` by the vendor, `accepted` by the client.
    pub state: FindingState,
    /// What was done, or why it is borne.
    pub text: String,
    /// When; today when absent.
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
}

/// A row and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityFindingImportRow)]
pub struct FindingImportRow {
    /// Its line in the table.
    pub line: usize,
    /// The clause of the standard.
    pub about: String,
    /// What becomes of it.
    pub outcome: ImportOutcome,
    /// Why it is refused.
    pub reason: Option<String>,
}

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityFindingImportResult)]
pub struct FindingImported {
    /// Whether this was a look only, and nothing was kept.
    pub preview: bool,
    /// How many are new.
    pub added: usize,
    /// Always 0: what is there stays as it is.
    pub updated: usize,
    /// How many are there already.
    pub same: usize,
    /// How many are refused.
    pub refused: usize,
    /// Each row.
    pub rows: Vec<FindingImportRow>,
}

/// A finding as it is shown.
pub(super) fn shown(desk: Desk<'_>, row: FindingRow, files: Vec<RecordFile>) -> Finding {
    Finding {
        id: row.id,
        evaluation_id: row.evaluation_id,
        standard: row.standard,
        text: row.text,
        severity: row.severity,
        owner: row.owner,
        due_on: row.due_on,
        late: row.state == FindingState::Open && row.due_on < desk.today(),
        state: row.state,
        outcome: row.outcome,
        done_on: row.done_on,
        done_by: row.done_by,
        files,
    }
}

/// The evaluation that findings are added to: looked at before a file is received.
pub async fn findings_of(tx: &mut Tx, desk: Desk<'_>, evaluation: Uuid) -> Result<EvaluationRow, SecurityError> {
    let row = evaluation_find(tx, evaluation).await?.ok_or(Refusal::NotFound)?;
    require(desk, &MANAGE, row.contract_id, row.work.as_ref())?;
    Ok(row)
}

fn fresh(desk: Desk<'_>, of: &EvaluationRow, draft: FindingDraft) -> FindingRow {
    FindingRow {
        id: desk.env.id(),
        evaluation_id: of.id,
        contract_id: of.contract_id,
        work: of.work.clone(),
        standard: draft.standard,
        text: draft.text,
        severity: draft.severity,
        owner: draft.owner,
        due_on: draft.due_on,
        state: FindingState::Open,
        outcome: None,
        done_on: None,
        done_by: None,
        ended_at: None,
        version: 1,
        created_at: desk.now(),
        updated_at: desk.now(),
    }
}

/// Adds what an evaluation found, by hand.
pub async fn finding_add(
    tx: &mut Tx,
    desk: Desk<'_>,
    evaluation: Uuid,
    new: NewFinding,
) -> Result<Finding, SecurityError> {
    let of = findings_of(tx, desk, evaluation).await?;
    let mut form = Form::default();
    let draft = FindingDraft {
        standard: form.required("standard", "标准条款", &new.standard, 200),
        text: form.required("text", "问题描述", &new.text, 1_000),
        severity: new.severity,
        owner: form.optional("owner", "责任人", new.owner.as_deref(), 60),
        due_on: new.due_on,
    };
    form.done()?;
    let row = fresh(desk, &of, draft);
    let there = finding::findings_of(tx, of.id).await?;
    if there.iter().any(|one| (&one.standard, &one.text) == (&row.standard, &row.text)) {
        return Err(Refusal::rule("known", "这项测评已有相同条款和描述的问题，不用再登记。").into());
    }
    findings_insert(tx, std::slice::from_ref(&row)).await?;
    let said = json!({ "system": of.system, "standard": row.standard });
    done(tx, desk, (of.contract_id, of.id), ("security.finding_add", "finding"), said).await?;
    Ok(shown(desk, row, Vec::new()))
}

/// Takes findings over from a table, or looks what would become of it.
pub async fn findings_import(
    tx: &mut Tx,
    desk: Desk<'_>,
    (evaluation, file): (Uuid, &str),
    rows: Vec<RowOf<FindingDraft>>,
    preview: bool,
) -> Result<FindingImported, SecurityError> {
    let of = findings_of(tx, desk, evaluation).await?;
    let there = finding::findings_of(tx, of.id).await?;
    let mut met: HashSet<(String, String)> = there.into_iter().map(|row| (row.standard, row.text)).collect();
    let (mut told, mut new) = (Vec::new(), Vec::new());
    for RowOf { line, about, draft } in rows {
        let (outcome, reason) = match draft {
            Err(reason) => (ImportOutcome::Refused, Some(reason)),
            Ok(draft) if !met.insert((draft.standard.clone(), draft.text.clone())) => (ImportOutcome::Same, None),
            Ok(draft) => {
                new.push(fresh(desk, &of, draft));
                (ImportOutcome::Added, None)
            }
        };
        told.push(FindingImportRow { line, about, outcome, reason });
    }
    let refused = told.iter().filter(|row| row.outcome == ImportOutcome::Refused).count();
    let (added, same) = (new.len(), told.len() - new.len() - refused);
    if !preview {
        findings_insert(tx, &new).await?;
        let said = json!({ "system": of.system, "file": file, "added": added, "refused": refused });
        done(tx, desk, (of.contract_id, of.id), ("security.finding_import", "finding"), said).await?;
    }
    Ok(FindingImported { preview, added, updated: 0, same, refused, rows: told })
}

/// Ends a finding: the vendor mended it, or the client bears the risk.
pub async fn finding_end(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: EndFinding) -> Result<Finding, SecurityError> {
    let mut row = finding_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    let needed = match new.state {
        FindingState::Accepted => &CONFIRM,
        FindingState::Fixed | FindingState::Open => &WRITE,
    };
    require(desk, needed, row.contract_id, row.work.as_ref())?;
    if row.state != FindingState::Open {
        return Err(Refusal::state("这个问题已经办结，不能再改。").into());
    }
    let mut form = Form::default();
    if new.state == FindingState::Open {
        form.wrong("state", "请选择已整改或接受风险");
    }
    let text = form.required("text", "处理说明", &new.text, TEXT);
    let first = new.done_on.unwrap_or_else(|| desk.today());
    let day = past_day(&mut form, desk, ("done_on", "完成日期"), new.done_on, first);
    form.done()?;
    row.state = new.state;
    row.outcome = Some(text.clone());
    row.done_on = Some(day);
    row.done_by = Some(desk.by.name.clone());
    row.ended_at = Some(desk.now());
    finding::finding_end(tx, &row).await?;
    let said = json!({ "standard": row.standard, "state": row.state, "text": text });
    done(tx, desk, (row.contract_id, row.evaluation_id), ("security.finding_end", "finding"), said).await?;
    Ok(shown(desk, row, Vec::new()))
}
