//! What was found wrong and was not found right since, and what each run found wrong, with the ticket about it.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const OPEN: Dialect = Dialect::same(
    "INSERT INTO inspection_deviation (contract_id, key, run_id, found_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (contract_id, key) DO NOTHING",
);
const GONE: Dialect =
    Dialect::same("DELETE FROM inspection_deviation WHERE contract_id = $1 AND key = $2 RETURNING found_at");
const LIST: Dialect = Dialect::same(
    "SELECT key, found_at, ticket_id, ticket_number FROM inspection_deviation WHERE contract_id = $1 ORDER BY key",
);
const TICKET: Dialect = Dialect::same(
    "UPDATE inspection_deviation SET ticket_id = $3, ticket_number = $4 WHERE contract_id = $1 AND key = $2",
);
/// Only what was found wrong since it was last right: what was wrong and had no ticket before is another matter.
const FINDINGS_TICKET: Dialect = Dialect::same(
    "UPDATE inspection_finding SET ticket_id = $3, ticket_number = $4 \
     WHERE contract_id = $1 AND key = $2 AND ticket_id IS NULL AND found_at = \
     (SELECT MAX(f.found_at) FROM inspection_finding f WHERE f.contract_id = $1 AND f.key = $2)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OPEN, GONE, LIST, TICKET, FINDINGS_TICKET];

/// Something that is known to be wrong.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DeviationRow {
    /// Names the thing.
    pub key: String,
    /// Since when.
    pub found_at: DateTime<Utc>,
    /// The ticket about it.
    pub ticket_id: Option<Uuid>,
    /// Its number.
    pub ticket_number: Option<String>,
}

/// What a run found wrong.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct FindingRow {
    pub run_id: Uuid,
    pub item: String,
    pub contract_id: Uuid,
    pub key: String,
    pub found_at: DateTime<Utc>,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
}

/// Something was found wrong; whether it was not known to be.
pub async fn deviation_open(
    tx: &mut Tx,
    contract: Uuid,
    key: &str,
    run: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(tx.execute(OPEN, args![contract, key, run, at]).await? == 1)
}

/// Something was found right; since when it was known to be wrong.
pub async fn deviation_gone(tx: &mut Tx, contract: Uuid, key: &str) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: Option<(DateTime<Utc>,)> = tx.optional(GONE, args![contract, key]).await?;
    Ok(row.map(|(at,)| at))
}

/// What is known to be wrong in a contract, by key.
pub async fn deviation_list(tx: &mut Tx, contract: Uuid) -> Result<Vec<DeviationRow>, DbError> {
    tx.all(LIST, args![contract]).await
}

/// Names the ticket about a thing, beside it and beside what runs found of it since it was last right.
pub async fn deviation_ticket(
    tx: &mut Tx,
    contract: Uuid,
    key: &str,
    (ticket, number): (Uuid, &str),
) -> Result<(), DbError> {
    tx.execute(TICKET, args![contract, key, ticket, number]).await?;
    tx.execute(FINDINGS_TICKET, args![contract, key, ticket, number]).await.map(drop)
}

/// Adds what a run found wrong.
pub async fn finding_insert(tx: &mut Tx, rows: &[FindingRow]) -> Result<(), DbError> {
    for rows in rows.chunks(100) {
        let mut sql = Sql::new(
            "INSERT INTO inspection_finding (run_id, item, contract_id, key, found_at, ticket_id, ticket_number) VALUES ",
        );
        sql.bind_rows(rows.iter().map(|row| {
            let (ticket, number) = (row.ticket_id, row.ticket_number.clone());
            args![row.run_id, &row.item, row.contract_id, &row.key, row.found_at, ticket, number]
        }));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// What these runs found wrong.
pub async fn finding_of(tx: &mut Tx, runs: Vec<Uuid>) -> Result<Vec<FindingRow>, DbError> {
    if runs.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT run_id, item, contract_id, key, found_at, ticket_id, ticket_number FROM inspection_finding WHERE run_id IN ",
    );
    sql.bind_list(runs);
    tx.all_sql(sql).await
}
