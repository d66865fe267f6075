//! What can go wrong in a database.

/// A failed statement or connection. Any error ends its transaction.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The database refused or could not be reached.
    #[error(transparent)]
    Sqlx(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database schema could not be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The group of use cases that this one was in could not be made durable; nothing of it was kept.
    #[error("the commit could not be made durable; nothing of it was kept")]
    NotDurable,
    /// A row holds what no program of this version writes.
    #[error("the column {column} holds “{value}”, which no version up to this one writes")]
    UnknownValue {
        /// The column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
    /// An operation that this engine does not have.
    #[error("this operation is for SQLite databases only")]
    WrongEngine,
    /// A value that could not be written as JSON.
    #[error("a value could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl DbError {
    /// Whether a row with the same unique key was there already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sqlx(sqlx::Error::Database(e)) if e.is_unique_violation())
    }
}
