//! Messages leave: claimed under a lease, sent outside of any transaction, and what became of each written down.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use futures::{FutureExt, StreamExt, stream};
use jianyue_kernel::PersonId;
use jianyue_platform::{
    App, DbError,
    outgoing::{Call, Outgoing, OutgoingError},
    people::{Contact, People},
};
use uuid::Uuid;

use super::{
    NotifyError,
    channels::{ChannelSettings, open},
};
use crate::{
    channels::{HttpAnswer, HttpCall, Outcome, email::Addressee, robot, sms},
    compose::{Words, cut, words},
    model::{Message, MessageState, Way},
    policy,
    state::{HOUSE, Notify},
    store::{
        outbox::{Finished, message_claim, message_finish, message_lost, message_settle},
        settings,
    },
};

/// Messages claimed at a time.
const BATCH: i64 = 200;
/// Messages on their way at a time.
const AT_ONCE: usize = 16;
/// How long a claim holds: longer than the longest call by far.
const CLAIM: Duration = Duration::minutes(3);
/// The longest text message, in characters: three parts of 67.
const LONGEST_SMS: usize = 201;

/// What one round of sending did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Messages that went out.
    pub sent: usize,
    /// Messages that are tried again.
    pub later: usize,
    /// Messages given up.
    pub failed: usize,
}

/// The channels there are, opened once for a batch.
struct Channels {
    by_id: HashMap<Uuid, ChannelSettings>,
    sms: Option<ChannelSettings>,
}

/// Sends everything that is due, batch by batch, until nothing is.
///
/// # Errors
/// When the database refuses; what was claimed then is settled by [`settle_lost`].
pub async fn send_due(app: &App) -> Result<Sent, NotifyError> {
    let mut total = Sent::default();
    loop {
        let now = app.env().now();
        let claim = app.env().id();
        let mut tx = app.db().write().await?;
        let batch = message_claim(&mut tx, claim, now, now + CLAIM, BATCH).await?;
        tx.commit().await?;
        if batch.is_empty() {
            return Ok(total);
        }
        let channels = channels(app).await?;
        let contacts = contacts(app, &batch).await?;
        let sending: Vec<_> = batch.iter().map(|message| end_of(app, &channels, &contacts, message).boxed()).collect();
        let mut ends = stream::iter(sending).buffer_unordered(AT_ONCE).ready_chunks(AT_ONCE);
        // What became of each is written soon after it happened, so that a crash leaves few of them uncertain.
        while let Some(some) = ends.next().await {
            let mut tx = app.db().write().await?;
            for end in &some {
                message_finish(&mut tx, claim, end, app.env().now()).await?;
                match end.state {
                    MessageState::Sent => total.sent += 1,
                    MessageState::Waiting => total.later += 1,
                    _ => total.failed += 1,
                }
            }
            tx.commit().await?;
        }
    }
}

/// Takes messages out of the hands of senders that died. Where the other side knows repetitions the message is sent again;
/// elsewhere nobody knows whether it arrived, so it is shown as uncertain and waits for somebody to decide.
///
/// # Errors
/// When the database refuses.
pub async fn settle_lost(app: &App) -> Result<usize, NotifyError> {
    let lost = message_lost(&mut app.db().peek().await?, app.env().now()).await?;
    if lost.is_empty() {
        return Ok(0);
    }
    let channels = channels(app).await?;
    let mut tx = app.db().write().await?;
    for (id, way) in &lost {
        let knows = way.parse() == Ok(Way::Sms)
            && matches!(&channels.sms, Some(ChannelSettings::Sms(gateway)) if gateway.knows_repetitions);
        let (state, why) = if knows {
            (MessageState::Waiting, "发送时服务中断，已重新排队（网关会识别重复）")
        } else {
            (MessageState::Uncertain, "发送时服务中断，不确定对方是否收到；需要时请重发")
        };
        message_settle(&mut tx, *id, state, why, app.env().now()).await?;
    }
    tx.commit().await?;
    Ok(lost.len())
}

async fn channels(app: &App) -> Result<Channels, NotifyError> {
    let notify = app.state::<Notify>();
    let rows = settings::channel_list(&mut app.db().peek().await?).await?;
    let mut channels = Channels { by_id: HashMap::new(), sms: None };
    for row in rows.iter().filter(|row| row.enabled) {
        let what = open(notify, row)?;
        if matches!(what, ChannelSettings::Sms(_)) && channels.sms.is_none() {
            channels.sms = Some(what.clone());
        }
        channels.by_id.insert(row.id, what);
    }
    Ok(channels)
}

