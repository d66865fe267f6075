//! Return calls and visits that are due, or soon will be: people are told of each once.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_platform::{App, Tx, events};
use jianyue_sla::zone;

use crate::{
    error::HotlineError,
    model::ReturnCallDue,
    store::return_call::{ReturnRow, return_due, return_soon, return_told},
};

/// How long before its deadline a return call is told of, and a visit, which takes an appointment.
const CALL_AHEAD: TimeDelta = TimeDelta::hours(24);
const VISIT_AHEAD: TimeDelta = TimeDelta::days(7);
/// The most that are told of in one transaction.
const BATCH: i64 = 200;

/// Tells of up to [`BATCH`] of either; says whether there may be more.
pub(crate) async fn tell_due(app: &App, tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, HotlineError> {
    let due = return_due(tx, now, BATCH).await?;
    let soon = return_soon(tx, now, (now + CALL_AHEAD, now + VISIT_AHEAD), BATCH).await?;
    let full = |found: &[ReturnRow]| i64::try_from(found.len()).unwrap_or(0) == BATCH;
    let more = full(&due) || full(&soon);
    for (rows, stage, told) in [(due, "due", 2), (soon, "soon", 1)] {
        for row in rows {
            return_told(tx, row.id, told).await?;
            events::record(tx, app.env(), &event(&row, stage, now)).await?;
        }
    }
    Ok(more)
}

fn event(row: &ReturnRow, stage: &'static str, at: DateTime<Utc>) -> ReturnCallDue {
    // The end of a day is told as that day, and not as the midnight of the next one.
    let last = zone::local_date(row.due_at - TimeDelta::seconds(1));
    let text = match stage {
        "due" => format!("应在 {last} 前完成，现在还没有完成"),
        _ => format!("请在 {last} 前完成"),
    };
    ReturnCallDue {
        return_call_id: row.id,
        contract_id: row.contract_id,
        ticket_id: row.ticket_id,
        stage,
        due_at: row.due_at,
        text,
        clause: row.clause.clone(),
        at,
    }
}
