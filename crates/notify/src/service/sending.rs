//! Messages leave: claimed under a lease, sent outside of any transaction, and what became of each written down.

use std::{collections::HashMap, sync::Mutex};

use chrono::{DateTime, Duration, Utc};
use futures::{Stream, StreamExt, stream};
use jianyue_kernel::PersonId;
use jianyue_platform::{
    App, DbError, Tx, mail,
    outgoing::{Call, Outgoing, OutgoingError},
    people::{Contact, People},
};
use uuid::Uuid;

use super::{
    DeviceEnd, NotifyError,
    channels::{ChannelSettings, open},
    push::{self, Devices, devices_of},
    ways::sms_of,
};
use crate::{
    channels::{
        HttpAnswer, HttpCall, Outcome,
        email::{Addressee, Answers},
        push::Manner,
        robot, sms,
    },
    compose::{Words, cut, payload, words},
    model::{Message, MessageState, Rules, Way},
    policy,
    state::{HOUSE, Notify},
    store::{
        outbox::{
            Finished, message_before, message_claim, message_finish, message_is_due, message_lost, message_settle,
        },
        settings::{self, ChannelRow, rules_of},
    },
};

/// Messages claimed at a time.
const BATCH: i64 = 128;
/// Messages on their way at a time.
const AT_ONCE: usize = 16;
/// How long a claim holds. Nothing is begun later than [`BEGUN`] after it, and nothing takes longer than [`PATIENCE`],
/// so that whoever finds a claim that ran out knows that its sender is dead.
const CLAIM: Duration = Duration::minutes(3);
const BEGUN: Duration = Duration::minutes(2);
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(40);
/// How long one run goes on sending: shorter than its lease by more than a claim.
const RUN: Duration = Duration::minutes(1);
/// Failures in a row by one way after which the rest of a batch waits a minute, so that a dead server does not hold up
/// what goes by other ways.
const BRAKE: u32 = 3;
/// What the addresses of tickets begin with, for the vendor's people and the client's.
const TICKETS: [&str; 2] = ["/tickets/", "/portal/requests/"];
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
    rows: Vec<ChannelRow>,
    open: HashMap<Uuid, ChannelSettings>,
}

impl Channels {
    fn sms(&self, contract: Option<Uuid>) -> Option<&ChannelSettings> {
        self.open.get(&sms_of(&self.rows, contract.unwrap_or_default())?.id)
    }
}

/// Counts failures in a row by way.
#[derive(Default)]
struct Brake(Mutex<HashMap<String, u32>>);

impl Brake {
    fn holds(&self, way: &str) -> bool {
        self.0.lock().is_ok_and(|counts| counts.get(way).is_some_and(|count| *count >= BRAKE))
    }

    fn note(&self, way: &str, outcome: &Outcome) {
        if let Ok(mut counts) = self.0.lock() {
            let count = counts.entry(way.to_owned()).or_default();
            *count = if matches!(outcome, Outcome::Delivered | Outcome::Never(_)) { 0 } else { *count + 1 };
        }
    }
}

/// What a batch is sent with.
struct Round<'a> {
    app: &'a App,
    channels: Channels,
    contacts: HashMap<Uuid, Contact>,
    rules: HashMap<Uuid, Rules>,
    devices: Devices,
    /// What went before and waits, by key: when it was begun, and when it is tried again.
    before: HashMap<String, (DateTime<Utc>, DateTime<Utc>)>,
    brake: Brake,
    claimed_at: DateTime<Utc>,
}

