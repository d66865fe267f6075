//! How many tickets stand where, kept with every change.

use std::collections::{BTreeMap, BTreeSet};

use jianyue_kernel::ContractScope;
use jianyue_platform::{
    args,
    db::{Args, DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use super::push_scope;
use crate::model::{State, Ticket};

const ADD: Dialect = Dialect::same(
    "INSERT INTO ticket_count (contract_id, work, state, alarm, assignee_id, n) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (contract_id, work, state, alarm, assignee_id) DO UPDATE SET n = ticket_count.n + excluded.n",
);
const MOVE: Dialect = Dialect::same(
    "INSERT INTO ticket_count (contract_id, work, state, alarm, assignee_id, n) \
     VALUES ($1, $2, $3, $4, $5, $6), ($7, $8, $9, $10, $11, $12) \
     ON CONFLICT (contract_id, work, state, alarm, assignee_id) DO UPDATE SET n = ticket_count.n + excluded.n",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[ADD, MOVE];

/// Where a ticket is counted. Ordered, so that two changes lock rows in the same order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountKey {
    contract: Uuid,
    work: String,
    state: &'static str,
    alarm: i64,
    assignee: Uuid,
}

impl CountKey {
    /// Where `ticket` is counted.
    #[must_use]
    pub fn of(ticket: &Ticket) -> Self {
        let row = &ticket.row;
        let live = row.state.is_live();
        Self {
            contract: row.contract_id,
            work: row.work.clone().unwrap_or_default(),
            state: row.state.code(),
            alarm: if live { ticket.alarm } else { 0 },
            assignee: row.assignee_id.filter(|_| live).unwrap_or_default(),
        }
    }

    pub(super) fn args(self, n: i64) -> Args {
        args![self.contract, self.work, self.state, self.alarm, self.assignee, n]
    }
}

/// A sum.
#[derive(Debug, sqlx::FromRow)]
pub struct CountRow {
    /// The state.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// [`crate::model::Alarm`] as a number.
    pub alarm: i64,
    /// 0 nobody, 1 the one who asks, 2 somebody else.
    pub holder: i64,
    /// How many.
    pub n: i64,
}

/// What several questions tell apart; everything else is put together.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Contracts.
    pub contracts: BTreeSet<Uuid>,
    /// Works.
    pub works: BTreeSet<String>,
    /// People.
    pub people: BTreeSet<Uuid>,
}

/// How many tickets are counted at a place.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CountedAt {
    /// The contract, if it was asked for.
    pub contract_id: Option<Uuid>,
    /// The work, if it was asked for.
    pub work: Option<String>,
    /// The state.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// [`crate::model::Alarm`] as a number.
    pub alarm: i64,
    /// Who holds them, if asked for; nil for nobody.
    pub assignee_id: Option<Uuid>,
    /// How many.
    pub n: i64,
}

/// Counts a new ticket.
pub async fn count_add(tx: &mut Tx, key: CountKey) -> Result<(), DbError> {
    tx.queue(ADD, key.args(1)).await
}

/// Counts a ticket elsewhere, if it is.
pub async fn count_move(tx: &mut Tx, from: CountKey, to: CountKey) -> Result<(), DbError> {
    if from == to {
        return Ok(());
    }
    let (mut first, second) = if from < to { (from.args(-1), to.args(1)) } else { (to.args(1), from.args(-1)) };
    first.extend(second);
    tx.queue(MOVE, first).await
}

/// Counts what several changes moved, by the sum at each place.
pub async fn count_shift(tx: &mut Tx, shifts: BTreeMap<CountKey, i64>) -> Result<(), DbError> {
    for (key, n) in shifts.into_iter().filter(|(_, n)| *n != 0) {
        tx.queue(ADD, key.args(n)).await?;
    }
    Ok(())
}

/// Sums over the tickets in `scope`, by state, alarm and holder as `person` sees them.
pub async fn count_list(tx: &mut Tx, scope: &ContractScope, person: Uuid) -> Result<Vec<CountRow>, DbError> {
    let mut sql = Sql::new("SELECT state, alarm, CAST(CASE WHEN assignee_id = ");
    sql.bind(person).push(" THEN 1 WHEN assignee_id = ").bind(Uuid::nil());
    sql.push(
        " THEN 0 ELSE 2 END AS BIGINT) AS holder, CAST(SUM(n) AS BIGINT) AS n FROM ticket_count WHERE n <> 0 AND ",
    );
    push_scope(&mut sql, scope);
    sql.push(" GROUP BY 1, 2, 3");
    tx.all_sql(sql).await
}

/// How many tickets in `scope` are where, as far as `asked` tells places apart: one reading for any number of questions.
pub async fn count_places(tx: &mut Tx, scope: &ContractScope, asked: &Asked) -> Result<Vec<CountedAt>, DbError> {
    tx.all_sql(places(scope, asked)).await
}

pub(super) fn places(scope: &ContractScope, asked: &Asked) -> Sql {
    let mut sql = Sql::new("SELECT CASE WHEN contract_id IN ");
    sql.bind_list(asked.contracts.iter().copied()).push(" THEN contract_id END AS contract_id, CASE WHEN work IN ");
    sql.bind_list(asked.works.iter()).push(" THEN work END AS work, state, alarm, CASE WHEN assignee_id IN ");
    sql.bind_list(asked.people.iter().copied().chain([Uuid::nil()]));
    sql.push(" THEN assignee_id END AS assignee_id, CAST(SUM(n) AS BIGINT) AS n FROM ticket_count WHERE n <> 0 AND ");
    push_scope(&mut sql, scope);
    sql.push(" GROUP BY 1, 2, 3, 4, 5");
    sql
}
