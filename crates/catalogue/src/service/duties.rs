//! Approved requests as duties of the contract.

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
    model::RequestState,
    store::request::{RequestRow, request_listed},
};

/// Requests as duties. Those of a duty that comes round are proved where that is kept.
pub(crate) struct Requests;

#[async_trait]
impl DutySource for Requests {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let today = zone::local_date(app.env().now());
        let rows = request_listed(tx, contract, (from, to)).await?;
        Ok(rows.into_iter().map(|row| duty(row, today)).collect())
    }
}

fn duty(row: RequestRow, today: NaiveDate) -> Duty {
    let from = row.approved_on.unwrap_or(today);
    let to = row.due_on.or(row.done_on).unwrap_or(from);
    let state = if row.state == RequestState::Cancelled {
        DutyState::Waived
    } else {
        DutyState::on(today, from, row.due_on, row.done_on)
    };
    Duty {
        key: format!("catalogue:{}", row.id),
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        assumed: row.assumed.clone(),
        title: row.form_title.clone(),
        kind: "event",
        works: row.works(),
        from,
        to,
        due: row.due_on,
        state,
        ended_at: row.done_at.or(row.ended_at),
        note: Some(format!("{} {}", row.number, row.title)),
        evidence: vec![evidence(&row)],
    }
}

/// The request itself, with how far it has come.
fn evidence(row: &RequestRow) -> DutyEvidence {
    let people = [
        ("批准", &row.decided_name),
        ("执行", if row.done_at.is_some() { &row.executor_name } else { &None }),
        ("复核", &row.checked_name),
        ("签收", &row.accepted_name),
    ];
    let said: Vec<String> =
        people.into_iter().filter_map(|(what, who)| Some(format!("{}{what}", who.as_deref()?))).collect();
    DutyEvidence {
        text: format!("服务申请 {}：{}", row.number, said.join("，")).trim_end_matches('：').to_owned(),
        path: format!("/service-requests/{}", row.id),
        client_path: format!("/portal/service-requests/{}", row.id),
        by: row.executor_name.clone().unwrap_or_default(),
        at: row.updated_at,
    }
}
