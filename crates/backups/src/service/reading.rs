//! What was seen and found, for those who read it.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, Page, PageRequest};
use jianyue_platform::Tx;
use uuid::Uuid;

use super::known;
use crate::{
    error::BackupError,
    model::{BackupCheck, BackupFile},
    policy::retention::kept_until,
    store::{
        check::check_list,
        file::{FileRow, file_list},
    },
};

/// A place in a list by time.
pub(super) fn by_time<T: std::str::FromStr>(page: &PageRequest) -> Result<Option<(DateTime<Utc>, T)>, BadCursor> {
    let Some([at, id]) = page.after::<2>()? else { return Ok(None) };
    Ok(Some((at.parse().map_err(|_| BadCursor)?, id.parse().map_err(|_| BadCursor)?)))
}

/// The checks of a policy, the last one first.
pub async fn checks(tx: &mut Tx, by: &Actor, id: Uuid, page: &PageRequest) -> Result<Page<BackupCheck>, BackupError> {
    let policy = known(tx, by, id).await?;
    let limit = page.limit();
    let rows = check_list(tx, policy.id, by_time(page)?, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.at.to_rfc3339(), row.id.to_string()]))
}

/// The files of a policy that were seen, the newest first.
pub async fn files(tx: &mut Tx, by: &Actor, id: Uuid, page: &PageRequest) -> Result<Page<BackupFile>, BackupError> {
    let policy = known(tx, by, id).await?;
    let limit = page.limit();
    let rows = file_list(tx, policy.id, by_time(page)?, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.at.to_rfc3339(), row.name.clone()]);
    let shown = |FileRow { name, at, bytes, digest, gone_at }| BackupFile {
        name,
        at,
        bytes,
        digest,
        kept_until: kept_until(at, policy.keep_days),
        gone_at,
    };
    Ok(page.map(shown))
}
