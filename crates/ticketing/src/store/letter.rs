//! Letters that hold clocks, and the tickets that each of them has held.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

macro_rules! columns {
    () => {
        "letter_id, contract_id, works, number, reason, clause, agreed_by"
    };
}

const BEGIN: Dialect = Dialect::same(
    "INSERT INTO ticket_letter (letter_id, contract_id, works, number, reason, clause, agreed_by) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (letter_id) DO NOTHING",
);
const END: Dialect = Dialect::same(concat!(
    "UPDATE ticket_letter SET ended_at = $2 WHERE letter_id = $1 AND ended_at IS NULL RETURNING ",
    columns!()
));
const HOLDING: Dialect =
    Dialect::same(concat!("SELECT ", columns!(), " FROM ticket_letter WHERE ended_at IS NULL ORDER BY letter_id"));
const HOLD: Dialect = Dialect::same(
    "INSERT INTO ticket_letter_held (letter_id, ticket_id) VALUES ($1, $2) ON CONFLICT (letter_id, ticket_id) DO NOTHING",
);
const HELD: Dialect = Dialect::same("SELECT ticket_id FROM ticket_letter_held WHERE letter_id = $1 ORDER BY ticket_id");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[BEGIN, END, HOLDING, HOLD, HELD];

/// A letter that holds clocks.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct HoldingLetter {
    pub letter_id: Uuid,
    pub contract_id: Uuid,
    pub works: Json<Vec<String>>,
    pub number: String,
    pub reason: String,
    pub clause: Option<String>,
    pub agreed_by: String,
}

/// A letter begins to hold clocks; nothing happens to one that did.
pub async fn letter_begin(tx: &mut Tx, letter: &HoldingLetter) -> Result<(), DbError> {
    let args = args![
        letter.letter_id,
        letter.contract_id,
        Arg::json(&letter.works.0)?,
        &letter.number,
        &letter.reason,
        letter.clause.clone(),
        &letter.agreed_by
    ];
    tx.execute(BEGIN, args).await.map(drop)
}

/// A letter no longer holds clocks; `None` when it held none.
pub async fn letter_end(tx: &mut Tx, letter: Uuid, at: DateTime<Utc>) -> Result<Option<HoldingLetter>, DbError> {
    tx.optional(END, args![letter, at]).await
}

/// The letters that hold clocks now, of one contract or of all.
pub async fn letters_holding(tx: &mut Tx, contract: Option<ContractId>) -> Result<Vec<HoldingLetter>, DbError> {
    let all: Vec<HoldingLetter> = tx.all(HOLDING, args![]).await?;
    Ok(all.into_iter().filter(|letter| contract.is_none_or(|id| letter.contract_id == id.0)).collect())
}

/// Open tickets that a letter is about and has not held yet.
pub async fn letter_to_hold(tx: &mut Tx, letter: &HoldingLetter) -> Result<Vec<Uuid>, DbError> {
    let mut sql = Sql::new("SELECT id FROM ticket WHERE contract_id = ");
    sql.bind(letter.contract_id).push(" AND state IN ('open', 'assigned', 'working', 'restored')");
    if !letter.works.0.is_empty() {
        sql.push(" AND work IN ").bind_list(letter.works.0.iter());
    }
    sql.push(" AND NOT EXISTS (SELECT 1 FROM ticket_letter_held h WHERE h.ticket_id = ticket.id AND h.letter_id = ");
    sql.bind(letter.letter_id).push(") ORDER BY id LIMIT 1000");
    Ok(tx.all_sql::<(Uuid,)>(sql).await?.into_iter().map(|(id,)| id).collect())
}

/// Remembers that a letter has held a ticket.
pub async fn letter_hold(tx: &mut Tx, letter: Uuid, ticket: Uuid) -> Result<(), DbError> {
    tx.execute(HOLD, args![letter, ticket]).await.map(drop)
}

/// The tickets that a letter has held.
pub async fn letter_held(tx: &mut Tx, letter: Uuid) -> Result<Vec<Uuid>, DbError> {
    Ok(tx.all::<(Uuid,)>(HELD, args![letter]).await?.into_iter().map(|(id,)| id).collect())
}
