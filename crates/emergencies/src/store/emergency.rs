//! Emergencies and their time lines.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    model::{EntryKind, Report, RoleHolder, State},
    permissions::push_scope,
};

macro_rules! columns {
    () => {
        "id, contract_id, works, number, rule, clause, assumed, within, title, scenario, level, affects_use, ticket_id, \
         ticket_number, plan_version_id, state, opened_by, opened_name, opened_at, opened_on, roles, commander_id, \
         commander_name, first_command_at, decisions, controlled_at, stood_down_at, stood_down_name, report, reported_by, \
         reported_name, reported_at, confirmed_name, confirmed_at, note, agreed_on, due_on, version"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO emergency (id, contract_id, works, number, rule, clause, assumed, within, title, scenario, level, \
     affects_use, ticket_id, ticket_number, plan_version_id, state, opened_by, opened_name, opened_at, opened_on, roles, \
     decisions, due_on, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, \
     $19, $20, $21, 0, $22, 1)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM emergency WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM emergency WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM emergency WHERE id = $1 FOR UPDATE"),
};
const OF_TICKET: Dialect = Dialect::same("SELECT id FROM emergency WHERE ticket_id = $1");
const NUMBER: Dialect = Dialect::same(
    "INSERT INTO emergency_count (contract_id, year, n) VALUES ($1, $2, 1) \
     ON CONFLICT (contract_id, year) DO UPDATE SET n = emergency_count.n + 1 RETURNING n",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE emergency SET level = $2, state = $3, roles = $4, commander_id = $5, commander_name = $6, \
     first_command_at = $7, decisions = $8, controlled_at = $9, stood_down_at = $10, stood_down_name = $11, report = $12, \
     reported_by = $13, reported_name = $14, reported_at = $15, confirmed_name = $16, confirmed_at = $17, note = $18, \
     agreed_on = $19, version = version + 1 WHERE id = $1",
);
const LISTED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM emergency WHERE contract_id = $1 AND listed_on >= $2 AND listed_on <= $3 ORDER BY listed_on, id"
));
/// What a device sends again is there already.
const ENTRY_INSERT: Dialect = Dialect::same(
    "INSERT INTO emergency_entry (id, emergency_id, kind, text, role, step, by_id, by_name, happened_at, recorded_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING",
);
const ENTRIES: Dialect = Dialect::same(
    "SELECT id, emergency_id, kind, text, role, step, by_id, by_name, happened_at, recorded_at FROM emergency_entry \
     WHERE emergency_id = $1 ORDER BY happened_at, id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, LOCK, OF_TICKET, NUMBER, UPDATE, LISTED, ENTRY_INSERT, ENTRIES];

/// An emergency as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EmergencyRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub works: String,
    pub number: String,
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub within: Option<String>,
    pub title: String,
    pub scenario: Option<String>,
    pub level: Option<i64>,
    pub affects_use: bool,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
    pub plan_version_id: Option<Uuid>,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub opened_by: Uuid,
    pub opened_name: String,
    pub opened_at: DateTime<Utc>,
    pub opened_on: NaiveDate,
    pub roles: Json<Vec<RoleHolder>>,
    pub commander_id: Option<Uuid>,
    pub commander_name: Option<String>,
    pub first_command_at: Option<DateTime<Utc>>,
    pub decisions: i64,
    pub controlled_at: Option<DateTime<Utc>>,
    pub stood_down_at: Option<DateTime<Utc>>,
    pub stood_down_name: Option<String>,
    pub report: Option<Json<Report>>,
    pub reported_by: Option<Uuid>,
    pub reported_name: Option<String>,
    pub reported_at: Option<DateTime<Utc>>,
    pub confirmed_name: Option<String>,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub note: Option<String>,
    pub agreed_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub version: i64,
}

/// An entry of a time line as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EntryRow {
    pub id: Uuid,
    pub emergency_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: EntryKind,
    pub text: String,
    pub role: Option<String>,
    pub step: Option<i64>,
    pub by_id: Uuid,
    pub by_name: String,
    pub happened_at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

