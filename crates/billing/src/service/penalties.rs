//! Penalties of all contracts with their stories.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::Desk;
use jianyue_kernel::{ContractId, Money};
use jianyue_platform::Tx;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    objecting::{ObjectionTerm, objection_terms},
    standing::{Standing, standings},
};
use crate::{
    account::PenaltyLine,
    error::BillingError,
    facts::Outcome,
    fold::breach_number,
    model::{Entry, Objection},
};

/// The most penalties of an answer.
pub const MOST: usize = 200;

/// Where a penalty stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PenaltyState {
    /// It waits for the client.
    Proposed,
    /// It waits for the client, and the vendor objected.
    Objected,
    /// It is owed as proposed.
    Confirmed,
    /// It is owed in part.
    Reduced,
    /// It is not owed.
    Waived,
    /// Another breach of the same cause is counted instead, or it costs nothing.
    Uncounted,
}

/// A part of a penalty that was or will be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PenaltyTaken {
    /// The payment that it is taken from; absent for the bond.
    pub payment: Option<String>,
    /// What that is called.
    pub title: String,
    /// How much.
    #[schema(value_type = String)]
    pub amount: Money,
    /// The day on which that payment was made; absent while it is open, and for the bond.
    pub paid_on: Option<NaiveDate>,
}

/// A step of a penalty's story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PenaltyStep {
    /// The kind of the entry that told of it: `breach`, `breach_updated`, `objection`, `decision`, `breach_ended`.
    pub kind: &'static str,
    /// In words.
    pub name: &'static str,
    /// The day that it is told for.
    pub on: NaiveDate,
    /// What was said.
    pub text: String,
    /// Who told.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The number of the entry.
    pub seq: i64,
}

/// A penalty of some contract.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PenaltyCase {
    /// Its contract.
    pub contract_id: Uuid,
    /// The contract's name in files.
    pub contract: String,
    /// What the contract is called.
    pub contract_title: String,
    /// Where it stands.
    pub state: PenaltyState,
    /// The penalty with its arithmetic.
    pub penalty: PenaltyLine,
    /// What the vendor said against it.
    pub objections: Vec<Objection>,
    /// How long the vendor may object, where the contract prints a term.
    pub objection_term: Option<ObjectionTerm>,
    /// What it is taken from.
    pub taken: Vec<PenaltyTaken>,
    /// What of it neither a payment nor the bond covers.
    #[schema(value_type = String)]
    pub uncovered: Money,
    /// What happened, in the order in which it was told.
    pub story: Vec<PenaltyStep>,
}

/// Penalties of all contracts that the caller reads.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BillingPenalties)]
pub struct Penalties {
    /// The day for which they are computed.
    pub at: NaiveDate,
    /// Those asked for, the newest breach first; at most two hundred.
    pub items: Vec<PenaltyCase>,
    /// How many fit what was asked for.
    pub count: usize,
    /// What they propose, without those that do not count.
    #[schema(value_type = String)]
    pub proposed: Money,
    /// What is owed of them.
    #[schema(value_type = String)]
    pub owed: Money,
}

/// Which penalties are wanted.
#[derive(Clone, Debug, Default)]
pub struct PenaltiesRequest {
    /// Of one contract only.
    pub contract: Option<ContractId>,
    /// In one of these states; any when empty.
    pub states: Vec<PenaltyState>,
    /// For a day; today when absent.
    pub at: Option<NaiveDate>,
}

/// Penalties over all contracts.
pub async fn penalties(tx: &mut Tx, desk: Desk<'_>, request: PenaltiesRequest) -> Result<Penalties, BillingError> {
    let at = request.at.unwrap_or_else(|| desk.today());
    let mut items: Vec<PenaltyCase> = Vec::new();
    for standing in standings(tx, desk, request.contract, Some(at)).await? {
        items.extend(cases(&standing));
    }
    items.retain(|one| request.states.is_empty() || request.states.contains(&one.state));
    items.sort_by(|a, b| {
        (b.penalty.on, &b.contract, &b.penalty.breach).cmp(&(a.penalty.on, &a.contract, &a.penalty.breach))
    });
    let proposed = items.iter().map(|one| one.penalty.proposed).sum();
    let owed = items.iter().map(|one| one.penalty.owed).sum();
    let count = items.len();
    items.truncate(MOST);
    Ok(Penalties { at, items, count, proposed, owed })
}

