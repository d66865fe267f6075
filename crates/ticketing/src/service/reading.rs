//! What readers ask, within what they may see.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, ContractScope, Page, PageRequest};
use jianyue_platform::{Tx, sealed::Sealer, text::Query};
use jianyue_sla::{
    clock::ClockKind,
    explain::{Segment, SegmentKind, explain},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Desk,
    hand::version_of,
    special::{matrix_of, periods},
};
use crate::{
    callers,
    clocks::Folded,
    error::TicketError,
    model::{
        Alarm, AttachmentCard, Channel, ClockCard, ClockView, Entry, Link, Reporter, State, Ticket, TicketRow, Watcher,
        open_phone,
    },
    policy::{self, Facets, READ},
    store::{self, Filter, Part, Sort},
};

/// A ticket as it is shown to somebody at a moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ShownTicket {
    /// What lists show; here with the clocks of every cycle.
    #[serde(flatten)]
    pub row: TicketRow,
    /// In words.
    pub description: String,
    /// The way in which it came.
    pub channel: Channel,
    /// The system or device concerned.
    pub asset: Option<String>,
    /// Who reported it.
    pub reporter: Reporter,
    /// The client's form.
    #[schema(value_type = Option<Object>)]
    pub form: Option<Value>,
    /// Who set the severity.
    pub severity_set_by: String,
    /// Who is told of what happens.
    pub watchers: Vec<Watcher>,
    /// Tickets that it has to do with.
    pub links: Vec<Link>,
    /// Files that the reader may see.
    pub attachments: Vec<AttachmentCard>,
    /// What the reader may do now.
    pub allowed_actions: Vec<&'static str>,
    /// Number of the contract version that it was opened under.
    pub contract_version: i64,
    /// The reporter's satisfaction, 1 to 5.
    pub satisfaction: Option<i64>,
    /// The ticket that carries it on.
    pub merged_into: Option<Uuid>,
    /// The reporter's phone number, for [`ShownTicket::with_phone`].
    #[serde(skip)]
    pub sealed_phone: Option<String>,
}

impl ShownTicket {
    /// The same with the reporter's phone number, which everybody sees who sees the ticket.
    #[must_use]
    pub fn with_phone(mut self, sealer: &Sealer) -> Self {
        let kept = self.sealed_phone.take();
        self.reporter.phone = kept.and_then(|kept| open_phone(&kept, self.row.id, sealer));
        self
    }
}

/// `ticket` as `by` sees it at `now`, without the reporter's phone number until [`ShownTicket::with_phone`].
#[must_use]
pub fn shown(ticket: Ticket, by: &Actor, now: DateTime<Utc>) -> ShownTicket {
    let allowed_actions = policy::allowed_actions(Facets::of(&ticket.row, ticket.resolved_by), by);
    let contract = ticket.row.contract();
    let attachments = ticket.attachments.0.into_iter().filter(|file| policy::sees(by, contract, file.visibility));
    ShownTicket {
        attachments: attachments.collect(),
        row: ticket.row.view_whole(now),
        description: ticket.description,
        channel: ticket.channel,
        asset: ticket.asset,
        reporter: ticket.reporter.without_phone(),
        sealed_phone: ticket.reporter.0.phone_sealed,
        form: ticket.form.map(|form| form.0),
        severity_set_by: ticket.severity_set_by,
        watchers: ticket.watchers.0,
        links: ticket.links.0,
        allowed_actions,
        contract_version: ticket.contract_version,
        satisfaction: ticket.satisfaction,
        merged_into: ticket.merged_into,
    }
}

/// A ticket that `by` may see.
pub async fn find(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Ticket, TicketError> {
    store::ticket_find(tx, id, &by.scope(&READ)).await?.ok_or(TicketError::NoTicket)
}

/// Which tickets are wanted.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// What they must be like.
    pub filter: Filter,
    /// Words that they hold.
    pub text: Option<String>,
    /// Their order; a search gives the newest first.
    pub sort: Sort,
    /// Which page.
    pub page: PageRequest,
}