/// Which emergencies are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Inside of this.
    pub scope: ContractScope,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In these states only; none means any.
    pub states: Vec<State>,
    /// After this one in the list.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

#[derive(sqlx::FromRow)]
struct OnlyId {
    id: Uuid,
}

#[derive(sqlx::FromRow)]
struct Count {
    n: i64,
}

/// Keeps a new one.
pub async fn emergency_insert(tx: &mut Tx, row: &EmergencyRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.works,
        &row.number,
        &row.rule,
        &row.clause,
        row.assumed.clone(),
        row.within.clone(),
        &row.title,
        row.scenario.clone(),
        row.level,
        row.affects_use,
        row.ticket_id,
        row.ticket_number.clone(),
        row.plan_version_id,
        row.state.code(),
        row.opened_by,
        &row.opened_name,
        row.opened_at,
        row.opened_on,
        Arg::json(&row.roles.0)?,
        row.due_on
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The emergency of an id.
pub async fn emergency_find(tx: &mut Tx, id: Uuid) -> Result<Option<EmergencyRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held for a change.
pub async fn emergency_lock(tx: &mut Tx, id: Uuid) -> Result<Option<EmergencyRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// The emergency that a ticket opened.
pub async fn emergency_of_ticket(tx: &mut Tx, ticket: Uuid) -> Result<Option<Uuid>, DbError> {
    Ok(tx.optional::<OnlyId>(OF_TICKET, args![ticket]).await?.map(|row| row.id))
}

/// The next number of a contract in a year.
pub async fn emergency_number(tx: &mut Tx, contract: ContractId, year: i32) -> Result<i64, DbError> {
    Ok(tx.one::<Count>(NUMBER, args![contract, i64::from(year)]).await?.n)
}

/// Keeps one that was changed; its version grows.
pub async fn emergency_update(tx: &mut Tx, row: &EmergencyRow) -> Result<(), DbError> {
    let report = match &row.report {
        Some(report) => Arg::json(&report.0)?,
        None => Arg::Json(None),
    };
    let args = args![
        row.id,
        row.level,
        row.state.code(),
        Arg::json(&row.roles.0)?,
        row.commander_id,
        row.commander_name.clone(),
        row.first_command_at,
        row.decisions,
        row.controlled_at,
        row.stood_down_at,
        row.stood_down_name.clone(),
        report,
        row.reported_by,
        row.reported_name.clone(),
        row.reported_at,
        row.confirmed_name.clone(),
        row.confirmed_at,
        row.note.clone(),
        row.agreed_on
    ];
    tx.execute(UPDATE, args).await.map(drop)
}

/// Those of a contract that are listed under a day of the span.
pub async fn emergency_days(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<EmergencyRow>, DbError> {
    tx.all(LISTED, args![contract, from, to]).await
}

/// Emergencies, the last first.
pub async fn emergency_list(tx: &mut Tx, wanted: &Wanted, limit: u32) -> Result<Vec<EmergencyRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM emergency WHERE "));
    push_scope(&mut sql, &wanted.scope);
    if let Some(contract) = wanted.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if !wanted.states.is_empty() {
        sql.push(" AND state IN ").bind_list(wanted.states.iter().map(|state| state.code()));
    }
    if let Some((at, id)) = wanted.after {
        sql.push(" AND (opened_at, id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY opened_at DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// Adds an entry; whether it was not there yet.
pub async fn entry_insert(tx: &mut Tx, row: &EntryRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.emergency_id,
        row.kind.code(),
        &row.text,
        row.role.clone(),
        row.step,
        row.by_id,
        &row.by_name,
        row.happened_at,
        row.recorded_at
    ];
    Ok(tx.execute(ENTRY_INSERT, args).await? == 1)
}

/// The time line of an emergency, the oldest first.
pub async fn entries_of(tx: &mut Tx, emergency: Uuid) -> Result<Vec<EntryRow>, DbError> {
    tx.all(ENTRIES, args![emergency]).await
}
