//! Databases that are read.

use chrono::{DateTime, Utc};
use jianyue_platform::words;
use jianyue_reach::sql::{Encryption, Engine, schema::Place};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What came of the last attempt to read a database.
    #[schema(as = DataSourceState)]
    pub enum SourceState {
        /// It was read.
        Ok = "ok",
        /// It could not be read; the text says why.
        Failed = "failed",
        /// Nobody has tried yet.
        Never = "never",
    }
}

/// Where a database is, and as whom it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DataSourceTarget)]
pub struct SourceTarget {
    /// Name or address; not for `sqlite`.
    #[serde(default)]
    pub host: Option<String>,
    /// Port; the usual one when absent.
    #[serde(default)]
    pub port: Option<u16>,
    /// Name of the database; not for `sqlite`.
    #[serde(default)]
    pub database: Option<String>,
    /// The account; not for `sqlite`. One that may only read is enough.
    #[serde(default)]
    pub username: Option<String>,
    /// Path of the file, in a folder that the administrator of the machine allows; for `sqlite` only.
    #[serde(default)]
    pub path: Option<String>,
    /// How the way is encrypted; SQL Server knows `off` only.
    #[serde(default)]
    pub encryption: Encryption,
    /// Certificates of the client's own authority, as PEM.
    #[serde(default)]
    pub ca_pem: Option<String>,
}

impl SourceTarget {
    /// As the connectors want it.
    #[must_use]
    pub fn place(&self, engine: Engine, schemas: &[String]) -> Place {
        let database = if engine == Engine::Sqlite { &self.path } else { &self.database };
        Place {
            engine,
            host: self.host.clone().unwrap_or_default(),
            port: self.port,
            database: database.clone().unwrap_or_default(),
            encryption: self.encryption,
            ca_pem: self.ca_pem.clone(),
            schemas: schemas.to_vec(),
        }
    }
}

/// A database that is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataSource)]
pub struct Source {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What it is called; unique in its contract.
    pub title: String,
    /// Key of the work that it belongs to.
    pub work: Option<String>,
    /// The contract's rule that asks for the inventory.
    pub rule: Option<String>,
    /// The clause of that rule.
    pub clause: Option<String>,
    /// Which database.
    pub engine: Engine,
    /// Where it is.
    pub target: SourceTarget,
    /// Whether a password is kept; it is never shown.
    pub has_secret: bool,
    /// Schemas that are read; empty: all but those of the engine.
    pub schemas: Vec<String>,
    /// Every how many days it is read by itself; absent: only when somebody asks.
    pub every_days: Option<i64>,
    /// What came of the last attempt.
    pub state: SourceState,
    /// When that was.
    pub last_at: Option<DateTime<Utc>>,
    /// What came of it, in words.
    pub last_text: Option<String>,
    /// Whether it waits to be read, or is being read.
    pub reading: bool,
    /// When it is read next.
    pub next_at: Option<DateTime<Utc>>,
    /// Tables of the last reading.
    pub tables: i64,
    /// The last reading.
    pub reading_id: Option<Uuid>,
    /// Grows with every change that people make.
    pub version: i64,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When people changed it last.
    pub updated_at: DateTime<Utc>,
}
