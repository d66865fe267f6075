//! A week of money is closed, and written down as a workbook.

use chrono::Days;
use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{Tx, events};
use serde_json::json;
use uuid::Uuid;

use super::{
    done,
    export::week_book,
    money::{WeekDetail, detail, found, held, obstacle, reasons, seen},
};
use crate::{
    error::DeliveryError,
    model::{DutyProved, ProofRecord, WeekState},
    store::money::{row_all, week_close, week_find},
};

/// Closes a week of which every difference is explained. The books of a week can be closed when it is over; so the duty of a
/// calendar week is done by closing the week before it.
pub async fn close_week(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<WeekDetail, DeliveryError> {
    let (frame, mut week) = held(tx, desk, id).await?;
    let rows = row_all(tx, id).await?;
    let outcome = found(tx, &week, &rows).await?;
    let said = reasons(tx, id).await?;
    let unexplained = outcome.differences.iter().filter(|one| !said.contains_key(&one.key)).count();
    if let Some(text) = obstacle(&week, desk.today(), unexplained) {
        return Err(Refusal::rule("not_ready", text).into());
    }
    let now = desk.now();
    week_close(tx, id, &outcome, (now, &desk.by.name)).await?;
    let sunday = week.week_on + Days::new(6);
    let n = outcome.differences.len();
    let differing = if n == 0 { "没有差异".to_owned() } else { format!("差异 {n} 项均已说明") };
    let proof = DutyProved {
        contract_id: week.contract_id,
        rule: week.rule.clone(),
        kind: "duty",
        at: now,
        on: sunday + Days::new(1),
        text: format!("{} 至 {sunday} 对账办结：支付 {} 笔，{differing}", week.week_on, outcome.totals.payments),
        ok: true,
        record: ProofRecord { kind: "reconciliation", id },
        client_path: Some(format!("/portal/deliveries?week={id}")),
    };
    events::record(tx, desk.env, &proof).await?;
    let detail_said = json!({ "week_on": week.week_on, "differences": n });
    done(tx, desk, (frame.contract, id), ("deliveries.week_close", "week"), detail_said).await?;
    week.state = WeekState::Closed;
    week.closed_at = Some(now);
    week.closed_by = Some(desk.by.name.clone());
    week.result = Some(sqlx::types::Json(outcome));
    detail(tx, desk, &frame, week).await
}

/// A week as a workbook.
pub async fn reconciliation_table(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Vec<u8>, DeliveryError> {
    let week = week_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    seen(tx, desk, &week).await?;
    let rows = row_all(tx, id).await?;
    let outcome = found(tx, &week, &rows).await?;
    let said = reasons(tx, id).await?;
    week_book(&week, &outcome, &rows, &said).map_err(|error| DeliveryError::workbook(&error))
}
