//! Runs what is due, beside the requests, in every replica.
//!
//! What is due is found by an index and claimed in the database, so that replicas share it. Looking is limited overall and
//! for each machine; what was found goes to one writer, which writes it in batches.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use async_trait::async_trait;
use jianyue_platform::{App, DbError, module::Background};
use jianyue_reach::Login;
use tokio::{
    sync::{Semaphore, mpsc, watch},
    task::JoinSet,
};

use crate::{
    model::Target,
    service::{Settled, Sight, look_at, sealed_logins, settle},
    store::{
        due::{due_claim, due_first},
        probe::ProbeRow,
    },
};

/// How much is done at a time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Looks at a time, overall.
    pub at_once: usize,
    /// Looks at one machine at a time.
    pub per_host: usize,
    /// Claimed and not yet written, at most.
    pub in_flight: usize,
    /// Written in one transaction, at most.
    pub batch: usize,
    /// Pause between two questions for what is due.
    pub tick: Duration,
    /// How long what was found waits for company before it is written.
    pub gather: Duration,
    /// How long what is under way may take when the server stops.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            at_once: 128,
            per_host: 4,
            in_flight: 1_024,
            batch: 200,
            tick: Duration::from_millis(500),
            gather: Duration::from_millis(250),
            patience: Duration::from_secs(5),
        }
    }
}

/// The most probes that are claimed in one transaction.
const CLAIMED_AT_ONCE: usize = 200;

/// Runs what is due.
#[derive(Clone, Debug, Default)]
pub struct Scheduler {
    limits: Limits,
}

impl Scheduler {
    /// With other limits than usual.
    #[must_use]
    pub fn with(limits: Limits) -> Self {
        Self { limits }
    }
}

/// What looks share.
struct Shared {
    app: App,
    overall: Semaphore,
    hosts: Mutex<HashMap<String, Weak<Semaphore>>>,
    per_host: usize,
}

impl Shared {
    fn new(app: App, limits: Limits) -> Self {
        let (overall, per_host) = (Semaphore::new(limits.at_once), limits.per_host);
        Self { app, overall, hosts: Mutex::default(), per_host }
    }

    /// What limits looks at `host`; forgotten when nobody looks there.
    fn of_host(&self, host: &str) -> Arc<Semaphore> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() > 4_096 {
            hosts.retain(|_, limit| limit.strong_count() > 0);
        }
        if let Some(limit) = hosts.get(host).and_then(Weak::upgrade) {
            return limit;
        }
        let limit = Arc::new(Semaphore::new(self.per_host));
        hosts.insert(host.to_owned(), Arc::downgrade(&limit));
        limit
    }

    async fn look(&self, probe: ProbeRow, login: Option<Login>) -> Option<Sight> {
        let host = Target::read(probe.kind, &probe.target.0).map(|target| target.host()).unwrap_or_default();
        let of_host = (!host.is_empty()).then(|| self.of_host(&host));
        // First the machine, then the whole: nobody holds a place that others could use while waiting for a busy machine.
        let _host = match &of_host {
            Some(limit) => Some(limit.acquire().await.ok()?),
            None => None,
        };
        let _overall = self.overall.acquire().await.ok()?;
        match look_at(&self.app, &probe, login.as_ref()).await {
            Ok(sight) => Some(sight),
            Err(error) => {
                // Its claim runs out, and it is looked at again.
                tracing::error!(probe = %probe.id, %error, "a probe could not be looked at");
                None
            }
        }
    }
}

