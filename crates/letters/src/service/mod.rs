//! Use cases: check, change, record, audit. The transaction is the caller's.

mod files;
mod looking;
mod reading;
mod sending;
mod steps;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{Desk, Refusal, desk::covers};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    events,
};
use jianyue_sla::zone;
use serde_json::json;

pub use files::{attach_file, file, may_attach};
pub use looking::{due, look};
pub use reading::{LettersRequest, letter, letters};
pub use sending::{NewLetter, TermWish, letter_rules, letter_term, send};
pub use steps::{Decision, Pause, Step, step};

use crate::{
    error::LetterError,
    model::{EntryWhat, LetterChanged, LetterSide, LetterTerm},
    permissions::{READ, speaks_for},
    store::{
        entry::entry_add,
        letter::{LetterRow, letter_find, letter_update},
    },
};

/// The sides that the caller speaks for on `works` of a contract.
fn sides(desk: Desk<'_>, contract: ContractId, works: &[String]) -> Vec<LetterSide> {
    let speaks = |side: &LetterSide| covers(&desk.by.scope(speaks_for(*side)), contract, works);
    [LetterSide::Client, LetterSide::Vendor].into_iter().filter(speaks).collect()
}

/// Lets on who may read the letter.
fn readable(desk: Desk<'_>, row: Option<LetterRow>) -> Result<LetterRow, LetterError> {
    let scope = desk.by.scope(&READ);
    let seen = |row: &LetterRow| covers(&scope, ContractId(row.contract_id), &row.works.0);
    Ok(row.filter(seen).ok_or(Refusal::NotFound)?)
}

/// The end of a day, as the moment at which a term is over.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    zone::start_of_day(day.succ_opt().unwrap_or(day))
}

/// What happened to a letter.
struct Deed<'a> {
    /// What.
    what: EntryWhat,
    /// What the audit trail calls it.
    action: &'static str,
    /// From which side; none for the software itself.
    side: Option<LetterSide>,
    /// In words.
    text: Option<&'a str>,
}

/// Keeps what changed, writes it into the history and the audit trail, and tells live lists.
async fn keep(tx: &mut Tx, desk: Desk<'_>, row: &mut LetterRow, deed: Deed<'_>) -> Result<(), LetterError> {
    row.updated_at = desk.now();
    if !letter_update(tx, row).await? {
        let current = letter_find(tx, row.id).await?.ok_or(Refusal::NotFound)?;
        return Err(Refusal::stale(&reading::shown(&current, desk.today())).into());
    }
    row.version += 1;
    write(tx, desk, row, deed).await
}

async fn write(tx: &mut Tx, desk: Desk<'_>, row: &LetterRow, deed: Deed<'_>) -> Result<(), LetterError> {
    let (now, by) = (desk.now(), desk.by);
    let side = deed.side.map_or("system", LetterSide::code);
    entry_add(tx, row.id, (now, deed.what), (side, by.person.0, &by.name), deed.text).await?;
    let detail = json!({ "number": row.number, "subject": row.subject, "clause": row.clause, "text": deed.text });
    let contract = Some(ContractId(row.contract_id));
    audit::record(tx, desk.env, by, Entry { action: deed.action, subject: row.id, contract, detail }).await?;
    let (letter_id, contract_id) = (row.id, row.contract_id);
    let event = LetterChanged { letter_id, contract_id, what: deed.what, state: row.state, at: now };
    Ok(events::record(tx, desk.env, &event).await?)
}

/// The term of a letter, where it has one.
fn term_of(row: &LetterRow, today: NaiveDate) -> Option<LetterTerm> {
    let due_on = row.due_on?;
    Some(LetterTerm { due_on, due_of: row.due_of.0?, due_by: row.due_by.0?, late: due_on < today })
}
