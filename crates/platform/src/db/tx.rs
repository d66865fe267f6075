//! Statements inside a transaction.

use std::sync::Arc;

use futures::TryStreamExt;
use sqlx::{
    Executor, FromRow, PgConnection, Postgres, SqlStr, Sqlite, SqliteConnection, Transaction, pool::PoolConnection,
    postgres::PgRow, sqlite::SqliteRow,
};
use tokio::sync::watch;

use super::{Args, DbError, Dialect, Engine, Sql, Statement, args, queue::Queue, sqlite::WriteTx};

/// A row type that can be read from both engines: anything that derives `sqlx::FromRow`, and tuples.
pub trait DbRow: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> DbRow for T {}

pub(super) enum Connection {
    SqliteWrite(WriteTx),
    SqliteRead(Transaction<'static, Sqlite>),
    SqlitePeek(PoolConnection<Sqlite>),
    Postgres(Transaction<'static, Postgres>),
    PostgresPeek(PoolConnection<Postgres>),
}

enum Live<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// An open transaction. Use cases take `&mut Tx`; who opened it commits it.
pub struct Tx {
    connection: Connection,
    recorded: Arc<watch::Sender<()>>,
    has_events: bool,
    /// Statements that go out with the next one.
    queue: Queue,
}

macro_rules! fetch {
    ($tx:expr, $row:ty, $statement:expr, $args:expr, $method:ident) => {{
        let (statement, args) = $tx.with_queued($statement.into(), $args);
        match $tx.live() {
            Live::Sqlite(c) => {
                sqlx::query_as_with::<Sqlite, $row, _>(statement, args::sqlite(args)?).$method(c).await?
            }
            Live::Postgres(c) => {
                sqlx::query_as_with::<Postgres, $row, _>(statement, args::postgres(args)?).$method(c).await?
            }
        }
    }};
}

impl Tx {
    pub(super) fn new(connection: Connection, recorded: Arc<watch::Sender<()>>) -> Self {
        Self { connection, recorded, has_events: false, queue: Queue::default() }
    }

    /// The engine under it.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match &self.connection {
            Connection::SqliteWrite(_) | Connection::SqliteRead(_) | Connection::SqlitePeek(_) => Engine::Sqlite,
            Connection::Postgres(_) | Connection::PostgresPeek(_) => Engine::Postgres,
        }
    }

