//! What contracts owe of letters: each letter answers the duty of its rule.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, DbError, Tx,
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;

use crate::{
    model::TermOf,
    store::{letter::LetterRow, list::letter_duties},
};

/// Letters as duties.
pub(crate) struct Letters;

#[async_trait]
impl DutySource for Letters {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let today = zone::local_date(app.env().now());
        let rows = letter_duties(tx, contract, (from, to)).await?;
        Ok(rows.into_iter().map(|row| duty(row, today)).collect())
    }
}

fn duty(row: LetterRow, today: NaiveDate) -> Duty {
    // What must be told before it happens is owed from the day on which it is told of.
    let begun = if row.due_of.0 == Some(TermOf::Answer) { row.sent_on } else { row.happened_on };
    let from = row.due_on.map_or(begun, |due| begun.min(due)).min(row.sent_on);
    let evidence = DutyEvidence {
        text: format!("{}：{}", row.number, row.subject),
        path: format!("/letters/{}", row.id),
        client_path: format!("/portal/letters/{}", row.id),
        by: row.sent_name.clone(),
        at: row.created_at,
    };
    Duty {
        key: format!("letters:{}", row.id),
        state: DutyState::on(today, from, row.due_on, row.done_on),
        rule: row.rule.unwrap_or_default(),
        clause: row.clause.unwrap_or_default(),
        assumed: row.assumed,
        title: row.title,
        kind: "event",
        works: row.works.0,
        from,
        to: row.due_on.unwrap_or(row.sent_on).max(from),
        due: row.due_on,
        ended_at: row.ended_at,
        note: Some(format!("{}发出：{}", row.direction.name(), row.subject)),
        evidence: vec![evidence],
    }
}
