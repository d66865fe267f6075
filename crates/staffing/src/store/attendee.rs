//! Who is trained.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

macro_rules! columns {
    () => {
        "id, training_id, name, unit, signed_at, signature, score, comment, rated_at, created_at"
    };
}

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO training_attendee (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
));
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM training_attendee WHERE id = $1"));
const OF: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM training_attendee WHERE training_id = $1 ORDER BY created_at, id LIMIT 2000"
));
const SIGN: Dialect = Dialect::same("UPDATE training_attendee SET signed_at = $2, signature = $3 WHERE id = $1");
const RATE: Dialect =
    Dialect::same("UPDATE training_attendee SET score = $2, comment = $3, rated_at = $4 WHERE id = $1");
const DROP: Dialect = Dialect::same("DELETE FROM training_attendee WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, OF, SIGN, RATE, DROP];

/// Somebody who is trained as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct AttendeeRow {
    pub id: Uuid,
    pub training_id: Uuid,
    pub name: String,
    pub unit: Option<String>,
    pub signed_at: Option<DateTime<Utc>>,
    pub signature: Option<Uuid>,
    pub score: Option<i64>,
    pub comment: Option<String>,
    pub rated_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// What the list of a training comes to.
#[derive(Clone, Copy, Debug, Default, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the query")]
pub struct AttendanceRow {
    pub training_id: Uuid,
    pub attendees: i64,
    pub signed: i64,
    pub rated: i64,
    pub total: i64,
}

/// Puts somebody on the list.
pub async fn attendee_insert(tx: &mut Tx, row: &AttendeeRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.training_id,
        &row.name,
        row.unit.clone(),
        row.signed_at,
        row.signature,
        row.score,
        row.comment.clone(),
        row.rated_at,
        row.created_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// Somebody by their id.
pub async fn attendee_find(tx: &mut Tx, id: Uuid) -> Result<Option<AttendeeRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The list of a training.
pub async fn attendees_of(tx: &mut Tx, training: Uuid) -> Result<Vec<AttendeeRow>, DbError> {
    tx.all(OF, args![training]).await
}

/// Somebody signed.
pub async fn attendee_sign(tx: &mut Tx, id: Uuid, at: DateTime<Utc>, picture: Uuid) -> Result<(), DbError> {
    tx.execute(SIGN, args![id, at, picture]).await.map(drop)
}

/// Somebody said how good it was.
pub async fn attendee_rate(
    tx: &mut Tx,
    id: Uuid,
    (score, comment): (i64, Option<&str>),
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.execute(RATE, args![id, score, comment, at]).await.map(drop)
}

/// Takes somebody off the list.
pub async fn attendee_drop(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(DROP, args![id]).await.map(drop)
}

/// What the lists of several trainings come to.
pub async fn attendance(tx: &mut Tx, trainings: impl IntoIterator<Item = Uuid>) -> Result<Vec<AttendanceRow>, DbError> {
    let mut sql = Sql::new(
        "SELECT training_id, COUNT(*) AS attendees, COUNT(signed_at) AS signed, COUNT(score) AS rated, \
         CAST(coalesce(SUM(score), 0) AS BIGINT) AS total FROM training_attendee WHERE training_id IN ",
    );
    sql.bind_list(trainings).push(" GROUP BY training_id");
    tx.all_sql(sql).await
}
