//! People are reminded of qualifications that end: once for each stage.

use chrono::{DateTime, Days, Utc};
use jianyue_platform::{App, Tx, events};
use jianyue_sla::zone;

use crate::{
    error::StaffingError,
    model::QualificationExpiring,
    policy::{SOON, stage},
    store::staff::{qualifications_ending, reminder_tell},
};

/// Reminds of the qualifications that end soon.
pub(crate) async fn remind(app: &App, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StaffingError> {
    let today = zone::local_date(now);
    let last = today.checked_add_days(Days::new(SOON.unsigned_abs())).unwrap_or(today);
    for row in qualifications_ending(tx, (today, last)).await? {
        let Some(until) = row.valid_until else { continue };
        let days = (until - today).num_days();
        let Some(stage) = stage(days) else { continue };
        if !reminder_tell(tx, row.id, stage, now).await? {
            continue;
        }
        let left = if days == 0 { "今天到期".to_owned() } else { format!("还有 {days} 天到期") };
        let event = QualificationExpiring {
            qualification_id: row.id,
            contract_id: row.contract_id,
            days,
            text: format!("{left}（{until}），请安排续证或换人"),
            due_at: zone::start_of_day(until.succ_opt().unwrap_or(until)),
            at: now,
        };
        events::record(tx, app.env(), &event).await?;
    }
    Ok(())
}
