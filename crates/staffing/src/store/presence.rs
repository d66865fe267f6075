//! Who was on site.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Args, Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

macro_rules! columns {
    () => {
        "p.id, p.contract_id, p.post, p.staff_id, s.name, p.day, p.in_at, p.out_at, p.place, p.note, p.correction, p.by_id, \
         p.by_name, p.at FROM staff_presence p JOIN staff_person s ON s.id = p.staff_id"
    };
}
macro_rules! absence {
    () => {
        "a.id, a.contract_id, a.post, a.staff_id, s.name, a.substitute_id, t.name AS substitute, a.from_on, a.to_on, a.reason, \
         a.by_name, a.at FROM staff_absence a JOIN staff_person s ON s.id = a.staff_id \
         LEFT JOIN staff_person t ON t.id = a.substitute_id"
    };
}

const FIND: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " WHERE p.contract_id = $1 AND p.day = $2 AND p.post = $3 AND p.staff_id = $4"
));
const OUT: Dialect = Dialect::same("UPDATE staff_presence SET out_at = $2, place = coalesce(place, $3) WHERE id = $1");
const PUT: Dialect = Dialect::same(
    "INSERT INTO staff_presence (id, contract_id, post, staff_id, day, in_at, out_at, place, note, correction, by_id, by_name, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
     ON CONFLICT (contract_id, day, post, staff_id) DO UPDATE SET in_at = excluded.in_at, out_at = excluded.out_at, \
     place = excluded.place, note = excluded.note, correction = excluded.correction, by_id = excluded.by_id, \
     by_name = excluded.by_name, at = excluded.at",
);
const DROP: Dialect = Dialect::same("DELETE FROM staff_presence WHERE id = $1");
const OF: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " WHERE p.contract_id = $1 AND p.day >= $2 AND p.day <= $3 ORDER BY p.day, p.in_at, p.id"
));
const COUNTS: Dialect = Dialect::same(
    "SELECT post, day, COUNT(*) AS there FROM staff_presence WHERE contract_id = $1 AND day >= $2 AND day <= $3 \
     GROUP BY post, day",
);
const TELL: Dialect = Dialect::same(
    "INSERT INTO staff_absence (id, contract_id, post, staff_id, substitute_id, from_on, to_on, reason, by_name, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
);
const ABSENT: Dialect = Dialect::same(concat!(
    "SELECT ",
    absence!(),
    " WHERE a.contract_id = $1 AND a.to_on >= $2 AND a.from_on <= $3 ORDER BY a.from_on, a.id"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, OUT, PUT, DROP, OF, COUNTS, TELL, ABSENT];

/// Somebody on site as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct PresenceRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub post: String,
    pub staff_id: Uuid,
    pub name: String,
    pub day: NaiveDate,
    pub in_at: DateTime<Utc>,
    pub out_at: Option<DateTime<Utc>>,
    pub place: Option<String>,
    pub note: Option<String>,
    pub correction: Option<String>,
    pub by_id: Uuid,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// An absence as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct AbsenceRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub post: String,
    pub staff_id: Uuid,
    pub name: String,
    pub substitute_id: Option<Uuid>,
    pub substitute: Option<String>,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub reason: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// How many were at a post on a day.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the query")]
pub struct CountRow {
    pub post: String,
    pub day: NaiveDate,
    pub there: i64,
}

fn values(row: &PresenceRow) -> Args {
    args![
        row.id,
        row.contract_id,
        &row.post,
        row.staff_id,
        row.day,
        row.in_at,
        row.out_at,
        row.place.clone(),
        row.note.clone(),
        row.correction.clone(),
        row.by_id,
        &row.by_name,
        row.at
    ]
}

/// The record of somebody at a post on a day.
pub async fn presence_find(
    tx: &mut Tx,
    contract: ContractId,
    (day, post, staff): (NaiveDate, &str, Uuid),
) -> Result<Option<PresenceRow>, DbError> {
    tx.optional(FIND, args![contract, day, post, staff]).await
}

/// Keeps a record in place of the one of the same person, post and day.
pub async fn presence_put(tx: &mut Tx, row: &PresenceRow) -> Result<(), DbError> {
    tx.execute(PUT, values(row)).await.map(drop)
}

/// Keeps many that are new.
pub async fn presence_add(tx: &mut Tx, rows: &[PresenceRow]) -> Result<(), DbError> {
    for part in rows.chunks(200) {
        let mut sql = Sql::new(
            "INSERT INTO staff_presence (id, contract_id, post, staff_id, day, in_at, out_at, place, note, correction, by_id, \
             by_name, at) VALUES ",
        );
        sql.bind_rows(part.iter().map(values));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// Somebody leaves for the day.
pub async fn presence_out(tx: &mut Tx, id: Uuid, at: DateTime<Utc>, place: Option<&str>) -> Result<(), DbError> {
    tx.execute(OUT, args![id, at, place]).await.map(drop)
}

/// Takes a record off.
pub async fn presence_drop(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(DROP, args![id]).await.map(drop)
}

/// Those of some days of a contract.
pub async fn presence_of(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<PresenceRow>, DbError> {
    tx.all(OF, args![contract, from, to]).await
}

/// How many there were at each post of a contract on each of some days.
pub async fn presence_counts(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<CountRow>, DbError> {
    tx.all(COUNTS, args![contract, from, to]).await
}

/// Keeps an absence.
pub async fn absence_insert(tx: &mut Tx, row: &AbsenceRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.post,
        row.staff_id,
        row.substitute_id,
        row.from_on,
        row.to_on,
        &row.reason,
        &row.by_name,
        row.at
    ];
    tx.execute(TELL, args).await.map(drop)
}

/// The absences of a contract that share a day with a span.
pub async fn absences_of(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<AbsenceRow>, DbError> {
    tx.all(ABSENT, args![contract, from, to]).await
}
