//! What a contract offers to whoever writes a change: works, systems, rules.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, model::Duty, registry::Compiled};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    DbError, Tx,
    periods::{SpecialPeriod, special_periods},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::ChangeError,
    permissions::READ,
    policy::rules::{rules_of, systems_of},
};

/// What there is to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeChoices)]
pub struct Choices {
    /// The works that the caller sees.
    pub works: Vec<WorkChoice>,
    /// Rules that ask for something about changes.
    pub rules: Vec<RuleChoice>,
}

/// A work with its systems.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeWork)]
pub struct WorkChoice {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Its systems.
    pub systems: Vec<String>,
    /// The rules that a change of it may answer, the nearest first.
    pub rules: Vec<String>,
}

/// A rule about changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeRule)]
pub struct RuleChoice {
    /// Its name.
    pub rule: String,
    /// Its clause as printed.
    pub clause: String,
    /// What it is called.
    pub title: String,
    /// What it asks for.
    pub text: String,
    /// The written form that it wants.
    pub form: Option<String>,
    /// Points to prove.
    pub items: Vec<String>,
}

impl From<&Duty> for RuleChoice {
    fn from(duty: &Duty) -> Self {
        Self {
            rule: duty.id.clone(),
            clause: duty.clause.clone(),
            title: duty.title.clone(),
            text: duty.text.clone(),
            form: duty.form.clone(),
            items: duty.items.clone(),
        }
    }
}

/// What the contract offers today.
pub async fn choices(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Choices, ChangeError> {
    let scope = desk.reader(&READ, contract)?;
    let version: std::sync::Arc<Compiled> = desk.version(tx, contract, desk.today()).await?;
    let model = &version.model;
    let mut rules: Vec<RuleChoice> = Vec::new();
    let mut works = Vec::new();
    for work in model.works.iter().filter(|work| scope.covers(contract, Some(&work.key))) {
        let key = std::slice::from_ref(&work.key);
        let found = rules_of(model, key);
        for rule in &found {
            if !rules.iter().any(|known| known.rule == rule.id) {
                rules.push((*rule).into());
            }
        }
        works.push(WorkChoice {
            key: work.key.clone(),
            title: work.title.clone(),
            systems: systems_of(model, key),
            rules: found.iter().map(|rule| rule.id.clone()).collect(),
        });
    }
    Ok(Choices { works, rules })
}

/// Freezes of `works` that share a day with the span; none named means of any work.
pub(super) async fn freezes(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    works: &[String],
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<SpecialPeriod>, DbError> {
    let mut all = special_periods(desk.app, tx, contract, from, to).await?;
    all.retain(|period| {
        period.freeze && (works.is_empty() || works.iter().any(|work| period.concerns(Some(work.as_str()))))
    });
    Ok(all)
}