    fn live(&mut self) -> Live<'_> {
        match &mut self.connection {
            Connection::SqliteWrite(tx) => Live::Sqlite(tx.connection()),
            Connection::SqliteRead(tx) => Live::Sqlite(tx),
            Connection::SqlitePeek(connection) => Live::Sqlite(connection),
            Connection::Postgres(tx) => Live::Postgres(tx),
            Connection::PostgresPeek(connection) => Live::Postgres(connection),
        }
    }

    /// Runs a statement together with the next one that reads, or with the commit: for writes of which nobody looks at the
    /// outcome, a round trip less on SQLite. An error of it shows at that later statement.
    pub async fn queue(&mut self, statement: Dialect, args: Args) -> Result<(), DbError> {
        match self.engine() {
            Engine::Sqlite => self.queue.push(statement.sqlite, args),
            Engine::Postgres => drop(self.execute(statement, args).await?),
        }
        Ok(())
    }

    /// Leaves a statement for the end of the group that this use case commits with, for writes that cost much less together
    /// than one by one (the search index). Nothing reads it before; it is kept or lost with the use case. On PostgreSQL, where
    /// there are no groups, it runs at once.
    pub async fn at_group_end(&mut self, statement: Dialect, args: Args) -> Result<(), DbError> {
        if let Connection::SqliteWrite(tx) = &mut self.connection {
            tx.at_group_end(statement.sqlite, args);
            return Ok(());
        }
        self.execute(statement, args).await.map(drop)
    }

    /// What an earlier use case of the same group left under `key`: as good as reading it, because nobody else writes while
    /// a group is open. Always nothing on PostgreSQL.
    #[must_use]
    pub fn recall(&self, key: &str) -> Option<(i64, Vec<u8>)> {
        if let Connection::SqliteWrite(tx) = &self.connection { tx.recall(key) } else { None }
    }

    /// Leaves `value` under `key` for the rest of the group; forgotten when a use case is rolled back.
    pub fn remember(&mut self, key: &str, value: (i64, Vec<u8>)) {
        if let Connection::SqliteWrite(tx) = &mut self.connection {
            tx.remember(key, value);
        }
    }

    /// The text of `statement` behind everything that has to run before it.
    fn with_queued(&mut self, statement: Statement, args: Args) -> (SqlStr, Args) {
        if let Connection::SqliteWrite(tx) = &mut self.connection
            && let Some(savepoint) = tx.begin_use_case()
        {
            self.queue.push_front(savepoint);
        }
        let text = statement.text(self.engine());
        if self.queue.is_empty() {
            (text, args)
        } else {
            std::mem::take(&mut self.queue).followed_by(text.as_str(), args)
        }
    }

    /// Runs a statement; gives the number of rows it touched.
    pub async fn execute(&mut self, statement: impl Into<Statement>, args: Args) -> Result<u64, DbError> {
        let (statement, args) = self.with_queued(statement.into(), args);
        Ok(match self.live() {
            Live::Sqlite(c) => {
                // Each statement of the text tells its own count; the last one is the one that is asked about.
                let mut steps = c.fetch_many(sqlx::query_with(statement, args::sqlite(args)?));
                let mut touched = 0;
                while let Some(step) = steps.try_next().await? {
                    touched = step.left().map_or(touched, |done| done.rows_affected());
                }
                touched
            }
            Live::Postgres(c) => sqlx::query_with(statement, args::postgres(args)?).execute(c).await?.rows_affected(),
        })
    }

    /// The first row, if there is one.
    pub async fn optional<T: DbRow>(
        &mut self,
        statement: impl Into<Statement>,
        args: Args,
    ) -> Result<Option<T>, DbError> {
        Ok(fetch!(self, T, statement, args, fetch_optional))
    }

    /// The one row that must be there.
    pub async fn one<T: DbRow>(&mut self, statement: impl Into<Statement>, args: Args) -> Result<T, DbError> {
        Ok(fetch!(self, T, statement, args, fetch_one))
    }

    /// Every row.
    pub async fn all<T: DbRow>(&mut self, statement: impl Into<Statement>, args: Args) -> Result<Vec<T>, DbError> {
        Ok(fetch!(self, T, statement, args, fetch_all))
    }

    /// [`Tx::execute`] of a statement put together.
    pub async fn execute_sql(&mut self, sql: Sql) -> Result<u64, DbError> {
        let (statement, args) = sql.into_parts();
        self.execute(statement, args).await
    }

    /// [`Tx::all`] of a statement put together.
    pub async fn all_sql<T: DbRow>(&mut self, sql: Sql) -> Result<Vec<T>, DbError> {
        let (statement, args) = sql.into_parts();
        self.all(statement, args).await
    }

    /// Asks the database whether `statement` is good against the schema, without running it. For tests.
    pub async fn prepare(&mut self, statement: impl Into<Statement>) -> Result<(), DbError> {
        let statement = statement.into().text(self.engine());
        match self.live() {
            Live::Sqlite(c) => c.prepare(statement).await.map(drop)?,
            Live::Postgres(c) => c.prepare(statement).await.map(drop)?,
        }
        Ok(())
    }

    /// Remembers that events were recorded, so that the dispatcher is woken after the commit.
    pub(crate) fn mark_events(&mut self) {
        self.has_events = true;
    }

    /// Keeps everything, durably, before it returns.
    pub async fn commit(self) -> Result<(), DbError> {
        match self.connection {
            Connection::SqliteWrite(tx) => tx.commit(self.queue).await?,
            Connection::SqliteRead(tx) => tx.commit().await?,
            Connection::Postgres(tx) => tx.commit().await?,
            Connection::SqlitePeek(_) | Connection::PostgresPeek(_) => {}
        }
        if self.has_events {
            self.recorded.send_replace(());
        }
        Ok(())
    }
}
