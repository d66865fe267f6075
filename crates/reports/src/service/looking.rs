//! What time does to reports: silence accepts where the contract says so, reviews come near or are overdue. Finds by index what is
//! due and takes no input but the present moment; done once, however often it runs.

use chrono::Days;
use jianyue_contracts::Desk;
use jianyue_platform::{Tx, events};
use uuid::Uuid;

use super::{
    Deed, end_of, keep, review_clause,
    steps::{asks_for_review, tell_accepted},
};
use crate::{
    error::ReportError,
    model::{AcceptedHow, EntryWhat, ReportState, ReviewNear},
    policy::{
        narrative::day,
        steps::{overdue, silent},
    },
    store::{
        list::report_due,
        report::{Maybe, ReportRow, draft_keep, report_lock},
    },
};

/// How long before its end a review is near.
const NEAR: Days = Days::new(3);

/// Reports with which time does something now.
///
/// # Errors
/// When the database refuses.
pub async fn due(tx: &mut Tx, desk: Desk<'_>) -> Result<Vec<Uuid>, ReportError> {
    let today = desk.today();
    let soon = today.checked_add_days(NEAR).unwrap_or(today);
    let mut found = report_due(tx, today, soon).await?;
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Does with a report what time does.
///
/// # Errors
/// When the database refuses.
pub async fn look(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), ReportError> {
    let Some(mut row) = report_lock(tx, id).await? else { return Ok(()) };
    let today = desk.today();
    if row.state != ReportState::Submitted {
        return Ok(());
    }
    if silent(&row, today) {
        return accept(tx, desk, &mut row).await;
    }
    if overdue(&row, today) {
        if !row.overdue_told {
            row.overdue_told = true;
            let by = row.review_by.map(day).unwrap_or_default();
            let text = format!("审核期限 {by} 已过，还没有答复；合同没有约定视为通过，请尽快审核。");
            keep(tx, desk, &mut row, Deed::of(EntryWhat::Overdue, "reports.overdue", Some(&text))).await?;
            events::record(tx, desk.env, &near(&row, text, desk)).await?;
        }
        return Ok(());
    }
    let soon = today.checked_add_days(NEAR).unwrap_or(today);
    if !row.near_told && row.review_by.is_some_and(|by| by <= soon) {
        row.near_told = true;
        // Nobody else reads this mark: the version that people hold stays what it is.
        crate::store::report::near_keep(tx, id).await?;
        let text = asks_for_review(&row);
        events::record(tx, desk.env, &near(&row, text, desk)).await?;
    }
    Ok(())
}

fn near(row: &ReportRow, text: String, desk: Desk<'_>) -> ReviewNear {
    ReviewNear {
        report_id: row.id,
        contract_id: row.contract_id,
        side: "client",
        title: row.title.clone(),
        text,
        clause: review_clause(row).to_owned(),
        due_at: row.review_by.map(end_of),
        at: desk.now(),
    }
}

/// Nobody answered in time: the contract says that the report is accepted.
async fn accept(tx: &mut Tx, desk: Desk<'_>, row: &mut ReportRow) -> Result<(), ReportError> {
    let Some(by) = row.review_by else { return Ok(()) };
    row.state = ReportState::Accepted;
    row.accepted_at = Some(end_of(by));
    row.accepted_how = Maybe(Some(AcceptedHow::BySilence));
    row.accepted_name = None;
    draft_keep(tx, row.id, None).await?;
    let text = format!("至 {} 24:00 没有答复，按合同 {} 视为通过。", day(by), review_clause(row));
    keep(tx, desk, row, Deed::of(EntryWhat::Silent, "reports.silence", Some(&text))).await?;
    tell_accepted(tx, desk, row, text).await
}
