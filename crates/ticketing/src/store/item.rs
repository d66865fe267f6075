//! Saved views, reply templates and macros.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractScope;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use crate::model::{ItemRow, Keep};

/// The columns of [`ItemRow`].
macro_rules! columns {
    () => {
        "id, kind, person_id, contract_id, name, body, position, version"
    };
}

const FIND: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM desk_item WHERE id = $1 AND kind = $2"),
    postgres: concat!("SELECT ", columns!(), " FROM desk_item WHERE id = $1 AND kind = $2 FOR UPDATE"),
};
const READ: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM desk_item WHERE id = $1 AND kind = $2"));
const INSERT: Dialect = Dialect::same(
    "INSERT INTO desk_item (id, kind, person_id, contract_id, name, body, position, version, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE desk_item SET contract_id = $2, name = $3, body = $4, position = $5, version = $6, updated_at = $7 \
     WHERE id = $1",
);
const DELETE: Dialect = Dialect::same("DELETE FROM desk_item WHERE id = $1");
const OWN: Dialect = Dialect::same("SELECT COUNT(*) FROM desk_item WHERE person_id = $1 AND kind = $2");
const SHARED: Dialect = Dialect::same("SELECT COUNT(*) FROM desk_item WHERE contract_id = $1 AND kind = $2");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, READ, INSERT, UPDATE, DELETE, OWN, SHARED];

/// What `person` made and what is shared on the contracts of `scope`: the own ones first, by place and name. With
/// `contract`, those shared on it and those shared on none.
pub async fn item_list(
    tx: &mut Tx,
    kind: Keep,
    person: Uuid,
    scope: &ContractScope,
    contract: Option<Uuid>,
) -> Result<Vec<ItemRow>, DbError> {
    tx.all_sql(list(kind, person, scope, contract)).await
}

pub(super) fn list(kind: Keep, person: Uuid, scope: &ContractScope, contract: Option<Uuid>) -> Sql {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM desk_item WHERE kind = "));
    sql.bind(kind).push(" AND (person_id = ").bind(person).push(" OR contract_id IS NOT NULL");
    if let ContractScope::Only(held) = scope {
        sql.push(" AND contract_id IN ").bind_list(held.iter().map(|(contract, _)| *contract));
    }
    sql.push(")");
    if let Some(contract) = contract {
        sql.push(" AND (contract_id IS NULL OR contract_id = ").bind(contract).push(")");
    }
    sql.push(" ORDER BY CASE WHEN person_id = ").bind(person).push(" THEN 0 ELSE 1 END, position, name, id");
    sql
}

/// The one of an id, held for a change. The caller checks whether it may be seen.
pub async fn item_lock(tx: &mut Tx, kind: Keep, id: Uuid) -> Result<Option<ItemRow>, DbError> {
    tx.optional(FIND, args![id, kind]).await
}

/// The one of an id. The caller checks whether it may be seen.
pub async fn item_find(tx: &mut Tx, kind: Keep, id: Uuid) -> Result<Option<ItemRow>, DbError> {
    tx.optional(READ, args![id, kind]).await
}

/// Adds one.
pub async fn item_insert(tx: &mut Tx, row: &ItemRow, at: DateTime<Utc>) -> Result<(), DbError> {
    let body = Arg::json(&row.body.0)?;
    let args = args![row.id, row.kind, row.person_id, row.contract_id, &row.name, body, row.position, row.version, at];
    tx.queue(INSERT, args).await
}

/// Writes everything of one that can change.
pub async fn item_update(tx: &mut Tx, row: &ItemRow, at: DateTime<Utc>) -> Result<(), DbError> {
    let body = Arg::json(&row.body.0)?;
    tx.queue(UPDATE, args![row.id, row.contract_id, &row.name, body, row.position, row.version, at]).await
}

/// Removes one.
pub async fn item_delete(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.queue(DELETE, args![id]).await
}

/// How many `person` made.
pub async fn item_count_own(tx: &mut Tx, kind: Keep, person: Uuid) -> Result<i64, DbError> {
    let (n,): (i64,) = tx.one(OWN, args![person, kind]).await?;
    Ok(n)
}

/// How many are shared on `contract`.
pub async fn item_count_shared(tx: &mut Tx, kind: Keep, contract: Uuid) -> Result<i64, DbError> {
    let (n,): (i64,) = tx.one(SHARED, args![contract, kind]).await?;
    Ok(n)
}
