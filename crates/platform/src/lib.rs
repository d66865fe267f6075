//! What every module is built on: transactions over two databases, events, jobs, the audit trail, HTTP problem
//! documents and extractors, sealed fields, blobs, configuration, and the [`Module`] trait that a module offers itself by.

pub mod app;
pub mod audit;
pub mod blob;
pub mod builds;
pub mod check;
pub mod config;
pub mod contracts;
pub mod db;
pub mod dossier;
pub mod duties;
pub mod events;
pub mod files;
pub mod form;
pub mod health;
pub mod housekeeping;
pub mod http;
pub mod ics;
pub mod idempotency;
pub mod jobs;
pub mod mail;
pub mod metrics;
pub mod module;
pub mod network;
pub mod operations;
pub mod outgoing;
pub mod people;
pub mod periods;
pub mod phone;
pub mod promises;
pub mod readings;
pub mod reports;
pub mod sealed;
pub mod signed;
pub mod stories;
pub mod subjects;
pub mod telemetry;
pub mod text;
pub mod words;

/// Every fixed statement of the platform; a test prepares each of them on both databases.
#[must_use]
pub fn statements() -> Vec<Dialect> {
    [
        audit::sql::ALL,
        builds::sql::ALL,
        events::sql::ALL,
        files::sql::ALL,
        idempotency::sql::ALL,
        jobs::sql::ALL,
        operations::sql::ALL,
    ]
    .concat()
}

pub use app::{App, AppBuilder, Authenticator};
pub use db::{Args, Db, DbError, Dialect, Sql, Tx};
pub use http::problem::Problem;
pub use module::Module;
