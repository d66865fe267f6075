//! Gateways and robots: set up by the system administrator, kept sealed, tried out before they are relied on.

use axum::http::{HeaderName, HeaderValue};
use jianyue_kernel::{Actor, Env};
use jianyue_platform::{
    App, DbError, Tx,
    audit::{self, Entry},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{BadPlace, NotifyError, sending};
use crate::{
    channels::{
        Outcome,
        robot::{Robot, Service},
        sms::Gateway,
    },
    compose::Words,
    permissions::CHANNELS,
    state::{HOUSE, Notify},
    store::settings::{self, ChannelRow},
};

/// What a channel is, with its secrets.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = NotificationChannelSettings)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChannelSettings {
    /// A gateway for text messages.
    Sms(Gateway),
    /// A group's robot.
    Wecom {
        /// The address that WeCom gave.
        webhook: String,
    },
    /// A group's robot.
    Dingtalk {
        /// The address that DingTalk gave.
        webhook: String,
        /// The key for signing; `null` where the robot is secured by key words or addresses.
        secret: Option<String>,
    },
    /// A group's robot.
    Feishu {
        /// The address that Feishu gave.
        webhook: String,
        /// The key for signing.
        secret: Option<String>,
    },
}

impl ChannelSettings {
    fn kind(&self) -> &'static str {
        match self {
            Self::Sms(_) => "sms",
            Self::Wecom { .. } => "wecom",
            Self::Dingtalk { .. } => "dingtalk",
            Self::Feishu { .. } => "feishu",
        }
    }

    /// Whether the other side knows a repeated message by its id.
    pub(super) fn knows_repetitions(&self) -> bool {
        matches!(self, Self::Sms(gateway) if gateway.knows_repetitions)
    }

    /// What may be shown: the host of the address, never its key.
    fn shown(&self) -> Value {
        let (url, signed) = match self {
            Self::Sms(gateway) => (&gateway.url, !gateway.headers.is_empty()),
            Self::Wecom { webhook } => (webhook, false),
            Self::Dingtalk { webhook, secret } | Self::Feishu { webhook, secret } => (webhook, secret.is_some()),
        };
        json!({ "host": host(url), "signed": signed })
    }

    /// As a robot, where it is one.
    pub(super) fn robot(&self) -> Option<Robot> {
        let (service, webhook, secret) = match self {
            Self::Sms(_) => return None,
            Self::Wecom { webhook } => (Service::Wecom, webhook, None),
            Self::Dingtalk { webhook, secret } => (Service::Dingtalk, webhook, secret.clone()),
            Self::Feishu { webhook, secret } => (Service::Feishu, webhook, secret.clone()),
        };
        Some(Robot { service, webhook: webhook.clone(), secret })
    }

    fn faults(&self) -> Vec<BadPlace> {
        let mut bad = Vec::new();
        let (field, url) = match self {
            Self::Sms(gateway) => ("url", &gateway.url),
            Self::Wecom { webhook } | Self::Dingtalk { webhook, .. } | Self::Feishu { webhook, .. } => {
                ("webhook", webhook)
            }
        };
        if host(url).is_empty() {
            bad.push(BadPlace::new(field, "地址应以 https:// 开头，如 https://sms.example.gov.cn/send"));
        }
        if let Self::Sms(gateway) = self {
            let everything = format!("{} {}", gateway.url, gateway.body);
            for hole in ["{phone}", "{text}"] {
                if !everything.contains(hole) {
                    bad.push(BadPlace::new("body", format!("地址或内容里应有 {hole}，否则短信没有{}", what(hole))));
                }
            }
            if !gateway.headers.iter().all(|(name, value)| is_header(name, value)) {
                bad.push(BadPlace::new("headers", "请求头的名称只能用字母、数字和连字符，内容不能换行"));
            }
            if gateway.result.as_ref().is_some_and(|pointer| !pointer.starts_with('/')) {
                bad.push(BadPlace::new("result", "结果位置应以 / 开头，如 /code"));
            }
            if gateway.result.is_some() && gateway.success.is_empty() {
                bad.push(BadPlace::new("success", "请填写表示成功的结果，如 0"));
            }
        }
        bad
    }
}

fn what(hole: &str) -> &'static str {
    if hole == "{phone}" { "收件号码" } else { "内容" }
}

fn is_header(name: &str, value: &str) -> bool {
    name.parse::<HeaderName>().is_ok() && HeaderValue::from_str(value).is_ok()
}

/// The host in an address; empty where it is none that can be called.
fn host(url: &str) -> String {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    rest.split(['/', '?', '#']).next().unwrap_or_default().rsplit('@').next().unwrap_or_default().to_owned()
}

/// A channel to be kept.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = NewNotificationChannel)]
pub struct NewChannel {
    /// What it is called, at most 60 characters.
    pub name: String,
    /// The contract whose rules may use it; `null`: every one.
    #[serde(default)]
    pub contract_id: Option<Uuid>,
    /// Whether it is used.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// What it is; on a change `null` keeps what was there, so that secrets need not be typed again.
    #[serde(default)]
    pub settings: Option<ChannelSettings>,
}

fn yes() -> bool {
    true
}

/// A channel without its secrets.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NotificationChannel)]
pub struct ChannelView {
    /// Its id; rules name a robot as `robot:` and this.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// `sms`, `wecom`, `dingtalk` or `feishu`.
    pub kind: String,
    /// The contract whose rules may use it; `null`: every one.
    pub contract_id: Option<Uuid>,
    /// Whether it is used.
    pub enabled: bool,
    /// The host that is called.
    pub host: String,
    /// Whether calls are signed or carry a key in a header.
    pub signed: bool,
    /// Grows with every change.
    pub version: i64,
}

