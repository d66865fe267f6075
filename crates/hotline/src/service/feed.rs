//! Reports of phone systems. Each report is taken once; in which order they come makes no difference.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx, events,
    form::Form,
    people::People,
    sealed::{Sealer, place},
    signed,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::calls::{changed, keep_number};
use crate::{
    error::HotlineError,
    model::{Channel, Direction, Facts, Line, Outcome, Told},
    store::{
        call::{self, CallRow},
        feed::{feed_take, feed_taken},
        source::{SourceRow, source_find, source_lock},
        wait::{Moves, wait_move},
    },
};

/// The most reports of one request.
pub const MOST: usize = 200;
/// The most bytes of one request.
pub const MOST_BYTES: usize = 256 * 1024;
/// How far ahead of the server's the clock of a phone system may be.
const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// How old what is told may be: what was reported of months gone by stays as it was.
pub(crate) const OLDEST: TimeDelta = TimeDelta::days(31);
/// The most characters of an id, a line and an account.
const WORD: usize = 100;

/// What a phone system tells of a call.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct FeedEvent {
    /// Its id in the phone system, at most 100 characters; what has the same id is taken once.
    pub id: String,
    /// The call's id in the phone system, at most 100 characters.
    pub call_id: String,
    /// What happened.
    pub event: Told,
    /// When (RFC 3339), at most 31 days ago.
    pub at: DateTime<Utc>,
    /// The line that was called.
    pub line: String,
    /// The caller's number.
    #[serde(default)]
    pub number: Option<String>,
    /// Account of the agent who took it.
    #[serde(default)]
    pub agent: Option<String>,
    /// By phone or by a chat; by phone when absent.
    #[serde(default)]
    pub channel: Option<Channel>,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedOutcome {
    /// It was taken.
    Done,
    /// It had been taken before.
    Repeated,
    /// It was not taken; it may be sent again when what is wrong with it is put right.
    Refused,
}

/// The same with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FeedResult {
    /// The report's id; empty where it had none.
    pub id: String,
    /// What became of it.
    pub outcome: FeedOutcome,
    /// Stable code of why it was refused.
    pub code: Option<&'static str>,
    /// What to do about it, in plain Chinese.
    pub detail: Option<String>,
}

/// Why a report is refused: code and sentence.
type Refusal = (&'static str, String);

/// The phone system of an id, if `body` is signed by it and in time.
///
/// # Errors
/// [`HotlineError::BadSignature`], whatever is wrong; [`HotlineError::TooLarge`].
pub async fn trusted(
    app: &App,
    tx: &mut Tx,
    source: Uuid,
    (timestamp, signature): (&str, &str),
    body: &[u8],
) -> Result<SourceRow, HotlineError> {
    if body.len() > MOST_BYTES {
        return Err(HotlineError::TooLarge);
    }
    let row = source_find(tx, source).await?.ok_or(HotlineError::BadSignature)?;
    let secret = app.state::<Sealer>().open(&row.secret_sealed, &place("hotline_source", "secret_sealed", row.id))?;
    let holds = signed::holds(row.algorithm, &secret, (timestamp, body), signature, app.env().now());
    if holds { Ok(row) } else { Err(HotlineError::BadSignature) }
}

/// Takes reports; gives what became of each, in their order.
pub async fn take_feed(
    app: &App,
    tx: &mut Tx,
    source: &SourceRow,
    reports: Vec<Value>,
) -> Result<Vec<FeedResult>, HotlineError> {
    if reports.len() > MOST {
        return Err(HotlineError::TooLarge);
    }
    if !source_lock(tx, source.id).await? {
        return Err(HotlineError::BadSignature);
    }
    let read: Vec<Result<FeedEvent, FeedResult>> = reports.into_iter().map(read).collect();
    let ids = read.iter().filter_map(|event| event.as_ref().ok()).map(|event| event.id.as_str());
    let taken = feed_taken(tx, source.id, ids).await?;
    let mut batch = Batch::new(app, tx, source, &read, taken).await?;
    let mut results = Vec::with_capacity(read.len());
    for event in read {
        results.push(match event {
            Ok(event) => batch.take(app, tx, event).await?,
            Err(refused) => refused,
        });
    }
    batch.keep(app, tx).await?;
    Ok(results)
}

/// A report, if it is one.
fn read(report: Value) -> Result<FeedEvent, FeedResult> {
    let id: String = report["id"].as_str().unwrap_or_default().chars().take(WORD).collect();
    let bad = |detail: String| FeedResult {
        id: id.clone(),
        outcome: FeedOutcome::Refused,
        code: Some("hotline.bad_event"),
        detail: Some(detail),
    };
    let event: FeedEvent =
        serde_json::from_value(report).map_err(|error| bad(format!("事件内容不符合要求：{error}")))?;
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= WORD && !text.contains('\0');
    let agent = event.agent.as_deref().unwrap_or("-");
    let number = event.number.as_deref().unwrap_or("-");
    if ![event.id.as_str(), &event.call_id, &event.line, agent, number].into_iter().all(fits) {
        return Err(bad(format!("id、call_id、line、agent、number 应为 1 至 {WORD} 个字")));
    }
    Ok(event)
}

/// The calls that a request moves.
struct Batch<'a> {
    source: &'a SourceRow,
    now: DateTime<Utc>,
    taken: HashSet<String>,
    fresh: Vec<(String, DateTime<Utc>)>,
    /// By their id in the phone system: as they were, and as they are.
    calls: HashMap<String, (Option<CallRow>, CallRow)>,
    /// In the order in which they were first told of.
    order: Vec<String>,
    agents: HashMap<(String, Uuid), (Option<Uuid>, String)>,
}

