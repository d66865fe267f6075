//! Phases, as duties of the ledger, where no inspection lists them.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;

use crate::store::{
    phase::{DueRow, phase_due},
    works_of,
};

/// Phases as duties.
pub(crate) struct Phases;

#[async_trait]
impl DutySource for Phases {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let today = zone::local_date(app.env().now());
        let rows = phase_due(tx, contract, (from, to)).await?;
        Ok(rows.into_iter().map(|row| duty(row, today)).collect())
    }
}

fn duty(row: DueRow, today: NaiveDate) -> Duty {
    let evidence = row.done_at.map(|at| DutyEvidence {
        text: row.summary.clone().unwrap_or_default(),
        path: format!("/assurance/{}", row.period_id),
        client_path: format!("/portal/assurance/{}", row.period_id),
        by: row.done_name.clone().unwrap_or_default(),
        at,
    });
    Duty {
        key: format!("assurance:{}", row.id),
        rule: row.rule,
        clause: row.clause.unwrap_or_default(),
        assumed: row.assumed,
        title: format!("{} · {}", row.title, row.phase.label()),
        kind: "event",
        works: works_of(&row.works),
        from: row.from_on,
        to: row.to_on,
        due: Some(row.to_on),
        state: DutyState::on(today, row.from_on, Some(row.to_on), row.done_on),
        ended_at: row.done_at,
        note: None,
        evidence: evidence.into_iter().collect(),
    }
}
