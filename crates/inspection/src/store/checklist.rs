//! Checklists and their versions.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use super::{works_of, works_text};
use crate::model::{Body, Checklist, Kind};

macro_rules! select {
    () => {
        "SELECT c.id, c.contract_id, c.rule, c.kind, c.works, c.house, c.version, v.body, v.by_name, v.at \
         FROM inspection_checklist c JOIN inspection_checklist_version v \
         ON v.checklist_id = c.id AND v.version = c.version "
    };
}

const LIST: Dialect = Dialect::same(concat!(select!(), "WHERE c.contract_id = $1 ORDER BY c.rule, c.kind"));
const FIND: Dialect = Dialect::same(concat!(select!(), "WHERE c.id = $1"));
const LOCK: Dialect = Dialect { sqlite: FIND.sqlite, postgres: concat!(select!(), "WHERE c.id = $1 FOR UPDATE OF c") };
const OF_RULE: Dialect = Dialect::same(concat!(select!(), "WHERE c.contract_id = $1 AND c.rule = $2 AND c.kind = $3"));
const INSERT: Dialect = Dialect::same(
    "INSERT INTO inspection_checklist (id, contract_id, rule, kind, works, version, house, machine) \
     VALUES ($1, $2, $3, $4, $5, 1, $6, $7) ON CONFLICT (contract_id, rule, kind) DO NOTHING",
);
const VERSION: Dialect = Dialect::same(
    "INSERT INTO inspection_checklist_version (checklist_id, version, body, by_id, by_name, at) \
     VALUES ($1, $2, $3, $4, $5, $6)",
);
const ADVANCE: Dialect =
    Dialect::same("UPDATE inspection_checklist SET version = $2, house = $3, works = $4, machine = $5 WHERE id = $1");
const BODY: Dialect =
    Dialect::same("SELECT body FROM inspection_checklist_version WHERE checklist_id = $1 AND version = $2");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LIST, FIND, LOCK, OF_RULE, INSERT, VERSION, ADVANCE, BODY];

/// A checklist as it is kept, in its last version.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ChecklistRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub rule: String,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    pub works: String,
    pub house: bool,
    pub version: i64,
    pub body: Json<Body>,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

impl ChecklistRow {
    /// The works concerned; empty means all.
    #[must_use]
    pub fn works(&self) -> Vec<String> {
        works_of(&self.works)
    }
}

impl From<ChecklistRow> for Checklist {
    fn from(row: ChecklistRow) -> Self {
        Self {
            id: row.id,
            contract_id: row.contract_id,
            rule: row.rule,
            kind: row.kind,
            house: row.house,
            version: row.version,
            by: row.by_name,
            at: row.at,
            body: row.body.0,
        }
    }
}

/// Who writes a version, and when.
#[derive(Clone, Copy, Debug)]
pub struct Author<'a> {
    /// The person; nil for the software.
    pub id: Uuid,
    /// Name.
    pub name: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// The checklists of a contract, by rule.
pub async fn checklist_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<ChecklistRow>, DbError> {
    tx.all(LIST, args![contract]).await
}

/// The checklist of an id.
pub async fn checklist_lock(tx: &mut Tx, id: Uuid) -> Result<Option<ChecklistRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// The checklist of a rule.
pub async fn checklist_of(
    tx: &mut Tx,
    contract: ContractId,
    rule: &str,
    kind: Kind,
) -> Result<Option<ChecklistRow>, DbError> {
    tx.optional(OF_RULE, args![contract, rule, kind.code()]).await
}

/// Adds a checklist with its first version; says whether it did.
pub async fn checklist_insert(
    tx: &mut Tx,
    row: (Uuid, ContractId, &str, Kind, &[String], bool),
    body: &Body,
    by: Author<'_>,
) -> Result<bool, DbError> {
    let (id, contract, rule, kind, works, house) = row;
    let args = args![id, contract, rule, kind.code(), works_text(works), house, body.made_by_machine];
    if tx.execute(INSERT, args).await? != 1 {
        return Ok(false);
    }
    tx.queue(VERSION, args![id, 1_i64, Arg::json(body)?, by.id, by.name, by.at]).await?;
    Ok(true)
}

/// Adds a version of one that is held.
pub async fn checklist_advance(
    tx: &mut Tx,
    id: Uuid,
    (version, house, works): (i64, bool, &[String]),
    body: &Body,
    by: Author<'_>,
) -> Result<(), DbError> {
    tx.queue(VERSION, args![id, version, Arg::json(body)?, by.id, by.name, by.at]).await?;
    tx.queue(ADVANCE, args![id, version, house, works_text(works), body.made_by_machine]).await
}

/// What a version says.
pub async fn checklist_body(tx: &mut Tx, id: Uuid, version: i64) -> Result<Option<Body>, DbError> {
    let row: Option<(Json<Body>,)> = tx.optional(BODY, args![id, version]).await?;
    Ok(row.map(|(body,)| body.0))
}
