//! Live tickets with the facts of their clocks, in batches.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Sql, Tx},
};
use jianyue_sla::clock::{Fact, FactKind, Verdict};
use sqlx::types::Json;
use uuid::Uuid;

use super::{ENDED, Place};

const LIVE: Dialect = Dialect::same(
    "SELECT ord, id, number, contract_prefix, contract_version_id, case_name, work, opened_at, verdicts, due_key FROM ticket \
     WHERE contract_id = $1 AND (due_key, ord) > ($2, $3) AND due_key < $4 ORDER BY due_key, ord LIMIT $5",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LIVE];

/// A live ticket, as far as its clocks need it.
#[derive(Debug, sqlx::FromRow)]
pub struct LiveTicket {
    /// Position in the order of opening.
    pub ord: i64,
    /// The ticket.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Prefix of its contract.
    pub contract_prefix: String,
    /// The version of the contract that it was opened under.
    pub contract_version_id: Uuid,
    /// Severity case as printed.
    pub case_name: String,
    /// The work concerned, by its key.
    pub work: Option<String>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Verdicts that nothing changes any more.
    pub verdicts: Json<Vec<Verdict>>,
    /// The next due moment, or what stands for none.
    pub due_key: DateTime<Utc>,
}

/// Up to `limit` live tickets of `contract` after `after`, what falls due next comes first.
pub async fn ticket_live(
    tx: &mut Tx,
    contract: ContractId,
    after: Place,
    limit: u32,
) -> Result<Vec<LiveTicket>, DbError> {
    tx.all(LIVE, args![contract, after.0, after.1, ENDED, limit]).await
}

/// The facts of several tickets, each in order.
pub async fn entry_facts_of(
    tx: &mut Tx,
    tickets: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Fact>>, DbError> {
    let mut sql = Sql::new("SELECT ticket_id, at, fact, by_name FROM ticket_entry WHERE ticket_id IN ");
    sql.bind_list(tickets).push(" AND fact IS NOT NULL ORDER BY ticket_id, seq");
    let rows: Vec<(Uuid, DateTime<Utc>, Json<FactKind>, String)> = tx.all_sql(sql).await?;
    let mut facts: HashMap<Uuid, Vec<Fact>> = HashMap::new();
    for (ticket, at, fact, by) in rows {
        facts.entry(ticket).or_default().push(crate::clocks::fact(at, fact.0, &by));
    }
    Ok(facts)
}
