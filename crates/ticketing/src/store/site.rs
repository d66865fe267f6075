//! Sites of contracts, and the site of a ticket.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use uuid::Uuid;

use super::ENDED;
use crate::{
    model::{Site, SiteCard},
    place::Place,
};

const LIST: Dialect = Dialect::same(
    "SELECT id, contract_id, key, name, address, latitude, longitude, tolerance_m, version FROM ticket_site \
     WHERE contract_id = $1 AND retired_at IS NULL ORDER BY key",
);
const FIND: Dialect = Dialect::same(
    "SELECT id, contract_id, key, name, address, latitude, longitude, tolerance_m, version FROM ticket_site \
     WHERE id = $1 AND retired_at IS NULL",
);
const LOCK: Dialect = Dialect {
    sqlite: FIND.sqlite,
    postgres: "SELECT id, contract_id, key, name, address, latitude, longitude, tolerance_m, version FROM ticket_site \
               WHERE id = $1 AND retired_at IS NULL FOR UPDATE",
};
/// Nothing is added where the key is offered already.
const INSERT: Dialect = Dialect::same(
    "INSERT INTO ticket_site (id, contract_id, key, name, address, latitude, longitude, tolerance_m, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE ticket_site SET name = $2, address = $3, latitude = $4, longitude = $5, tolerance_m = $6, version = $7 \
     WHERE id = $1",
);
const RETIRE: Dialect = Dialect::same("UPDATE ticket_site SET retired_at = $2, version = version + 1 WHERE id = $1");
const SET: Dialect = Dialect::same("UPDATE ticket SET site_id = $2, site = $3 WHERE id = $1");
const CARRY: Dialect = Dialect::same("UPDATE ticket SET site = $2 WHERE site_id = $1 AND due_key < $3");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LIST, FIND, LOCK, INSERT, UPDATE, RETIRE, SET, CARRY];

#[derive(Debug, sqlx::FromRow)]
struct SiteRow {
    id: Uuid,
    contract_id: Uuid,
    key: String,
    name: String,
    address: String,
    latitude: Option<i64>,
    longitude: Option<i64>,
    tolerance_m: i64,
    version: i64,
}

impl From<SiteRow> for Site {
    fn from(row: SiteRow) -> Self {
        let place = row.latitude.zip(row.longitude).map(|(latitude, longitude)| Place { latitude, longitude });
        Self {
            id: row.id,
            contract_id: row.contract_id,
            key: row.key,
            name: row.name,
            address: row.address,
            latitude: place.map(Place::north),
            longitude: place.map(Place::east),
            tolerance_m: row.tolerance_m,
            version: row.version,
        }
    }
}

/// The sites that a contract offers, by key.
pub async fn site_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<Site>, DbError> {
    let rows: Vec<SiteRow> = tx.all(LIST, args![contract]).await?;
    Ok(rows.into_iter().map(Site::from).collect())
}

/// A site that is offered. The caller checks its contract.
pub async fn site_find(tx: &mut Tx, id: Uuid) -> Result<Option<Site>, DbError> {
    Ok(tx.optional::<SiteRow>(FIND, args![id]).await?.map(Site::from))
}

/// The same, held for a change until the end of the transaction.
pub async fn site_lock(tx: &mut Tx, id: Uuid) -> Result<Option<Site>, DbError> {
    Ok(tx.optional::<SiteRow>(LOCK, args![id]).await?.map(Site::from))
}

/// Adds a site; false when the contract offers one of that key already.
pub async fn site_insert(tx: &mut Tx, site: &Site) -> Result<bool, DbError> {
    let (latitude, longitude) = site.place().map(|place| (place.latitude, place.longitude)).unzip();
    let args = args![
        site.id,
        site.contract_id,
        &site.key,
        &site.name,
        &site.address,
        latitude,
        longitude,
        site.tolerance_m,
        site.version
    ];
    Ok(tx.execute(INSERT, args).await? == 1)
}

/// Writes what of a site can change, and carries it to the tickets on it that are live.
pub async fn site_update(tx: &mut Tx, site: &Site) -> Result<(), DbError> {
    let (latitude, longitude) = site.place().map(|place| (place.latitude, place.longitude)).unzip();
    tx.queue(CARRY, args![site.id, Arg::json(&site.card())?, ENDED]).await?;
    let args = args![site.id, &site.name, &site.address, latitude, longitude, site.tolerance_m, site.version];
    tx.queue(UPDATE, args).await
}

/// A site is no longer offered.
pub async fn site_retire(tx: &mut Tx, id: Uuid, at: DateTime<Utc>) -> Result<(), DbError> {
    tx.queue(RETIRE, args![id, at]).await
}

/// Writes the site of a ticket.
pub async fn ticket_site_set(tx: &mut Tx, ticket: Uuid, site: Option<&SiteCard>) -> Result<(), DbError> {
    let card = site.map_or(Ok(Arg::Json(None)), Arg::json)?;
    tx.queue(SET, args![ticket, site.map(|site| site.id), card]).await
}
