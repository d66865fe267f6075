//! Plays the demo year: every step is the use case that a person would have used, at its own time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, stream};
use jianyue_kernel::{Actor, Env, FixedClock, Role};
use jianyue_platform::{Tx, db::Engine, sealed::Sealer};
use jianyue_ticketing::{
    Desk, TicketError,
    model::{Channel, Kind, Reporter},
    service::{self, NewTicket, Pause},
};
use uuid::Uuid;

use super::{
    accounts::Cast,
    contracts::DemoContract,
    field::{self, Field},
    story::{Step, Story},
};
use crate::{commands::Failure, host::Host};

/// Steps in hand at once: they share durable commits on SQLite, in order, because the writer is fair.
const IN_HAND: usize = 64;
/// How often the sweep comes by in the played year.
const SWEEP_EVERY: TimeDelta = TimeDelta::hours(6);

/// Something that happens at a moment.
enum Beat<'a> {
    Open(&'a Story, usize),
    Step(&'a Story, usize, &'a Step),
}

/// The stage: everything that a beat needs.
struct Stage<'a> {
    host: &'a Host,
    cast: &'a Cast,
    contracts: &'a [DemoContract],
    field: Field,
    /// Tickets by the number of their story, known as soon as they are opened.
    tickets: Mutex<HashMap<usize, Uuid>>,
    /// Who works on the ticket of each story.
    workers: Mutex<HashMap<usize, Actor>>,
}

