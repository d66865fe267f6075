//! Delivery of recorded events to their subscribers.
//!
//! One replica dispatches at a time, so that each subscriber is told in the order of the log; when that replica dies its
//! lock goes with its connection and another one takes over. A delivery that fails does not hold up those after it: it
//! is tried again with growing pauses, and after [`MAX_ATTEMPTS`] is left for an administrator to see.

use std::{collections::HashSet, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use chrono::TimeDelta;
use futures::{FutureExt, future::join_all};
use tokio::sync::watch;

use super::{HandleError, Recorded, Subscription, sql};
use crate::{
    app::App,
    args,
    db::{DbError, Engine, Sql, Tx},
};

/// Events taken in one round.
const BATCH: i64 = 500;
/// Failed deliveries taken in one round.
const RETRY_BATCH: i64 = 50;
/// Attempts after which a delivery is dead.
pub const MAX_ATTEMPTS: i64 = 10;
/// Longest time one delivery may take.
const DELIVERY_LIMIT: Duration = Duration::from_mins(1);
/// Time after which a retry that nobody finished (its process died) is due again.
const RETRY_LEASE: TimeDelta = TimeDelta::minutes(10);
/// Pause between rounds, in which events gather; also how late a subscriber is told at the most when all is quiet.
const GATHER: Duration = Duration::from_millis(50);
/// How often events of other replicas and due retries are looked for.
const POLL: Duration = Duration::from_secs(1);

/// Delivers events. Cheap to clone.
#[derive(Clone)]
pub struct Dispatcher {
    app: App,
    subscriptions: Arc<[Subscription]>,
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Events taken from the log.
    pub events: usize,
    /// Deliveries that succeeded, repeated ones not counted.
    pub delivered: usize,
    /// Deliveries that failed.
    pub failed: usize,
}

impl Dispatcher {
    /// A dispatcher to `subscriptions`, those of every module.
    #[must_use]
    pub fn new(app: App, subscriptions: Vec<Subscription>) -> Self {
        Self { app, subscriptions: subscriptions.into() }
    }

    /// Delivers until `stop` turns true.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut recorded = self.app.db().watch_events();
        loop {
            let busy = match self.round().await {
                Ok(round) => round.events > 0 || round.delivered + round.failed > 0,
                Err(error) => {
                    tracing::error!(%error, "events could not be dispatched; trying again");
                    false
                }
            };
            let woken = async {
                if !busy {
                    let _ = tokio::time::timeout(POLL, recorded.changed()).await;
                }
                tokio::time::sleep(GATHER).await;
            };
            tokio::select! {
                () = woken => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Delivers until nothing is waiting; retries that are not due stay. For tests and the end of a demo.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settle(&self) -> Result<Round, DbError> {
        let mut all = Round::default();
        loop {
            let round = self.round().await?;
            if round == Round::default() {
                return Ok(all);
            }
            all.events += round.events;
            all.delivered += round.delivered;
            all.failed += round.failed;
        }
    }

    /// Takes one batch of events and the retries that are due, and delivers them.
    ///
    /// # Errors
    /// When the database refuses; everything that was not delivered is taken again.
    pub async fn round(&self) -> Result<Round, DbError> {
        let mut round = self.retry_round().await?;
        match self.app.db().engine() {
            Engine::Sqlite => self.sqlite_round(&mut round).await?,
            Engine::Postgres => self.postgres_round(&mut round).await?,
        }
        self.app.health().dispatched(self.app.env().now());
        Ok(round)
    }

    async fn sqlite_round(&self, round: &mut Round) -> Result<(), DbError> {
        let mut tx = self.app.db().read().await?;
        let (last, events): (Option<i64>, i64) = tx.one(sql::CLAIM_LAST, args![BATCH]).await?;
        let Some(last) = last else { return Ok(()) };
        let claimed: Vec<Recorded> = tx.all_sql(wanted(&self.subscriptions, last)).await?;
        drop(tx);
        round.events = usize::try_from(events).unwrap_or_default();
        self.deliver_all(&claimed, round).await?;
        let mut tx = self.app.db().write().await?;
        tx.execute(sql::CLAIM_MARK, args![self.app.env().now(), last]).await?;
        tx.commit().await
    }

    async fn postgres_round(&self, round: &mut Round) -> Result<(), DbError> {
        let mut claim = self.app.db().write().await?;
        let (mine,): (bool,) = claim.one(sql::ONE_DISPATCHER, args![]).await?;
        if !mine {
            return Ok(());
        }
        let mut claimed: Vec<Recorded> = claim.all(sql::CLAIM, args![self.app.env().now(), BATCH]).await?;
        claimed.sort_unstable_by_key(|event| event.seq);
        round.events = claimed.len();
        self.deliver_all(&claimed, round).await?;
        claim.commit().await
    }

    /// Subscribers work side by side, each through its events in order.
    async fn deliver_all(&self, events: &[Recorded], round: &mut Round) -> Result<(), DbError> {
        let kinds: HashSet<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        let concerned = self.subscriptions.iter().filter(|s| s.kinds.iter().any(|kind| kinds.contains(kind)));
        let outcomes = join_all(concerned.map(|subscription| async move {
            let (mut delivered, mut failed) = (0, 0);
            for event in events.iter().filter(|event| subscription.kinds.contains(&event.kind.as_str())) {
                match self.deliver(subscription, event, None).await? {
                    Delivery::Done => delivered += 1,
                    Delivery::Repeated => {}
                    Delivery::Failed => failed += 1,
                }
            }
            Ok::<_, DbError>((delivered, failed))
        }))
        .await;
        for outcome in outcomes {
            let (delivered, failed) = outcome?;
            round.delivered += delivered;
            round.failed += failed;
        }
        Ok(())
    }

    async fn retry_round(&self) -> Result<Round, DbError> {
        let mut round = Round::default();
        let now = self.app.env().now();
        let mut tx = self.app.db().peek().await?;
        let (due,): (bool,) = tx.one(sql::RETRY_DUE, args![now]).await?;
        drop(tx);
        if !due {
            return Ok(round);
        }
        let mut tx = self.app.db().write().await?;
        let mut due: Vec<(String, i64, i64)> =
            tx.all(sql::RETRY_CLAIM, args![now + RETRY_LEASE, now, RETRY_BATCH]).await?;
        tx.commit().await?;
        due.sort_unstable_by_key(|(_, seq, _)| *seq);
        for (subscriber, seq, attempts) in due {
            match self.retry(&subscriber, seq, attempts).await? {
                Delivery::Done | Delivery::Repeated => round.delivered += 1,
                Delivery::Failed => round.failed += 1,
            }
        }
        Ok(round)
    }

    async fn retry(&self, subscriber: &str, seq: i64, attempts: i64) -> Result<Delivery, DbError> {
        let event: Option<Recorded> = self.app.db().peek().await?.optional(sql::ONE, args![seq]).await?;
        let subscription = self.subscriptions.iter().find(|s| s.subscriber == subscriber);
        match (subscription, event) {
            (Some(subscription), Some(event)) => self.deliver(subscription, &event, Some(attempts)).await,
            (None, _) => self.bury(subscriber, seq, attempts, "this version has no such subscriber").await,
            (_, None) => self.bury(subscriber, seq, attempts, "the event is gone").await,
        }
    }

    async fn bury(&self, subscriber: &str, seq: i64, attempts: i64, why: &str) -> Result<Delivery, DbError> {
        self.failed(subscriber, seq, attempts, &HandleError::GiveUp(why.to_owned())).await
    }

    /// `attempts` are those that failed before, for a delivery that is tried again.
    async fn deliver(&self, to: &Subscription, event: &Recorded, attempts: Option<i64>) -> Result<Delivery, DbError> {
        let work = AssertUnwindSafe(self.attempt(to, event, attempts.is_some())).catch_unwind();
        let outcome = match tokio::time::timeout(DELIVERY_LIMIT, work).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_panic)) => Err(HandleError::Retry("the subscriber panicked; see the log".to_owned())),
            Err(_elapsed) => Err(HandleError::Retry(format!("it took longer than {} s", DELIVERY_LIMIT.as_secs()))),
        };
        match outcome {
            Ok(delivery) => Ok(delivery),
            Err(error) => self.failed(to.subscriber, event.seq, attempts.unwrap_or(0), &error).await,
        }
    }

    async fn attempt(&self, to: &Subscription, event: &Recorded, again: bool) -> Result<Delivery, HandleError> {
        let mut tx = self.app.db().write().await?;
        let fresh = tx.execute(sql::HANDLED, args![to.subscriber, event.id, self.app.env().now()]).await? == 1;
        if again {
            tx.execute(sql::RETRY_DONE, args![to.subscriber, event.seq]).await?;
        }
        if fresh {
            to.handler.handle(&self.app, &mut tx, event).await?;
        } else if !again {
            return Ok(Delivery::Repeated);
        }
        tx.commit().await?;
        Ok(if fresh { Delivery::Done } else { Delivery::Repeated })
    }

    async fn failed(&self, to: &str, seq: i64, attempts: i64, error: &HandleError) -> Result<Delivery, DbError> {
        let attempts = attempts + 1;
        let dead = attempts >= MAX_ATTEMPTS || matches!(error, HandleError::GiveUp(_));
        tracing::warn!(subscriber = to, event = seq, attempts, dead, %error, "an event could not be delivered");
        let next = self.app.env().now() + back_off(attempts);
        let mut tx = self.app.db().write().await?;
        tx.execute(sql::RETRY_ADD, args![to, seq, attempts, next, error.to_string(), dead]).await?;
        tx.commit().await?;
        Ok(Delivery::Failed)
    }
}

