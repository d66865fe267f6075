//! Pledges.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use super::push_scope;

macro_rules! columns {
    () => {
        "id, contract_id, work, name, position, organisation, joined_on, signed_on, valid_until, left_on, note, rule, \
         clause, version, created_at, updated_at"
    };
}

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO security_pledge (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING"
));
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM security_pledge WHERE id = $1"));
const SAVE: Dialect = Dialect::same(
    "UPDATE security_pledge SET position = $3, signed_on = $4, valid_until = $5, left_on = $6, note = $7, updated_at = $8, \
     version = version + 1 WHERE id = $1 AND version = $2",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, SAVE];

/// A pledge as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct PledgeRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub work: Option<String>,
    pub name: String,
    pub position: String,
    pub organisation: String,
    pub joined_on: NaiveDate,
    pub signed_on: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
    pub left_on: Option<NaiveDate>,
    pub note: Option<String>,
    pub rule: Option<String>,
    pub clause: Option<String>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Keeps a pledge; `false` where the same person is on the list from the same day.
pub async fn pledge_insert(tx: &mut Tx, row: &PledgeRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.work.clone(),
        &row.name,
        &row.position,
        &row.organisation,
        row.joined_on,
        row.signed_on,
        row.valid_until,
        row.left_on,
        row.note.clone(),
        row.rule.clone(),
        row.clause.clone(),
        row.version,
        row.created_at,
        row.updated_at
    ];
    Ok(tx.execute(INSERT, args).await? == 1)
}

/// The pledge of an id.
pub async fn pledge_find(tx: &mut Tx, id: Uuid) -> Result<Option<PledgeRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Keeps a change, when it is still the version of `row`.
pub async fn pledge_save(tx: &mut Tx, row: &PledgeRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        &row.position,
        row.signed_on,
        row.valid_until,
        row.left_on,
        row.note.clone(),
        row.updated_at
    ];
    Ok(tx.execute(SAVE, args).await? == 1)
}

/// Those of a contract inside `scope`, by name.
pub async fn pledge_list(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: ContractId,
    limit: u32,
) -> Result<Vec<PledgeRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM security_pledge WHERE contract_id = "));
    sql.bind(contract).push(" AND ");
    push_scope(&mut sql, scope, ("contract_id", "work"));
    sql.push(" ORDER BY name, id LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