impl From<ChannelRow> for ChannelView {
    fn from(row: ChannelRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            kind: row.kind,
            contract_id: row.contract_id,
            enabled: row.enabled,
            host: row.shown["host"].as_str().unwrap_or_default().to_owned(),
            signed: row.shown["signed"].as_bool().unwrap_or_default(),
            version: row.version,
        }
    }
}

/// Every channel.
pub async fn channel_list(tx: &mut Tx, by: &Actor) -> Result<Vec<ChannelView>, NotifyError> {
    by.require_system(&CHANNELS)?;
    Ok(settings::channel_list(tx).await?.into_iter().map(ChannelView::from).collect())
}

/// Sets up a channel.
pub async fn channel_add(
    tx: &mut Tx,
    env: &Env,
    notify: &Notify,
    by: &Actor,
    new: NewChannel,
) -> Result<ChannelView, NotifyError> {
    by.require_system(&CHANNELS)?;
    let Some(what) = &new.settings else {
        return Err(NotifyError::Bad(vec![BadPlace::new("settings", "请填写通道的地址等设置")]));
    };
    check(&new.name, Some(what))?;
    let id = env.id();
    let row = ChannelRow {
        id,
        name: new.name.trim().to_owned(),
        kind: what.kind().to_owned(),
        contract_id: new.contract_id,
        enabled: new.enabled,
        shown: Json(what.shown()),
        sealed: notify.seal(id, &serde_json::to_vec(what).map_err(DbError::from)?),
        version: 1,
        updated_at: env.now(),
    };
    settings::channel_insert(tx, &row).await?;
    written(tx, env, by, "notify.channel_added", &row).await?;
    Ok(row.into())
}

/// Changes a channel from the version that was read; its kind and contract stay.
pub async fn channel_change(
    tx: &mut Tx,
    env: &Env,
    notify: &Notify,
    by: &Actor,
    (id, version): (Uuid, i64),
    new: NewChannel,
) -> Result<ChannelView, NotifyError> {
    by.require_system(&CHANNELS)?;
    let mut row = settings::channel_find(tx, id).await?.ok_or(NotifyError::NotFound)?;
    check(&new.name, new.settings.as_ref())?;
    if let Some(what) = &new.settings {
        if what.kind() != row.kind {
            return Err(NotifyError::Bad(vec![BadPlace::new("settings.kind", "通道的种类不能改，请另建一个通道")]));
        }
        row.shown = Json(what.shown());
        row.sealed = notify.seal(id, &serde_json::to_vec(what).map_err(DbError::from)?);
    }
    row.version = version;
    new.name.trim().clone_into(&mut row.name);
    row.enabled = new.enabled;
    if !settings::channel_update(tx, &row, env.now()).await? {
        return Err(NotifyError::Stale);
    }
    written(tx, env, by, "notify.channel_changed", &row).await?;
    row.version += 1;
    Ok(row.into())
}

/// Removes a channel; what still waits to go out by it fails and says so.
pub async fn channel_remove(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<(), NotifyError> {
    by.require_system(&CHANNELS)?;
    let row = settings::channel_find(tx, id).await?.ok_or(NotifyError::NotFound)?;
    settings::channel_delete(tx, id).await?;
    written(tx, env, by, "notify.channel_removed", &row).await
}

/// Sends a trial message by a channel at once and says what became of it. A gateway needs the number to send to.
pub async fn channel_test(app: &App, by: &Actor, id: Uuid, phone: Option<&str>) -> Result<Outcome, NotifyError> {
    by.require_system(&CHANNELS)?;
    let notify = app.state::<Notify>();
    let row = settings::channel_find(&mut app.db().peek().await?, id).await?.ok_or(NotifyError::NotFound)?;
    let what = open(notify, &row)?;
    if matches!(what, ChannelSettings::Sms(_)) && phone.is_none_or(|phone| phone.trim().is_empty()) {
        return Err(NotifyError::Bad(vec![BadPlace::new("phone", "请填写接收试发短信的手机号")]));
    }
    let words = Words {
        subject: format!("【{HOUSE}】试发消息"),
        body: format!("这是一条试发消息，收到即表示通道“{}”可用。", row.name),
    };
    let outcome = sending::by_channel(notify, &what, &words, phone, app.env().id(), app.env().now()).await;
    let mut tx = app.db().write().await?;
    written(&mut tx, app.env(), by, "notify.channel_tested", &row).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// The settings of a row.
pub(super) fn open(notify: &Notify, row: &ChannelRow) -> Result<ChannelSettings, NotifyError> {
    let plain = notify.open(row.id, &row.sealed).map_err(|error| NotifyError::Sealed(error.to_string()))?;
    serde_json::from_slice(&plain).map_err(|error| NotifyError::Sealed(error.to_string()))
}

fn check(name: &str, settings: Option<&ChannelSettings>) -> Result<(), NotifyError> {
    let mut bad = settings.map(ChannelSettings::faults).unwrap_or_default();
    if !(1..=60).contains(&name.trim().chars().count()) {
        bad.push(BadPlace::new("name", "通道名称应为 1 到 60 个字"));
    }
    if bad.is_empty() { Ok(()) } else { Err(NotifyError::Bad(bad)) }
}

async fn written(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    action: &'static str,
    row: &ChannelRow,
) -> Result<(), NotifyError> {
    let detail = json!({ "name": row.name, "kind": row.kind, "host": row.shown["host"], "enabled": row.enabled });
    Ok(audit::record(tx, env, by, Entry { action, subject: row.id, contract: None, detail }).await?)
}