/// SQLite: the events up to `last` that somebody subscribes to; the others need not even be read. Numbers are given in
/// the order of commits there.
fn wanted(subscriptions: &[Subscription], last: i64) -> Sql {
    let mut sql = Sql::new(
        "SELECT seq, id, kind, subject, contract_id, payload, recorded_at FROM event \
         WHERE dispatched_at IS NULL AND seq <= ",
    );
    sql.bind(last).push(" AND kind IN ");
    sql.bind_list(subscriptions.iter().flat_map(|subscription| subscription.kinds.iter().copied()));
    sql.push(" ORDER BY seq");
    sql
}

enum Delivery {
    Done,
    Repeated,
    Failed,
}

/// Pause after the attempt number `attempts`: 5 s, doubled each time, at most an hour.
fn back_off(attempts: i64) -> TimeDelta {
    let doublings = (attempts - 1).clamp(0, 10);
    TimeDelta::seconds(5 << doublings).min(TimeDelta::hours(1))
}

/// Events and failed deliveries that wait, for `/metrics`.
pub(crate) async fn backlog(tx: &mut Tx) -> Result<(i64, i64, i64), DbError> {
    let (waiting,): (i64,) = tx.one(sql::WAITING, args![]).await?;
    let (retrying, dead): (i64, i64) = tx.one(sql::DEAD, args![]).await?;
    Ok((waiting, retrying, dead))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let seconds: Vec<_> = (1..=11).map(|attempts| back_off(attempts).num_seconds()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]);
        assert_eq!(back_off(i64::MAX), TimeDelta::hours(1));
    }
}
