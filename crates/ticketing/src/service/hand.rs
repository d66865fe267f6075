//! A ticket in hand: held for a change, brought up to now, and put back with its history, clocks, counts and events.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use jianyue_contracts::registry::{Compiled, Registry};
use jianyue_kernel::{Actor, ContractVersionId};
use jianyue_platform::{
    Tx, audit,
    db::DbError,
    events::{self},
};
use jianyue_sla::{
    clock::{Clock, ClockEventKind, ClockState, Fact, FactKind, SeverityMatrix},
    zone,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Desk,
    special::{matrix_of, periods},
};
use crate::{
    clocks::{Folded, fact},
    error::TicketError,
    model::{By, ClockBreached, ClockWarned, EntryKind, NewEntry, State, Ticket, TicketChanged},
    policy::{self, Action, Facets, Obstacle, READ},
    store::{self, CountKey, ENDED, NO_DUE},
};

/// The highest level of support.
pub(super) const LAST_LEVEL: i64 = 3;

/// An event that a clock has caused.
#[derive(Debug)]
enum Told {
    Warned(ClockWarned),
    Breached(ClockBreached),
}

/// A ticket that is being changed.
pub(crate) struct Hand {
    pub(super) ticket: Ticket,
    pub(super) contract: Arc<Compiled>,
    /// Its terms, in the special periods that there are.
    matrix: Arc<SeverityMatrix>,
    /// The moment of this change, never before the last fact.
    pub(super) now: DateTime<Utc>,
    counted: CountKey,
    facts: Vec<Fact>,
    entries: Vec<NewEntry>,
    told: Vec<Told>,
    /// Hand-ups and breaches that were found on the way; they are audited too.
    found: Vec<Value>,
    /// Its level of support and who held it, when it was taken into the hand.
    pub(super) stood: (i64, Option<Uuid>),
    /// From whom to whom it went with its level of support; audited too.
    pub(super) relayed: Option<Value>,
}

impl Hand {
    /// Takes the ticket of `id` for `action`, if the one who acts may do it now.
    pub(super) async fn take(tx: &mut Tx, desk: Desk<'_>, id: Uuid, action: Action) -> Result<Self, TicketError> {
        let mut hand = Self::hold(tx, desk, id).await?;
        hand.catch_up()?;
        hand.check(desk.by, action)?;
        Ok(hand)
    }

    /// Holds the ticket of `id`, if the one who acts may know of it.
    pub(super) async fn hold(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Self, TicketError> {
        let scope = desk.by.scope(&READ);
        let ticket = store::ticket_lock(tx, id, &scope).await?.ok_or(TicketError::NoTicket)?;
        let contract = version_of(tx, desk.registry, &ticket).await?;
        let periods = periods(tx, desk, &contract).await?;
        let matrix = matrix_of(&contract, &periods, ticket.row.work.as_deref(), ticket.row.opened_at);
        let facts = store::entry_facts(tx, id).await?;
        let now = facts.last().map_or(desk.now(), |last| last.at.max(desk.now()));
        let counted = CountKey::of(&ticket);
        let stood = (ticket.row.escalation_level, ticket.row.assignee_id);
        let (entries, told, found) = (vec![], vec![], vec![]);
        Ok(Self { ticket, contract, matrix, now, counted, facts, entries, told, found, stood, relayed: None })
    }

    pub(super) fn facets(&self) -> Facets<'_> {
        Facets::of(&self.ticket.row, self.ticket.resolved_by)
    }

    /// Whether `by` may do `action` to it as it stands.
    pub(super) fn check(&self, by: &Actor, action: Action) -> Result<(), TicketError> {
        policy::check(action, self.facets(), by).map_err(|obstacle| match obstacle {
            Obstacle::NoPermission => {
                let permission = action.permission();
                jianyue_kernel::Denied { code: permission.code, name: permission.name }.into()
            }
            Obstacle::State => TicketError::wrong_state(&self.ticket.row.number, self.ticket.row.state, action),
            Obstacle::Person(why) => TicketError::Refused(why),
        })
    }

    /// Refuses an edit that was made from another version than `version`, if it says from which.
    pub(super) fn expect_version(&self, desk: Desk<'_>, version: Option<i64>) -> Result<(), TicketError> {
        if version.is_none_or(|version| self.ticket.row.version == version) {
            return Ok(());
        }
        let mut shown = super::reading::shown(self.ticket.clone(), desk.by, desk.now());
        if let Some(sealer) = desk.sealer {
            shown = shown.with_phone(sealer);
        }
        let current = serde_json::to_value(shown).map_err(DbError::from)?;
        Err(TicketError::Stale { current: Box::new(current) })
    }

