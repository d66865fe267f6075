//! Systems.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::System;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO probing_system (id, contract_id, name, work, hosts, version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const LIST: Dialect = Dialect::same(
    "SELECT id, contract_id, name, work, hosts, version FROM probing_system WHERE contract_id = $1 ORDER BY name LIMIT 500",
);
const FIND: Dialect =
    Dialect::same("SELECT id, contract_id, name, work, hosts, version FROM probing_system WHERE id = $1");
const CHANGE: Dialect = Dialect::same(
    "UPDATE probing_system SET name = $3, work = $4, hosts = $5, version = version + 1 WHERE id = $1 AND version = $2",
);
const DELETE: Dialect = Dialect::same(
    "DELETE FROM probing_system WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM probing_probe WHERE system_id = $1)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, LIST, FIND, CHANGE, DELETE];

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contract_id: Uuid,
    name: String,
    work: Option<String>,
    hosts: Json<Vec<String>>,
    version: i64,
}

impl From<Row> for System {
    fn from(row: Row) -> Self {
        let Row { id, contract_id, name, work, hosts, version } = row;
        Self { id, contract_id, name, work, hosts: hosts.0, version }
    }
}

/// Adds a system.
pub async fn system_insert(tx: &mut Tx, system: &System, now: DateTime<Utc>) -> Result<(), DbError> {
    let System { id, contract_id, name, work, hosts, version } = system;
    let args = args![*id, *contract_id, name, work.clone(), Arg::json(hosts)?, *version, now];
    tx.execute(INSERT, args).await.map(drop)
}

/// The systems of a contract, by name.
pub async fn system_list(tx: &mut Tx, contract: Uuid) -> Result<Vec<System>, DbError> {
    Ok(tx.all::<Row>(LIST, args![contract]).await?.into_iter().map(System::from).collect())
}

/// The system of an id.
pub async fn system_find(tx: &mut Tx, id: Uuid) -> Result<Option<System>, DbError> {
    Ok(tx.optional::<Row>(FIND, args![id]).await?.map(System::from))
}

/// Changes a system of a version; `false` when it has another one.
pub async fn system_change(tx: &mut Tx, system: &System) -> Result<bool, DbError> {
    let System { id, name, work, hosts, version, .. } = system;
    let args = args![*id, *version, name, work.clone(), Arg::json(hosts)?];
    Ok(tx.execute(CHANGE, args).await? == 1)
}

/// Removes a system that nothing looks at; `false` when something does or did.
pub async fn system_delete(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.execute(DELETE, args![id]).await? == 1)
}
