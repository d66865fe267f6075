//! Who fills which position.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

macro_rules! columns {
    () => {
        "a.id, a.contract_id, a.position, a.staff_id, s.name, s.person_id, a.on_site, a.from_on, a.to_on \
         FROM staff_assignment a JOIN staff_person s ON s.id = a.staff_id"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO staff_assignment (id, contract_id, position, staff_id, on_site, from_on, to_on, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " WHERE a.id = $1"),
    postgres: concat!("SELECT ", columns!(), " WHERE a.id = $1 FOR UPDATE OF a"),
};
const OF: Dialect =
    Dialect::same(concat!("SELECT ", columns!(), " WHERE a.contract_id = $1 ORDER BY a.from_on, a.id LIMIT 5000"));
const END: Dialect = Dialect::same("UPDATE staff_assignment SET to_on = $2 WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, LOCK, OF, END];

/// Somebody in a position as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct AssignmentRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub position: String,
    pub staff_id: Uuid,
    pub name: String,
    pub person_id: Option<Uuid>,
    pub on_site: Option<String>,
    pub from_on: NaiveDate,
    pub to_on: Option<NaiveDate>,
}

impl AssignmentRow {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        crate::policy::strength::covers((self.from_on, self.to_on), day)
    }
}

/// Keeps assignments.
pub async fn assignments_insert(tx: &mut Tx, rows: &[AssignmentRow], now: DateTime<Utc>) -> Result<(), DbError> {
    for row in rows {
        let args = args![
            row.id,
            row.contract_id,
            &row.position,
            row.staff_id,
            row.on_site.clone(),
            row.from_on,
            row.to_on,
            now
        ];
        tx.execute(INSERT, args).await?;
    }
    Ok(())
}

/// One, held for a change.
pub async fn assignment_lock(tx: &mut Tx, id: Uuid) -> Result<Option<AssignmentRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Those of a contract, the first to begin first.
pub async fn assignments_of(tx: &mut Tx, contract: ContractId) -> Result<Vec<AssignmentRow>, DbError> {
    tx.all(OF, args![contract]).await
}

/// Those of some people.
pub async fn assignments_of_staff(
    tx: &mut Tx,
    staff: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<AssignmentRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " WHERE a.staff_id IN "));
    sql.bind_list(staff).push(" ORDER BY a.from_on, a.id");
    tx.all_sql(sql).await
}

/// Gives one its last day.
pub async fn assignment_end(tx: &mut Tx, id: Uuid, to_on: NaiveDate) -> Result<(), DbError> {
    tx.execute(END, args![id, to_on]).await.map(drop)
}
