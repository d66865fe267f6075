//! One read-only question to a database.

mod mysql;
mod postgres;
pub mod schema;
mod server;
mod session;
mod sqlite;
mod value;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ReachError, Reading, Visit,
    reading::{number, timed},
};

/// The most rows that are read; more are counted as this many.
pub(crate) const MOST_ROWS: usize = 10_000;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SqlEngine)]
pub enum Engine {
    /// PostgreSQL and those who speak like it.
    Postgres,
    /// MySQL, MariaDB and those who speak like it.
    Mysql,
    /// Microsoft SQL Server.
    Sqlserver,
    /// A SQLite file on the server's own disk.
    Sqlite,
}

/// How the way to the database is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SqlEncryption)]
pub enum Encryption {
    /// Not at all.
    Off,
    /// When the server can, whoever it is.
    #[default]
    Prefer,
    /// Always, and the certificate has to be right.
    Verify,
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SqlTarget)]
pub struct Target {
    /// Which database.
    pub engine: Engine,
    /// Name or address; not for `sqlite`.
    #[serde(default)]
    pub host: String,
    /// Port; the usual one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Name of the database, or path of the file.
    pub database: String,
    /// One `SELECT`. Its first column of its first row is the value; as a time, its age is told.
    pub query: String,
    /// How the way is encrypted.
    #[serde(default)]
    pub encryption: Encryption,
    /// Certificates of the client's own authority, as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
}

/// What a database answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rows {
    /// How many rows, at most [`MOST_ROWS`].
    pub rows: usize,
    /// The first column of the first row, as text.
    pub first: Option<String>,
}

impl Rows {
    pub(crate) fn add(&mut self, first: impl FnOnce() -> Option<String>) {
        if self.rows == 0 {
            self.first = first();
        }
        self.rows += 1;
    }

    pub(crate) fn is_full(&self) -> bool {
        self.rows >= MOST_ROWS
    }
}

impl Target {
    /// Whether it can be used at all.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn check(&self) -> Result<(), ReachError> {
        let statement = self.statement();
        let first = statement.split(|one: char| !one.is_ascii_alphabetic()).next().unwrap_or_default();
        if !["select", "with", "show"].contains(&first.to_ascii_lowercase().as_str()) {
            return Err(ReachError::BadTarget("查询应是一条 SELECT 语句".to_owned()));
        }
        if value::has_several_statements(statement) {
            return Err(ReachError::BadTarget("只能是一条语句，中间不能有分号".to_owned()));
        }
        if self.engine != Engine::Sqlite && self.host.trim().is_empty() {
            return Err(ReachError::BadTarget("请填写数据库的主机".to_owned()));
        }
        if self.engine == Engine::Sqlserver && self.encryption == Encryption::Verify {
            return Err(ReachError::BadTarget(
                "SQL Server 目前只能以不加密方式连接，请把加密改为“off”，或改用代理采集".to_owned(),
            ));
        }
        Ok(())
    }

    pub(crate) fn statement(&self) -> &str {
        self.query.trim().trim_end_matches(';').trim_end()
    }

    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or(match self.engine {
            Engine::Postgres => 5432,
            Engine::Mysql => 3306,
            Engine::Sqlserver => 1433,
            Engine::Sqlite => 0,
        })
    }
}

/// Asks the question: `value` (when it is a number), `age_seconds` (when it is a time) and `rows`.
///
/// # Errors
/// [`ReachError`].
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    target.check()?;
    let work = Box::pin(async {
        let rows = match target.engine {
            Engine::Postgres => postgres::ask(&visit, target).await,
            Engine::Mysql => mysql::ask(&visit, target).await,
            Engine::Sqlserver => server::ask(&visit, target).await,
            Engine::Sqlite => sqlite::ask(&visit, target).await,
        }?;
        Ok(read(&rows, &visit))
    });
    timed(&visit, "数据库查询", work).await
}

fn read(rows: &Rows, visit: &Visit<'_>) -> Reading {
    let first = rows.first.as_deref().map(str::trim);
    let mut reading = Reading::default().with("rows", number(rows.rows));
    let number = first.and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite());
    let time = first.filter(|_| number.is_none()).and_then(value::time);
    reading.text = match (number, time, first) {
        (Some(value), ..) => {
            reading = reading.with("value", value);
            format!("结果 {value}，共 {} 行", rows.rows)
        }
        (_, Some(at), _) => {
            let age = (visit.now - at).num_seconds();
            reading = reading.with("age_seconds", crate::reading::number(age));
            format!("最近一条在 {} 前，共 {} 行", value::lasted(age), rows.rows)
        }
        (_, _, Some(_)) => format!("查询到 {} 行", rows.rows),
        (_, _, None) if rows.rows == 0 => "查询没有结果".to_owned(),
        (_, _, None) => format!("查询到 {} 行，第一列为空", rows.rows),
    };
    reading
}

/// What a database said against a question or a login, without what it was sent.
pub(crate) fn refused(visit: &Visit<'_>, is_sign_in: bool, text: &str) -> ReachError {
    let text = visit.login.map_or_else(|| text.to_owned(), |login| login.without_secrets(text));
    let text = crate::io::short(&text);
    if is_sign_in { ReachError::SignInRefused(text) } else { ReachError::BadAnswer(text) }
}
