//! The caller's own notices, and what they do not want to be told otherwise.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, ContractScope, Env, Page, PageRequest};
use jianyue_platform::Tx;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{BadPlace, NotifyError};
use crate::{
    model::{Item, Way},
    permissions::NOTICES,
    store::notices::{self as store, Muted, Reader},
};

/// A notice.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Notice)]
pub struct NoticeView {
    /// Its id.
    pub id: Uuid,
    /// Under which contract.
    pub contract_id: Option<Uuid>,
    /// What it tells.
    #[serde(flatten)]
    pub item: Item,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// When it was read; `null`: not yet.
    pub read_at: Option<DateTime<Utc>>,
}

/// The caller, on the contracts where they still hold a role that is told of things.
fn reader(by: &Actor) -> Reader {
    let contracts = match by.scope(&NOTICES) {
        ContractScope::All => None,
        ContractScope::Only(held) => Some(held.into_iter().map(|(id, _)| id.0).collect()),
    };
    Reader { person: by.person.0, contracts }
}

/// The caller's notices, the newest first.
pub async fn notices(
    tx: &mut Tx,
    by: &Actor,
    unread_only: bool,
    page: &PageRequest,
) -> Result<Page<NoticeView>, NotifyError> {
    let before = place(page)?;
    let rows = store::notice_list(tx, &reader(by), unread_only, before, page.limit() + 1).await?;
    let page = Page::of(rows, page.limit(), |row| [row.created_at.to_rfc3339(), row.id.to_string()]);
    Ok(page.map(|row| NoticeView {
        id: row.id,
        contract_id: row.contract_id,
        item: row.item,
        created_at: row.created_at,
        read_at: row.read_at,
    }))
}

/// A cursor of lists that are sorted by moment and id.
pub(super) fn place(page: &PageRequest) -> Result<Option<(DateTime<Utc>, Uuid)>, BadCursor> {
    let Some([at, id]) = page.after::<2>()? else { return Ok(None) };
    let at = DateTime::parse_from_rfc3339(&at).map_err(|_| BadCursor)?;
    Ok(Some((at.to_utc(), id.parse().map_err(|_| BadCursor)?)))
}

/// How many the caller has not read; 100 stands for 100 or more.
pub async fn unread(tx: &mut Tx, by: &Actor) -> Result<i64, NotifyError> {
    Ok(store::notice_unread(tx, &reader(by)).await?)
}

/// Marks these, or all, as read.
pub async fn mark_read(tx: &mut Tx, env: &Env, by: &Actor, ids: Option<&[Uuid]>) -> Result<u64, NotifyError> {
    if ids.is_some_and(|ids| ids.len() > 500) {
        return Err(NotifyError::Bad(vec![BadPlace::new("ids", "一次最多标记 500 条，请分次标记")]));
    }
    Ok(store::notice_read(tx, by.person.0, ids, env.now()).await?)
}

/// What the caller muted.
pub async fn muted(tx: &mut Tx, by: &Actor) -> Result<Muted, NotifyError> {
    Ok(store::muted(tx, by.person.0).await?)
}

/// Mutes ways by occasion. The web's own list is never muted, so that nothing is lost.
pub async fn set_muted(tx: &mut Tx, env: &Env, by: &Actor, muted: &Muted) -> Result<(), NotifyError> {
    let is_way = |text: &String| matches!(text.parse(), Ok(Way::Email | Way::Sms));
    if muted.values().flatten().any(|text| !is_way(text)) {
        return Err(NotifyError::Bad(vec![BadPlace::new("muted", "只能关闭邮件（email）和短信（sms）")]));
    }
    Ok(store::mute(tx, by.person.0, muted, env.now()).await?)
}