/// A page of the tickets that the one who asks may see.
pub async fn list(tx: &mut Tx, desk: Desk<'_>, request: ListRequest) -> Result<Page<TicketRow>, TicketError> {
    let parts = parts(tx, desk, request.contract).await?;
    let limit = request.page.limit();
    let now = desk.now();
    if let Some(text) = request.text.as_deref().filter(|text| !text.trim().is_empty()) {
        let before = match request.page.after::<2>()? {
            Some([tag, ord]) if tag == "q" => Some(ord.parse().map_err(|_| BadCursor)?),
            Some(_) => return Err(BadCursor.into()),
            None => None,
        };
        let Some(query) = query_of(text, desk.sealer).filter(|_| !parts.is_empty()) else {
            return Ok(Page { items: Vec::new(), next: None });
        };
        let rows = store::ticket_search(tx, &query, &parts, &request.filter, before, limit + 1).await?;
        let page = Page::of(rows, limit, |row| ["q".to_owned(), row.ord.to_string()]);
        return Ok(page.map(|row| row.view(now)));
    }
    let sort = request.sort;
    let after = match request.page.after::<3>()? {
        Some([tag, key, ord]) if tag == sort.code() => Some((micros(&key)?, ord.parse().map_err(|_| BadCursor)?)),
        Some(_) => return Err(BadCursor.into()),
        None => None,
    };
    let rows = store::ticket_list(tx, &parts, &request.filter, sort, after, limit + 1).await?;
    let page = Page::of(rows, limit, |row| {
        [sort.code().to_owned(), sort.key(row).timestamp_micros().to_string(), row.ord.to_string()]
    });
    Ok(page.map(|row| row.view(now)))
}

/// What is looked for: pairs of characters, and a caller's number where the text is one.
pub(crate) fn query_of(text: &str, sealer: Option<&Sealer>) -> Option<Query> {
    let callers = sealer.zip(callers::asked(text)).map(|(sealer, digits)| callers::words_of(sealer, &digits));
    Query::parse(text).map(|query| query.or_words(callers.unwrap_or_default()))
}

fn micros(text: &str) -> Result<DateTime<Utc>, BadCursor> {
    text.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(BadCursor)
}

/// The contracts and works that the one who asks may list, or the one of them that is asked for.
pub(crate) async fn parts(tx: &mut Tx, desk: Desk<'_>, contract: Option<Uuid>) -> Result<Vec<Part>, TicketError> {
    parts_of(tx, desk, desk.by.scope(&READ), contract).await
}

/// The contracts and works of `scope`, or the one of them that is asked for.
pub(super) async fn parts_of(
    tx: &mut Tx,
    desk: Desk<'_>,
    scope: ContractScope,
    contract: Option<Uuid>,
) -> Result<Vec<Part>, TicketError> {
    let held = match scope {
        ContractScope::Only(held) => held,
        ContractScope::All => {
            let labels = desk.registry.labels(tx).await?;
            labels.iter().map(|label| (label.id, Vec::new())).collect()
        }
    };
    let asked = held.into_iter().filter(|(id, _)| contract.is_none_or(|contract| id.0 == contract));
    Ok(asked.map(|(contract, works)| Part { contract, works }).collect())
}

/// How many tickets stand where, for saved views.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// Live ones that the one who asks holds.
    pub mine: i64,
    /// Live ones that nobody holds.
    pub unassigned: i64,
    /// Live ones with four fifths of some promise's time used, and nothing overdue.
    pub breaching: i64,
    /// Live ones with something overdue.
    pub breached: i64,
    /// Held ones.
    pub paused: i64,
    /// Ones with a solution that waits for the reporter.
    pub waiting_acceptance: i64,
    /// Live ones.
    pub live: i64,
    /// All, by state.
    pub by_state: BTreeMap<&'static str, i64>,
}

