//! Browsers that are told by web push: switched on and off by their owners, and told.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ActorKind, Env};
use jianyue_platform::{DbError, Tx, outgoing::Call};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{BadPlace, NotifyError, sending::refused};
use crate::{
    channels::{
        HttpAnswer, Outcome,
        push::{Manner, Payload, Pushed, Target, outcome},
    },
    compose::cut,
    state::Notify,
    store::push::{self as store, DeviceRow},
};

/// Browsers that one person may have.
const MOST: usize = 20;

/// A browser that wants to be told, as it describes itself.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = NewPushSubscription)]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    /// Where its maker's push service takes messages for it.
    #[schema(example = "https://push.example.net/push/abc")]
    pub endpoint: String,
    /// Its keys.
    pub keys: DeviceKeys,
    /// What it is, in words, at most 60 characters.
    pub device: String,
}

/// The keys of a browser.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = PushKeys)]
#[serde(deny_unknown_fields)]
pub struct DeviceKeys {
    /// Its public key, in base64url.
    pub p256dh: String,
    /// The secret it shares with us, in base64url.
    pub auth: String,
}

/// A browser of the caller's.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PushDevice)]
pub struct DeviceView {
    /// Its id.
    pub id: Uuid,
    /// What it is, in words.
    pub device: String,
    /// SHA-256 of its endpoint in hex: by this a browser knows itself.
    pub fingerprint: String,
    /// Since when it is told.
    pub created_at: DateTime<Utc>,
    /// When it was last told of something; `null`: not yet.
    pub last_success_at: Option<DateTime<Utc>>,
}

impl From<DeviceRow> for DeviceView {
    fn from(row: DeviceRow) -> Self {
        let DeviceRow { id, device, endpoint_digest: fingerprint, created_at, last_success_at, .. } = row;
        Self { id, device, fingerprint, created_at, last_success_at }
    }
}

/// The caller's browsers.
pub async fn devices(tx: &mut Tx, by: &Actor) -> Result<Vec<DeviceView>, NotifyError> {
    Ok(store::device_list(tx, by.person.0).await?.into_iter().map(DeviceView::from).collect())
}

/// Tells a browser of the caller's from now on. One that somebody else has used before is theirs no longer.
pub async fn device_add(
    tx: &mut Tx,
    env: &Env,
    notify: &Notify,
    by: &Actor,
    new: NewDevice,
) -> Result<DeviceView, NotifyError> {
    let target = Target { endpoint: new.endpoint, p256dh: new.keys.p256dh, auth: new.keys.auth };
    let known = store::device_list(tx, by.person.0).await?;
    let digest = target.digest();
    let is_known = known.iter().any(|row| row.endpoint_digest == digest);
    check(notify, &target, &new.device, known.len() + usize::from(!is_known))?;
    let row = DeviceRow {
        id: env.id(),
        person_id: by.person.0,
        sealed: notify.seal_device(&digest, &serde_json::to_vec(&target).map_err(DbError::from)?),
        endpoint_digest: digest,
        device: new.device.trim().to_owned(),
        created_at: env.now(),
        last_success_at: None,
        last_message: None,
    };
    let session = match by.kind {
        ActorKind::Person { session } => Some(session),
        _ => None,
    };
    store::device_keep(tx, &row, session).await?;
    let kept = store::device_list(tx, by.person.0).await?;
    let kept = kept.into_iter().find(|kept| kept.endpoint_digest == row.endpoint_digest);
    Ok(kept.unwrap_or(row).into())
}

fn check(notify: &Notify, target: &Target, device: &str, many: usize) -> Result<(), NotifyError> {
    let mut bad = Vec::new();
    if target.endpoint.len() > 2048 {
        bad.push(BadPlace::new("endpoint", "推送地址太长"));
    } else if let Err(error) = notify.outgoing.may_call(&target.endpoint) {
        bad.push(BadPlace::new("endpoint", error.to_string()));
    }
    if let Err(error) = target.check() {
        bad.push(BadPlace::new("keys", error.to_string()));
    }
    if !(1..=60).contains(&device.trim().chars().count()) {
        bad.push(BadPlace::new("device", "设备名称应为 1 到 60 个字"));
    }
    if many > MOST {
        bad.push(BadPlace::new("endpoint", format!("最多在 {MOST} 台设备上接收推送，请先停用不用的设备")));
    }
    if bad.is_empty() { Ok(()) } else { Err(NotifyError::Bad(bad)) }
}