    /// Adds an entry of this moment.
    pub(super) fn entry(&self, kind: EntryKind) -> NewEntry {
        NewEntry::new(self.now, kind)
    }

    /// Adds an entry to its history.
    pub(super) fn add(&mut self, entry: NewEntry) {
        if let Some(kind) = &entry.fact {
            self.facts.push(fact(entry.at, kind.clone(), ""));
        }
        self.entries.push(entry);
    }

    /// Whether hand-ups or breaches were found on the way.
    pub(super) fn has_findings(&self) -> bool {
        !self.found.is_empty()
    }

    fn fold(&self) -> Result<Folded, TicketError> {
        Ok(Folded::of((&self.contract, &self.matrix), &self.facts, &self.ticket.verdicts.0, self.now)?)
    }

    /// Brings it up to now, as if the sweep had come at every due moment.
    pub(super) fn catch_up(&mut self) -> Result<(), TicketError> {
        if self.ticket.next_sweep_at.is_some_and(|at| at <= self.now) {
            self.look_again()?;
        }
        Ok(())
    }

    /// Brings it up to now although nothing was done to it. A deadline that moved meanwhile, because the client declared a
    /// special period or took one back or another calendar was loaded, is told in the history; one that has passed thereby
    /// is told as missed.
    pub(super) fn look_again(&mut self) -> Result<(), TicketError> {
        let (before, swept_at) = (self.ticket.row.clocks.0.clone(), self.ticket.swept_at);
        self.settle()?;
        let was = |clock: &Clock| {
            let key = clock.key;
            before.iter().find(|card| (card.kind, card.cycle, card.level) == (key.kind, key.cycle, key.level))
        };
        let mut moved = Vec::new();
        for clock in self.fold()?.clocks().iter().filter(|clock| clock.state.is_live()) {
            let Some((card, (from, to))) = was(clock).and_then(|card| Some((card, card.due_at.zip(clock.due())?)))
            else {
                continue;
            };
            if from != to {
                moved.push((clock.key, from, to));
            }
            let passed = matches!(clock.state, ClockState::Overdue { .. }) && !card.is_overdue(swept_at);
            if from != to && passed && to < swept_at {
                self.tell(clock, ClockEventKind::Breach, to);
            }
        }
        if moved.is_empty() {
            return Ok(());
        }
        let text = moved.iter().map(|(key, from, to)| {
            format!("{}：{} → {}", key.kind.label(), &zone::display(*from)[..16], &zone::display(*to)[..16])
        });
        let text =
            format!("服务时间变化（特殊时期或放假安排），到期时间相应调整。{}", text.collect::<Vec<_>>().join("；"));
        let data = moved.iter().map(|(key, from, to)| {
            json!({ "clock": key.kind, "cycle": key.cycle, "level": key.level, "from": from, "to": to })
        });
        let data = json!({ "moved": data.collect::<Vec<_>>() });
        self.found.push(json!({ "what": "deadlines_moved", "moved": data["moved"], "at": self.now }));
        self.add(self.entry(EntryKind::DeadlinesMoved).by_system().text(text).data(data));
        Ok(())
    }

    /// Whether deadlines were found to have moved.
    pub(super) fn deadlines_moved(&self) -> bool {
        self.entries.iter().any(|entry| entry.kind == EntryKind::DeadlinesMoved)
    }

    /// Hands it up where a level has held it long enough, tells what clocks have to say, and refreshes its columns.
    pub(super) fn settle(&mut self) -> Result<(), TicketError> {
        let mut folded = self.fold()?;
        while self.ticket.row.escalation_level < LAST_LEVEL {
            let Some(due) = folded.hand_up_at(self.now) else { break };
            self.hand_up(due);
            folded = self.fold()?;
        }
        for (clock, kind, at) in folded.events_since(self.ticket.swept_at, self.now) {
            self.tell(clock, kind, at);
        }
        self.ticket.swept_at = self.ticket.swept_at.max(self.now);
        self.refresh(&folded);
        Ok(())
    }

