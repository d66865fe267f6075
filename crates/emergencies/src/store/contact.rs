//! Contacts and test calls.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::permissions::push_scope;

macro_rules! columns {
    () => {
        "id, contract_id, works, plan_id, post, position, active, since, tested_at, reached, minutes"
    };
}

macro_rules! test_columns {
    () => {
        "id, contact_id, contract_id, works, post, rule, clause, tested_on, tested_at, reached, minutes, note, by_id, by_name"
    };
}

const RETIRE: Dialect = Dialect::same("UPDATE emergency_contact SET active = FALSE WHERE plan_id = $1");
/// Somebody whom an earlier version named keeps what was found out about them.
const KEEP: Dialect = Dialect::same(
    "INSERT INTO emergency_contact (id, contract_id, works, plan_id, post, position, active, since) \
     VALUES ($1, $2, $3, $4, $5, $6, TRUE, $7) ON CONFLICT (id) DO UPDATE SET works = excluded.works, \
     post = excluded.post, position = excluded.position, active = TRUE WHERE emergency_contact.plan_id = excluded.plan_id",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM emergency_contact WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM emergency_contact WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM emergency_contact WHERE id = $1 FOR UPDATE"),
};
const TESTED: Dialect =
    Dialect::same("UPDATE emergency_contact SET tested_at = $2, reached = $3, minutes = $4 WHERE id = $1");
const TEST_INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO emergency_contact_test (",
    test_columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
));
const TESTS: Dialect = Dialect::same(concat!(
    "SELECT ",
    test_columns!(),
    " FROM emergency_contact_test WHERE contact_id = $1 ORDER BY tested_at DESC LIMIT 100"
));
const LISTED: Dialect = Dialect::same(concat!(
    "SELECT ",
    test_columns!(),
    " FROM emergency_contact_test WHERE contract_id = $1 AND tested_on >= $2 AND tested_on <= $3 ORDER BY tested_at, id"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[RETIRE, KEEP, FIND, LOCK, TESTED, TEST_INSERT, TESTS, LISTED];

/// A contact as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ContactRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub works: String,
    pub plan_id: Uuid,
    pub post: String,
    pub position: i64,
    pub active: bool,
    pub since: DateTime<Utc>,
    pub tested_at: Option<DateTime<Utc>>,
    pub reached: Option<bool>,
    pub minutes: Option<i64>,
}

/// A test call as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct TestRow {
    pub id: Uuid,
    pub contact_id: Uuid,
    pub contract_id: Uuid,
    pub works: String,
    pub post: String,
    pub rule: Option<String>,
    pub clause: Option<String>,
    pub tested_on: NaiveDate,
    pub tested_at: DateTime<Utc>,
    pub reached: bool,
    pub minutes: Option<i64>,
    pub note: Option<String>,
    pub by_id: Uuid,
    pub by_name: String,
}

/// Nobody of a plan is called any more, until they are kept again.
pub async fn contacts_retire(tx: &mut Tx, plan: Uuid) -> Result<(), DbError> {
    tx.execute(RETIRE, args![plan]).await.map(drop)
}

/// Somebody is called.
pub async fn contact_keep(tx: &mut Tx, row: &ContactRow) -> Result<(), DbError> {
    let args = args![row.id, row.contract_id, &row.works, row.plan_id, &row.post, row.position, row.since];
    tx.execute(KEEP, args).await.map(drop)
}

/// The contact of an id.
pub async fn contact_find(tx: &mut Tx, id: Uuid) -> Result<Option<ContactRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held for a change.
pub async fn contact_lock(tx: &mut Tx, id: Uuid) -> Result<Option<ContactRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Those inside `scope` that are called, by plan and place.
pub async fn contact_list(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: Option<Uuid>,
) -> Result<Vec<ContactRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM emergency_contact WHERE active AND "));
    push_scope(&mut sql, scope);
    if let Some(contract) = contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    sql.push(" ORDER BY contract_id, plan_id, position, id LIMIT 1000");
    tx.all_sql(sql).await
}

/// Keeps a test call, and what it says of the contact.
pub async fn test_insert(tx: &mut Tx, row: &TestRow, newest: bool) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contact_id,
        row.contract_id,
        &row.works,
        &row.post,
        row.rule.clone(),
        row.clause.clone(),
        row.tested_on,
        row.tested_at,
        row.reached,
        row.minutes,
        row.note.clone(),
        row.by_id,
        &row.by_name
    ];
    tx.execute(TEST_INSERT, args).await?;
    if newest {
        tx.execute(TESTED, args![row.contact_id, row.tested_at, row.reached, row.minutes]).await?;
    }
    Ok(())
}

/// The last hundred of a contact, the newest first.
pub async fn tests_of(tx: &mut Tx, contact: Uuid) -> Result<Vec<TestRow>, DbError> {
    tx.all(TESTS, args![contact]).await
}

/// Those of a contract that were made on a day of the span.
pub async fn test_days(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<TestRow>, DbError> {
    tx.all(LISTED, args![contract, from, to]).await
}
