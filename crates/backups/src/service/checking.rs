//! Looking at what lies there, outside of any transaction.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx};
use jianyue_reach::ReachError;
use serde_json::json;
use uuid::Uuid;

use super::{
    audited, known, settle,
    source::{Place, Seen},
};
use crate::{
    error::BackupError,
    model::{BackupCheck, Checksum},
    permissions::{WRITE, require},
    policy::readable::{self, Ends, PIECE},
    store::{
        due::{due_claim, due_first, due_take},
        policy::PolicyRow,
    },
};

/// The longest time of one look, digests of large files included.
const LONGEST: Duration = Duration::from_mins(20);
/// The longest time of a look that somebody waits for.
const WAITED_FOR: Duration = Duration::from_mins(2);
/// A file younger than this may still be written; it is judged the next time.
const SETTLES: TimeDelta = TimeDelta::minutes(2);

/// The newest file, looked into.
#[derive(Clone, Debug)]
pub struct Newest {
    /// The file.
    pub seen: Seen,
    /// Why it does not look like one of its kind.
    pub fault: Option<String>,
    /// Its digest, and why it is not as it should be.
    pub digest: Option<String>,
    /// Why its digest is not as it should be.
    pub mismatch: Option<String>,
}

/// What was seen of a policy.
#[derive(Clone, Debug)]
pub struct Look {
    /// The policy as it was claimed.
    pub policy: PolicyRow,
    /// When.
    pub at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub ms: i64,
    /// The files, the newest first, and the newest of them that is judged; or why nobody knows.
    pub outcome: Result<(Vec<Seen>, Option<Newest>), ReachError>,
}

/// Takes what is due. Nothing is written while nothing is due.
pub async fn claim(app: &App, most: i64) -> Result<Vec<PolicyRow>, BackupError> {
    let now = app.env().now();
    if most <= 0 {
        return Ok(Vec::new());
    }
    if due_first(&mut app.db().peek().await?).await?.is_none_or(|first| first > now) {
        return Ok(Vec::new());
    }
    let until = now + TimeDelta::from_std(LONGEST).unwrap_or_default() + TimeDelta::minutes(5);
    let mut tx = app.db().write().await?;
    let mut rows = due_claim(&mut tx, now, until, most).await?;
    tx.commit().await?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Looks at a policy that was claimed.
pub async fn look(app: &App, policy: PolicyRow) -> Look {
    look_within(app, policy, LONGEST).await
}

async fn look_within(app: &App, policy: PolicyRow, limit: Duration) -> Look {
    let begun = Instant::now();
    let place = Place::of(app, &policy, limit);
    let at = app.env().now();
    let outcome = seen(&place, &policy, at).await;
    Look { policy, at, ms: i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX), outcome }
}

async fn seen(
    place: &Place,
    policy: &PolicyRow,
    now: DateTime<Utc>,
) -> Result<(Vec<Seen>, Option<Newest>), ReachError> {
    let mut files = place.list(&policy.pattern).await?;
    // The digests of backups are no backups.
    if let Some(ending) = policy.checksum.ending() {
        files.retain(|file| !file.name.ends_with(ending));
    }
    files.sort_by(|a, b| (b.at, &b.name).cmp(&(a.at, &a.name)));
    let settled = files.iter().find(|file| now - file.at >= SETTLES || file.at > now);
    let Some(newest) = settled.or(files.first()).cloned() else { return Ok((files, None)) };
    let newest = looked_into(place, policy, newest).await?;
    Ok((files, Some(newest)))
}

async fn looked_into(place: &Place, policy: &PolicyRow, seen: Seen) -> Result<Newest, ReachError> {
    let head = place.part(&seen.name, (0, PIECE)).await?;
    let tail = place.part(&seen.name, (seen.bytes.saturating_sub(PIECE), PIECE)).await?;
    let fault = readable::look(policy.format, Ends { head: &head, tail: &tail, bytes: seen.bytes }).err();
    let (digest, mismatch) = match policy.checksum.ending() {
        None => (None, None),
        Some(ending) => compared(place, policy.checksum, &seen.name, ending).await?,
    };
    Ok(Newest { seen, fault, digest, mismatch })
}

/// The digest of a file, and what is wrong with it.
async fn compared(
    place: &Place,
    checksum: Checksum,
    name: &str,
    ending: &str,
) -> Result<(Option<String>, Option<String>), ReachError> {
    let beside = format!("{name}{ending}");
    if place.list(&beside).await?.is_empty() {
        return Ok((None, Some(format!("没有校验文件 {beside}"))));
    }
    let text = place.part(&beside, (0, 4096)).await?;
    let digest = place.digest(name, checksum).await?.unwrap_or_default();
    let text = String::from_utf8_lossy(&text).to_lowercase();
    // As `sha256sum` writes it, or in the BSD style: the digest is a word of the line.
    let words = text.split(|one: char| !one.is_ascii_alphanumeric()).find(|word| word.len() == 64);
    let mismatch = match words {
        None => Some(format!("校验文件 {beside} 中没有校验值")),
        Some(word) if word == digest => None,
        Some(_) => Some(format!("{name} 的校验值与 {beside} 中的不同，文件可能已损坏")),
    };
    Ok((Some(digest), mismatch))
}

/// Keeps what was seen, unless somebody else took the policy meanwhile.
///
/// # Errors
/// When the database refuses.
pub async fn keep(app: &App, tx: &mut Tx, look: Look, by: Option<&Actor>) -> Result<Option<BackupCheck>, BackupError> {
    settle::settle(app, tx, look, by).await
}

/// Looks now, because somebody asks, and keeps what was seen.
///
/// # Errors
/// When it is not theirs to ask, or the policy was changed meanwhile.
pub async fn check_now(app: &App, by: &Actor, id: Uuid) -> Result<BackupCheck, BackupError> {
    let mut tx = app.db().write().await?;
    let mut policy = known(&mut tx, by, id).await?;
    require(by, &WRITE, ContractId(policy.contract_id))?;
    due_take(&mut tx, id).await?;
    policy.fence += 1;
    tx.commit().await?;
    let look = look_within(app, policy, WAITED_FOR).await;
    let mut tx = app.db().write().await?;
    let row = look.policy.clone();
    let busy = BackupError::WrongState("这个策略刚被修改或正被检查，请刷新后再试。");
    let check = keep(app, &mut tx, look, Some(by)).await?.ok_or(busy)?;
    let found: Vec<&str> = check.findings.iter().map(|finding| finding.text.as_str()).collect();
    let text = if found.is_empty() { "没有异常".to_owned() } else { found.join("；") };
    audited(app, &mut tx, by, "backups.check", &row, json!({ "title": row.title, "text": text })).await?;
    tx.commit().await?;
    Ok(check)
}