    fn hand_up(&mut self, due: DateTime<Utc>) {
        let at = self.facts.last().map_or(due, |last| last.at.max(due));
        let level = self.ticket.row.escalation_level + 1;
        self.ticket.row.escalation_level = level;
        let entry = NewEntry::new(at, EntryKind::Escalated)
            .by_system()
            .text(format!("到达上报时限，自动上报至第 {level} 级"))
            .data(json!({ "to_level": level, "automatic": true }))
            .fact(FactKind::Escalated { to_level: u8::try_from(level).unwrap_or(u8::MAX) });
        self.found.push(json!({ "what": "handed_up", "to_level": level, "at": at }));
        self.add(entry);
    }

    fn tell(&mut self, clock: &Clock, kind: ClockEventKind, at: DateTime<Utc>) {
        let row = &self.ticket.row;
        let (ticket_id, contract_id, number) = (row.id, row.contract_id, row.number.clone());
        let (key, assignee_id) = (clock.key, row.assignee_id);
        let percent = match kind {
            ClockEventKind::Warn50 => 50,
            ClockEventKind::Warn80 => 80,
            ClockEventKind::Breach => {
                let clause = clock.target.clause.clone();
                let label = key.kind.label();
                self.found.push(json!({ "what": "clock_breached", "clock": key.kind, "cycle": key.cycle, "at": at }));
                self.entries.push(
                    NewEntry::new(at, EntryKind::ClockBreached)
                        .by_system()
                        .text(format!("{label}超时（{clause}，时限 {}）", clock.target.budget.describe()))
                        .data(json!({ "clock": key.kind, "cycle": key.cycle, "level": key.level, "clause": clause })),
                );
                let cycle = key.cycle;
                let event =
                    ClockBreached { ticket_id, contract_id, number, clock: key.kind, cycle, at, clause, assignee_id };
                self.told.push(Told::Breached(event));
                return;
            }
        };
        let (cycle, due_at) = (key.cycle, clock.due());
        let event =
            ClockWarned { ticket_id, contract_id, number, clock: key.kind, cycle, percent, at, due_at, assignee_id };
        self.told.push(Told::Warned(event));
    }

    fn refresh(&mut self, folded: &Folded) {
        let ticket = &mut self.ticket;
        ticket.row.clocks.0 = folded.cards();
        ticket.verdicts.0 = folded.verdicts();
        ticket.alarm = folded.alarm(self.now) as i64;
        let live = ticket.row.state.is_live();
        ticket.next_sweep_at = folded.next_sweep_at(self.now).filter(|_| live);
        ticket.row.due_key = if live { ticket.row.next_due_at().unwrap_or(NO_DUE) } else { ENDED };
    }

    /// Puts it back after something that everybody sees. Where it went up a level, it goes to who is on call there.
    pub(super) async fn put_back(&mut self, tx: &mut Tx, desk: Desk<'_>, what: EntryKind) -> Result<(), TicketError> {
        self.settle()?;
        let went_up = self.went_up();
        self.relay(tx, desk).await?;
        self.ticket.row.updated_at = self.now;
        self.ticket.row.version += 1;
        self.write(tx, desk).await?;
        if went_up && what != EntryKind::Escalated {
            self.tell_changed(tx, desk, EntryKind::Escalated).await?;
        }
        self.tell_changed(tx, desk, what).await?;
        if went_up && self.relayed.is_some() {
            self.tell_changed(tx, desk, EntryKind::Assigned).await?;
        }
        Ok(())
    }

    async fn tell_changed(&self, tx: &mut Tx, desk: Desk<'_>, what: EntryKind) -> Result<(), TicketError> {
        let row = &self.ticket.row;
        let event = TicketChanged {
            ticket_id: row.id,
            contract_id: row.contract_id,
            number: row.number.clone(),
            kind: row.kind.code(),
            case: row.case_key.clone(),
            what: what.code(),
            state: row.state.code(),
            escalation_level: row.escalation_level,
            assignee_id: row.assignee_id,
            work: row.work.clone(),
            by: desk.by.person.0,
            at: self.now,
        };
        events::record(tx, desk.env, &event).await?;
        Ok(())
    }

    /// Puts it back after something that only the vendor's people see, or only clocks did: nobody's edit becomes stale,
    /// unless it went up a level meanwhile, which everybody sees.
    pub(super) async fn put_back_quietly(&mut self, tx: &mut Tx, desk: Desk<'_>) -> Result<(), TicketError> {
        self.settle()?;
        if self.went_up() {
            return self.put_back(tx, desk, EntryKind::Escalated).await;
        }
        self.write(tx, desk).await
    }

