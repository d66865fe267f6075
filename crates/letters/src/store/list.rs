//! Lists of letters.

use chrono::NaiveDate;
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
    text::Query,
};
use uuid::Uuid;

use super::{
    letter::{LetterRow, columns},
    search::push_found,
};
use crate::model::{LetterKind, LetterSide, LetterState};

const DUTIES: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM letter WHERE contract_id = $1 AND listed_on >= $2 AND listed_on <= $3 AND rule IS NOT NULL \
     AND state <> 'withdrawn' ORDER BY listed_on, id"
));
const SENT: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM letter WHERE contract_id = $1 AND sent_on >= $2 AND sent_on <= $3 ORDER BY sent_on, id"
));
const SILENT: Dialect =
    Dialect::same("SELECT id FROM letter WHERE pending AND due_on < $1 AND silence ORDER BY due_on, id LIMIT 200");
const NEAR: Dialect = Dialect::same(
    "SELECT id FROM letter WHERE pending AND due_on = $1 AND done_on IS NULL AND NOT near_told ORDER BY id LIMIT 200",
);
const PAUSES: Dialect = Dialect::same(
    "SELECT id FROM letter WHERE pause_from IS NOT NULL AND pause_ended IS NULL AND pause_from <= $1 \
     AND (pause_began IS NULL OR pause_until < $1) ORDER BY id LIMIT 200",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[DUTIES, SENT, SILENT, NEAR, PAUSES];

/// Which letters are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one kind only.
    pub kind: Option<LetterKind>,
    /// From one side only.
    pub direction: Option<LetterSide>,
    /// In one state only.
    pub state: Option<LetterState>,
    /// Only those with which somebody is still to do something, or not.
    pub pending: Option<bool>,
    /// Only those whose term was not kept as seen on this day.
    pub late_on: Option<NaiveDate>,
    /// Only those that hold these words.
    pub query: Option<Query>,
    /// Only what stands behind this place.
    pub after: Option<(NaiveDate, Uuid)>,
}

/// Adds the condition that `l` is inside `scope`: letters about some works are seen by whoever sees all of these.
fn push_scope(sql: &mut Sql, scope: &ContractScope) {
    let ContractScope::Only(held) = scope else {
        sql.push("TRUE");
        return;
    };
    sql.push("(FALSE");
    for (contract, works) in held {
        sql.push(" OR (l.contract_id = ").bind(*contract);
        if !works.is_empty() {
            sql.push(" AND NOT l.whole AND NOT EXISTS (SELECT 1 FROM letter_work w WHERE w.letter_id = l.id");
            sql.push(" AND w.work NOT IN ").bind_list(works.iter()).push(")");
        }
        sql.push(")");
    }
    sql.push(")");
}

/// Letters inside `scope`, the last sent first.
pub async fn letter_list(
    tx: &mut Tx,
    scope: &ContractScope,
    wanted: &Wanted,
    limit: u32,
) -> Result<Vec<LetterRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM "));
    match &wanted.query {
        Some(query) => push_found(&mut sql, tx.engine(), query),
        None => {
            sql.push("letter l");
        }
    }
    sql.push(" WHERE ");
    push_scope(&mut sql, scope);
    if let Some(contract) = wanted.contract {
        sql.push(" AND l.contract_id = ").bind(contract);
    }
    if let Some(kind) = wanted.kind {
        sql.push(" AND l.kind = ").bind(kind.code());
    }
    if let Some(direction) = wanted.direction {
        sql.push(" AND l.direction = ").bind(direction.code());
    }
    if let Some(state) = wanted.state {
        sql.push(" AND l.state = ").bind(state.code());
    }
    match wanted.pending {
        Some(true) => {
            sql.push(" AND l.pending");
        }
        Some(false) => {
            sql.push(" AND NOT l.pending");
        }
        None => {}
    }
    if let Some(today) = wanted.late_on {
        sql.push(" AND l.state <> 'withdrawn' AND l.due_on IS NOT NULL AND coalesce(l.done_on, ").bind(today);
        sql.push(") > l.due_on");
    }
    if let Some((sent_on, id)) = wanted.after {
        sql.push(" AND (l.sent_on, l.id) < (").bind(sent_on).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY l.sent_on DESC, l.id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// The letters of a contract that are listed in the ledger under a day of the span.
pub async fn letter_duties(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<LetterRow>, DbError> {
    tx.all(DUTIES, args![contract, from, to]).await
}

/// Letters of a contract that were sent in a span.
pub async fn letter_sent(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<LetterRow>, DbError> {
    tx.all(SENT, args![contract, from, to]).await
}

async fn ids(tx: &mut Tx, statement: Dialect, day: NaiveDate) -> Result<Vec<Uuid>, DbError> {
    Ok(tx.all::<(Uuid,)>(statement, args![day]).await?.into_iter().map(|(id,)| id).collect())
}

/// Letters that silence has accepted when it is `today`.
pub async fn letter_silent(tx: &mut Tx, today: NaiveDate) -> Result<Vec<Uuid>, DbError> {
    ids(tx, SILENT, today).await
}

/// Letters whose term ends on `day`, of which nobody was told yet.
pub async fn letter_near(tx: &mut Tx, day: NaiveDate) -> Result<Vec<Uuid>, DbError> {
    ids(tx, NEAR, day).await
}

/// Letters whose time of held clocks begins or ends by `today`.
pub async fn letter_pauses(tx: &mut Tx, today: NaiveDate) -> Result<Vec<Uuid>, DbError> {
    ids(tx, PAUSES, today).await
}
