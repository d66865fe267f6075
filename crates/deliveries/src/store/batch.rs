//! Tables that were taken over.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::{Batch, BatchKind};

const INSERT: Dialect = Dialect::same(
    "INSERT INTO delivery_batch (id, contract_id, kind, file, added, same, refused, by_name, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const LIST: Dialect = Dialect::same(
    "SELECT id, contract_id, kind, file, added, same, refused, by_name, at FROM delivery_batch \
     WHERE contract_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4",
);
const FIND: Dialect = Dialect::same(
    "SELECT id, contract_id, kind, file, added, same, refused, by_name, at FROM delivery_batch WHERE id = $1",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, LIST, FIND];

/// A table as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct BatchRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: BatchKind,
    pub file: String,
    pub added: i64,
    pub same: i64,
    pub refused: i64,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

impl From<BatchRow> for Batch {
    fn from(row: BatchRow) -> Self {
        let BatchRow { id, kind, file, added, same, refused, by_name: by, at, .. } = row;
        Self { id, kind, file, added, same, refused, by, at }
    }
}

/// Adds a table.
pub async fn batch_insert(tx: &mut Tx, row: &BatchRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.kind.code(),
        &row.file,
        row.added,
        row.same,
        row.refused,
        &row.by_name,
        row.at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The table of an id.
pub async fn batch_find(tx: &mut Tx, id: Uuid) -> Result<Option<BatchRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Tables of a contract before a place, the last first.
pub async fn batch_list(
    tx: &mut Tx,
    contract: ContractId,
    (before, id): (DateTime<Utc>, Uuid),
    limit: u32,
) -> Result<Vec<BatchRow>, DbError> {
    tx.all(LIST, args![contract, before, id, limit]).await
}
