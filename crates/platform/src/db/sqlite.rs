//! SQLite: one writer that many use cases share, and readers beside it.
//!
//! A use case takes the writer, works inside a savepoint, hands the writer on and waits. A committer task queues for the
//! same fair lock, so it runs after everyone who was already waiting: the group it commits is exactly the use cases that
//! arrived while the last commit was being synced. One sync of the disk serves them all, a failed use case rolls back to
//! its own savepoint only, and nobody is answered before the commit is durable (`synchronous=FULL`).

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Weak},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, Executor, SqliteConnection, SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{Mutex, Notify, OwnedMutexGuard, watch};

use super::{Args, DbError, args, queue::Queue};

/// Statements of the end of a group that are sent at once.
const TAIL_AT_ONCE: usize = 8;

/// Whether a group has been made durable; `None` while it is still open.
type Outcome = Option<bool>;

struct Writer {
    connection: Option<SqliteConnection>,
    /// The open group, told to its members when it is over.
    group: Option<watch::Sender<Outcome>>,
    /// A use case was dropped inside its savepoint.
    abandoned: bool,
    /// The dropped use case was just being released: its savepoint may be gone, and all of it kept.
    releasing: bool,
    /// What runs at the end of the open group, outside of savepoints.
    tail: Vec<(&'static str, Args)>,
    /// How much of `tail` was there when the present use case began.
    mark: usize,
    /// What use cases of the open group found out and nobody else can have changed since.
    memo: HashMap<String, (i64, Vec<u8>)>,
}

/// The writer's handle. Cheap to clone.
#[derive(Clone)]
pub struct SqliteWriter {
    writer: Arc<Mutex<Writer>>,
    wake: Arc<Notify>,
}

/// A use case inside its savepoint. Dropping it rolls the savepoint back.
pub struct WriteTx {
    writer: OwnedMutexGuard<Writer>,
    wake: Arc<Notify>,
    /// Whether its savepoint has been sent to the database.
    begun: bool,
    released: bool,
}

impl SqliteWriter {
    /// Opens the file and starts the committer, which ends with the last handle.
    pub(super) async fn open(path: &Path) -> sqlx::Result<Self> {
        let connection = Some(options(path).optimize_on_close(true, Some(1000)).connect().await?);
        let writer = Arc::new(Mutex::new(Writer {
            connection,
            group: None,
            abandoned: false,
            releasing: false,
            tail: Vec::new(),
            mark: 0,
            memo: HashMap::new(),
        }));
        let wake = Arc::new(Notify::new());
        tokio::spawn(commit_groups(Arc::downgrade(&writer), wake.clone()));
        Ok(Self { writer, wake })
    }

    /// Waits for the writer and begins a use case.
    pub(super) async fn begin(&self) -> sqlx::Result<WriteTx> {
        let mut writer = self.writer.clone().lock_owned().await;
        let wake = self.wake.clone();
        if writer.group.is_some() && !writer.abandoned {
            writer.mark = writer.tail.len();
            return Ok(WriteTx { writer, wake, begun: false, released: false });
        }
        to_its_end(async move {
            writer.join_group().await?;
            Ok(WriteTx { writer, wake, begun: false, released: false })
        })
        .await
    }

    /// Commits what is open and closes the connection.
    pub(super) async fn close(&self) {
        let mut writer = self.writer.lock().await;
        writer.end_group().await;
        if let Some(connection) = writer.connection.take() {
            let _ = connection.close().await;
        }
    }
}

async fn commit_groups(writer: Weak<Mutex<Writer>>, wake: Arc<Notify>) {
    loop {
        wake.notified().await;
        let Some(writer) = writer.upgrade() else { return };
        writer.lock().await.end_group().await;
    }
}

impl Writer {
    async fn run(&mut self, statement: &'static str) -> sqlx::Result<()> {
        self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?.execute(statement).await.map(drop)
    }

    /// Clears up behind a dropped use case, and opens a group where none is open.
    async fn join_group(&mut self) -> sqlx::Result<()> {
        if let Err(error) = self.settle().await {
            self.give_up(&error).await;
        }
        if self.group.is_none() {
            self.run("BEGIN IMMEDIATE").await?;
            self.group = Some(watch::Sender::new(None));
            self.memo.clear();
        }
        self.mark = self.tail.len();
        Ok(())
    }

