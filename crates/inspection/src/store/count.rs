//! How many stand where, moved in the transaction that moves them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_kernel::ContractScope;
use jianyue_platform::{
    Sql, args,
    db::{DbError, Tx},
};
use uuid::Uuid;

use super::occurrence::OccurrenceRow;
use crate::{
    model::{Kind, State},
    permissions::push_scope,
};

/// Where an occurrence is counted. In this order buckets are changed, so that no two wait for each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket {
    contract: Uuid,
    /// The day by which it is owed, which never changes.
    day: NaiveDate,
    rule: String,
    kind: Kind,
    works: String,
    state: State,
}

/// What moves between buckets in a transaction.
#[derive(Debug, Default)]
pub struct Moves(BTreeMap<Bucket, i64>);

impl Moves {
    /// `n` more where `row` stands.
    pub fn add(&mut self, row: &OccurrenceRow, n: i64) {
        let bucket = Bucket {
            contract: row.contract_id,
            day: row.to_on,
            rule: row.rule.clone(),
            kind: row.kind,
            works: row.works.clone(),
            state: row.state,
        };
        *self.0.entry(bucket).or_default() += n;
    }
}

/// Moves the counts. Behind the occurrences and before the audit trail.
pub async fn count_move(tx: &mut Tx, moves: Moves) -> Result<(), DbError> {
    let moves: Vec<(Bucket, i64)> = moves.0.into_iter().filter(|(_, n)| *n != 0).collect();
    for moves in moves.chunks(300) {
        let mut sql = Sql::new("INSERT INTO inspection_count (contract_id, day, rule, kind, works, state, n) VALUES ");
        sql.bind_rows(moves.iter().map(|(bucket, n)| {
            let Bucket { contract, day, rule, kind, works, state } = bucket;
            args![*contract, *day, rule, kind.code(), works, state.code(), *n]
        }));
        sql.push(
            " ON CONFLICT (contract_id, day, rule, kind, works, state) DO UPDATE SET n = inspection_count.n + excluded.n",
        );
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// How many of a rule stand in a state.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CountRow {
    /// The rule.
    pub rule: String,
    /// What it is.
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// Where they stand.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// How many.
    pub n: i64,
}

/// What is counted of a contract, of those that are owed by a day of the span, as far as `scope` reaches.
pub async fn count_read(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: Uuid,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<CountRow>, DbError> {
    let mut sql =
        Sql::new("SELECT rule, kind, state, CAST(SUM(n) AS BIGINT) AS n FROM inspection_count WHERE contract_id = ");
    sql.bind(contract).push(" AND day >= ").bind(from).push(" AND day <= ").bind(to).push(" AND ");
    push_scope(&mut sql, scope);
    sql.push(" GROUP BY rule, kind, state HAVING SUM(n) <> 0 ORDER BY rule, kind, state");
    tx.all_sql(sql).await
}
