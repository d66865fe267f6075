//! Calls, as people write them down and read them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jianyue_kernel::{ContractId, Page, PageRequest};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    events,
    form::Form,
    phone::normalised,
    sealed::{Sealer, place},
    subjects,
    text::Query,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Desk, is_contract};
use crate::{
    error::HotlineError,
    model::{Agent, Call, CallChanged, Channel, Direction, Outcome},
    permissions::{CALLS_READ, CALLS_WRITE, require, whole},
    store::{
        call::{self as store, CallRow, Wanted},
        search::call_index,
        wait::{Moves, wait_move},
    },
};

/// How far ahead of the server's a clock may be.
const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// The most characters of a line and of a note.
const LINE: usize = 200;
const NOTE: usize = 10_000;

/// A call to be written down.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCall {
    /// By phone or by a chat.
    pub channel: Channel,
    /// Who called whom; `in` when absent.
    #[serde(default)]
    pub direction: Option<Direction>,
    /// The caller's number.
    #[serde(default)]
    pub caller_number: Option<String>,
    /// The caller's name.
    #[serde(default)]
    pub caller_name: Option<String>,
    /// When it arrived; now when absent, and then its wait is not measured.
    #[serde(default)]
    pub arrived_at: Option<DateTime<Utc>>,
    /// When it was picked up.
    #[serde(default)]
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was over.
    #[serde(default)]
    pub ended_at: Option<DateTime<Utc>>,
    /// What became of it; `answered` when absent.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// What it was about, in a line.
    #[serde(default)]
    pub topic: Option<String>,
    /// What was said.
    #[serde(default)]
    pub note: Option<String>,
    /// The ticket that it belongs to.
    #[serde(default)]
    pub ticket_id: Option<Uuid>,
}

/// What people add to a call; what is absent stays, an empty text removes.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallEdit {
    /// The caller's number.
    #[serde(default)]
    pub caller_number: Option<String>,
    /// The caller's name.
    #[serde(default)]
    pub caller_name: Option<String>,
    /// What it was about, in a line.
    #[serde(default)]
    pub topic: Option<String>,
    /// What was said.
    #[serde(default)]
    pub note: Option<String>,
}

/// Which calls are wanted.
#[derive(Clone, Debug, Default)]
pub struct CallsRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Arrived on this day of Shanghai or later.
    pub day_from: Option<NaiveDate>,
    /// Arrived on this day or earlier.
    pub day_to: Option<NaiveDate>,
    /// By one channel only.
    pub channel: Option<Channel>,
    /// With one outcome only.
    pub outcome: Option<Outcome>,
    /// `me`, or a person's id.
    pub agent: Option<String>,
    /// Without a ticket only.
    pub unlinked: bool,
    /// A whole number, or words in the caller's name, the topic or the note.
    pub q: Option<String>,
    /// Which page.
    pub page: PageRequest,
}

