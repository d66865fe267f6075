//! What a look means: written down, told of once, and taken back when it is over.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, Env};
use jianyue_platform::{App, Tx, events};
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    changed,
    checking::Look,
    judge::{judge, known},
    proof,
};
use crate::{
    error::BackupError,
    model::{BackupCheck, DeviationFound, DeviationGone, Finding, FindingCode, Open, PolicyState},
    policy::{
        lateness::{limit, next_look},
        says::lasted,
        state::fold,
    },
    store::{
        check::check_insert,
        file::{files_of, files_write},
        policy::{PolicyRow, policy_any, policy_drilled, policy_find, policy_findings, policy_found, policy_lock},
    },
};

/// How many looks in a row may not reach the place before it is told of.
const MISSES: i64 = 2;
/// How soon a place that was not reached is tried again.
const AGAIN: chrono::TimeDelta = chrono::TimeDelta::minutes(15);

/// Keeps what was seen. `None` when the policy was changed or taken by somebody else meanwhile.
pub(super) async fn settle(
    app: &App,
    tx: &mut Tx,
    look: Look,
    by: Option<&Actor>,
) -> Result<Option<BackupCheck>, BackupError> {
    let Look { policy, at, ms, outcome } = look;
    policy_lock(tx, policy.id).await?;
    let Some(mut row) = policy_find(tx, policy.id).await?.filter(|row| row.fence == policy.fence) else {
        return Ok(None);
    };
    let mut check = BackupCheck {
        id: app.env().id(),
        policy_id: row.id,
        at,
        ok: false,
        findings: Vec::new(),
        files: 0,
        newest: None,
        newest_at: None,
        bytes: None,
        ms,
        by: by.map(|by| by.name.clone()),
    };
    row.checked_at = Some(at);
    match outcome {
        Err(error) => {
            let own = error.is_own_fault();
            row.misses = if own { 0 } else { row.misses + 1 };
            let finding = Finding { code: FindingCode::Unreached, text: error.to_string(), clause: None };
            // What was wrong before is still wrong as far as anybody knows.
            if row.misses >= MISSES && row.enabled {
                opened(app.env(), tx, &mut row, std::slice::from_ref(&finding), at).await?;
            }
            check.findings = vec![finding];
            row.state = PolicyState::Unknown;
            let regular = next_look(at, row.last_at, limit(row.every_hours, row.grace_minutes));
            row.next_check_at = if own { regular } else { regular.min(at + AGAIN) };
        }
        Ok((seen, newest)) => {
            let files = known(files_of(tx, row.id).await?, &seen, newest.as_ref(), at);
            files_write(tx, row.id, &files.changed).await?;
            check.findings = judge(&row, &files.all, newest.as_ref(), at);
            check.ok = check.findings.is_empty();
            check.files = i64::try_from(seen.len()).unwrap_or(i64::MAX);
            let last = files.all.iter().find(|file| file.gone_at.is_none());
            (row.last_file, row.last_at, row.last_bytes) =
                (last.map(|file| file.name.clone()), last.map(|file| file.at), last.map(|file| file.bytes));
            (check.newest, check.newest_at, check.bytes) = (row.last_file.clone(), row.last_at, row.last_bytes);
            row.misses = 0;
            row.state = fold(check.findings.iter().map(|finding| finding.code));
            let stay = |code| code == FindingCode::Drill || check.findings.iter().any(|found| found.code == code);
            // One that is switched off can be looked at, and nobody is told of it.
            if row.enabled {
                gone(app.env(), tx, &mut row, stay, at).await?;
                opened(app.env(), tx, &mut row, &check.findings, at).await?;
            }
            row.next_check_at = next_look(at, row.last_at, limit(row.every_hours, row.grace_minutes));
            proof::prove(app, tx, &mut row, &check).await?;
        }
    }
    check_insert(tx, &check).await?;
    policy_found(tx, &row).await?;
    changed(app, tx, &row, "checked").await?;
    Ok(Some(check))
}

/// Names a finding for the ticket about it.
fn key(policy: Uuid, code: FindingCode) -> String {
    format!("backup:{policy}:{}", code.code())
}

/// Adds what is newly wrong to what is open, and tells of it. What was open before keeps its beginning and its ticket.
pub(super) async fn opened(
    env: &Env,
    tx: &mut Tx,
    row: &mut PolicyRow,
    findings: &[Finding],
    at: DateTime<Utc>,
) -> Result<(), BackupError> {
    for finding in findings {
        let clause = finding.clause.clone();
        let again = finding.code == FindingCode::Drill;
        match row.findings.iter_mut().find(|open| open.code == finding.code) {
            Some(open) if !again => {
                open.text.clone_from(&finding.text);
                continue;
            }
            Some(open) => open.text.clone_from(&finding.text),
            None => row.findings.push(Open {
                code: finding.code,
                text: finding.text.clone(),
                clause: clause.clone(),
                since: at,
                ticket_id: None,
                ticket_number: None,
            }),
        }
        let event = DeviationFound {
            policy_id: row.id,
            key: key(row.id, finding.code),
            contract_id: row.contract_id,
            work: row.work.clone(),
            what: if again { "drill" } else { "check" },
            title: format!("{}：{}", finding.code.label(), row.title),
            description: match &clause {
                Some(clause) => format!("{}（依据：{clause}）", finding.text),
                None => finding.text.clone(),
            },
            clause,
            at,
        };
        events::record(tx, env, &event).await?;
    }
    Ok(())
}

/// Takes away what is wrong no more, and tells of it.
pub(super) async fn gone(
    env: &Env,
    tx: &mut Tx,
    row: &mut PolicyRow,
    stays: impl Fn(FindingCode) -> bool,
    at: DateTime<Utc>,
) -> Result<(), BackupError> {
    let (stay, over): (Vec<Open>, Vec<Open>) = row.findings.0.drain(..).partition(|open| stays(open.code));
    row.findings = Json(stay);
    for open in over {
        let span = at - open.since;
        let event = DeviationGone {
            policy_id: row.id,
            key: key(row.id, open.code),
            contract_id: row.contract_id,
            at,
            lasted_seconds: span.num_seconds(),
            text: format!("“{}”已恢复正常：{}，持续 {}", row.title, open.code.label(), lasted(span)),
        };
        events::record(tx, env, &event).await?;
    }
    Ok(())
}

/// What is looked at no more is no deviation any more.
pub(super) async fn still(app: &App, tx: &mut Tx, row: &mut PolicyRow) -> Result<(), BackupError> {
    gone(app.env(), tx, row, |_| false, app.env().now()).await?;
    row.state = PolicyState::Unknown;
    policy_found(tx, row).await?;
    Ok(policy_drilled(tx, row).await?)
}

/// Puts the ticket that was opened for a finding beside it.
pub(crate) async fn ticketed(
    tx: &mut Tx,
    key: &str,
    (ticket, number): (Uuid, &str),
) -> Result<(), jianyue_platform::DbError> {
    let mut parts = key.split(':').skip(1);
    let (Some(policy), Some(code)) = (parts.next().and_then(|id| id.parse().ok()), parts.next()) else {
        return Ok(());
    };
    policy_lock(tx, policy).await?;
    let Some(mut row) = policy_any(tx, policy).await? else { return Ok(()) };
    let Some(open) = row.findings.iter_mut().find(|open| open.code.code() == code) else { return Ok(()) };
    (open.ticket_id, open.ticket_number) = (Some(ticket), Some(number.to_owned()));
    policy_findings(tx, policy, &row.findings).await
}
