//! What live lists are told of, in every replica: a tail of the event log.
//!
//! Numbers are given when an event is recorded and seen when its transaction commits, so on PostgreSQL a lower number
//! may appear after a higher one. The tail remembers the numbers it has skipped and looks for them until they appear or
//! until no transaction can still be holding them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::Env;
use tokio::sync::{broadcast, watch};

use super::{Notice, sql};
use crate::{
    args,
    db::{Db, DbError, Engine, Sql, Tx},
};

/// Notices that a slow listener may lag behind before it loses some.
const BACKLOG: usize = 4_096;
/// Notices read at a time.
const BATCH: i64 = 1_000;
/// How long a skipped number is looked for.
const SKIPPED: TimeDelta = TimeDelta::seconds(10);
/// Skipped numbers remembered at the most: the newest.
const SKIPPED_MOST: usize = 1_000;
/// How far a resumed list reads back on PostgreSQL, where an event may have appeared behind the last one seen.
const OVERLAP: i64 = 100;
/// How often events of other replicas are looked for.
const POLL: Duration = Duration::from_millis(500);
/// Pause in which events gather.
const GATHER: Duration = Duration::from_millis(50);

/// Tells listeners of every event, of this replica and of others. Cheap to clone.
#[derive(Clone)]
pub struct LiveBus {
    sender: Arc<broadcast::Sender<Notice>>,
}

impl Default for LiveBus {
    fn default() -> Self {
        Self { sender: Arc::new(broadcast::Sender::new(BACKLOG)) }
    }
}

impl LiveBus {
    /// Listens from now on. A listener that lags behind is told so by `RecvError::Lagged` and reads its list anew.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.sender.subscribe()
    }

    /// How many listen.
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.sender.receiver_count()
    }

    /// Tells of events until `stop` turns true.
    pub async fn run(self, db: Db, env: Env, mut stop: watch::Receiver<bool>) {
        let mut recorded = db.watch_events();
        let mut tail = None;
        loop {
            if let Err(error) = self.round(&db, &env, &mut tail).await {
                tracing::error!(%error, "live lists cannot be told of events; trying again");
            }
            let woken = async {
                let _ = tokio::time::timeout(POLL, recorded.changed()).await;
                tokio::time::sleep(GATHER).await;
            };
            tokio::select! {
                () = woken => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    async fn round(&self, db: &Db, env: &Env, tail: &mut Option<Tail>) -> Result<(), DbError> {
        let mut tx = db.peek().await?;
        let tail = match tail {
            Some(tail) => tail,
            None => tail.insert(Tail::at_the_end(&mut tx).await?),
        };
        loop {
            let notices = tail.next(&mut tx, env.now()).await?;
            if notices.is_empty() {
                return Ok(());
            }
            for notice in notices {
                // Nobody listening is no error.
                let _ = self.sender.send(notice);
            }
        }
    }
}

/// A place in the log, with the numbers skipped before it.
#[derive(Debug)]
pub struct Tail {
    last: i64,
    skipped: BTreeMap<i64, DateTime<Utc>>,
}

impl Tail {
    /// After everything that there is.
    pub async fn at_the_end(tx: &mut Tx) -> Result<Self, DbError> {
        let (last,): (i64,) = tx.one(sql::HEAD, args![]).await?;
        Ok(Self { last, skipped: BTreeMap::new() })
    }

    /// The events that appeared since the last call, each once.
    pub async fn next(&mut self, tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Notice>, DbError> {
        let mut notices = self.late(tx, now).await?;
        let fresh: Vec<Notice> = tx.all(sql::SINCE, args![self.last, BATCH]).await?;
        for notice in &fresh {
            if tx.engine() == Engine::Postgres {
                self.skipped.extend((self.last + 1..notice.seq).map(|seq| (seq, now)));
            }
            self.last = notice.seq;
        }
        while self.skipped.len() > SKIPPED_MOST {
            self.skipped.pop_first();
        }
        notices.extend(fresh);
        Ok(notices)
    }

    async fn late(&mut self, tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Notice>, DbError> {
        self.skipped.retain(|_, since| now - *since < SKIPPED);
        if self.skipped.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT seq, kind, subject, contract_id, recorded_at FROM event WHERE seq IN ");
        sql.bind_list(self.skipped.keys().copied()).push(" ORDER BY seq");
        let late: Vec<Notice> = tx.all_sql(sql).await?;
        for notice in &late {
            self.skipped.remove(&notice.seq);
        }
        Ok(late)
    }
}

/// At most `limit` notices after the position `seq`, for a listener that comes back (`Last-Event-ID`). On PostgreSQL it
/// may repeat some that were seen before; when `limit` are given the listener had better read its list anew.
pub async fn since(tx: &mut Tx, seq: i64, limit: u32) -> Result<Vec<Notice>, DbError> {
    let overlap = if tx.engine() == Engine::Postgres { OVERLAP } else { 0 };
    tx.all(sql::SINCE, args![(seq - overlap).max(0), i64::from(limit)]).await
}
