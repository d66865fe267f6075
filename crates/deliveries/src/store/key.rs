//! Media that hold keys. Their movements are added and never changed: there is no statement for it.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{CountLine, KeyCount, KeyKind, KeyMove, KeyMovement, KeyState};

macro_rules! columns {
    () => {
        "id, contract_id, rule, number, kind, title, custodian, place, state, last_seq, created_at, updated_at"
    };
}
macro_rules! movement {
    () => {
        "id, contract_id, key_id, seq, kind, from_name, to_name, place, witness, reason, signature, signature_type, moved_on, \
         by_name, at"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM card_key WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM card_key WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM card_key WHERE id = $1 FOR UPDATE"),
};
const LIST: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM card_key WHERE contract_id = $1 AND number > $2 ORDER BY number LIMIT $3"
));
const UPDATE: Dialect = Dialect::same(
    "UPDATE card_key SET custodian = $2, place = $3, state = $4, last_seq = $5, updated_at = $6 WHERE id = $1",
);
const MOVES: Dialect = Dialect::same(concat!(
    "SELECT ",
    movement!(),
    " FROM card_key_movement WHERE key_id = $1 ORDER BY seq DESC LIMIT 500"
));
const MOVE: Dialect = Dialect::same(concat!("SELECT ", movement!(), " FROM card_key_movement WHERE id = $1"));
const DAYS: Dialect = Dialect::same(
    "SELECT m.id, m.key_id, m.kind, m.from_name, m.to_name, m.moved_on, m.by_name, m.at, k.number, k.title, k.rule \
     FROM card_key_movement m JOIN card_key k ON k.id = m.key_id \
     WHERE m.contract_id = $1 AND m.moved_on >= $2 AND m.moved_on <= $3 AND m.kind <> 'registered' ORDER BY m.moved_on, m.id",
);
const COUNT: Dialect = Dialect::same(
    "INSERT INTO card_key_count (id, contract_id, lines, counted, different, note, by_name, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const COUNTS: Dialect = Dialect::same(
    "SELECT id, lines, counted, different, note, by_name, at FROM card_key_count WHERE contract_id = $1 \
     ORDER BY at DESC, id DESC LIMIT 20",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, LOCK, LIST, UPDATE, MOVES, MOVE, DAYS, COUNT, COUNTS];

/// A medium as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct KeyRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub rule: String,
    pub number: String,
    #[sqlx(try_from = "String")]
    pub kind: KeyKind,
    pub title: String,
    pub custodian: String,
    pub place: String,
    #[sqlx(try_from = "String")]
    pub state: KeyState,
    pub last_seq: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A movement as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct MoveRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub key_id: Uuid,
    pub seq: i64,
    #[sqlx(try_from = "String")]
    pub kind: KeyMove,
    pub from_name: Option<String>,
    pub to_name: Option<String>,
    pub place: String,
    pub witness: Option<String>,
    pub reason: Option<String>,
    pub signature: Option<String>,
    pub signature_type: Option<String>,
    pub moved_on: NaiveDate,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

impl From<MoveRow> for KeyMovement {
    fn from(row: MoveRow) -> Self {
        Self {
            id: row.id,
            seq: row.seq,
            kind: row.kind,
            from_name: row.from_name,
            to_name: row.to_name,
            place: row.place,
            witness: row.witness,
            reason: row.reason,
            signed: row.signature.is_some(),
            moved_on: row.moved_on,
            by: row.by_name,
            at: row.at,
        }
    }
}

/// A movement with the medium that it moved.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the query")]
pub struct MovedRow {
    pub id: Uuid,
    pub key_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: KeyMove,
    pub from_name: Option<String>,
    pub to_name: Option<String>,
    pub moved_on: NaiveDate,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub number: String,
    pub title: String,
    pub rule: String,
}

/// Adds a medium; `false` when the contract has one of that number.
pub async fn key_insert(tx: &mut Tx, row: &KeyRow) -> Result<bool, DbError> {
    let mut sql = Sql::new(concat!("INSERT INTO card_key (", columns!(), ") VALUES "));
    sql.bind_rows([args![
        row.id,
        row.contract_id,
        &row.rule,
        &row.number,
        row.kind.code(),
        &row.title,
        &row.custodian,
        &row.place,
        row.state.code(),
        row.last_seq,
        row.created_at,
        row.updated_at
    ]]);
    sql.push(" ON CONFLICT DO NOTHING");
    Ok(tx.execute_sql(sql).await? == 1)
}

/// The medium of an id.
pub async fn key_find(tx: &mut Tx, id: Uuid) -> Result<Option<KeyRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held.
pub async fn key_lock(tx: &mut Tx, id: Uuid) -> Result<Option<KeyRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Media of a contract after a number.
pub async fn key_list(tx: &mut Tx, contract: ContractId, after: &str, limit: u32) -> Result<Vec<KeyRow>, DbError> {
    tx.all(LIST, args![contract, after, limit]).await
}

/// Keeps a medium that moved.
pub async fn key_keep(tx: &mut Tx, row: &KeyRow) -> Result<(), DbError> {
    let args = args![row.id, &row.custodian, &row.place, row.state.code(), row.last_seq, row.updated_at];
    tx.execute(UPDATE, args).await.map(drop)
}

/// Adds a line to the ledger.
pub async fn move_add(tx: &mut Tx, row: &MoveRow) -> Result<(), DbError> {
    let mut sql = Sql::new(concat!("INSERT INTO card_key_movement (", movement!(), ") VALUES "));
    sql.bind_rows([args![
        row.id,
        row.contract_id,
        row.key_id,
        row.seq,
        row.kind.code(),
        row.from_name.clone(),
        row.to_name.clone(),
        &row.place,
        row.witness.clone(),
        row.reason.clone(),
        row.signature.clone(),
        row.signature_type.clone(),
        row.moved_on,
        &row.by_name,
        row.at
    ]]);
    tx.execute_sql(sql).await.map(drop)
}

/// The ledger of a medium, the last line first.
pub async fn move_list(tx: &mut Tx, key: Uuid) -> Result<Vec<MoveRow>, DbError> {
    tx.all(MOVES, args![key]).await
}

/// A line of the ledger.
pub async fn move_find(tx: &mut Tx, id: Uuid) -> Result<Option<MoveRow>, DbError> {
    tx.optional(MOVE, args![id]).await
}

/// What moved on the days of a span.
pub async fn moved_in(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<MovedRow>, DbError> {
    tx.all(DAYS, args![contract, from, to]).await
}

#[derive(sqlx::FromRow)]
struct CountRow {
    id: Uuid,
    lines: Json<Vec<CountLine>>,
    counted: i64,
    different: i64,
    note: Option<String>,
    by_name: String,
    at: DateTime<Utc>,
}

/// Keeps a count.
pub async fn count_add(tx: &mut Tx, contract: ContractId, count: &KeyCount) -> Result<(), DbError> {
    let args = args![
        count.id,
        contract,
        Arg::json(&count.lines)?,
        count.counted,
        count.different,
        count.note.clone(),
        &count.by,
        count.at
    ];
    tx.execute(COUNT, args).await.map(drop)
}

/// The last counts.
pub async fn count_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<KeyCount>, DbError> {
    let rows: Vec<CountRow> = tx.all(COUNTS, args![contract]).await?;
    let shown = |row: CountRow| {
        let CountRow { id, lines, counted, different, note, by_name: by, at } = row;
        KeyCount { id, lines: lines.0, counted, different, note, by, at }
    };
    Ok(rows.into_iter().map(shown).collect())
}
