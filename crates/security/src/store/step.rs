//! What was done to vulnerabilities.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{
    Args, Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::StepKind;

const OF: Dialect = Dialect::same(
    "SELECT id, vulnerability_id, kind, text, data, day, by_id, by_name, at FROM vulnerability_step \
     WHERE vulnerability_id = $1 ORDER BY at, id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OF];

/// Rows of one insert.
const AT_ONCE: usize = 200;

/// A step as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct StepRow {
    pub id: Uuid,
    pub vulnerability_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: StepKind,
    pub text: String,
    pub data: Json<Value>,
    pub day: NaiveDate,
    pub by_id: Uuid,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

fn values(row: &StepRow) -> Result<Args, DbError> {
    Ok(args![
        row.id,
        row.vulnerability_id,
        row.kind.code(),
        &row.text,
        Arg::json(&row.data.0)?,
        row.day,
        row.by_id,
        &row.by_name,
        row.at
    ])
}

/// Keeps steps, many in one statement.
pub async fn steps_insert(tx: &mut Tx, rows: &[StepRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql = Sql::new(
            "INSERT INTO vulnerability_step (id, vulnerability_id, kind, text, data, day, by_id, by_name, at) VALUES ",
        );
        sql.bind_rows(part.iter().map(values).collect::<Result<Vec<_>, _>>()?);
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The steps of a vulnerability, in their order.
pub async fn steps_of(tx: &mut Tx, vulnerability: Uuid) -> Result<Vec<StepRow>, DbError> {
    tx.all(OF, args![vulnerability]).await
}

/// The steps of these kinds of several vulnerabilities, in their order.
pub async fn steps_of_kinds(tx: &mut Tx, of: &[Uuid], kinds: &[StepKind]) -> Result<Vec<StepRow>, DbError> {
    let mut found = Vec::new();
    for part in of.chunks(500) {
        let mut sql = Sql::new(
            "SELECT id, vulnerability_id, kind, text, data, day, by_id, by_name, at FROM vulnerability_step \
             WHERE vulnerability_id IN ",
        );
        sql.bind_list(part.iter().copied()).push(" AND kind IN ").bind_list(kinds.iter().map(|kind| kind.code()));
        sql.push(" ORDER BY at, id");
        found.extend(tx.all_sql::<StepRow>(sql).await?);
    }
    Ok(found)
}
