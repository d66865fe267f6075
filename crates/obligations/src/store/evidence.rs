//! What shows that a duty was done.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO duty_evidence (id, record_id, text, path, by_id, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT];

/// A piece of evidence as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EvidenceRow {
    pub id: Uuid,
    pub record_id: Uuid,
    pub text: String,
    pub path: Option<String>,
    pub by_id: Uuid,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// Keeps it.
pub async fn evidence_insert(tx: &mut Tx, row: &EvidenceRow) -> Result<(), DbError> {
    let args = args![row.id, row.record_id, &row.text, row.path.clone(), row.by_id, &row.by_name, row.at];
    tx.execute(INSERT, args).await.map(drop)
}

/// That of several records, the oldest first.
pub async fn evidence_of(tx: &mut Tx, records: impl IntoIterator<Item = Uuid>) -> Result<Vec<EvidenceRow>, DbError> {
    let mut sql =
        Sql::new("SELECT id, record_id, text, path, by_id, by_name, at FROM duty_evidence WHERE record_id IN ");
    sql.bind_list(records).push(" ORDER BY at, id");
    tx.all_sql(sql).await
}
