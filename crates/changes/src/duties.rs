//! Changes, as duties of the ledger: what was agreed for a window is to work by its end.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;

use crate::{
    model::ChangeState,
    store::{change::ChangeRow, listing::change_due},
};

/// Changes as duties.
pub(crate) struct Agreed;

#[async_trait]
impl DutySource for Agreed {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let today = zone::local_date(app.env().now());
        let rows = change_due(tx, contract, (from, to)).await?;
        Ok(rows.into_iter().filter_map(|row| duty(row, today)).collect())
    }
}

fn duty(row: ChangeRow, today: NaiveDate) -> Option<Duty> {
    let (rule, clause) = (row.rule.clone()?, row.clause.clone().unwrap_or_default());
    let from = zone::local_date(row.submitted_at.unwrap_or(row.created_at));
    let (state, note) = standing(&row, from, today);
    let evidence = evidence(&row);
    Some(Duty {
        key: format!("changes:{}", row.id),
        rule,
        clause,
        assumed: row.assumed,
        title: format!("{} {}", row.number, row.title),
        kind: "event",
        works: row.works.0,
        from,
        to: row.due_on,
        due: Some(row.due_on),
        state,
        ended_at: row.outcome.filter(|_| !row.unconfirmed).map(|outcome| outcome.0.deed.at),
        note,
        evidence,
    })
}

/// Where it stands, and what is to be said of it.
fn standing(row: &ChangeRow, from: NaiveDate, today: NaiveDate) -> (DutyState, Option<String>) {
    let by_word = row.decision.as_ref().and_then(|decision| decision.0.word.as_ref()).filter(|_| row.unconfirmed);
    if let Some(word) = by_word {
        let note = format!("{}口头批准，待书面确认（应于 {} 前）", word.given_by, word.confirm_until);
        let due = word.confirm_until.max(row.due_on);
        return (DutyState::on(today, from, Some(due), None), Some(note));
    }
    let outcome = row.outcome.as_ref().map(|outcome| &outcome.0);
    match (row.state, outcome) {
        // The client has the word: the vendor misses nothing.
        (ChangeState::Submitted, _) => (DutyState::Open, Some("待甲方批准".to_owned())),
        (ChangeState::Released, _) => (DutyState::Open, Some("已发布，待验证".to_owned())),
        (_, Some(outcome)) if outcome.verified => {
            let done = zone::local_date(outcome.deed.at);
            (DutyState::on(today, from, Some(row.due_on), Some(done)), Some(row.reason.clone()))
        }
        (_, Some(outcome)) => {
            let why = outcome.deed.note.clone().unwrap_or_default();
            (DutyState::on(today, from, Some(row.due_on), None), Some(format!("已回退：{why}")))
        }
        _ => (DutyState::on(today, from, Some(row.due_on), None), Some(row.reason.clone())),
    }
}

fn evidence(row: &ChangeRow) -> Vec<DutyEvidence> {
    let said = |text: String, by: &str, at| DutyEvidence {
        text,
        path: format!("/changes/{}", row.id),
        client_path: format!("/portal/changes/{}", row.id),
        by: by.to_owned(),
        at,
    };
    let mut all = Vec::new();
    if let Some(decision) = row.decision.as_ref().map(|decision| &decision.0).filter(|decision| decision.approved) {
        let text = decision.word.as_ref().map_or("已批准".to_owned(), |word| format!("{}口头批准", word.given_by));
        all.push(said(text, &decision.deed.by, decision.deed.at));
    }
    if let Some(released) = &row.released {
        all.push(said("已发布".to_owned(), &released.0.by, released.0.at));
    }
    if let Some(outcome) = &row.outcome {
        let result = if outcome.0.verified { "验证通过" } else { "已回退" };
        let text = format!("{result}：{}", outcome.0.deed.note.as_deref().unwrap_or_default());
        all.push(said(text, &outcome.0.deed.by, outcome.0.deed.at));
    }
    all
}
