//! Visits by the quarter, as duties of the ledger.

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
    model::ReturnState,
    store::return_call::{ReturnRow, return_visits},
};

/// Visits.
pub(crate) struct Visits;

#[async_trait]
impl DutySource for Visits {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let today = zone::local_date(app.env().now());
        let rows = return_visits(tx, contract, (from, to)).await?;
        Ok(rows.into_iter().filter_map(|row| duty(row, today)).collect())
    }
}

/// The visit as a duty; `None` for a row without a period, which no visit is.
fn duty(row: ReturnRow, today: NaiveDate) -> Option<Duty> {
    let (from, to) = row.period.as_deref()?.split_once('/')?;
    let (from, to): (NaiveDate, NaiveDate) = (from.parse().ok()?, to.parse().ok()?);
    let made = (row.state == ReturnState::Done).then_some(row.done_at).flatten();
    let state = match row.state {
        ReturnState::Waived => DutyState::Waived,
        ReturnState::Refused | ReturnState::Unreachable => DutyState::Announced,
        ReturnState::Due | ReturnState::Done => DutyState::on(today, from, Some(to), made.map(zone::local_date)),
    };
    let evidence = made.map(|at| DutyEvidence {
        text: row.comment.clone().unwrap_or_else(|| "走访记录".to_owned()),
        path: format!("/return-calls?call={}", row.id),
        client_path: "/portal/return-calls".to_owned(),
        by: row.done_by_name.clone().unwrap_or_default(),
        at,
    });
    Some(Duty {
        key: format!("visit:{}", row.id),
        rule: row.rule,
        clause: row.clause,
        assumed: row.assumed,
        title: row.title,
        kind: "visit",
        works: Vec::new(),
        from,
        to,
        due: Some(to),
        state,
        ended_at: row.done_at,
        note: row.reason,
        evidence: evidence.into_iter().collect(),
    })
}
