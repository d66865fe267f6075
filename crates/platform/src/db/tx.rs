//! Statements inside a transaction.

use std::sync::Arc;

use sqlx::{
    Executor, FromRow, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection,
    postgres::PgRow, sqlite::SqliteRow,
};
use tokio::sync::watch;

use super::{Args, DbError, Engine, Sql, Statement, args, sqlite::WriteTx};

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
}

macro_rules! fetch {
    ($tx:expr, $row:ty, $statement:expr, $args:expr, $method:ident) => {{
        let statement = $statement.into().text($tx.engine());
        match $tx.live() {
            Live::Sqlite(c) => {
                sqlx::query_as_with::<Sqlite, $row, _>(statement, args::sqlite($args)?).$method(c).await?
            }
            Live::Postgres(c) => {
                sqlx::query_as_with::<Postgres, $row, _>(statement, args::postgres($args)?).$method(c).await?
            }
        }
    }};
}

impl Tx {
    pub(super) fn new(connection: Connection, recorded: Arc<watch::Sender<()>>) -> Self {
        Self { connection, recorded, has_events: false }
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

    /// Runs a statement; gives the number of rows it touched.
    pub async fn execute(&mut self, statement: impl Into<Statement>, args: Args) -> Result<u64, DbError> {
        let statement = statement.into().text(self.engine());
        Ok(match self.live() {
            Live::Sqlite(c) => sqlx::query_with(statement, args::sqlite(args)?).execute(c).await?.rows_affected(),
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
            Connection::SqliteWrite(tx) => tx.commit().await?,
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
