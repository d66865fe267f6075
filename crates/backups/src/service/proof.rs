//! What a look proves of the contract's duties: told once for each backup, and once a day for the check itself.

use chrono::{DateTime, Utc};
use jianyue_platform::{App, Tx, events};
use jianyue_sla::zone;
use uuid::Uuid;

use crate::{
    error::BackupError,
    model::{BackupCheck, DutyProved, Record},
    policy::says::{lasted, size},
    store::policy::{PolicyRow, policies_of_rule},
    subject::client_path,
};

/// Tells what `check` proves of the rule of `row`, and notes in the row what was told.
pub(super) async fn prove(app: &App, tx: &mut Tx, row: &mut PolicyRow, check: &BackupCheck) -> Result<(), BackupError> {
    let Some(rule) = row.rule.clone().filter(|_| row.enabled) else { return Ok(()) };
    let codes: Vec<&str> = check.findings.iter().map(|finding| finding.code.code()).collect();
    let newest = check.newest_at.map(|at| at.to_rfc3339()).unwrap_or_default();
    let now = format!("{}|{newest}|{}", check.newest.as_deref().unwrap_or_default(), codes.join(","));
    let today = zone::local_date(check.at);
    let (tell_backup, tell_check) = (row.told.as_deref() != Some(&now), row.checked && row.told_day != Some(today));
    if !tell_backup && !tell_check {
        return Ok(());
    }
    let all = policies_of_rule(tx, row.contract_id, &rule).await?;
    let text = format!("{}：{}", row.title, in_a_line(check));
    let proved = |kind, at: DateTime<Utc>, ok, all: Vec<Uuid>| DutyProved {
        policy_id: row.id,
        contract_id: row.contract_id,
        rule: rule.clone(),
        kind,
        at,
        text: text.clone(),
        ok,
        record: Record { kind: "backup_policy", id: row.id },
        all,
        client_path: client_path(row.id),
    };
    if tell_backup {
        // A backup counts when it was written; that there is none counts now.
        let at = if check.ok { check.newest_at.unwrap_or(check.at) } else { check.at };
        events::record(tx, app.env(), &proved("backup", at, check.ok, all.clone())).await?;
    }
    if tell_check {
        // The check was made, whatever it found.
        events::record(tx, app.env(), &proved("backup_check", check.at, true, all)).await?;
    }
    row.told = Some(now);
    if tell_check {
        row.told_day = Some(today);
    }
    Ok(())
}

/// `3.2 GB，2 小时前，可读`, or what is wrong.
fn in_a_line(check: &BackupCheck) -> String {
    if !check.ok {
        let texts: Vec<&str> = check.findings.iter().map(|finding| finding.text.as_str()).collect();
        return texts.join("；");
    }
    let age = check.newest_at.map_or_else(String::new, |at| format!("，{}前", lasted(check.at - at)));
    format!("{}{age}，可读", size(check.bytes.unwrap_or(0)))
}
