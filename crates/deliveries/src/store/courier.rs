//! Couriers, and what they told of orders that nobody knew.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Engine, Tx},
    signed::Algorithm,
};
use uuid::Uuid;

use crate::model::{CourierSource, Told, UnknownEvent};

macro_rules! source {
    () => {
        "id, contract_id, name, algorithm, secret_sealed, version, created_at"
    };
}
macro_rules! unknown {
    () => {
        "id, contract_id, source_id, event_id, order_number, waybill, kind, at, text, company, signed_by, received_at, \
         settled_at, settled_by, settled_note, order_id"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO courier_source (id, contract_id, name, algorithm, secret_sealed, version, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
);
const LIST: Dialect = Dialect::same(concat!(
    "SELECT ",
    source!(),
    " FROM courier_source WHERE contract_id = $1 AND retired_at IS NULL ORDER BY name, id LIMIT 200"
));
const FIND: Dialect =
    Dialect::same(concat!("SELECT ", source!(), " FROM courier_source WHERE id = $1 AND retired_at IS NULL"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", source!(), " FROM courier_source WHERE id = $1 AND retired_at IS NULL"),
    postgres: concat!("SELECT ", source!(), " FROM courier_source WHERE id = $1 AND retired_at IS NULL FOR UPDATE"),
};
const ROTATE: Dialect = Dialect::same(
    "UPDATE courier_source SET secret_sealed = $2, version = version + 1 WHERE id = $1 AND retired_at IS NULL",
);
const RETIRE: Dialect = Dialect::same("UPDATE courier_source SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL");
const UNKNOWN_OPEN: Dialect = Dialect::same(concat!(
    "SELECT ",
    unknown!(),
    " FROM courier_unknown WHERE contract_id = $1 AND settled_at IS NULL AND (received_at, id) < ($2, $3) \
     ORDER BY received_at DESC, id DESC LIMIT $4"
));
const UNKNOWN_ALL: Dialect = Dialect::same(concat!(
    "SELECT ",
    unknown!(),
    " FROM courier_unknown WHERE contract_id = $1 AND (received_at, id) < ($2, $3) \
     ORDER BY received_at DESC, id DESC LIMIT $4"
));
const UNKNOWN_COUNT: Dialect =
    Dialect::same("SELECT COUNT(*) FROM courier_unknown WHERE contract_id = $1 AND settled_at IS NULL");
const UNKNOWN_FIND: Dialect = Dialect {
    sqlite: concat!("SELECT ", unknown!(), " FROM courier_unknown WHERE id = $1"),
    postgres: concat!("SELECT ", unknown!(), " FROM courier_unknown WHERE id = $1 FOR UPDATE"),
};
const SETTLE: Dialect = Dialect::same(
    "UPDATE courier_unknown SET settled_at = $2, settled_by = $3, settled_note = $4, order_id = $5 WHERE id = $1",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[INSERT, LIST, FIND, LOCK, ROTATE, RETIRE, UNKNOWN_OPEN, UNKNOWN_ALL, UNKNOWN_COUNT, UNKNOWN_FIND, SETTLE];

/// A courier as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct SourceRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub name: String,
    #[sqlx(try_from = "String")]
    pub algorithm: Algorithm,
    pub secret_sealed: Vec<u8>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

impl From<SourceRow> for CourierSource {
    fn from(row: SourceRow) -> Self {
        let SourceRow { id, name, algorithm, version, created_at, .. } = row;
        Self { id, name, algorithm, version, created_at }
    }
}

/// What a courier told of an order that nobody knew, as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct UnknownRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub source_id: Uuid,
    pub event_id: String,
    pub order_number: Option<String>,
    pub waybill: Option<String>,
    #[sqlx(try_from = "String")]
    pub kind: Told,
    pub at: DateTime<Utc>,
    pub text: Option<String>,
    pub company: Option<String>,
    pub signed_by: Option<String>,
    pub received_at: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
    pub settled_by: Option<String>,
    pub settled_note: Option<String>,
    pub order_id: Option<Uuid>,
}

impl From<UnknownRow> for UnknownEvent {
    fn from(row: UnknownRow) -> Self {
        Self {
            id: row.id,
            event_id: row.event_id,
            order_number: row.order_number,
            waybill: row.waybill,
            kind: row.kind,
            at: row.at,
            text: row.text,
            received_at: row.received_at,
            settled_at: row.settled_at,
            settled_by: row.settled_by,
            settled_note: row.settled_note,
            order_id: row.order_id,
        }
    }
}

/// Adds a courier; `false` when the contract has one of that name.
pub async fn source_insert(tx: &mut Tx, row: &SourceRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.name,
        row.algorithm.code(),
        row.secret_sealed.clone(),
        row.version,
        row.created_at
    ];
    Ok(tx.execute(INSERT, args).await? == 1)
}

/// The couriers of a contract, by name; there are few.
pub async fn source_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<SourceRow>, DbError> {
    tx.all(LIST, args![contract]).await
}

/// The courier of an id.
pub async fn source_find(tx: &mut Tx, id: Uuid) -> Result<Option<SourceRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held so that its reports are taken one after another.
pub async fn source_lock(tx: &mut Tx, id: Uuid) -> Result<Option<SourceRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Gives a courier a new secret.
pub async fn source_rotate(tx: &mut Tx, id: Uuid, sealed: Vec<u8>) -> Result<(), DbError> {
    tx.execute(ROTATE, args![id, sealed]).await.map(drop)
}

/// Takes no more reports of a courier.
pub async fn source_retire(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(RETIRE, args![id, now]).await.map(drop)
}

/// Keeps what nobody knows, many in one statement.
pub async fn unknown_add(tx: &mut Tx, rows: &[UnknownRow]) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new(concat!("INSERT INTO courier_unknown (", unknown!(), ") VALUES "));
    sql.bind_rows(rows.iter().map(|row| {
        args![
            row.id,
            row.contract_id,
            row.source_id,
            &row.event_id,
            row.order_number.clone(),
            row.waybill.clone(),
            row.kind.code(),
            row.at,
            row.text.clone(),
            row.company.clone(),
            row.signed_by.clone(),
            row.received_at,
            row.settled_at,
            row.settled_by.clone(),
            row.settled_note.clone(),
            row.order_id
        ]
    }));
    tx.execute_sql(sql).await.map(drop)
}

/// What nobody knows (any more: all of it), the last first.
pub async fn unknown_list(
    tx: &mut Tx,
    contract: ContractId,
    settled: bool,
    (before, id): (DateTime<Utc>, Uuid),
    limit: u32,
) -> Result<Vec<UnknownRow>, DbError> {
    let statement = if settled { UNKNOWN_ALL } else { UNKNOWN_OPEN };
    tx.all(statement, args![contract, before, id, limit]).await
}

/// How many wait for somebody.
pub async fn unknown_count(tx: &mut Tx, contract: ContractId) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(UNKNOWN_COUNT, args![contract]).await?.0)
}

