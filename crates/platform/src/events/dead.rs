//! Deliveries that failed for good, for an administrator to see, to try again or to give up.

use chrono::{DateTime, Utc};
use jianyue_kernel::{BadCursor, Env, Page, PageRequest};
use serde::Serialize;
use uuid::Uuid;

use super::sql;
use crate::{
    args,
    db::{DbError, Sql, Tx},
};

/// A delivery that is not tried again by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct DeadLetter {
    /// Who could not act.
    pub subscriber: String,
    /// On which event: its position in the log.
    pub event_seq: i64,
    /// Its id.
    pub event_id: Uuid,
    /// Its kind.
    pub kind: String,
    /// What it happened to.
    pub subject: Uuid,
    /// The contract it happened under.
    pub contract_id: Option<Uuid>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it failed the last time.
    pub error: String,
}

/// Why a page of dead letters cannot be given.
#[derive(Debug, thiserror::Error)]
pub enum DeadLettersError {
    /// The cursor is not of this list.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The dead letters, oldest event first.
pub async fn dead_letters(tx: &mut Tx, page: &PageRequest) -> Result<Page<DeadLetter>, DeadLettersError> {
    let mut sql = Sql::new(
        "SELECT r.subscriber, r.event_seq, e.id AS event_id, e.kind, e.subject, e.contract_id, e.recorded_at, r.attempts, r.error \
         FROM event_retry r JOIN event e ON e.seq = r.event_seq WHERE r.dead",
    );
    if let Some([seq, subscriber]) = page.after()? {
        let seq: i64 = seq.parse().map_err(|_| BadCursor)?;
        sql.push(" AND (r.event_seq, r.subscriber) > (").bind(seq).push(", ").bind(subscriber).push(")");
    }
    sql.push(" ORDER BY r.event_seq, r.subscriber LIMIT ").bind(i64::from(page.limit()) + 1);
    let rows = tx.all_sql(sql).await?;
    Ok(Page::of(rows, page.limit(), |row: &DeadLetter| [row.event_seq.to_string(), row.subscriber.clone()]))
}

/// Tries a dead letter again, with all attempts before it; false when there is no such letter.
pub async fn retry_dead(tx: &mut Tx, env: &Env, subscriber: &str, event_seq: i64) -> Result<bool, DbError> {
    let found = tx.execute(sql::DEAD_RETRY, args![subscriber, event_seq, env.now()]).await? == 1;
    tx.mark_events();
    Ok(found)
}

/// Gives a dead letter up; false when there is no such letter.
pub async fn discard_dead(tx: &mut Tx, subscriber: &str, event_seq: i64) -> Result<bool, DbError> {
    Ok(tx.execute(sql::DEAD_DISCARD, args![subscriber, event_seq]).await? == 1)
}