impl<'a> Batch<'a> {
    async fn new(
        app: &App,
        tx: &mut Tx,
        source: &'a SourceRow,
        read: &[Result<FeedEvent, FeedResult>],
        taken: HashSet<String>,
    ) -> Result<Self, HotlineError> {
        let told = read.iter().filter_map(|event| event.as_ref().ok()).map(|event| event.call_id.as_str());
        let rows = call::call_told(tx, source.id, told).await?;
        let known = |row: CallRow| Some((row.external_id.clone()?, (Some(row.clone()), row)));
        Ok(Self {
            source,
            now: app.env().now(),
            taken,
            fresh: Vec::new(),
            calls: rows.into_iter().filter_map(known).collect(),
            order: Vec::new(),
            agents: HashMap::new(),
        })
    }

    async fn take(&mut self, app: &App, tx: &mut Tx, event: FeedEvent) -> Result<FeedResult, HotlineError> {
        let id = event.id.clone();
        if self.taken.contains(&id) {
            return Ok(FeedResult { id, outcome: FeedOutcome::Repeated, code: None, detail: None });
        }
        let contract = match self.place(&event) {
            Ok(contract) => contract,
            Err((code, detail)) => {
                let (code, detail) = (Some(code), Some(detail));
                return Ok(FeedResult { id, outcome: FeedOutcome::Refused, code, detail });
            }
        };
        let agent = self.agent(app, tx, &event, contract).await?;
        self.fresh.push((id.clone(), event.at));
        self.taken.insert(id.clone());
        self.apply(app, event, contract, agent);
        Ok(FeedResult { id, outcome: FeedOutcome::Done, code: None, detail: None })
    }

    /// The contract that a report concerns.
    fn place(&self, event: &FeedEvent) -> Result<Uuid, Refusal> {
        if event.at > self.now + AHEAD {
            return Err(("hotline.time_ahead", "事件时间晚于服务器时间 5 分钟以上，请校准电话系统的时钟。".to_owned()));
        }
        if event.at < self.now - OLDEST {
            return Err(("hotline.too_old", "事件已超过 31 天，不再受理，以免改动已上报的统计。".to_owned()));
        }
        let of_line = |line: &&Line| line.line == event.line;
        let Some(line) = self.source.lines.0.iter().find(of_line) else {
            let detail = format!("没有登记线路“{}”，请系统管理员在电话系统中补充该线路对应的合同。", event.line);
            return Err(("hotline.unknown_line", detail));
        };
        match self.calls.get(&event.call_id) {
            Some((_, call)) if call.contract_id != line.contract_id => Err((
                "hotline.line_changed",
                "同一通来电先后属于两个合同的线路，请为转接后的来电使用新的编号。".to_owned(),
            )),
            _ => Ok(line.contract_id),
        }
    }