async fn contacts(app: &App, batch: &[Message]) -> Result<HashMap<Uuid, Contact>, DbError> {
    let mut people: Vec<PersonId> = batch.iter().filter_map(|message| message.person_id).map(Into::into).collect();
    people.sort_unstable();
    people.dedup();
    let found = app.state::<People>().0.contacts(&mut app.db().peek().await?, &people).await?;
    Ok(people.into_iter().map(|person| person.0).zip(found).collect())
}

async fn end_of(app: &App, channels: &Channels, contacts: &HashMap<Uuid, Contact>, message: &Message) -> Finished {
    let outcome = attempt(app, channels, contacts, message).await;
    let now = app.env().now();
    let (state, error, due_at) = match outcome {
        Outcome::Delivered => (MessageState::Sent, None, now),
        Outcome::Never(why) => (MessageState::Failed, Some(why), now),
        Outcome::Later(why) => match policy::next_attempt(message.attempts, now) {
            Some(at) => (MessageState::Waiting, Some(why), at),
            None => (MessageState::Failed, Some(format!("已尝试 {} 次，不再重试：{why}", message.attempts)), now),
        },
    };
    Finished { id: message.id, state, error: error.map(|why| cut(&why, 500)), due_at }
}

async fn attempt(app: &App, channels: &Channels, contacts: &HashMap<Uuid, Contact>, message: &Message) -> Outcome {
    let notify = app.state::<Notify>();
    let words = words(&message.items, message.count, HOUSE, &notify.public_url);
    let never = |why: &str| Outcome::Never(why.to_owned());
    let contact = message.person_id.and_then(|person| contacts.get(&person)).filter(|contact| !contact.name.is_empty());
    let now = app.env().now();
    match message.way.parse() {
        Ok(Way::Robot(id)) => match channels.by_id.get(&id) {
            Some(channel) => by_channel(notify, channel, &words, None, message.id, now).await,
            None => never("群机器人已停用或已删除"),
        },
        Ok(Way::Sms) => match (&channels.sms, contact.map(|contact| contact.phone.as_deref())) {
            (None, _) => never("没有可用的短信网关，请系统管理员设置通知通道"),
            (_, None) => never("收件人的账号已停用"),
            (_, Some(None)) => never("收件人没有登记手机号"),
            (Some(channel), Some(phone)) => by_channel(notify, channel, &words, phone, message.id, now).await,
        },
        Ok(Way::Email) => match (&notify.mailer, contact.map(|contact| (&contact.name, contact.email.as_deref()))) {
            (None, _) => never("没有设置邮件服务器，请系统管理员设置 smtp_url 和 mail_from"),
            (_, None) => never("收件人的账号已停用"),
            (_, Some((_, None))) => never("收件人没有登记邮箱"),
            (Some(mailer), Some((name, Some(address)))) => {
                mailer.send(message.id, Addressee { name, address }, &words, None).await
            }
        },
        Ok(Way::InApp) | Err(_) => never("这种通知方式不经过发件箱"),
    }
}

/// Sends `words` by a gateway or robot.
pub(super) async fn by_channel(
    notify: &Notify,
    channel: &ChannelSettings,
    words: &Words,
    phone: Option<&str>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Outcome {
    if let ChannelSettings::Sms(gateway) = channel {
        let Some(phone) = phone else { return Outcome::Never("没有收件号码".to_owned()) };
        let text = cut(&words.subject, LONGEST_SMS);
        let call = sms::call(gateway, sms::Sms { phone, text: &text, id });
        return answered(&notify.outgoing, call).await.map_or_else(refused, |answer| sms::outcome(gateway, &answer));
    }
    let Some(robot) = channel.robot() else { return Outcome::Never("这个通道不是群机器人".to_owned()) };
    let call = robot::call(&robot, words, now);
    answered(&notify.outgoing, call).await.map_or_else(refused, |answer| robot::outcome(robot.service, &answer))
}

async fn answered(outgoing: &Outgoing, call: HttpCall) -> Result<HttpAnswer, OutgoingError> {
    let method = match call.method {
        crate::channels::Method::Post => "POST",
        crate::channels::Method::Get => "GET",
    };
    let call = Call { method, url: call.url, headers: call.headers, body: call.body };
    let answer = outgoing.call(call).await?;
    Ok(HttpAnswer { status: answer.status, body: answer.body })
}

fn refused(error: OutgoingError) -> Outcome {
    match error {
        OutgoingError::Failed(_) => Outcome::Later(error.to_string()),
        OutgoingError::BadUrl(_) | OutgoingError::NotAllowed(_) => Outcome::Never(error.to_string()),
    }
}
