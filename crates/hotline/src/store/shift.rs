//! Shifts, and gaps that people were told of.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::Duty;

macro_rules! columns {
    () => {
        "id, contract_id, duty, person_id, person_name, starts_at, ends_at, note, handover_note, handover_at, \
         confirmed_name, confirmed_at, version"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO hotline_shift (id, contract_id, duty, person_id, person_name, starts_at, ends_at, note, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM hotline_shift WHERE id = $1"));
const BETWEEN: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM hotline_shift WHERE contract_id = $1 AND ends_at > $2 AND starts_at < $3 ORDER BY starts_at, duty, id"
));
const CLASH: Dialect = Dialect::same(
    "SELECT id FROM hotline_shift WHERE contract_id = $1 AND ends_at > $2 AND starts_at < $3 AND person_id = $4 \
     AND duty = $5 AND id <> $6 LIMIT 1",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE hotline_shift SET person_id = $3, person_name = $4, starts_at = $5, ends_at = $6, note = $7, \
     version = version + 1 WHERE id = $1 AND version = $2",
);
const DELETE: Dialect = Dialect::same("DELETE FROM hotline_shift WHERE id = $1");
const HANDOVER: Dialect = Dialect::same(
    "UPDATE hotline_shift SET handover_note = $2, handover_at = $3, confirmed_by = NULL, confirmed_name = NULL, \
     confirmed_at = NULL, version = version + 1 WHERE id = $1",
);
const CONFIRM: Dialect = Dialect::same(
    "UPDATE hotline_shift SET confirmed_by = $2, confirmed_name = $3, confirmed_at = $4, version = version + 1 \
     WHERE id = $1",
);
const NEXT: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM hotline_shift WHERE contract_id = $1 AND ends_at > $2 AND duty = $3 AND starts_at > $4 AND id <> $5 \
     ORDER BY starts_at, id LIMIT 1"
));
const ON_DUTY: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM hotline_shift WHERE contract_id = $1 AND ends_at > $2 AND starts_at <= $2 AND duty = $3 \
     ORDER BY starts_at DESC, id LIMIT 1"
));
const ANY: Dialect = Dialect::same("SELECT id FROM hotline_shift WHERE contract_id = $1 LIMIT 1");
const TELL: Dialect = Dialect::same(
    "INSERT INTO hotline_gap_told (contract_id, duty, day, ahead, told_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (contract_id, duty, day, ahead) DO NOTHING",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[INSERT, FIND, BETWEEN, CLASH, UPDATE, DELETE, HANDOVER, CONFIRM, NEXT, ON_DUTY, ANY, TELL];

/// A shift as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ShiftRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    #[sqlx(try_from = "String")]
    pub duty: Duty,
    pub person_id: Uuid,
    pub person_name: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub note: Option<String>,
    pub handover_note: Option<String>,
    pub handover_at: Option<DateTime<Utc>>,
    pub confirmed_name: Option<String>,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// Adds a shift.
pub async fn shift_insert(tx: &mut Tx, row: &ShiftRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.duty.code(),
        row.person_id,
        &row.person_name,
        row.starts_at,
        row.ends_at,
        row.note.clone()
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The shift of an id.
pub async fn shift_find(tx: &mut Tx, id: Uuid) -> Result<Option<ShiftRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Shifts of a contract that have a part in the time, by their beginning.
pub async fn shift_list(
    tx: &mut Tx,
    contract: ContractId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<ShiftRow>, DbError> {
    tx.all(BETWEEN, args![contract, from, to]).await
}

/// Whether its person is down for the same duty at the same time already.
pub async fn shift_clashes(tx: &mut Tx, row: &ShiftRow) -> Result<bool, DbError> {
    let args = args![row.contract_id, row.starts_at, row.ends_at, row.person_id, row.duty.code(), row.id];
    Ok(tx.optional::<(Uuid,)>(CLASH, args).await?.is_some())
}

/// Changes a shift, when it is still the version of `row`.
pub async fn shift_update(tx: &mut Tx, row: &ShiftRow) -> Result<bool, DbError> {
    let args =
        args![row.id, row.version, row.person_id, &row.person_name, row.starts_at, row.ends_at, row.note.clone()];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// Removes a shift.
pub async fn shift_delete(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(DELETE, args![id]).await.map(drop)
}

/// Keeps what is left for the next shift.
pub async fn shift_hand_over(tx: &mut Tx, id: Uuid, note: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(HANDOVER, args![id, note, now]).await.map(drop)
}

/// Keeps who took it over.
pub async fn shift_confirm(tx: &mut Tx, id: Uuid, (by, name): (Uuid, &str), now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(CONFIRM, args![id, by, name, now]).await.map(drop)
}

/// The shift of the same duty that begins next.
pub async fn shift_next(tx: &mut Tx, row: &ShiftRow) -> Result<Option<ShiftRow>, DbError> {
    tx.optional(NEXT, args![row.contract_id, row.starts_at, row.duty.code(), row.starts_at, row.id]).await
}

/// The shift that runs at a moment; of several the one that began last.
pub async fn shift_running(
    tx: &mut Tx,
    contract: ContractId,
    duty: Duty,
    at: DateTime<Utc>,
) -> Result<Option<ShiftRow>, DbError> {
    tx.optional(ON_DUTY, args![contract, at, duty.code()]).await
}

/// Whether the contract has a roster at all.
pub async fn shift_any(tx: &mut Tx, contract: ContractId) -> Result<bool, DbError> {
    Ok(tx.optional::<(Uuid,)>(ANY, args![contract]).await?.is_some())
}

/// Remembers that people are told of a gap; `false` when they were.
pub async fn gap_tell(
    tx: &mut Tx,
    contract: ContractId,
    (duty, day, ahead): (Duty, NaiveDate, i64),
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(tx.execute(TELL, args![contract, duty.code(), day, ahead, now]).await? == 1)
}