    /// Rolls back what a dropped use case left behind.
    async fn settle(&mut self) -> sqlx::Result<()> {
        let releasing = std::mem::take(&mut self.releasing);
        if std::mem::take(&mut self.abandoned) {
            match self.run("ROLLBACK TO use_case").await {
                Ok(()) => {
                    self.tail.truncate(self.mark);
                    self.run("RELEASE use_case").await?;
                }
                // Its caller hung up while the savepoint was being released: all of it is kept.
                Err(error) if releasing && error.to_string().contains("no such savepoint") => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes the open group durable, or rolls all of it back, and tells its members which.
    async fn end_group(&mut self) {
        if self.group.is_none() {
            return;
        }
        let kept = match self.settle().await {
            Ok(()) => self.commit_with_tail().await,
            Err(error) => Err(error),
        };
        match (kept, self.group.take()) {
            (Ok(()), Some(group)) => drop(group.send_replace(Some(true))),
            (Ok(()), None) => {}
            (Err(error), group) => {
                self.group = group;
                self.give_up(&error).await;
            }
        }
    }

    /// Runs what use cases left for the end of the group, and commits.
    async fn commit_with_tail(&mut self) -> sqlx::Result<()> {
        let tail = std::mem::take(&mut self.tail);
        let mut tail = tail.into_iter().peekable();
        while tail.peek().is_some() {
            let some: Queue = tail.by_ref().take(TAIL_AT_ONCE).collect();
            let (statement, args) = some.joined();
            let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
            sqlx::query_with(statement, args::sqlite(args)?).execute(connection).await?;
        }
        self.run("COMMIT").await
    }

    /// Rolls the whole group back and tells its members so.
    async fn give_up(&mut self, error: &sqlx::Error) {
        tracing::error!(%error, "a group of use cases could not be made durable");
        // Where the engine has rolled back by itself this fails, and nothing is left to roll back.
        let _ = self.run("ROLLBACK").await;
        self.abandoned = false;
        self.releasing = false;
        self.tail.clear();
        self.memo.clear();
        if let Some(group) = self.group.take() {
            group.send_replace(Some(false));
        }
    }
}

/// Runs `step` to its end even when the caller is dropped (a client hangs up): a group that was begun halfway would be
/// mistaken for a neighbour's.
async fn to_its_end<T: Send + 'static>(
    step: impl Future<Output = sqlx::Result<T>> + Send + 'static,
) -> sqlx::Result<T> {
    tokio::spawn(step).await.map_err(|_| sqlx::Error::WorkerCrashed)?
}

impl WriteTx {
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        // Only `close` takes the connection, and it needs the lock that this use case holds.
        self.writer.connection.as_mut().unwrap_or_else(|| unreachable!("the writer is locked by this use case"))
    }

    /// Leaves a statement for the end of the group; it is forgotten when the use case is rolled back.
    pub(super) fn at_group_end(&mut self, statement: &'static str, args: Args) {
        self.writer.tail.push((statement, args));
    }

    /// What an earlier use case of the group, or this one, found out.
    pub(super) fn recall(&self, key: &str) -> Option<(i64, Vec<u8>)> {
        self.writer.memo.get(key).cloned()
    }

    /// Keeps what this use case found out or wrote for the rest of the group.
    pub(super) fn remember(&mut self, key: &str, value: (i64, Vec<u8>)) {
        self.writer.memo.insert(key.to_owned(), value);
    }

    /// The statement that begins the use case, to be sent before its first one; once.
    pub(super) fn begin_use_case(&mut self) -> Option<&'static str> {
        (!std::mem::replace(&mut self.begun, true)).then_some("SAVEPOINT use_case")
    }

    /// Runs what is queued, hands the writer on and waits until the group is durable.
    ///
    /// A caller may hang up anywhere in here: before the savepoint is released the next one rolls it back, and from then on
    /// all of it is kept.
    pub(super) async fn commit(mut self, mut queue: Queue) -> Result<(), DbError> {
        if !self.begun && queue.is_empty() && self.writer.tail.len() == self.writer.mark {
            return Ok(());
        }
        if let Some(savepoint) = self.begin_use_case() {
            queue.push_front(savepoint);
        }
        let (statement, args) = queue.followed_by("RELEASE use_case", Args::new());
        let query = sqlx::query_with(statement, args::sqlite(args)?);
        self.writer.releasing = true;
        let released = query.execute(self.connection()).await;
        self.writer.releasing = false;
        released?;
        self.released = true;
        let outcome = self.writer.group.as_ref().map(watch::Sender::subscribe);
        drop(self);
        let mut outcome = outcome.ok_or(DbError::NotDurable)?;
        let kept = outcome.wait_for(Option::is_some).await.is_ok_and(|kept| *kept == Some(true));
        if kept { Ok(()) } else { Err(DbError::NotDurable) }
    }
}

impl Drop for WriteTx {
    fn drop(&mut self) {
        if !self.released {
            self.writer.memo.clear();
            if self.begun {
                self.writer.abandoned = true;
            } else {
                let mark = self.writer.mark;
                self.writer.tail.truncate(mark);
            }
        }
        self.wake.notify_one();
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(256)
        .pragma("wal_autocheckpoint", "4000")
        .pragma("temp_store", "MEMORY")
}

/// Connections that only read.
pub(super) async fn readers(path: &Path, connections: u32) -> sqlx::Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .connect_with(options(path).pragma("query_only", "ON"))
        .await
}

/// Brings the schema up to date, before any other connection is open.
pub(super) async fn migrate(path: &Path, migrator: &Migrator) -> Result<(), DbError> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options(path)).await?;
    migrator.run(&pool).await?;
    pool.close().await;
    Ok(())
}

/// A consistent copy into a new file.
pub(super) async fn copy(readers: &SqlitePool, target: &Path) -> Result<(), DbError> {
    let target = target.to_string_lossy().into_owned();
    // The readers may not write, not even a copy.
    let options = (*readers.connect_options()).clone().pragma("query_only", "OFF");
    let mut connection = options.connect().await?;
    sqlx::query("VACUUM INTO $1").bind(target).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