    /// Who took the call: somebody who works on the contract, or only what the phone system calls them.
    async fn agent(
        &mut self,
        app: &App,
        tx: &mut Tx,
        event: &FeedEvent,
        contract: Uuid,
    ) -> Result<Option<(Option<Uuid>, String)>, HotlineError> {
        let Some(account) = &event.agent else { return Ok(None) };
        let key = (account.clone(), contract);
        if let Some(known) = self.agents.get(&key) {
            return Ok(Some(known.clone()));
        }
        let found = app.state::<People>().0.by_account(tx, account, ContractId(contract)).await?;
        let found = found.filter(|person| person.roles.iter().any(|role| role.is_vendor()));
        let agent = found.map_or((None, account.clone()), |person| (Some(person.id.0), person.name));
        self.agents.insert(key, agent.clone());
        Ok(Some(agent))
    }

    fn apply(&mut self, app: &App, event: FeedEvent, contract: Uuid, agent: Option<(Option<Uuid>, String)>) {
        if !self.order.contains(&event.call_id) {
            self.order.push(event.call_id.clone());
        }
        let at = event.at;
        let source = self.source;
        let channel = event.channel.unwrap_or(Channel::Phone);
        let (_, row) = self
            .calls
            .entry(event.call_id.clone())
            .and_modify(|(_, row)| {
                let facts = row.facts().and(event.event, at);
                row.take(&facts);
            })
            .or_insert_with(|| {
                let mut row = blank(app.env().id(), contract, channel, at, source, event.call_id);
                row.take(&Facts::first(event.event, at));
                (None, row)
            });
        if let Some((id, name)) = agent
            && row.agent_at.is_none_or(|before| before <= at)
        {
            (row.agent_id, row.agent_name, row.agent_at) = (id, Some(name), Some(at));
        }
        if row.number_sealed.is_none() {
            // A number that is none is left out: the call counts all the same.
            keep_number(app.state::<Sealer>(), row, event.number.as_deref(), &mut Form::default());
        }
    }

    /// Keeps the calls, their counts, and which reports were taken.
    async fn keep(self, app: &App, tx: &mut Tx) -> Result<(), HotlineError> {
        let mut moves = Moves::default();
        for key in &self.order {
            let Some((before, row)) = self.calls.get(key) else { continue };
            match before {
                None => call::call_insert(tx, row).await?,
                Some(_) => call::call_move(tx, row).await?,
            }
            moves.add(before.as_ref().and_then(CallRow::bucket), row.bucket());
            let shows = |row: &CallRow| (row.outcome, row.agent_id, row.ended_at.is_some());
            if before.as_ref().is_none_or(|before| shows(before) != shows(row)) {
                events::record(tx, app.env(), &changed(row, self.now)).await?;
            }
        }
        feed_take(tx, self.source.id, self.fresh).await?;
        wait_move(tx, moves).await?;
        Ok(())
    }
}

fn blank(
    id: Uuid,
    contract: Uuid,
    channel: Channel,
    at: DateTime<Utc>,
    source: &SourceRow,
    external: String,
) -> CallRow {
    CallRow {
        id,
        contract_id: contract,
        channel,
        direction: Direction::In,
        number_sealed: None,
        number_blind: None,
        caller_name: None,
        arrived_at: at,
        arrived: false,
        answered_at: None,
        abandoned_at: None,
        ended_at: None,
        outcome: Outcome::Ringing,
        wait: None,
        agent_id: None,
        agent_name: None,
        agent_at: None,
        topic: None,
        note: None,
        ticket_id: None,
        ticket_number: None,
        source_id: Some(source.id),
        source: source.name.clone(),
        external_id: Some(external),
        version: 1,
    }
}
