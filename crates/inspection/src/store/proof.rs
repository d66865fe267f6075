//! What records of other modules proved in the period of an occurrence.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

/// What held is never taken back, and the first time that it held is the one that is kept.
const KEEP: Dialect = Dialect::same(
    "INSERT INTO inspection_proof (occurrence_id, record_id, record_kind, ok, at, text, client_path) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (occurrence_id, record_id) DO UPDATE SET \
     record_kind = excluded.record_kind, ok = excluded.ok, at = excluded.at, text = excluded.text, \
     client_path = excluded.client_path \
     WHERE inspection_proof.ok = FALSE AND (excluded.ok = TRUE OR excluded.at > inspection_proof.at)",
);
const OF: Dialect = Dialect::same(
    "SELECT record_id, record_kind, ok, at, text, client_path FROM inspection_proof WHERE occurrence_id = $1 \
     ORDER BY at, record_id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[KEEP, OF];

/// What a record proved.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ProofRow {
    pub record_id: Uuid,
    pub record_kind: String,
    pub ok: bool,
    pub at: DateTime<Utc>,
    pub text: String,
    pub client_path: Option<String>,
}

/// Keeps what a record proved in the period of an occurrence.
pub async fn proof_keep(tx: &mut Tx, occurrence: Uuid, row: &ProofRow) -> Result<(), DbError> {
    let args = args![occurrence, row.record_id, &row.record_kind, row.ok, row.at, &row.text, row.client_path.clone()];
    tx.execute(KEEP, args).await.map(drop)
}

/// What is kept of an occurrence, in order of time.
pub async fn proof_of(tx: &mut Tx, occurrence: Uuid) -> Result<Vec<ProofRow>, DbError> {
    tx.all(OF, args![occurrence]).await
}
