//! How many of each rule stand where, read from the counts and never from the occurrences.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::registry::Registry;
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::Tx;

use super::Desk;
use crate::{
    error::InspectionError,
    model::{Kind, RuleCounts, State},
    permissions::{READ, require_some},
    policy::house,
    store::count::count_read,
};

/// How many of each rule that are owed by a day of the span stand where.
pub async fn counts(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    span: (NaiveDate, NaiveDate),
) -> Result<Vec<RuleCounts>, InspectionError> {
    require_some(desk.by, &READ, contract)?;
    standing_of(tx, desk, &desk.by.scope(&READ), contract, span).await
}

/// The same as far as `scope` reaches.
pub async fn standing_of(
    tx: &mut Tx,
    desk: Desk<'_>,
    scope: &ContractScope,
    contract: ContractId,
    span: (NaiveDate, NaiveDate),
) -> Result<Vec<RuleCounts>, InspectionError> {
    let compiled = desk.app.state::<Registry>().shown(tx, contract, desk.now()).await?;
    let mut rules: BTreeMap<(String, Kind), RuleCounts> = BTreeMap::new();
    for row in count_read(tx, scope, contract.0, span).await? {
        let words = compiled.as_ref().and_then(|contract| house::words_of(&contract.model, &row.rule, row.kind));
        let of = rules.entry((row.rule.clone(), row.kind)).or_insert_with(|| {
            let (title, clause) = words.unwrap_or_else(|| (row.rule.clone(), String::new()));
            RuleCounts {
                rule: row.rule,
                kind: row.kind,
                title,
                clause,
                planned: 0,
                done: 0,
                late: 0,
                missed: 0,
                announced: 0,
                open: 0,
            }
        });
        if row.state != State::Cancelled {
            of.planned += row.n;
        }
        match row.state {
            State::Done => of.done += row.n,
            State::DoneLate => of.late += row.n,
            State::Missed => of.missed += row.n,
            State::Announced => of.announced += row.n,
            State::Planned | State::Running => of.open += row.n,
            State::Cancelled => {}
        }
    }
    Ok(rules.into_values().filter(|of| of.planned > 0).collect())
}