/// Sends what is due, batch by batch, until nothing is, a run's time is over, or the process is about to end.
///
/// # Errors
/// When the database refuses; what was claimed then is settled by [`settle_lost`].
pub async fn send_due(app: &App) -> Result<Sent, NotifyError> {
    let mut total = Sent::default();
    let until = app.env().now() + RUN;
    while app.env().now() < until && !app.jobs().is_ending() {
        let now = app.env().now();
        // Most of the time nothing is due, and a look costs nothing.
        if !message_is_due(&mut app.db().peek().await?, now).await? {
            break;
        }
        let claim = app.env().id();
        let mut tx = app.db().write().await?;
        let mut batch = message_claim(&mut tx, claim, now, now + CLAIM, BATCH).await?;
        // What sending needs is read before the claim is kept: where it fails, nothing was claimed.
        let channels = channels(app, &mut tx).await?;
        let contacts = contacts(app, &mut tx, &batch).await?;
        let rules = rules(&mut tx, &batch).await?;
        let devices = devices(&mut tx, &batch).await?;
        let before = before(&mut tx, &batch, claim).await?;
        tx.commit().await?;
        batch.sort_by_key(|message| (message.level != Some(1), message.due_at, message.id));
        let brake = Brake::default();
        let round = Round { app, channels, contacts, rules, devices, before, brake, claimed_at: now };
        let sending: Vec<_> = chains(&batch).into_iter().map(|chain| round.in_order(chain).boxed()).collect();
        let mut ends = stream::iter(sending).flatten_unordered(AT_ONCE).ready_chunks(AT_ONCE);
        // What became of each is written soon after it happened, so that a crash leaves few of them uncertain.
        while let Some(some) = ends.next().await {
            let mut tx = app.db().write().await?;
            for end in &some {
                message_finish(&mut tx, claim, end, app.env().now()).await?;
                push::settle(&mut tx, &end.devices, end.id, app.env().now()).await?;
                match end.state {
                    MessageState::Sent => total.sent += 1,
                    MessageState::Waiting => total.later += 1,
                    _ => total.failed += 1,
                }
            }
            tx.commit().await?;
        }
    }
    Ok(total)
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
    let mut tx = app.db().write().await?;
    let channels = channels(app, &mut tx).await?;
    for (id, way, contract) in &lost {
        let (state, why) = match way.parse() {
            Ok(Way::Email) => (MessageState::Waiting, "发送时服务中断，已重新排队（邮件编号不变，重复的可以识别）"),
            Ok(Way::Push) => (MessageState::Waiting, "发送时服务中断，已重新排队（设备会用同一条替换重复的）"),
            Ok(Way::Sms) if channels.sms(*contract).is_some_and(ChannelSettings::knows_repetitions) => {
                (MessageState::Waiting, "发送时服务中断，已重新排队（网关会识别重复）")
            }
            _ => (MessageState::Uncertain, "发送时服务中断，不确定对方是否收到；需要时请重发"),
        };
        message_settle(&mut tx, *id, state, why, app.env().now()).await?;
    }
    tx.commit().await?;
    Ok(lost.len())
}

async fn channels(app: &App, tx: &mut Tx) -> Result<Channels, DbError> {
    let notify = app.state::<Notify>();
    let rows = settings::channel_list(tx).await?;
    let mut opened = HashMap::new();
    for row in rows.iter().filter(|row| row.enabled) {
        // One that does not open must not keep the others from being sent.
        match open(notify, row) {
            Ok(what) => drop(opened.insert(row.id, what)),
            Err(error) => tracing::error!(channel = %row.id, %error, "the settings of a channel do not open"),
        }
    }
    Ok(Channels { rows, open: opened })
}

async fn contacts(app: &App, tx: &mut Tx, batch: &[Message]) -> Result<HashMap<Uuid, Contact>, DbError> {
    let mut people: Vec<PersonId> = batch.iter().filter_map(|message| message.person_id).map(Into::into).collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(HashMap::new());
    }
    let found = app.state::<People>().0.contacts(tx, &people).await?;
    Ok(people.into_iter().map(|person| person.0).zip(found).collect())
}

/// The browsers of those who are told by push.
async fn devices(tx: &mut Tx, batch: &[Message]) -> Result<Devices, DbError> {
    let pushed = batch.iter().filter(|message| message.way == Way::Push.to_string());
    let mut people: Vec<Uuid> = pushed.filter_map(|message| message.person_id).collect();
    people.sort_unstable();
    people.dedup();
    devices_of(tx, people).await
}

/// What went before the messages of `batch` to the same recipients and was not claimed with them.
async fn before(
    tx: &mut Tx,
    batch: &[Message],
    claim: Uuid,
) -> Result<HashMap<String, (DateTime<Utc>, DateTime<Utc>)>, DbError> {
    let mut keys: Vec<String> = batch.iter().map(|message| message.group_key.clone()).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() { Ok(HashMap::new()) } else { message_before(tx, keys, claim).await }
}

