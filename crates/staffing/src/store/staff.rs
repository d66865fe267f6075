//! The vendor's staff and what they have to show.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

macro_rules! columns {
    () => {
        "id, contract_id, name, unit, person_id, works, note, version, created_at, updated_at"
    };
}
macro_rules! proof {
    () => {
        "id, contract_id, staff_id, name, number, issued_by, valid_until, created_at"
    };
}

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO staff_person (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
));
const UPDATE: Dialect = Dialect::same(
    "UPDATE staff_person SET name = $3, unit = $4, person_id = $5, works = $6, note = $7, updated_at = $8, \
     version = version + 1 WHERE id = $1 AND version = $2",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM staff_person WHERE id = $1"));
const OF: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM staff_person WHERE contract_id = $1 ORDER BY name, id LIMIT 2000"
));
const BY_ACCOUNT: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM staff_person WHERE person_id = $1 ORDER BY created_at, id LIMIT 200"
));
const PROVE: Dialect =
    Dialect::same(concat!("INSERT INTO staff_qualification (", proof!(), ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"));
const PROOF: Dialect = Dialect::same(concat!("SELECT ", proof!(), " FROM staff_qualification WHERE id = $1"));
const PROOFS: Dialect = Dialect::same(concat!(
    "SELECT ",
    proof!(),
    " FROM staff_qualification WHERE contract_id = $1 ORDER BY staff_id, id"
));
const DROP: Dialect = Dialect::same("DELETE FROM staff_qualification WHERE id = $1");
const ENDING: Dialect = Dialect::same(concat!(
    "SELECT ",
    proof!(),
    " FROM staff_qualification WHERE valid_until >= $1 AND valid_until <= $2 ORDER BY valid_until, id LIMIT 5000"
));
const TELL: Dialect = Dialect::same(
    "INSERT INTO staff_reminder (qualification_id, stage, told_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, UPDATE, FIND, OF, BY_ACCOUNT, PROVE, PROOF, PROOFS, DROP, ENDING, TELL];

/// Somebody as they are kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct StaffRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub name: String,
    pub unit: Option<String>,
    pub person_id: Option<Uuid>,
    pub works: Json<Vec<String>>,
    pub note: Option<String>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A qualification as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct QualificationRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub staff_id: Uuid,
    pub name: String,
    pub number: Option<String>,
    pub issued_by: Option<String>,
    pub valid_until: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
}

/// Puts somebody down.
pub async fn staff_insert(tx: &mut Tx, row: &StaffRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.name,
        row.unit.clone(),
        row.person_id,
        Arg::json(&row.works.0)?,
        row.note.clone(),
        row.version,
        row.created_at,
        row.updated_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// Keeps a change; `false` when the version of `row` is not the one that is kept.
pub async fn staff_update(tx: &mut Tx, row: &StaffRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        &row.name,
        row.unit.clone(),
        row.person_id,
        Arg::json(&row.works.0)?,
        row.note.clone(),
        row.updated_at
    ];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// Somebody by their id.
pub async fn staff_find(tx: &mut Tx, id: Uuid) -> Result<Option<StaffRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Everybody on a contract, by name.
pub async fn staff_of(tx: &mut Tx, contract: ContractId) -> Result<Vec<StaffRow>, DbError> {
    tx.all(OF, args![contract]).await
}

/// Whoever stands for an account, on whichever contract.
pub async fn staff_by_account(tx: &mut Tx, person: Uuid) -> Result<Vec<StaffRow>, DbError> {
    tx.all(BY_ACCOUNT, args![person]).await
}

/// Keeps a qualification.
pub async fn qualification_insert(tx: &mut Tx, row: &QualificationRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.staff_id,
        &row.name,
        row.number.clone(),
        row.issued_by.clone(),
        row.valid_until,
        row.created_at
    ];
    tx.execute(PROVE, args).await.map(drop)
}

/// A qualification by its id.
pub async fn qualification_find(tx: &mut Tx, id: Uuid) -> Result<Option<QualificationRow>, DbError> {
    tx.optional(PROOF, args![id]).await
}

/// The qualifications of everybody on a contract.
pub async fn qualifications_of(tx: &mut Tx, contract: ContractId) -> Result<Vec<QualificationRow>, DbError> {
    tx.all(PROOFS, args![contract]).await
}

/// Takes a qualification off.
pub async fn qualification_drop(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(DROP, args![id]).await.map(drop)
}

/// The qualifications whose last day lies between two days.
pub async fn qualifications_ending(
    tx: &mut Tx,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<QualificationRow>, DbError> {
    tx.all(ENDING, args![from, to]).await
}

/// Remembers that people were told at a stage; `false` when they were before.
pub async fn reminder_tell(tx: &mut Tx, id: Uuid, stage: i64, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(TELL, args![id, stage, now]).await? == 1)
}
