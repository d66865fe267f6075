//! What would be owed: an account from two texts, without a server and a database.

use chrono::NaiveDate;
use jianyue_contracts::parse;
use jianyue_sla::WorkCalendar;

use crate::{Account, Facts, account, account::check};

/// The account of the contract of a file under the facts of another. Both come with their names, for messages.
///
/// # Errors
/// Every place that is wrong, one a line, beginning with the file's name.
pub fn what_if(
    (contract_name, contract): (&str, &str),
    (facts_name, facts): (&str, &str),
    calendar: &WorkCalendar,
    at: NaiveDate,
) -> Result<Account, Vec<String>> {
    let contract = parse(contract).map_err(|errors| {
        errors
            .0
            .iter()
            .map(|error| format!("{contract_name}:{}:{}: {error}", error.line, error.column))
            .collect::<Vec<_>>()
    })?;
    let facts: Facts = serde_json::from_str(facts)
        .map_err(|error| vec![format!("{facts_name}:{}:{}: {error}", error.line(), error.column())])?;
    let faults = check(&contract, &facts);
    if faults.is_empty() {
        return Ok(account(&contract, calendar, &facts, at));
    }
    Err(faults.iter().map(|fault| format!("{facts_name}: {fault}")).collect())
}