/// The messages of each key, the gravest first and then in the order in which they were begun; in the order of `batch`.
fn chains(batch: &[Message]) -> Vec<Vec<&Message>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut chains: Vec<Vec<&Message>> = Vec::new();
    for message in batch {
        let place = *places.entry(&message.group_key).or_insert(chains.len());
        if place == chains.len() {
            chains.push(Vec::new());
        }
        chains[place].push(message);
    }
    for chain in &mut chains {
        chain.sort_by_key(|message| (message.level != Some(1), message.created_at, message.id));
    }
    chains
}

/// What comes again may meanwhile have come into quiet hours.
fn comes_again(message: &Message) -> bool {
    message.attempts > 1
}

/// The rules of the contracts of which something is tried again, those of the house included.
async fn rules(tx: &mut Tx, batch: &[Message]) -> Result<HashMap<Uuid, Rules>, DbError> {
    let mut contracts: Vec<Uuid> =
        batch.iter().filter(|message| comes_again(message)).filter_map(|message| message.contract_id).collect();
    contracts.sort_unstable();
    contracts.dedup();
    if contracts.is_empty() {
        return Ok(HashMap::new());
    }
    let mut own = rules_of(tx, &contracts).await?;
    for contract in contracts {
        own.entry(contract).or_insert_with(Rules::of_the_house);
    }
    Ok(own)
}

impl Round<'_> {
    /// Sends messages to one recipient one after the other, so that they come in their order: what follows one that is
    /// tried again waits for it. Severity 1 waits for nothing.
    fn in_order<'a>(&'a self, chain: Vec<&'a Message>) -> impl Stream<Item = Finished> + Send + 'a {
        stream::unfold((chain.into_iter(), None), move |(mut left, mut held)| async move {
            let message = left.next()?;
            let end = match self.waits_for(message, held) {
                Some(again) => Finished {
                    id: message.id,
                    state: MessageState::Waiting,
                    error: Some("前一条还没有发出，按先后顺序等待".to_owned()),
                    due_at: again,
                    is_tried: false,
                    devices: Vec::new(),
                },
                None => self.end_of(message).await,
            };
            if end.state == MessageState::Waiting {
                held = Some(end.due_at);
            }
            Some((end, (left, held)))
        })
    }

    /// Until when a message waits for one that went before it.
    fn waits_for(&self, message: &Message, held: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        if message.level == Some(1) {
            return None;
        }
        let before = self.before.get(&message.group_key).filter(|(begun, _)| *begun < message.created_at);
        let again = held.max(before.map(|(_, again)| *again))?;
        // Not at once again: the one before is then looked at first.
        Some(again.max(self.claimed_at + Duration::seconds(1)))
    }

    async fn end_of(&self, message: &Message) -> Finished {
        let now = self.app.env().now();
        let end = |state, error, due_at| Finished {
            id: message.id,
            state,
            error,
            due_at,
            is_tried: true,
            devices: Vec::new(),
        };
        let untried = |error: &str, due_at| Finished {
            is_tried: false,
            ..end(MessageState::Waiting, Some(error.to_owned()), due_at)
        };
        if now > self.claimed_at + BEGUN {
            return untried("发送太慢，等待下一轮", now);
        }
        let rules = message.contract_id.and_then(|contract| self.rules.get(&contract));
        let release = rules.filter(|_| comes_again(message)).map_or(now, |rules| rules.release(now, message.level));
        if release > now {
            return untried("上次没有发出，现在是免打扰时段，结束后再发", release);
        }
        if self.brake.holds(&message.way) {
            return untried("同一通道刚才连续失败，稍后再试", now + Duration::minutes(1));
        }
        let tried = tokio::time::timeout(PATIENCE, self.attempt(message, now)).await;
        let late = |_| (Outcome::Later(format!("超过 {} 秒没有完成", PATIENCE.as_secs())), Vec::new());
        let (outcome, devices) = tried.unwrap_or_else(late);
        self.brake.note(&message.way, &outcome);
        let now = self.app.env().now();
        let finished = match outcome {
            Outcome::Delivered => end(MessageState::Sent, None, now),
            Outcome::Never(why) => end(MessageState::Failed, Some(why), now),
            Outcome::Unknown(why) => {
                end(MessageState::Uncertain, Some(format!("{why}；不确定对方是否收到，需要时请重发")), now)
            }
            Outcome::Later(why) => match policy::next_attempt(message.attempts, now) {
                Some(at) => end(MessageState::Waiting, Some(why), at),
                None => {
                    end(MessageState::Failed, Some(format!("已尝试 {} 次，不再重试：{why}", message.attempts)), now)
                }
            },
        };
        Finished { devices, ..finished }
    }

    async fn attempt(&self, message: &Message, now: DateTime<Utc>) -> (Outcome, Vec<DeviceEnd>) {
        let notify = self.app.state::<Notify>();
        if message.way == Way::Push.to_string() {
            let person = message.person_id.and_then(|person| self.contacts.get(&person));
            if person.is_none_or(|contact| contact.name.is_empty()) {
                return (Outcome::Never("收件人的账号已停用".to_owned()), Vec::new());
            }
            let payload = payload(&message.items, message.count, message.id);
            let manner = Manner::of(message.level, message.id, &message.group_key);
            let own = message.person_id.and_then(|person| self.devices.get(&person)).map_or(&[][..], Vec::as_slice);
            return push::push(notify, own, &payload, &manner, now).await;
        }
        (self.attempt_once(notify, message, now).await, Vec::new())
    }

    async fn attempt_once(&self, notify: &Notify, message: &Message, now: DateTime<Utc>) -> Outcome {
        let words = words(&message.items, message.count, HOUSE, &notify.public_url);
        let contact = message.person_id.and_then(|person| self.contacts.get(&person));
        let contact = contact.filter(|contact| !contact.name.is_empty());
        let never = |why: &str| Outcome::Never(why.to_owned());
        match message.way.parse() {
            Ok(Way::Robot(id)) => match self.channels.open.get(&id) {
                Some(channel) => by_channel(notify, channel, &words, None, message.id, now).await,
                None => never("群机器人已停用或已删除"),
            },
            Ok(Way::Sms) => {
                match (self.channels.sms(message.contract_id), contact.map(|contact| contact.phone.as_deref())) {
                    (None, _) => never("没有可用的短信网关，请系统管理员设置通知通道"),
                    (_, None) => never("收件人的账号已停用"),
                    (_, Some(None)) => never("收件人没有登记手机号"),
                    (Some(channel), Some(phone)) => by_channel(notify, channel, &words, phone, message.id, now).await,
                }
            }
            Ok(Way::Email) => {
                match (&notify.mailer, contact.map(|contact| (&contact.name, contact.email.as_deref()))) {
                    (None, _) => never("没有设置邮件服务器，请系统管理员设置 smtp_url 和 mail_from"),
                    (_, None) => never("收件人的账号已停用"),
                    (_, Some((_, None))) => never("收件人没有登记邮箱"),
                    (Some(mailer), Some((name, Some(address)))) => {
                        mailer.send(message.id, Addressee { name, address }, &words, &answers(notify, message)).await
                    }
                }
            }
            Ok(Way::InApp | Way::Push) | Err(_) => never("这种通知方式不经过发件箱"),
        }
    }
}

