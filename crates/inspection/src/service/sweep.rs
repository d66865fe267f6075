//! What runs by the clock: what was not made in its time, and what is to be made tomorrow.

use chrono::Days;
use jianyue_kernel::Actor;
use jianyue_platform::{App, Tx, audit, events};
use jianyue_sla::zone;
use serde_json::json;

use super::{Desk, changed};
use crate::{
    error::InspectionError,
    model::{OccurrenceDue, OccurrenceMissed, State},
    store::{
        count::{Moves, count_move},
        occurrence::{OccurrenceRow, occurrence_overdue, occurrence_untold, occurrence_update},
    },
};

/// What a sweep found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Not made in their time.
    pub missed: usize,
    /// Told of the day before.
    pub told: usize,
}

/// Finds by index what was missed and what is due, and says each once, however often it is run.
///
/// # Errors
/// When the database refuses; what was found before stays.
pub async fn sweep(app: &App) -> Result<Swept, InspectionError> {
    let by = Actor::system("巡检");
    let desk = Desk::of(app, &by);
    let mut swept = Swept::default();
    loop {
        let mut tx = app.db().write().await?;
        let found = missed(&mut tx, desk).await?;
        tx.commit().await?;
        swept.missed += found;
        if found == 0 {
            break;
        }
    }
    loop {
        let mut tx = app.db().write().await?;
        let told = due(&mut tx, desk).await?;
        tx.commit().await?;
        swept.told += told;
        if told == 0 {
            return Ok(swept);
        }
    }
}

async fn missed(tx: &mut Tx, desk: Desk<'_>) -> Result<usize, InspectionError> {
    let rows = occurrence_overdue(tx, desk.today()).await?;
    let mut moves = Moves::default();
    let mut over = Vec::with_capacity(rows.len());
    for row in rows {
        moves.add(&row, -1);
        let row = OccurrenceRow { state: State::Missed, ended_at: Some(desk.now()), ..row };
        moves.add(&row, 1);
        occurrence_update(tx, &row).await?;
        over.push(row);
    }
    count_move(tx, moves).await?;
    for row in &over {
        let event = OccurrenceMissed {
            occurrence_id: row.id,
            contract_id: row.contract_id,
            rule: row.rule.clone(),
            text: format!("{}（{}）没有执行", row.title, period(row)),
            clause: row.clause.clone(),
            due_at: zone::start_of_day(row.due_on.succ_opt().unwrap_or(row.due_on)),
            at: desk.now(),
        };
        events::record(tx, desk.env, &event).await?;
        events::record(tx, desk.env, &changed(row, desk.now())).await?;
    }
    for row in &over {
        let detail = json!({ "title": row.title, "from": row.from_on, "to": row.to_on });
        let entry = audit::Entry {
            action: "inspection.missed",
            subject: row.id,
            contract: Some(row.contract_id.into()),
            detail,
        };
        audit::record(tx, desk.env, desk.by, entry).await?;
    }
    Ok(over.len())
}

async fn due(tx: &mut Tx, desk: Desk<'_>) -> Result<usize, InspectionError> {
    let today = desk.today();
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let rows = occurrence_untold(tx, (today, tomorrow)).await?;
    for row in &rows {
        occurrence_update(tx, &OccurrenceRow { told: true, ..row.clone() }).await?;
        let event = OccurrenceDue {
            occurrence_id: row.id,
            contract_id: row.contract_id,
            text: format!("{}计划于 {} 执行", row.title, row.planned_on),
            clause: row.clause.clone(),
            due_at: zone::start_of_day(row.planned_on.succ_opt().unwrap_or(row.planned_on)),
            at: desk.now(),
        };
        events::record(tx, desk.env, &event).await?;
    }
    Ok(rows.len())
}

/// The days on which it counted.
pub(super) fn period(row: &OccurrenceRow) -> String {
    if row.from_on == row.to_on { row.from_on.to_string() } else { format!("{} 至 {}", row.from_on, row.to_on) }
}
