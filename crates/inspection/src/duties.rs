//! What comes round, as duties of the ledger.

use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;

use crate::{
    model::State,
    store::occurrence::{OccurrenceRow, occurrence_of_days},
};

/// How far behind its period something may be made that was announced.
const BEHIND: Days = Days::new(62);

/// Occurrences.
pub(crate) struct Rounds;

#[async_trait]
impl DutySource for Rounds {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let today = zone::local_date(app.env().now());
        let begin = from.checked_sub_days(BEHIND).unwrap_or(from);
        let rows = occurrence_of_days(tx, contract, (begin, to)).await?;
        let listed = rows.into_iter().filter(|row| from <= row.due_on && row.due_on <= to);
        Ok(listed.filter_map(|row| duty(row, today)).collect())
    }
}

/// The occurrence as a duty; `None` for one that is owed no more.
fn duty(row: OccurrenceRow, today: NaiveDate) -> Option<Duty> {
    let state = match row.state {
        State::Planned if row.from_on > today => DutyState::Coming,
        State::Planned | State::Running => DutyState::Open,
        State::Announced => DutyState::Announced,
        State::Done => DutyState::Done,
        State::DoneLate => DutyState::DoneLate,
        State::Missed => DutyState::Missed,
        State::Cancelled => return None,
    };
    let made = matches!(state, DutyState::Done | DutyState::DoneLate);
    let shown = |text: String, by: &str, at| DutyEvidence {
        text,
        path: format!("/inspections/{}", row.id),
        client_path: format!("/portal/inspections/{}", row.id),
        by: by.to_owned(),
        at,
    };
    let proof = row.proof.as_ref().map(|proof| shown(proof.0.text.clone(), "", proof.0.at));
    let run = row.run_id.and(row.ended_at).filter(|_| made && proof.is_none());
    let run = run.map(|at| shown("巡检记录".to_owned(), row.assignee_name.as_deref().unwrap_or_default(), at));
    let works = row.works();
    Some(Duty {
        key: format!("inspection:{}", row.id),
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        assumed: row.assumed.clone(),
        title: row.title.clone(),
        kind: row.kind.code(),
        works,
        from: row.from_on,
        to: row.to_on,
        due: Some(row.due_on),
        state,
        ended_at: row.ended_at,
        note: row.announcement.as_ref().map(|told| told.0.reason.clone()),
        evidence: proof.into_iter().chain(run).collect(),
    })
}