    async fn write(&mut self, tx: &mut Tx, desk: Desk<'_>) -> Result<(), TicketError> {
        let by = by_of(desk.by, &self.ticket);
        let mut entries = std::mem::take(&mut self.entries);
        desk.stamp(&mut entries);
        store::entry_insert(tx, self.ticket.row.id, self.ticket.last_seq, desk.now(), &by, &entries).await?;
        self.ticket.last_seq += i64::try_from(entries.len()).unwrap_or(i64::MAX);
        store::ticket_update(tx, &self.ticket).await?;
        self.mark_breach(tx, desk).await?;
        let counted = CountKey::of(&self.ticket);
        let before = std::mem::replace(&mut self.counted, counted.clone());
        match desk.later {
            Some(later) => later.count(before, counted),
            None => store::count_move(tx, before, counted).await?,
        }
        for told in std::mem::take(&mut self.told) {
            match told {
                Told::Warned(event) => events::record(tx, desk.env, &event).await?,
                Told::Breached(event) => events::record(tx, desk.env, &event).await?,
            }
        }
        Ok(())
    }

    /// A breach changes the statistics of the day without being a change that everybody sees.
    async fn mark_breach(&self, tx: &mut Tx, desk: Desk<'_>) -> Result<(), DbError> {
        if self.told.iter().any(|told| matches!(told, Told::Breached(_))) {
            let day = zone::local_date(self.ticket.row.opened_at);
            store::stat_mark(tx, self.ticket.row.contract(), day, desk.env.id()).await?;
        }
        Ok(())
    }

    /// Writes into the audit trail that `action` was done. Last in a use case.
    pub(super) async fn audit(
        &mut self,
        tx: &mut Tx,
        desk: Desk<'_>,
        action: &'static str,
        mut detail: Value,
    ) -> Result<(), TicketError> {
        let row = &self.ticket.row;
        detail["number"] = json!(row.number);
        if !self.found.is_empty() {
            detail["clocks"] = Value::Array(std::mem::take(&mut self.found));
        }
        if let Some(relayed) = self.relayed.take() {
            detail["given_to"] = relayed["to"].clone();
            detail["given_by"] = relayed["from"].clone();
        }
        let entry = audit::Entry { action, subject: row.id, contract: Some(row.contract()), detail };
        match desk.later {
            Some(later) => later.audit(entry),
            None => audit::record(tx, desk.env, desk.by, entry).await?,
        }
        Ok(())
    }

    /// Puts it back after something that everybody sees, and writes it into the audit trail.
    pub(super) async fn done(
        mut self,
        tx: &mut Tx,
        desk: Desk<'_>,
        what: EntryKind,
        action: &'static str,
        detail: Value,
    ) -> Result<Ticket, TicketError> {
        self.put_back(tx, desk, what).await?;
        self.audit(tx, desk, action, detail).await?;
        Ok(self.ticket)
    }

    /// Changes its state.
    pub(super) fn turn(&mut self, state: State) {
        self.ticket.row.state = state;
    }

    /// Lets the one who acts hold it, if nobody does.
    pub(super) fn hold_by(&mut self, by: &Actor) {
        let row = &mut self.ticket.row;
        if row.assignee_id.is_none() && !by.is_system() {
            row.assignee_id = Some(by.person.0);
            row.assignee_name = Some(by.name.clone());
        }
    }

    /// The facts of its present cycle, for a part of it that becomes a ticket of its own.
    pub(super) fn facts_of_cycle(&self) -> &[Fact] {
        let start = self.facts.iter().rposition(|fact| matches!(fact.kind, FactKind::Reopened { .. })).unwrap_or(0);
        &self.facts[start..]
    }
}

/// The contract version that a ticket was opened under.
pub(super) async fn version_of(
    tx: &mut Tx,
    registry: &Registry,
    ticket: &Ticket,
) -> Result<Arc<Compiled>, TicketError> {
    let version = ContractVersionId(ticket.contract_version_id);
    registry.version(tx, version).await?.ok_or(TicketError::NoVersion)
}

/// How the history names the one who acts.
pub(super) fn by_of(by: &Actor, ticket: &Ticket) -> By {
    let role = policy::role_on(by, ticket.row.contract()).to_owned();
    By { id: by.person.0, name: by.name.clone(), role }
}