/// Plays every story up to `end`; gives the number of steps that were played.
///
/// # Errors
/// [`Failure`] when a ticket cannot be opened or the database refuses. A step that the state of its ticket does not allow
/// is left out, as a person would leave it.
pub async fn play(
    host: &Host,
    cast: &Cast,
    contracts: &[DemoContract],
    stories: &[Story],
    end: DateTime<Utc>,
) -> Result<usize, Failure> {
    let first = stories.first().map_or(end, |story| story.opened_at);
    let field = field::load(host, cast, contracts, first).await?;
    let stage = Stage { host, cast, contracts, field, tickets: Mutex::default(), workers: Mutex::default() };
    let mut beats: Vec<(DateTime<Utc>, Beat<'_>)> = Vec::new();
    for (n, story) in stories.iter().enumerate() {
        beats.push((story.opened_at, Beat::Open(story, n)));
        beats.extend(story.steps.iter().map(|(at, step)| (*at, Beat::Step(story, n, step))));
    }
    beats.retain(|(at, _)| *at <= end);
    beats.sort_by_key(|(at, _)| *at);

    let in_hand = if host.app.db().engine() == Engine::Sqlite { IN_HAND } else { 1 };
    let mut played = 0;
    let mut rest = beats.as_slice();
    while let Some((begin, _)) = rest.first() {
        let until = *begin + SWEEP_EVERY;
        let (now, later) = rest.split_at(rest.partition_point(|(at, _)| *at < until));
        let mut done = stream::iter(now).map(|(at, beat)| stage.beat(*at, beat)).buffered(in_hand);
        while let Some(beat) = done.next().await {
            played += usize::from(beat?);
        }
        stage.sweep(until.min(end)).await?;
        rest = later;
    }
    stage.sweep(end).await?;
    Ok(played)
}

impl Stage<'_> {
    /// Plays one beat; false when the ticket's state did not allow it.
    async fn beat(&self, at: DateTime<Utc>, beat: &Beat<'_>) -> Result<bool, Failure> {
        let env = self.at(at);
        let mut tx = self.host.app.db().write().await?;
        let played = match beat {
            Beat::Open(story, n) => self.open(&mut tx, &env, story, *n).await.map(|()| true),
            Beat::Step(story, n, step) => self.step(&mut tx, &env, story, *n, step).await,
        };
        match played {
            Ok(true) => tx.commit().await?,
            Ok(false) | Err(TicketError::WrongState { .. } | TicketError::Refused(_)) => return Ok(false),
            Err(error) => return Err(Failure::input(format!("the demo at {at}: {error}"))),
        }
        Ok(true)
    }

    async fn open(&self, tx: &mut Tx, env: &Env, story: &Story, n: usize) -> Result<(), TicketError> {
        let contract = self.contract(&story.slug).ok_or(TicketError::NoContract)?;
        let agent = self.cast.named("agent").ok_or(TicketError::NoContract)?;
        let new = NewTicket {
            kind: Kind::from_code(story.kind).unwrap_or(Kind::Fault),
            channel: Channel::from_code(story.channel).unwrap_or(Channel::Phone),
            case: story.case.clone(),
            work: story.work.clone(),
            service: None,
            asset: None,
            site_id: self.field.site(contract, story, n).map(|site| site.id),
            title: story.title.clone(),
            description: story.description.clone(),
            reporter: Reporter {
                name: format!("{}值班（演示）", story.unit),
                phone: Some(phone_of(&story.unit)),
                unit: Some(story.unit.clone()),
            },
            severity_set_by: None,
            form: None,
        };
        let desk = Desk::new(self.host.registry(), env, agent).with_sealer(self.host.app.state::<Sealer>());
        let ticket = service::open(tx, desk, contract.id, new).await?;
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner).insert(n, ticket.row.id);
        Ok(())
    }

    async fn step(&self, tx: &mut Tx, env: &Env, story: &Story, n: usize, step: &Step) -> Result<bool, TicketError> {
        let Some(id) = self.tickets.lock().unwrap_or_else(PoisonError::into_inner).get(&n).copied() else {
            return Ok(false);
        };
        let contract = self.contract(&story.slug).ok_or(TicketError::NoContract)?;
        let by = self.actor(contract, n, step).ok_or(TicketError::NoContract)?;
        let desk = Desk::new(self.host.registry(), env, &by);
        match step {
            Step::Take(_) => service::take(tx, desk, id).await,
            Step::Reply(text) => service::reply(tx, desk, id, text).await,
            Step::Note(text) => service::note(tx, desk, id, text).await,
            Step::Escalate => service::escalate(tx, desk, id, "一线无法在规定时间内解决，上报二线。").await,
            Step::CheckIn => service::check_in(tx, desk, id, self.field.arrival(contract, story, n)).await,
            Step::Pause(reason) => service::pause(tx, desk, id, agreed(reason, &story.unit)).await,
            Step::Resume => service::resume(tx, desk, id).await,
            Step::Urge => service::urge(tx, desk, id, Some("请尽快处理，业务受影响。")).await,
            Step::Restore(text) => service::restore(tx, desk, id, text).await,
            Step::Resolve(text) => {
                self.field.sheet(tx, desk, id, (story, n), text).await?;
                service::resolve(tx, desk, id, text).await
            }
            Step::Refuse(reason) => service::refuse(tx, desk, id, reason).await,
            Step::Accept(satisfaction, comment) => {
                let comment = (!comment.is_empty()).then_some(comment.as_str());
                service::accept(tx, desk, id, i64::from(*satisfaction), comment).await
            }
            Step::Reopen(reason) => service::reopen(tx, desk, id, reason).await,
        }
        .map(|_| true)
    }

    /// Who does it: the engineer who took the ticket, or an official of the client.
    fn actor(&self, contract: &DemoContract, n: usize, step: &Step) -> Option<Actor> {
        let mut workers = self.workers.lock().unwrap_or_else(PoisonError::into_inner);
        match step {
            Step::Urge | Step::Refuse(_) | Step::Accept(..) | Step::Reopen(_) => {
                self.cast.nth(Role::ClientOfficial, contract, n).cloned()
            }
            Step::Take(pick) => {
                let engineer = self.cast.nth(Role::Engineer, contract, *pick)?.clone();
                workers.insert(n, engineer.clone());
                Some(engineer)
            }
            _ => workers.get(&n).or_else(|| self.cast.nth(Role::Engineer, contract, n)).cloned(),
        }
    }

    async fn sweep(&self, at: DateTime<Utc>) -> Result<(), Failure> {
        let by = Actor::system("计时巡查");
        let env = self.at(at);
        let swept = service::sweep(self.host.app.db(), Desk::new(self.host.registry(), &env, &by)).await;
        swept.map(drop).map_err(|error| Failure::input(error.to_string()))
    }

    fn at(&self, at: DateTime<Utc>) -> Env {
        self.host.app.env().with_clock(Arc::new(FixedClock::at(at)))
    }

    fn contract(&self, slug: &str) -> Option<&DemoContract> {
        self.contracts.iter().find(|contract| contract.slug == slug)
    }
}

/// A made-up number, the same for the same unit.
fn phone_of(unit: &str) -> String {
    let sum = unit.bytes().fold(7_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 10_000);
    format!("1380000{sum:04}")
}

fn agreed(reason: &str, unit: &str) -> Pause {
    Pause {
        reason: reason.to_owned(),
        evidence: "微信群沟通截图（演示）".to_owned(),
        agreed_by: format!("{unit}负责人（演示）"),
    }
}
