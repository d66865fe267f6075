//! Who reported tickets.

use std::collections::HashMap;

use jianyue_platform::db::{DbError, Sql, Tx};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::KeptReporter;

/// Who reported each of `tickets`, which the one who asks has been found to see.
pub async fn reporter_list(
    tx: &mut Tx,
    tickets: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, KeptReporter>, DbError> {
    let mut sql = Sql::new("SELECT id, reporter FROM ticket WHERE id IN ");
    sql.bind_list(tickets);
    let rows: Vec<(Uuid, Json<KeptReporter>)> = tx.all_sql(sql).await?;
    Ok(rows.into_iter().map(|(id, reporter)| (id, reporter.0)).collect())
}
