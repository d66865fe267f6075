//! People are reminded, once, of what is due soon.

use chrono::{DateTime, Days, Utc};
use jianyue_platform::{App, Tx, events};
use jianyue_sla::zone;

use crate::{
    error::SecurityError,
    model::VulnerabilityDue,
    policy::term::SOON,
    store::vulnerability::{vulnerabilities_soon, vulnerability_reminded},
};

/// The most that are looked at in one transaction.
const BATCH: i64 = 200;

/// Reminds of a part of what is due soon; whether there may be more.
pub(crate) async fn remind(app: &App, tx: &mut Tx, now: DateTime<Utc>) -> Result<bool, SecurityError> {
    let today = zone::local_date(now);
    let until = today.checked_add_days(Days::new(SOON.unsigned_abs())).unwrap_or(today);
    let rows = vulnerabilities_soon(tx, until, BATCH).await?;
    for row in &rows {
        vulnerability_reminded(tx, row.id).await?;
        let left = (row.due_on - today).num_days();
        let when = match left {
            i64::MIN..0 => format!("已超过期限 {} 天", -left),
            0 => "今天到期".to_owned(),
            _ => format!("还有 {left} 天到期"),
        };
        let event = VulnerabilityDue {
            vulnerability_id: row.id,
            contract_id: row.contract_id,
            work: row.work.clone(),
            level: row.severity.level(),
            text: format!("{}漏洞“{}”{when}，现在是“{}”", row.severity.name(), row.title, row.state.name()),
            due_at: zone::start_of_day(row.due_on.succ_opt().unwrap_or(row.due_on)),
            clause: row.clause.clone(),
            at: now,
        };
        events::record(tx, app.env(), &event).await?;
    }
    Ok(i64::try_from(rows.len()).unwrap_or(0) == BATCH)
}
