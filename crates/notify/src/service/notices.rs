//! The caller's own notices, and what they do not want to be told otherwise.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, ContractId, ContractScope, Env, Page, PageRequest};
use jianyue_platform::{
    App, Tx,
    events::{self, Event},
    people::People,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    BadPlace, NotifyError,
    channels::open,
    push::push,
    sending::by_channel,
    ways::{WayView, sms_of, ways},
};
use crate::{
    channels::{
        Outcome,
        email::{Addressee, Answers},
        push::{Manner, Payload},
    },
    compose::Words,
    model::{Item, QuietHours, Rules, Way},
    permissions::NOTICES,
    state::{HOUSE, Notify},
    store::{
        notices::{self as store, Chosen, Muted, Reader},
        push::device_list,
        settings::{channel_list, rules_of},
    },
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
    chosen: Chosen,
    page: &PageRequest,
) -> Result<Page<NoticeView>, NotifyError> {
    let before = place(page)?;
    let rows = store::notice_list(tx, &reader(by), chosen, before, page.limit() + 1).await?;
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
    let read = store::notice_read(tx, by.person.0, ids, env.now()).await?;
    if read > 0 {
        events::record(tx, env, &NoticesRead { person: by.person.0 }).await?;
    }
    Ok(read)
}

/// Somebody has read notices: their other browsers show fewer. Heard by themselves only.
#[derive(Serialize)]
struct NoticesRead {
    person: Uuid,
}

impl Event for NoticesRead {
    const KIND: &'static str = "notify.notices_read";

    fn subject(&self) -> Uuid {
        self.person
    }

    /// Of no contract: it concerns nobody else.
    fn contract(&self) -> Option<ContractId> {
        None
    }
}

/// When a contract is silent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ContractQuietHours)]
pub struct QuietView {
    /// The contract.
    pub contract_id: Uuid,
    /// Its hours; `null`: never.
    pub quiet: Option<QuietHours>,
}

/// When each of the caller's contracts is silent; nothing for whom sees all of them.
pub async fn quiet_hours(tx: &mut Tx, by: &Actor) -> Result<Vec<QuietView>, NotifyError> {
    let ContractScope::Only(held) = by.scope(&NOTICES) else { return Ok(Vec::new()) };
    let contracts: Vec<Uuid> = held.into_iter().map(|(id, _)| id.0).collect();
    if contracts.is_empty() {
        return Ok(Vec::new());
    }
    let own = rules_of(tx, &contracts).await?;
    let house = Rules::of_the_house().quiet;
    let view =
        |contract_id: Uuid| QuietView { contract_id, quiet: own.get(&contract_id).map_or(house, |rules| rules.quiet) };
    Ok(contracts.into_iter().map(view).collect())
}

/// The ways of the house, and what keeps each from working.
pub async fn own_ways(tx: &mut Tx, notify: &Notify) -> Result<Vec<WayView>, NotifyError> {
    let channels = channel_list(tx).await?;
    // No contract has the nil id, so none of its own channels are in this.
    let mut all = ways(&channels, notify, Uuid::nil().into());
    all.retain(|view| !view.way.starts_with("robot:"));
    Ok(all)
}

/// Sends the caller a trial message by one way at once, and says what became of it.
pub async fn try_way(app: &App, by: &Actor, way: Way) -> Result<Outcome, NotifyError> {
    let notify = app.state::<Notify>();
    if !matches!(way, Way::Email | Way::Sms | Way::Push) {
        return Err(NotifyError::Bad(vec![BadPlace::new("way", "只能试发邮件（email）、短信（sms）和推送（push）")]));
    }
    if !notify.may_try(by.person.0) {
        return Err(NotifyError::TooOften);
    }
    let mut tx = app.db().read().await?;
    let contact = app.state::<People>().0.contacts(&mut tx, &[by.person]).await?.pop().unwrap_or_default();
    let channels = channel_list(&mut tx).await?;
    let devices = device_list(&mut tx, by.person.0).await?;
    drop(tx);
    let (id, now) = (app.env().id(), app.env().now());
    let words = Words {
        subject: format!("【{HOUSE}】试发消息"),
        body: format!("这是一条试发消息，收到即表示这种方式可用。\n\n{}/notices/settings", notify.public_url),
    };
    let never = |why: &str| Ok(Outcome::Never(why.to_owned()));
    match way {
        Way::Push => {
            let payload = Payload::one("试发消息", "", "收到即表示推送可用。", "/notices/settings", id);
            let (outcome, ends) = push(notify, &devices, &payload, &Manner::of(Some(1), id, ""), now).await;
            let mut tx = app.db().write().await?;
            super::push::settle(&mut tx, &ends, id, now).await?;
            tx.commit().await?;
            Ok(outcome)
        }
        Way::Email => match (&notify.mailer, contact.email) {
            (None, _) => never("没有设置邮件服务器，请系统管理员设置 smtp_url 和 mail_from"),
            (_, None) => never("您没有登记邮箱，请安全管理员在人员中补上"),
            (Some(mailer), Some(address)) => {
                let to = Addressee { name: &contact.name, address: &address };
                Ok(mailer.send(id, to, &words, &Answers::default()).await)
            }
        },
        _ => match (sms_of(&channels, Uuid::nil()), contact.phone) {
            (None, _) => never("没有可用的短信网关，请系统管理员设置通知通道"),
            (_, None) => never("您没有登记手机号，请安全管理员在人员中补上"),
            (Some(row), phone) => Ok(by_channel(notify, &open(notify, row)?, &words, phone.as_deref(), id, now).await),
        },
    }
}

/// What the caller muted.
pub async fn muted(tx: &mut Tx, by: &Actor) -> Result<Muted, NotifyError> {
    Ok(store::muted(tx, by.person.0).await?)
}

/// Mutes ways by occasion. The web's own list is never muted, so that nothing is lost.
pub async fn set_muted(tx: &mut Tx, env: &Env, by: &Actor, muted: &Muted) -> Result<(), NotifyError> {
    let is_way = |text: &String| matches!(text.parse(), Ok(Way::Email | Way::Sms | Way::Push));
    if muted.values().flatten().any(|text| !is_way(text)) {
        return Err(NotifyError::Bad(vec![BadPlace::new("muted", "只能关闭邮件（email）、短信（sms）和推送（push）")]));
    }
    Ok(store::mute(tx, by.person.0, muted, env.now()).await?)
}
