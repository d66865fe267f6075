//! People are reminded of certificates that end: once for each stage.

use chrono::{DateTime, Days, NaiveDate, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_platform::{App, Tx, events};
use jianyue_sla::zone;
use uuid::Uuid;

use crate::{
    error::CertificateError,
    model::CertificateExpiring,
    policy::reminders::{STAGES, stage},
    store::{
        certificate::{CertificateRow, certificates_ending},
        reminder::reminder_tell,
    },
};

/// The most that are looked at in one transaction.
const BATCH: i64 = 500;

/// From where the next part begins.
pub(crate) type Place = (NaiveDate, Uuid);

/// Where the first part begins.
pub(crate) fn beginning(now: DateTime<Utc>) -> Place {
    (zone::local_date(now), Uuid::nil())
}

/// Reminds of a part of the certificates that end soon; says where the next part begins.
pub(crate) async fn remind(
    app: &App,
    tx: &mut Tx,
    from: Place,
    now: DateTime<Utc>,
) -> Result<Option<Place>, CertificateError> {
    let today = zone::local_date(now);
    let last = today.checked_add_days(Days::new(STAGES[0].unsigned_abs())).unwrap_or(today);
    let rows = certificates_ending(tx, (today, last), from, BATCH).await?;
    for row in &rows {
        let days = (row.valid_until - today).num_days();
        let Some(stage) = stage(days) else { continue };
        if reminder_tell(tx, (row.id, row.valid_until), stage, now).await? {
            let event = told(app, tx, row, days, now).await?;
            events::record(tx, app.env(), &event).await?;
        }
    }
    let full = i64::try_from(rows.len()).unwrap_or(0) == BATCH;
    Ok(rows.last().filter(|_| full).map(|row| (row.valid_until, row.id)))
}

async fn told(
    app: &App,
    tx: &mut Tx,
    row: &CertificateRow,
    days: i64,
    at: DateTime<Utc>,
) -> Result<CertificateExpiring, CertificateError> {
    let version = app.state::<Registry>().shown(tx, row.contract_id.into(), at).await?;
    let clause = version.and_then(|version| version.model.certificates.first().map(|rule| rule.clause.clone()));
    let left = if days == 0 { "今天到期".to_owned() } else { format!("还有 {days} 天到期") };
    let next = row.valid_until.succ_opt().unwrap_or(row.valid_until);
    Ok(CertificateExpiring {
        certificate_id: row.id,
        contract_id: row.contract_id,
        days,
        text: format!("{left}（{}），请安排更新", row.valid_until),
        due_at: zone::start_of_day(next),
        clause,
        at,
    })
}