/// Writes a call down.
pub async fn log_call(
    app: &App,
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewCall,
) -> Result<Call, HotlineError> {
    require(desk.by, &CALLS_READ, &CALLS_WRITE, contract)?;
    if !is_contract(app, tx, contract).await? {
        return Err(HotlineError::NotFound);
    }
    let now = desk.env.now();
    let mut form = Form::default();
    let times = times(&new, now, &mut form);
    let mut row = CallRow {
        id: desk.env.id(),
        contract_id: contract.0,
        channel: new.channel,
        direction: new.direction.unwrap_or(Direction::In),
        number_sealed: None,
        number_blind: None,
        caller_name: form.optional("caller_name", "来电人姓名", new.caller_name.as_deref(), LINE),
        arrived_at: times,
        arrived: new.arrived_at.is_some(),
        answered_at: new.answered_at,
        abandoned_at: None,
        ended_at: new.ended_at,
        outcome: Outcome::Answered,
        wait: None,
        agent_id: Some(desk.by.person.0),
        agent_name: Some(desk.by.name.clone()),
        agent_at: Some(now),
        topic: form.optional("topic", "事由", new.topic.as_deref(), LINE),
        note: form.optional("note", "通话记录", new.note.as_deref(), NOTE),
        ticket_id: None,
        ticket_number: None,
        source_id: None,
        source: "console".to_owned(),
        external_id: None,
        version: 1,
    };
    row.outcome = new.outcome.unwrap_or(Outcome::Answered);
    if row.outcome == Outcome::Ringing {
        form.wrong("outcome", "请选择接听、放弃或留言");
    }
    row.wait = row.facts().wait().filter(|_| row.outcome != Outcome::Voicemail);
    keep_number(desk.sealer, &mut row, new.caller_number.as_deref(), &mut form);
    form.done()?;
    if let Some(ticket) = new.ticket_id {
        (row.ticket_id, row.ticket_number) = (Some(ticket), Some(ticket_of(app, tx, desk, contract, ticket).await?));
    }
    store::call_insert(tx, &row).await?;
    index(tx, &row).await?;
    let mut moves = Moves::default();
    moves.add(None, row.bucket());
    wait_move(tx, moves).await?;
    events::record(tx, desk.env, &changed(&row, now)).await?;
    let detail = json!({ "channel": row.channel, "outcome": row.outcome, "ticket": row.ticket_number });
    let entry = Entry { action: "hotline.call_log", subject: row.id, contract: Some(contract), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    shown(desk, row)
}

/// Lets a call be found by what people wrote about it.
async fn index(tx: &mut Tx, row: &CallRow) -> Result<(), HotlineError> {
    let texts = [row.caller_name.as_deref(), row.topic.as_deref(), row.note.as_deref()];
    Ok(call_index(tx, row.id, row.contract_id, texts).await?)
}

/// When it arrived, with what is wrong about the times.
fn times(new: &NewCall, now: DateTime<Utc>, form: &mut Form) -> DateTime<Utc> {
    let arrived = new.arrived_at.or(new.answered_at).unwrap_or(now);
    let mut before = arrived;
    for (field, name, at) in [("answered_at", "接听时间", new.answered_at), ("ended_at", "结束时间", new.ended_at)]
    {
        let Some(at) = at else { continue };
        if at < before {
            form.wrong(field, format!("{name}不能早于来电或接听时间"));
        }
        before = at;
    }
    if before > now + AHEAD {
        form.wrong("arrived_at", "时间不能晚于现在");
    }
    arrived
}

/// Completes what is written about a call.
pub async fn edit_call(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: i64,
    edit: CallEdit,
) -> Result<Call, HotlineError> {
    let mut row = held(tx, desk, id).await?;
    let mut form = Form::default();
    let mut changed = Vec::new();
    for (field, name, value, kept, most) in [
        ("caller_name", "来电人姓名", edit.caller_name, &mut row.caller_name, LINE),
        ("topic", "事由", edit.topic, &mut row.topic, LINE),
        ("note", "通话记录", edit.note, &mut row.note, NOTE),
    ] {
        if value.is_some() {
            *kept = form.optional(field, name, value.as_deref(), most);
            changed.push(field);
        }
    }
    if let Some(number) = edit.caller_number {
        keep_number(desk.sealer, &mut row, Some(&number), &mut form);
        changed.push("caller_number");
    }
    form.done()?;
    let contract = row.contract_id.into();
    let kept = keep(tx, desk, row.clone(), version).await?;
    index(tx, &row).await?;
    let detail = json!({ "fields": changed });
    let entry = Entry { action: "hotline.call_edit", subject: id, contract: Some(contract), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    Ok(kept)
}

/// Says which ticket a call belongs to.
pub async fn link_call(app: &App, tx: &mut Tx, desk: Desk<'_>, id: Uuid, ticket: Uuid) -> Result<Call, HotlineError> {
    let mut row = held(tx, desk, id).await?;
    let (contract, version) = (ContractId(row.contract_id), row.version);
    let number = ticket_of(app, tx, desk, contract, ticket).await?;
    (row.ticket_id, row.ticket_number) = (Some(ticket), Some(number.clone()));
    let kept = keep(tx, desk, row, version).await?;
    let detail = json!({ "ticket": ticket, "number": number });
    let entry = Entry { action: "hotline.call_link", subject: id, contract: Some(contract), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    Ok(kept)
}

/// The number of a ticket of the same contract, which its module knows.
async fn ticket_of(
    app: &App,
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    ticket: Uuid,
) -> Result<String, HotlineError> {
    let found = subjects::subject_of(app, tx, "ticketing.ticket", ticket).await?;
    let found = found.filter(|subject| subject.contract == Some(contract));
    let seen = found.filter(|subject| desk.by.scope(&CALLS_WRITE).covers(contract, subject.work.as_deref()));
    let none = || HotlineError::field("ticket_id", "本合同没有这张工单，请重新选择。");
    seen.map(|subject| subject.number).ok_or_else(none)
}

async fn keep(tx: &mut Tx, desk: Desk<'_>, mut row: CallRow, version: i64) -> Result<Call, HotlineError> {
    if row.version != version || !store::call_edit(tx, &row).await? {
        let now = store::call_find(tx, row.id).await?.ok_or(HotlineError::NotFound)?;
        let current = serde_json::to_value(shown(desk, now)?).map_err(jianyue_platform::DbError::from)?;
        return Err(HotlineError::Stale { current: Box::new(current) });
    }
    row.version += 1;
    // Whoever looks at the log sees what was added, and which ticket the call belongs to now.
    events::record(tx, desk.env, &changed(&row, desk.env.now())).await?;
    shown(desk, row)
}

async fn held(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<CallRow, HotlineError> {
    let row = store::call_find(tx, id).await?.ok_or(HotlineError::NotFound)?;
    require(desk.by, &CALLS_READ, &CALLS_WRITE, row.contract_id.into())?;
    Ok(row)
}

/// A call.
pub async fn call(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Call, HotlineError> {
    let row = store::call_find(tx, id).await?.ok_or(HotlineError::NotFound)?;
    require(desk.by, &CALLS_READ, &CALLS_READ, row.contract_id.into())?;
    shown(desk, row)
}

/// Calls that the one who acts may see, the last first.
pub async fn calls(tx: &mut Tx, desk: Desk<'_>, request: CallsRequest) -> Result<Page<Call>, HotlineError> {
    let page = call_rows(tx, desk, &request).await?;
    let next = page.next;
    let items = page.items.into_iter().map(|row| shown(desk, row)).collect::<Result<_, _>>()?;
    Ok(Page { items, next })
}

/// The same as they are kept.
pub async fn call_rows(tx: &mut Tx, desk: Desk<'_>, request: &CallsRequest) -> Result<Page<CallRow>, HotlineError> {
    let asked = request.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    let number = asked.and_then(normalised).filter(|_| asked.is_some_and(|q| !q.chars().any(char::is_alphabetic)));
    let agent = match request.agent.as_deref() {
        None | Some("") => None,
        Some("me") => Some(desk.by.person.0),
        Some(id) => Some(id.parse().map_err(|_| HotlineError::field("agent", "坐席应是 me 或人员编号"))?),
    };
    let after = request.page.after::<2>()?.map(|[at, id]| {
        let at = at.parse::<DateTime<Utc>>().map_err(|_| jianyue_kernel::BadCursor)?;
        Ok::<_, HotlineError>((at, id.parse::<Uuid>().map_err(|_| jianyue_kernel::BadCursor)?))
    });
    let words = match asked.filter(|_| number.is_none()) {
        None => None,
        // Signs alone are found nowhere.
        Some(text) => match Query::parse(text) {
            None => return Ok(Page { items: Vec::new(), next: None }),
            found => found,
        },
    };
    let wanted = Wanted {
        contracts: whole(desk.by.scope(&CALLS_READ)),
        contract: request.contract,
        day_from: request.day_from,
        day_to: request.day_to,
        channel: request.channel,
        outcome: request.outcome,
        agent,
        unlinked: request.unlinked,
        words,
        numbers: number.map(|digits| blinds(desk.sealer, &digits)),
        after: after.transpose()?,
    };
    let limit = request.page.limit();
    let rows = store::call_list(tx, &wanted, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.arrived_at.to_rfc3339(), row.id.to_string()]))
}

/// Seals `number` for the call and makes what it is found by; an empty one removes it.
pub(super) fn keep_number(sealer: &Sealer, row: &mut CallRow, number: Option<&str>, form: &mut Form) {
    let Some(number) = number.map(str::trim) else { return };
    let digits = normalised(number);
    if digits.is_none() && !number.is_empty() {
        form.wrong("caller_number", "请填写完整的电话号码（5 至 20 位数字）");
    }
    row.number_sealed = digits.as_ref().map(|digits| sealer.seal(digits.as_bytes(), &number_place(row.id)));
    row.number_blind = digits.and_then(|digits| blinds(sealer, &digits).into_iter().next());
}

fn number_place(call: Uuid) -> Vec<u8> {
    place("hotline_call", "number_sealed", call)
}

/// What a number is found by, under each key that there is.
fn blinds(sealer: &Sealer, digits: &str) -> Vec<Vec<u8>> {
    sealer.blind(digits.as_bytes(), b"hotline_call.number").into_iter().map(Vec::from).collect()
}

/// A call as the one who acts may see it.
fn shown(desk: Desk<'_>, row: CallRow) -> Result<Call, HotlineError> {
    let numbers = desk.by.scope(&CALLS_WRITE).covers(row.contract_id.into(), None);
    let number = row.number_sealed.as_deref().filter(|_| numbers);
    let number = number.map(|sealed| desk.sealer.open(sealed, &number_place(row.id))).transpose()?;
    Ok(Call {
        id: row.id,
        contract_id: row.contract_id,
        channel: row.channel,
        direction: row.direction,
        caller_number: number.and_then(|digits| String::from_utf8(digits).ok()),
        caller_name: row.caller_name,
        arrived_at: row.arrived_at,
        answered_at: row.answered_at,
        ended_at: row.ended_at.or(row.abandoned_at),
        outcome: row.outcome,
        wait_seconds: row.wait,
        agent: row.agent_name.map(|name| Agent { id: row.agent_id, name }),
        topic: row.topic,
        note: row.note,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        source: row.source,
        external_id: row.external_id,
        version: row.version,
    })
}

/// What others are told of a call.
pub(super) fn changed(row: &CallRow, at: DateTime<Utc>) -> CallChanged {
    let CallRow { id, contract_id, channel, outcome, agent_id, .. } = row;
    CallChanged {
        call_id: *id,
        contract_id: *contract_id,
        channel: *channel,
        outcome: *outcome,
        agent_id: *agent_id,
        at,
    }
}