/// One of them, held.
pub async fn unknown_hold(tx: &mut Tx, id: Uuid) -> Result<Option<UnknownRow>, DbError> {
    tx.optional(UNKNOWN_FIND, args![id]).await
}

/// Those that wait and name one of these orders or parcels, held.
pub async fn unknown_about(
    tx: &mut Tx,
    contract: ContractId,
    numbers: &[&str],
    waybills: &[&str],
) -> Result<Vec<UnknownRow>, DbError> {
    let mut found: Vec<UnknownRow> = Vec::new();
    for (column, words) in [(" AND order_number IN ", numbers), (" AND waybill IN ", waybills)] {
        for part in words.chunks(500) {
            let mut sql = Sql::new(concat!("SELECT ", unknown!(), " FROM courier_unknown WHERE settled_at IS NULL"));
            sql.push(" AND contract_id = ").bind(contract).push(column).bind_list(part.iter().copied());
            sql.push(" ORDER BY id");
            if tx.engine() == Engine::Postgres {
                sql.push(" FOR UPDATE");
            }
            found.extend(tx.all_sql::<UnknownRow>(sql).await?);
        }
    }
    found.sort_by_key(|row| row.id);
    found.dedup_by_key(|row| row.id);
    Ok(found)
}

/// Says what became of one.
pub async fn unknown_settle(
    tx: &mut Tx,
    id: Uuid,
    (at, by): (DateTime<Utc>, &str),
    note: &str,
    order: Option<Uuid>,
) -> Result<(), DbError> {
    tx.execute(SETTLE, args![id, at, by, note, order]).await.map(drop)
}
