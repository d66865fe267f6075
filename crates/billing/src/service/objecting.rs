//! How long the vendor may object.

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    derive::day_after,
    model::{Duty, DutyKind, Rule as _, Side},
};
use jianyue_sla::{WorkCalendar, zone};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    account::{Cited, mark},
    fold::breach_number,
    model::Entry,
    store::entry::EntryRow,
};

/// How long the vendor may object to a proposed penalty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PenaltyObjectionTerm)]
pub struct ObjectionTerm {
    /// The breach, by its number.
    pub breach: String,
    /// The rule.
    pub rule: Cited,
    /// The term in words.
    pub within: String,
    /// Its last day.
    pub until: NaiveDate,
    /// Whether it is over.
    pub over: bool,
}

/// The rule that a contract has for it: the vendor's answer to a claim. Without one the vendor may object until the end.
fn rule(contract: &Contract) -> Option<&Duty> {
    let claims = |duty: &&Duty| duty.kind == DutyKind::Claim && duty.owed_by == Side::Vendor && duty.within.is_some();
    contract.duties.iter().find(claims)
}

/// The terms of the breaches of a ledger, where the contract prints one. It counts from the day on which the breach was told.
#[must_use]
pub fn objection_terms(
    contract: &Contract,
    calendar: &WorkCalendar,
    rows: &[EntryRow],
    today: NaiveDate,
) -> Vec<ObjectionTerm> {
    let Some((rule, within)) = rule(contract).and_then(|rule| Some((rule, rule.within?))) else { return Vec::new() };
    let breaches = rows.iter().filter(|row| matches!(row.body.0, Entry::Breach(_)));
    breaches
        .filter_map(|row| {
            let until = day_after(zone::local_date(row.at), within, calendar).ok()?;
            let assumed = "合同写索赔通知后的答复期限，读作违约金提出后的异议期限".to_owned();
            Some(ObjectionTerm {
                breach: breach_number(row.seq),
                rule: Cited { assumed: Some(rule.assumed().map_or(assumed, str::to_owned)), ..mark(rule) },
                within: within.in_chinese(),
                until,
                over: until < today,
            })
        })
        .collect()
}