/// How answers find the ticket that a message tells of; those to a message of several things find none.
fn answers(notify: &Notify, message: &Message) -> Answers {
    let mut items = message.items.iter();
    let about =
        items.next().filter(|item| TICKETS.iter().any(|path| item.path.starts_with(path))).map(|item| item.subject);
    match about.filter(|first| items.all(|item| item.subject == *first)) {
        Some(ticket) => Answers::by(mail::token(&notify.sealer, ticket), notify.reads_mail_at.as_deref()),
        None => Answers::default(),
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
        let refused = |error| refused(error, channel.knows_repetitions());
        return answered(&notify.outgoing, call).await.map_or_else(refused, |answer| sms::outcome(gateway, &answer));
    }
    let Some(robot) = channel.robot() else { return Outcome::Never("这个通道不是群机器人".to_owned()) };
    let call = robot::call(&robot, words, now);
    let answer = answered(&notify.outgoing, call).await;
    answer.map_or_else(|error| refused(error, false), |answer| robot::outcome(robot.service, &answer))
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

/// What a call that was not answered means: sent again only where that cannot make two messages of one.
pub(super) fn refused(error: OutgoingError, knows_repetitions: bool) -> Outcome {
    let why = error.to_string();
    match error {
        OutgoingError::Failed(_) => Outcome::Later(why),
        OutgoingError::NoAnswer(_) if knows_repetitions => Outcome::Later(why),
        OutgoingError::NoAnswer(_) => Outcome::Unknown(why),
        OutgoingError::BadUrl(_) | OutgoingError::NotAllowed(_) => Outcome::Never(why),
    }
}
