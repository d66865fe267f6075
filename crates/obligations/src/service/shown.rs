//! Records as duties.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_platform::{
    Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutyState},
};
use uuid::Uuid;

use crate::{
    model::RecordKind,
    store::{
        evidence::{EvidenceRow, evidence_of},
        record::RecordRow,
    },
};

/// What names a duty that is kept or derived here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A document by its rule and the first day of its period.
    Document(String, NaiveDate),
    /// A duty that an event made due.
    Event(Uuid),
}

impl Key {
    /// The key that a caller sent; `None` for what other modules keep.
    pub fn read(text: &str) -> Option<Self> {
        if let Some(id) = text.strip_prefix("event:") {
            return id.parse().ok().map(Self::Event);
        }
        let (rule, from) = text.strip_prefix("document:")?.rsplit_once(':')?;
        Some(Self::Document(rule.to_owned(), from.parse().ok()?))
    }

    pub fn of(row: &RecordRow) -> Self {
        match row.kind {
            RecordKind::Document => Self::Document(row.rule.clone(), row.from_on),
            RecordKind::Event => Self::Event(row.id),
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Document(rule, from) => write!(f, "document:{rule}:{from}"),
            Self::Event(id) => write!(f, "event:{id}"),
        }
    }
}

/// What is kept of a duty, as it stands on `today`.
pub(super) fn kept(row: &RecordRow, evidence: Vec<DutyEvidence>, today: NaiveDate) -> Duty {
    let state = if row.waived {
        DutyState::Waived
    } else {
        // A document can be handed in once its period is over.
        let from = if row.kind == RecordKind::Document { row.to_on } else { row.from_on };
        DutyState::on(today, from, row.due_on, row.done_on)
    };
    Duty {
        key: Key::of(row).to_string(),
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        assumed: row.assumed.clone(),
        title: row.title.clone(),
        kind: match row.kind {
            RecordKind::Document => "document",
            RecordKind::Event => "event",
        },
        works: row.works.0.clone(),
        from: row.from_on,
        to: row.to_on,
        due: row.due_on,
        state,
        ended_at: row.ended_at,
        note: row.note.clone(),
        evidence,
    }
}

/// Puts what people said of a document beside what its module knows: what is handed in or let go by their word is, and what
/// both know was done on the earlier day.
pub(super) fn beside(duty: &mut Duty, said: Duty) {
    use DutyState::{Done, DoneLate, Waived};
    let better = match (duty.state, said.state) {
        (_, Waived | Done) => duty.state != Done,
        (state, DoneLate) => !matches!(state, Done | DoneLate),
        _ => false,
    };
    if better {
        duty.state = said.state;
        duty.ended_at = said.ended_at;
    }
    duty.note = said.note.or(duty.note.take());
    duty.evidence.extend(said.evidence);
    duty.evidence.sort_by_key(|one| one.at);
}

/// The evidence of several records.
pub(super) async fn evidence(
    tx: &mut Tx,
    records: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Vec<DutyEvidence>>, DbError> {
    let mut all: BTreeMap<Uuid, Vec<DutyEvidence>> = BTreeMap::new();
    for row in evidence_of(tx, records).await? {
        all.entry(row.record_id).or_default().push(said(row));
    }
    Ok(all)
}

fn said(row: EvidenceRow) -> DutyEvidence {
    let path = row.path.unwrap_or_default();
    // A page of the portal is the client's own; what the vendor's people link to, they see themselves.
    let client_path = if path.starts_with("/portal/") { path.clone() } else { String::new() };
    DutyEvidence { text: row.text, path, client_path, by: row.by_name, at: row.at }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let from = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        for key in [Key::Document("HS-R1.monthly".to_owned(), from), Key::Event(Uuid::from_u128(7))] {
            assert_eq!(Key::read(&key.to_string()), Some(key));
        }
        for other in ["", "document:HS-R1", "document:HS-R1:2026-13-01", "event:7", "inspection:x"] {
            assert_eq!(Key::read(other), None, "{other}");
        }
    }
}
