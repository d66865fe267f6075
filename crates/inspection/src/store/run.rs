//! Runs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{Arg, Args, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use super::works_of;
use crate::model::{Answer, Photo, Place, RunSignature, RunState};

macro_rules! columns {
    () => {
        "id, occurrence_id, contract_id, works, checklist_id, checklist_version, state, started_at, device_at, by_id, \
         by_name, answers, photos, signatures, place, closed_at, closed_by, digest, corrects, corrected_by, reason, version"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM inspection_run WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: FIND.sqlite,
    postgres: concat!("SELECT ", columns!(), " FROM inspection_run WHERE id = $1 FOR UPDATE"),
};
const OPEN: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM inspection_run WHERE occurrence_id = $1 AND state <> 'closed'"
));
const UPDATE: Dialect = Dialect::same(
    "UPDATE inspection_run SET state = $2, answers = $3, photos = $4, signatures = $5, place = $6, closed_at = $7, \
     closed_by = $8, digest = $9, version = version + 1 WHERE id = $1",
);
const CORRECTED: Dialect = Dialect::same("UPDATE inspection_run SET corrected_by = $2 WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, LOCK, OPEN, UPDATE, CORRECTED];

/// A run as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct RunRow {
    pub id: Uuid,
    pub occurrence_id: Uuid,
    pub contract_id: Uuid,
    pub works: String,
    pub checklist_id: Uuid,
    pub checklist_version: i64,
    #[sqlx(try_from = "String")]
    pub state: RunState,
    pub started_at: DateTime<Utc>,
    pub device_at: Option<DateTime<Utc>>,
    pub by_id: Uuid,
    pub by_name: String,
    pub answers: Json<BTreeMap<String, Answer>>,
    pub photos: Json<Vec<Photo>>,
    pub signatures: Json<Vec<RunSignature>>,
    pub place: Option<Json<Place>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<String>,
    pub digest: Option<String>,
    pub corrects: Option<Uuid>,
    pub corrected_by: Option<Uuid>,
    pub reason: Option<String>,
    pub version: i64,
}

impl RunRow {
    /// The works concerned; empty means all.
    #[must_use]
    pub fn works(&self) -> Vec<String> {
        works_of(&self.works)
    }

    fn place_arg(&self) -> Result<Arg, DbError> {
        Ok(match &self.place {
            Some(place) => Arg::json(&place.0)?,
            None => Arg::Json(None),
        })
    }

    fn args(&self) -> Result<Args, DbError> {
        Ok(args![
            self.id,
            self.occurrence_id,
            self.contract_id,
            &self.works,
            self.checklist_id,
            self.checklist_version,
            self.state.code(),
            self.started_at,
            self.device_at,
            self.by_id,
            &self.by_name,
            Arg::json(&self.answers.0)?,
            Arg::json(&self.photos.0)?,
            Arg::json(&self.signatures.0)?,
            self.place_arg()?,
            self.closed_at,
            self.closed_by.clone(),
            self.digest.clone(),
            self.corrects,
            self.corrected_by,
            self.reason.clone(),
            self.version
        ])
    }
}

/// Adds runs.
pub async fn run_insert(tx: &mut Tx, rows: &[RunRow]) -> Result<(), DbError> {
    for rows in rows.chunks(400) {
        let mut sql = Sql::new(concat!("INSERT INTO inspection_run (", columns!(), ") VALUES "));
        sql.bind_rows(rows.iter().map(RunRow::args).collect::<Result<Vec<_>, _>>()?);
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The run of an id.
pub async fn run_find(tx: &mut Tx, id: Uuid) -> Result<Option<RunRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held for a change.
pub async fn run_lock(tx: &mut Tx, id: Uuid) -> Result<Option<RunRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// The run of an occurrence that is not closed.
pub async fn run_open(tx: &mut Tx, occurrence: Uuid) -> Result<Option<RunRow>, DbError> {
    tx.optional(OPEN, args![occurrence]).await
}

/// The runs of these ids, in any order.
pub async fn run_of(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<RunRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM inspection_run WHERE id IN "));
    sql.bind_list(ids);
    tx.all_sql(sql).await
}

/// Keeps what a run says now.
pub async fn run_update(tx: &mut Tx, row: &RunRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.state.code(),
        Arg::json(&row.answers.0)?,
        Arg::json(&row.photos.0)?,
        Arg::json(&row.signatures.0)?,
        row.place_arg()?,
        row.closed_at,
        row.closed_by.clone(),
        row.digest.clone()
    ];
    tx.queue(UPDATE, args).await
}

/// Notes beside a closed run which one corrects it.
pub async fn run_corrected(tx: &mut Tx, id: Uuid, by: Uuid) -> Result<(), DbError> {
    tx.queue(CORRECTED, args![id, by]).await
}
