//! Classes.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::Class;

const LIST: Dialect = Dialect::same(
    "SELECT id, contract_id, code, name, parent_id, version FROM asset_class WHERE contract_id = $1 ORDER BY code",
);
const FIND: Dialect =
    Dialect::same("SELECT id, contract_id, code, name, parent_id, version FROM asset_class WHERE id = $1");
const INSERT: Dialect = Dialect::same(
    "INSERT INTO asset_class (id, contract_id, code, name, parent_id, last_no, version, created_at) \
     VALUES ($1, $2, $3, $4, $5, 0, 1, $6) ON CONFLICT (contract_id, code) DO NOTHING",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE asset_class SET name = $3, parent_id = $4, version = version + 1 WHERE id = $1 AND version = $2",
);
const NUMBERS: Dialect = Dialect::same("UPDATE asset_class SET last_no = last_no + $2 WHERE id = $1 RETURNING last_no");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LIST, FIND, INSERT, UPDATE, NUMBERS];

/// The classes of a contract, by code.
pub async fn class_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<Class>, DbError> {
    tx.all(LIST, args![contract]).await
}

/// The class of an id.
pub async fn class_find(tx: &mut Tx, id: Uuid) -> Result<Option<Class>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Adds a class; `false` when its code is taken.
pub async fn class_insert(tx: &mut Tx, class: &Class, now: DateTime<Utc>) -> Result<bool, DbError> {
    let args = args![class.id, class.contract_id, &class.code, &class.name, class.parent_id, now];
    Ok(tx.execute(INSERT, args).await? == 1)
}

/// Keeps a change, when the class is still the version of `class`.
pub async fn class_update(tx: &mut Tx, class: &Class) -> Result<bool, DbError> {
    let args = args![class.id, class.version, &class.name, class.parent_id];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// The last of `n` new running numbers of a class. None of them is ever given again.
pub async fn class_numbers(tx: &mut Tx, class: Uuid, n: i64) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(NUMBERS, args![class, n]).await?.0)
}