/// The penalties of one contract with their stories.
#[must_use]
pub fn cases(standing: &Standing) -> Vec<PenaltyCase> {
    let calendar = standing.version.time.calendar();
    let terms = objection_terms(&standing.version.model, calendar, &standing.rows, standing.account.at);
    standing.account.penalties.iter().map(|penalty| case(standing, penalty, &terms)).collect()
}

fn case(standing: &Standing, penalty: &PenaltyLine, terms: &[ObjectionTerm]) -> PenaltyCase {
    let objections: Vec<Objection> =
        standing.told.objections.iter().filter(|one| one.breach == penalty.breach).cloned().collect();
    let taken = taken(standing, &penalty.breach);
    let covered: Money = taken.iter().map(|one| one.amount).sum();
    PenaltyCase {
        contract_id: standing.id.0,
        contract: standing.account.contract.clone(),
        contract_title: standing.title.clone(),
        state: state(penalty, !objections.is_empty()),
        uncovered: penalty.owed - covered,
        penalty: penalty.clone(),
        objections,
        objection_term: terms.iter().find(|term| term.breach == penalty.breach).cloned(),
        taken,
        story: story(standing, &penalty.breach),
    }
}

fn state(penalty: &PenaltyLine, objected: bool) -> PenaltyState {
    match penalty.decision.as_ref().map(|decision| decision.outcome) {
        _ if penalty.counted_as.is_some() => PenaltyState::Uncounted,
        Some(Outcome::Confirmed) => PenaltyState::Confirmed,
        Some(Outcome::Reduced) => PenaltyState::Reduced,
        Some(Outcome::Waived) => PenaltyState::Waived,
        None if penalty.proposed == Money::ZERO && penalty.also.is_empty() => PenaltyState::Uncounted,
        None if objected => PenaltyState::Objected,
        None => PenaltyState::Proposed,
    }
}

fn taken(standing: &Standing, breach: &str) -> Vec<PenaltyTaken> {
    let mut all = Vec::new();
    for line in &standing.account.lines {
        for one in line.deductions.iter().filter(|one| one.breach == breach) {
            let (payment, title) = (Some(line.key.clone()), line.title.clone());
            all.push(PenaltyTaken { payment, title, amount: one.amount, paid_on: line.paid_on });
        }
    }
    if let Some(bond) = &standing.account.bond {
        for one in bond.drawn.iter().filter(|one| one.breach == breach) {
            let title = "履约保证金".to_owned();
            all.push(PenaltyTaken { payment: None, title, amount: one.amount, paid_on: None });
        }
    }
    all
}

fn story(standing: &Standing, breach: &str) -> Vec<PenaltyStep> {
    let at = standing.account.at;
    let standing_rows = standing.rows.iter().filter(|row| !standing.told.withdrawn.contains(&row.id));
    let steps = standing_rows.filter_map(|row| {
        let (on, text) = match &row.body.0 {
            Entry::Breach(one) if breach_number(row.seq) == breach => (one.on, one.text.clone()),
            Entry::Objection { breach: of, text, on } if of == breach => (*on, text.clone()),
            Entry::Decision(one) if one.breach == breach => (one.on, decided(one.outcome, one.amount, &one.reason)),
            Entry::BreachUpdated(one) if one.breach == breach => (one.on, one.text.clone()),
            Entry::BreachEnded { breach: of, on } if of == breach => (*on, String::new()),
            _ => return None,
        };
        let (kind, name) = (row.body.0.kind(), row.body.0.name());
        Some(PenaltyStep { kind, name, on, text, by: row.by_name.clone(), at: row.at, seq: row.seq })
    });
    steps.filter(|step| step.on <= at).collect()
}

fn decided(outcome: Outcome, amount: Option<Money>, reason: &str) -> String {
    let word = match (outcome, amount) {
        (Outcome::Confirmed, _) => "确认".to_owned(),
        (Outcome::Reduced, Some(amount)) => format!("减轻到 {amount}"),
        (Outcome::Reduced, None) => "减轻".to_owned(),
        (Outcome::Waived, _) => "免除".to_owned(),
    };
    if reason.is_empty() { word } else { format!("{word}：{reason}") }
}