#[async_trait]
impl Background for Scheduler {
    async fn run(&self, app: App, mut stopped: watch::Receiver<bool>) {
        let limits = self.limits;
        let shared = Arc::new(Shared::new(app.clone(), limits));
        let (found, to_write) = mpsc::channel(limits.in_flight);
        let writer = tokio::spawn(write(app.clone(), to_write, limits));
        let mut looks = JoinSet::new();
        while !*stopped.borrow() {
            while looks.try_join_next().is_some() {}
            let free = limits.in_flight.saturating_sub(looks.len()).min(CLAIMED_AT_ONCE);
            let claimed = match claim(&app, free).await {
                Ok(claimed) => claimed,
                Err(error) => {
                    tracing::error!(%error, "what is due cannot be claimed");
                    Vec::new()
                }
            };
            let more = claimed.len() == CLAIMED_AT_ONCE;
            for (probe, login) in claimed {
                let (shared, found) = (shared.clone(), found.clone());
                looks.spawn(async move {
                    if let Some(sight) = shared.look(probe, login).await {
                        let _ = found.send(sight).await;
                    }
                });
            }
            if !more {
                tokio::select! {
                    told = stopped.changed() => if told.is_err() { break },
                    () = tokio::time::sleep(limits.tick) => {}
                }
            }
        }
        let _ = tokio::time::timeout(limits.patience, async { while looks.join_next().await.is_some() {} }).await;
        looks.abort_all();
        drop(found);
        let _ = writer.await;
    }
}

/// Claims what is due, with the logins that it uses. Nothing is written while nothing is due.
async fn claim(app: &App, limit: usize) -> Result<Vec<(ProbeRow, Option<Login>)>, DbError> {
    let now_ms = app.env().now().timestamp_millis();
    let first = due_first(&mut app.db().peek().await?).await?;
    if limit == 0 || first.is_none_or(|first| first > now_ms) {
        return Ok(Vec::new());
    }
    let mut tx = app.db().write().await?;
    let probes = due_claim(&mut tx, now_ms, i64::try_from(limit).unwrap_or(i64::MAX)).await?;
    tx.commit().await?;
    if probes.is_empty() {
        return Ok(Vec::new());
    }
    let logins = sealed_logins(app, &mut app.db().read().await?, &probes).await?;
    let with_login = |probe: ProbeRow| {
        let login = probe.credential_id.and_then(|id| logins.get(&id).cloned());
        (probe, login)
    };
    Ok(probes.into_iter().map(with_login).collect())
}

/// Writes what was found, as much at a time as came meanwhile.
async fn write(app: App, mut found: mpsc::Receiver<Sight>, limits: Limits) {
    let mut batch = Vec::with_capacity(limits.batch);
    while found.recv_many(&mut batch, limits.batch).await > 0 {
        let until = tokio::time::Instant::now() + limits.gather;
        while batch.len() < limits.batch {
            let room = limits.batch - batch.len();
            match tokio::time::timeout_at(until, found.recv_many(&mut batch, room)).await {
                Ok(more) if more > 0 => {}
                _ => break,
            }
        }
        let sights = std::mem::take(&mut batch);
        let count = sights.len();
        match kept(&app, sights).await {
            Ok(settled) if settled.lost > 0 => {
                tracing::info!(lost = settled.lost, "sights of lost claims were dropped");
            }
            Ok(_) => {}
            // Their claims run out, and they are looked at again.
            Err(error) => tracing::error!(%error, count, "what was found cannot be written"),
        }
    }
}

async fn kept(app: &App, sights: Vec<Sight>) -> Result<Settled, DbError> {
    let mut tx = app.db().write().await?;
    let settled = settle(&mut tx, app.env(), sights).await?;
    tx.commit().await?;
    Ok(settled)
}

/// Claims, looks at and writes everything that is due, once; gives how many were claimed and what became of them. For tests
/// and commands; the server runs [`Scheduler`].
///
/// # Errors
/// When the database refuses.
pub async fn round(app: &App) -> Result<(usize, Settled), DbError> {
    let shared = Arc::new(Shared::new(app.clone(), Limits::default()));
    let mut looks = JoinSet::new();
    for (probe, login) in claim(app, CLAIMED_AT_ONCE).await? {
        let shared = shared.clone();
        looks.spawn(async move { shared.look(probe, login).await });
    }
    let claimed = looks.len();
    let sights: Vec<Sight> = looks.join_all().await.into_iter().flatten().collect();
    Ok((claimed, kept(app, sights).await?))
}
