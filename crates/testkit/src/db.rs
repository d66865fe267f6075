//! A database for one test.

use std::str::FromStr;

use jianyue_kernel::{IdSource, SystemIds};
use jianyue_platform::db::{Db, Engine, schema_fingerprint};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use tempfile::TempDir;

/// Names the PostgreSQL server that tests make their databases on.
pub const POSTGRES: &str = "JIANYUE_TEST_POSTGRES";

/// Held while the template database is made, so that tests that start together make it once.
const TEMPLATE_LOCK: i64 = 0x6a79_7465_7374;

/// A fresh, migrated database. [`TestDb::remove`] takes it away again.
pub struct TestDb {
    db: Db,
    home: Home,
}

enum Home {
    Folder(TempDir),
    Server { admin: Box<PgConnectOptions>, name: String },
}

impl TestDb {
    /// A fresh database of `engine`.
    pub async fn open(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::sqlite().await,
            Engine::Postgres => Self::postgres().await,
        }
    }

    /// A file in a folder of its own.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let db = Db::open_sqlite(&folder.path().join("test.db"), 4).await.expect("a SQLite database");
        Self { db, home: Home::Folder(folder) }
    }

    /// A database on the server that [`POSTGRES`] names, copied from a template that is migrated once.
    ///
    /// # Panics
    /// When there is no such server: tests fail, they are never skipped.
    pub async fn postgres() -> Self {
        let url = std::env::var(POSTGRES).unwrap_or_else(|_| {
            panic!(
                "{POSTGRES} is not set. Every storage test runs on PostgreSQL too: start a server with \
                 scripts/postgres-for-tests.sh (make test does), or set it to an administrator's URL such as \
                 postgres://postgres@127.0.0.1:5432/postgres"
            )
        });
        let admin = PgConnectOptions::from_str(&url).expect("a PostgreSQL URL");
        let mut server = connect(&admin).await;
        let template = template(&mut server, &admin, &url).await;
        let name = format!("jianyue_test_{}", SystemIds.next().simple());
        run(&mut server, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        server.close().await.expect("the administrator's connection closes");
        let db = Db::open_postgres(&with_database(&url, &name), 8).await.expect("a PostgreSQL database");
        Self { db, home: Home::Server { admin: Box::new(admin), name } }
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> Db {
        self.db.clone()
    }

    /// Its URL, for a second process or a second replica.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.home {
            Home::Folder(folder) => format!("sqlite:{}", folder.path().join("test.db").display()),
            Home::Server { name, .. } => with_database(&std::env::var(POSTGRES).unwrap_or_default(), name),
        }
    }

    /// Closes it and takes it away.
    pub async fn remove(self) {
        self.db.close().await;
        match self.home {
            Home::Folder(folder) => drop(folder),
            Home::Server { admin, name } => {
                let mut server = connect(&admin).await;
                run(&mut server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
            }
        }
    }
}

/// The name of a database that holds the schema of this program and nothing else. Nobody stays connected to it, because
/// PostgreSQL copies only databases that nobody is using.
async fn template(server: &mut PgConnection, admin: &PgConnectOptions, url: &str) -> String {
    let name = format!("jianyue_template_{}", schema_fingerprint(Engine::Postgres));
    run(server, format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await;
    let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)")
        .bind(&name)
        .fetch_one(&mut *server)
        .await
        .expect("the list of databases");
    if !there {
        let making = format!("{name}_making");
        let mut maker = connect(admin).await;
        run(&mut maker, format!("DROP DATABASE IF EXISTS {making} WITH (FORCE)")).await;
        run(&mut maker, format!("CREATE DATABASE {making} TEMPLATE template0")).await;
        Db::open_postgres(&with_database(url, &making), 1).await.expect("the schema migrates").close().await;
        run(&mut maker, format!("ALTER DATABASE {making} RENAME TO {name}")).await;
    }
    run(server, format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await;
    name
}

async fn connect(options: &PgConnectOptions) -> PgConnection {
    options.connect().await.unwrap_or_else(|error| panic!("the server that {POSTGRES} names does not answer: {error}"))
}

async fn run(server: &mut PgConnection, statement: String) {
    let done = sqlx::raw_sql(AssertSqlSafe(statement.clone())).execute(server).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

fn with_database(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, None), |(address, options)| (address, Some(options)));
    let start = address.find("://").map_or(0, |i| i + 3);
    let server = address[start..].find('/').map_or(address, |i| &address[..start + i]);
    options.map_or_else(|| format!("{server}/{name}"), |options| format!("{server}/{name}?{options}"))
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn a_url_keeps_everything_but_its_database() {
        assert_eq!(with_database("postgres://a:b@h:1/postgres", "x"), "postgres://a:b@h:1/x");
        assert_eq!(with_database("postgres://h?host=/run", "x"), "postgres://h/x?host=/run");
    }
}