/// Counts over the tickets that the one who asks may see; kept with every change, not counted now.
pub async fn counts(tx: &mut Tx, by: &Actor) -> Result<Counts, TicketError> {
    let rows = store::count_list(tx, &by.scope(&READ), by.person.0).await?;
    let mut counts =
        Counts { by_state: State::ALL.iter().map(|state| (state.code(), 0)).collect(), ..Counts::default() };
    for row in rows {
        *counts.by_state.entry(row.state.code()).or_default() += row.n;
        if !row.state.is_live() {
            continue;
        }
        counts.live += row.n;
        let mut add =
            |counter: fn(&mut Counts) -> &mut i64, yes: bool| *counter(&mut counts) += if yes { row.n } else { 0 };
        add(|counts| &mut counts.mine, row.holder == 1);
        add(|counts| &mut counts.unassigned, row.holder == 0);
        add(|counts| &mut counts.breaching, row.alarm == Alarm::Breaching as i64);
        add(|counts| &mut counts.breached, row.alarm == Alarm::Breached as i64);
        add(|counts| &mut counts.paused, row.state == State::Paused);
        add(|counts| &mut counts.waiting_acceptance, row.state == State::Resolved);
    }
    Ok(counts)
}

/// The history of a ticket, the oldest first, as far as `by` may see it.
pub async fn timeline(tx: &mut Tx, by: &Actor, id: Uuid, page: &PageRequest) -> Result<Page<Entry>, TicketError> {
    let row = store::ticket_row_find(tx, id, &by.scope(&READ)).await?.ok_or(TicketError::NoTicket)?;
    let after = match page.after::<1>()? {
        Some([seq]) => seq.parse().map_err(|_| BadCursor)?,
        None => 0,
    };
    let internal = policy::sees_internal(by, row.contract());
    let rows = store::entry_list(tx, id, after, internal, page.limit() + 1).await?;
    let page = Page::of(rows, page.limit(), |row| [row.seq().to_string()]);
    Ok(page.map(|row| row.shown(id)))
}

/// A piece of a clock's time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExplainedSegment {
    /// Its first second.
    pub from: DateTime<Utc>,
    /// The second after its last.
    pub to: DateTime<Utc>,
    /// Its length.
    pub seconds: i64,
    /// Whether it counts.
    pub counted: bool,
    /// Why, in plain Chinese.
    pub why: String,
    /// The clause that makes it so.
    pub clause: String,
    /// Whether it lies ahead.
    pub planned: bool,
}

/// Why a deadline is what it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Explained {
    /// The clock.
    pub clock: ClockView,
    /// In plain Chinese.
    pub lines: Vec<String>,
    /// From the start to the stop or the due moment, without gaps.
    pub segments: Vec<ExplainedSegment>,
}

impl From<Segment> for ExplainedSegment {
    fn from(segment: Segment) -> Self {
        Self {
            counted: matches!(segment.kind, SegmentKind::Counted { .. }),
            from: segment.from,
            to: segment.to,
            seconds: segment.seconds,
            why: segment.why,
            clause: segment.clause,
            planned: segment.planned,
        }
    }
}

/// Explains the clock of a kind in a cycle and, for an escalate clock, of a level; the last one when none is named.
pub async fn explanation(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    kind: ClockKind,
    (cycle, level): (Option<u32>, Option<u8>),
) -> Result<Explained, TicketError> {
    let ticket = find(tx, desk.by, id).await?;
    let contract = version_of(tx, desk.registry, &ticket).await?;
    let facts = store::entry_facts(tx, id).await?;
    let now = desk.now();
    let periods = periods(tx, desk, &contract).await?;
    let matrix = matrix_of(&contract, &periods, ticket.row.work.as_deref(), ticket.row.opened_at);
    let folded = Folded::of((&contract, &matrix), &facts, &ticket.verdicts, now)?;
    let clock = folded.find(kind, cycle, level).ok_or(TicketError::NoClock)?;
    let explained = explain(clock, &contract.time, now).map_err(|error| match error {
        jianyue_sla::CalendarError::NoHolidayData { year } => TicketError::NoHolidayData { year },
        jianyue_sla::CalendarError::OutOfRange => TicketError::NoClock,
    })?;
    Ok(Explained {
        clock: ClockCard::of(clock).view(now),
        lines: explained.summary,
        segments: explained.segments.into_iter().map(ExplainedSegment::from).collect(),
    })
}
