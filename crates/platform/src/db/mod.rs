//! One body of code over SQLite and PostgreSQL.
//!
//! [`Db`] opens transactions; [`Tx`] runs statements in them. A statement is written once with `$1` placeholders and runs
//! on both; where the text must differ it is a [`Dialect`]. Rows are types that derive `sqlx::FromRow`.
//!
//! On SQLite one writer serves everybody: a use case runs in a savepoint, and the use cases that arrive while a commit
//! is being synced share the next one (see [`sqlite`]). On PostgreSQL each use case has its own transaction.

mod args;
mod error;
mod postgres;
mod queue;
pub mod sqlite;
mod statement;
mod tx;

use std::{path::Path, sync::Arc};

pub use args::{Arg, Args};
pub use error::DbError;
use sm3::{Digest, Sm3};
use sqlx::{PgPool, SqlitePool, migrate::Migrator};
pub use statement::{Dialect, Sql, Statement};
use tokio::sync::watch;
pub use tx::{DbRow, Tx};

use self::{sqlite::SqliteWriter, tx::Connection};

static SQLITE_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES_MIGRATIONS: Migrator = sqlx::migrate!("../../migrations/postgres");

/// Names the schema of this program: the same migrations give the same sixteen hexadecimal digits.
#[must_use]
pub fn schema_fingerprint(engine: Engine) -> String {
    let mut digest = Sm3::new();
    for migration in migrator(engine).iter() {
        digest.update(migration.version.to_be_bytes());
        digest.update(&migration.checksum);
    }
    hex::encode(&digest.finalize()[..8])
}

/// The migrations of `engine` as their versions and names, in order.
#[must_use]
pub fn migrations(engine: Engine) -> Vec<(i64, String)> {
    migrator(engine).iter().map(|migration| (migration.version, migration.description.to_string())).collect()
}

fn migrator(engine: Engine) -> &'static Migrator {
    match engine {
        Engine::Sqlite => &SQLITE_MIGRATIONS,
        Engine::Postgres => &POSTGRES_MIGRATIONS,
    }
}

/// Where the data lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file in the data folder.
    Sqlite,
    /// A server, shared by several replicas.
    Postgres,
}

/// A database that transactions are opened on. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    /// Told when a transaction that recorded events is committed.
    recorded: Arc<watch::Sender<()>>,
}

#[derive(Clone)]
enum Pools {
    Sqlite { writer: SqliteWriter, readers: SqlitePool },
    Postgres(PgPool),
}

impl Db {
    /// Opens (and creates where it is missing) the SQLite database in the file at `path`, with `readers` connections
    /// for reading, and brings its schema up to date.
    pub async fn open_sqlite(path: &Path, readers: u32) -> Result<Self, DbError> {
        sqlite::migrate(path, &SQLITE_MIGRATIONS).await?;
        let writer = SqliteWriter::open(path).await?;
        let readers = sqlite::readers(path, readers).await?;
        Ok(Self { pools: Pools::Sqlite { writer, readers }, recorded: Arc::new(watch::Sender::new(())) })
    }

    /// Connects to the PostgreSQL database at `url` with at most `connections`, and brings its schema up to date.
    pub async fn open_postgres(url: &str, connections: u32) -> Result<Self, DbError> {
        let pool = postgres::connect(url, connections).await?;
        POSTGRES_MIGRATIONS.run(&pool).await?;
        Ok(Self { pools: Pools::Postgres(pool), recorded: Arc::new(watch::Sender::new(())) })
    }

    /// Opens what `url` names: `sqlite:/path/file.db` or `postgres://…`.
    pub async fn open(url: &str, connections: u32) -> Result<Self, DbError> {
        match url.strip_prefix("sqlite:") {
            Some(path) => Self::open_sqlite(Path::new(path.trim_start_matches("//")), connections).await,
            None => Self::open_postgres(url, connections).await,
        }
    }

    /// Which engine it is.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// A transaction that writes. Nothing is kept until [`Tx::commit`] returns; dropping it leaves nothing behind.
    /// No network I/O belongs inside: on SQLite every other writer waits.
    pub async fn write(&self) -> Result<Tx, DbError> {
        let connection = match &self.pools {
            Pools::Sqlite { writer, .. } => Connection::SqliteWrite(writer.begin().await?),
            Pools::Postgres(pool) => Connection::Postgres(pool.begin_with("BEGIN").await?),
        };
        Ok(Tx::new(connection, self.recorded.clone()))
    }

    /// A transaction that only reads: one snapshot over all its statements.
    pub async fn read(&self) -> Result<Tx, DbError> {
        let connection = match &self.pools {
            Pools::Sqlite { readers, .. } => Connection::SqliteRead(readers.begin_with("BEGIN DEFERRED").await?),
            Pools::Postgres(pool) => {
                Connection::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(Tx::new(connection, self.recorded.clone()))
    }

    /// A connection for a single statement that reads: each statement sees its own snapshot, and no transaction has to
    /// be opened and closed around it.
    pub async fn peek(&self) -> Result<Tx, DbError> {
        let connection = match &self.pools {
            Pools::Sqlite { readers, .. } => Connection::SqlitePeek(readers.acquire().await?),
            Pools::Postgres(pool) => Connection::PostgresPeek(pool.acquire().await?),
        };
        Ok(Tx::new(connection, self.recorded.clone()))
    }

    /// Waits until a transaction that recorded events has been committed in this process.
    pub async fn events_recorded(&self) {
        let _ = self.recorded.subscribe().changed().await;
    }

    /// A receiver that changes whenever a transaction that recorded events has been committed in this process; none is
    /// missed between two waits.
    pub(crate) fn watch_events(&self) -> watch::Receiver<()> {
        self.recorded.subscribe()
    }

    /// Writes a consistent copy of a SQLite database to `target` while it is in use.
    pub async fn sqlite_copy(&self, target: &Path) -> Result<(), DbError> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => sqlite::copy(readers, target).await,
            Pools::Postgres(_) => Err(DbError::WrongEngine),
        }
    }

    /// Refreshes the statistics that queries are planned by, as after a large load.
    pub async fn analyze(&self) -> Result<(), DbError> {
        let mut tx = self.write().await?;
        tx.execute("ANALYZE", Vec::new()).await?;
        tx.commit().await
    }

    /// Whether the PostgreSQL database at `url` holds no table yet, as a restore needs it.
    pub async fn is_empty_postgres(url: &str) -> Result<bool, DbError> {
        Ok(postgres::is_empty(url).await?)
    }

    /// Closes every connection; later calls fail.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Db").field("engine", &self.engine()).finish_non_exhaustive()
    }
}