/// Tells a browser of the caller's no longer.
pub async fn device_remove(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(), NotifyError> {
    if store::device_delete(tx, by.person.0, id).await? { Ok(()) } else { Err(NotifyError::NotFound) }
}

/// The browsers of a batch's recipients.
pub(super) type Devices = HashMap<Uuid, Vec<DeviceRow>>;

/// The browsers of `people`.
pub(super) async fn devices_of(tx: &mut Tx, people: Vec<Uuid>) -> Result<Devices, DbError> {
    let mut devices = Devices::new();
    if !people.is_empty() {
        for row in store::device_of(tx, people).await? {
            devices.entry(row.person_id).or_default().push(row);
        }
    }
    Ok(devices)
}

/// What became of one browser of a recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceEnd {
    /// It has the message.
    Delivered(Uuid),
    /// It is gone.
    Gone(Uuid),
}

/// Writes down what became of browsers that were told `message`.
pub(super) async fn settle(tx: &mut Tx, ends: &[DeviceEnd], message: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    for end in ends {
        match end {
            DeviceEnd::Delivered(id) => store::device_delivered(tx, *id, message, now).await?,
            DeviceEnd::Gone(id) => store::device_gone(tx, *id).await?,
        }
    }
    Ok(())
}

/// Tells each of `devices` that was not told yet. One that shows a message twice replaces it, so whatever did not answer
/// is tried again; the message is delivered when nobody is left who could still get it.
pub(super) async fn push(
    notify: &Notify,
    devices: &[DeviceRow],
    payload: &Payload,
    manner: &Manner,
    now: DateTime<Utc>,
) -> (Outcome, Vec<DeviceEnd>) {
    let mut ends = Vec::new();
    let (mut told, mut later, mut never) = (0, None, None);
    let plain = serde_json::to_vec(payload).unwrap_or_default();
    for device in devices {
        if device.last_message == Some(payload.tag) {
            told += 1;
            continue;
        }
        match push_one(notify, device, &plain, manner, now).await {
            Pushed::Delivered => {
                told += 1;
                ends.push(DeviceEnd::Delivered(device.id));
            }
            Pushed::Gone => ends.push(DeviceEnd::Gone(device.id)),
            Pushed::Otherwise(Outcome::Later(why) | Outcome::Unknown(why)) => later = Some(why),
            Pushed::Otherwise(Outcome::Never(why)) => never = Some(why),
            Pushed::Otherwise(Outcome::Delivered) => told += 1,
        }
    }
    let outcome = match (later, told, never) {
        (Some(why), ..) => Outcome::Later(why),
        (None, 1.., _) => Outcome::Delivered,
        (None, _, Some(why)) => Outcome::Never(why),
        (None, ..) => Outcome::Never("收件人没有开启推送的设备".to_owned()),
    };
    (outcome, ends)
}

async fn push_one(notify: &Notify, device: &DeviceRow, plain: &[u8], manner: &Manner, now: DateTime<Utc>) -> Pushed {
    let opened = notify.open_device(&device.endpoint_digest, &device.sealed).ok();
    let target: Option<Target> = opened.and_then(|plain| serde_json::from_slice(&plain).ok());
    let never = |why: String| Pushed::Otherwise(Outcome::Never(why));
    let Some(target) = target else { return never("设备的密钥无法打开".to_owned()) };
    let body = match target.encrypt(plain) {
        Ok(body) => body,
        Err(error) => return never(error.to_string()),
    };
    let headers = manner.headers(&notify.vapid, &target.endpoint, now);
    let call = Call { method: "POST", url: target.endpoint, headers, body: String::new() };
    match notify.outgoing.call_with(call, body).await {
        Ok(answer) => outcome(&HttpAnswer { status: answer.status, body: cut(&answer.body, 200) }),
        Err(error) => Pushed::Otherwise(refused(error, true)),
    }
}
