//! The ledger of a contract: entries that are told once and never changed.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{
    Contract,
    model::{Fact, Side},
};
use jianyue_kernel::{Money, Percent};
use jianyue_platform::{contract_event, files::RecordFile};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    account::{Account, Cited, mark},
    facts::{BondPiece, Demand, Ending, FiscalDelay, Happened, Outcome, Paid, Quantity},
    service::ObjectionTerm,
};

/// What is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = BillingEntryBody)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Entry {
    /// A fact that payments wait for.
    Happened(Happened),
    /// A payment; below zero for the correction of one.
    Payment(Paid),
    /// Public funds cannot be paid out.
    FiscalDelay(FiscalDelay),
    /// They can again.
    FiscalDelayEnded {
        /// The entry that told of it.
        entry: Uuid,
        /// The last day, counted in.
        until: NaiveDate,
    },
    /// Something went wrong: a penalty is proposed by its rule.
    Breach(NewBreach),
    /// What the software raised has grown or shrunk; only it tells so.
    BreachUpdated(BreachUpdated),
    /// It was made good; of a delay, it is over.
    BreachEnded {
        /// The breach, by its number.
        breach: String,
        /// The day.
        on: NaiveDate,
    },
    /// The client decides.
    Decision(Decided),
    /// The vendor objects.
    Objection {
        /// The breach, by its number.
        breach: String,
        /// Why.
        text: String,
        /// The day.
        on: NaiveDate,
    },
    /// A piece of the bond came in.
    Bond(BondPiece),
    /// It went back.
    BondReturned {
        /// The entry that told of it.
        entry: Uuid,
        /// The day.
        on: NaiveDate,
    },
    /// A quantity that the client signed.
    Quantity(Quantity),
    /// A written demand for a late payment.
    Demand(Demand),
    /// The contract ends early.
    Termination(Ending),
    /// The service goes on behind the end.
    RanOn {
        /// The last day, counted in.
        until: NaiveDate,
    },
    /// The total of another contract that a rule needs.
    OtherTotal {
        /// The rule.
        rule: String,
        /// The total.
        #[schema(value_type = String)]
        amount: Money,
    },
    /// An entry was a mistake.
    Withdrawal {
        /// The entry.
        entry: Uuid,
        /// Why.
        reason: String,
    },
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = NewBillingBreach)]
#[serde(deny_unknown_fields)]
pub struct NewBreach {
    /// The rule that prices it.
    pub rule: String,
    /// The day; of a delay, the last day that was in time.
    pub on: NaiveDate,
    /// How often, or how many items.
    #[serde(default = "once")]
    pub count: u32,
    /// Of a rule with bands: what was measured.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub measured: Option<Percent>,
    /// What caused it, where several breaches have one cause.
    #[serde(default)]
    pub cause: Option<String>,
    /// The member of a consortium that it falls on.
    #[serde(default)]
    pub party: Option<String>,
    /// In words.
    pub text: String,
    /// What shows it: a page of this software, a paper.
    #[serde(default)]
    pub evidence: String,
    /// What the software saw, where it told of it; nobody else gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<Raised>,
}

/// What the software saw when it told of a breach by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RaisedBreach)]
#[serde(deny_unknown_fields)]
pub struct Raised {
    /// What is counted together, by its name.
    pub group: String,
    /// What counts as one breach, in words.
    pub once_per: String,
    /// The clause that makes it a breach.
    pub clause: String,
    /// Why that is a reading and not the letter.
    #[serde(default)]
    pub assumed: Option<String>,
    /// What happened, in order; the first ones.
    pub items: Vec<RaisedItem>,
    /// How much happened.
    pub count: usize,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RaisedBreachItem)]
#[serde(deny_unknown_fields)]
pub struct RaisedItem {
    /// Names it in its contract.
    pub key: String,
    /// The day.
    pub on: NaiveDate,
    /// What people call the record.
    pub label: String,
    /// What happened, in words.
    pub text: String,
    /// The clause of what was promised.
    pub clause: String,
    /// The page that shows it to the vendor's people; empty where there is none.
    #[serde(default)]
    pub path: String,
    /// The page that shows it to the client.
    #[serde(default)]
    pub client_path: String,
}

/// What the software raised, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BillingBreachUpdated)]
#[serde(deny_unknown_fields)]
pub struct BreachUpdated {
    /// The breach, by its number.
    pub breach: String,
    /// The day of the first happening; of a delay, the last day that was in time.
    pub on: NaiveDate,
    /// The day on which it was over; absent while it is not.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// In words.
    pub text: String,
    /// What shows it.
    pub evidence: String,
    /// What happened.
    pub raised: Raised,
}

const fn once() -> u32 {
    1
}

/// The client's decision on a proposed penalty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = NewPenaltyDecision)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// The breach, by its number.
    pub breach: String,
    /// What.
    pub outcome: Outcome,
    /// What is owed, where it is reduced.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub amount: Option<Money>,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// The day.
    pub on: NaiveDate,
}

impl Entry {
    /// The word of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Happened(_) => "happened",
            Self::Payment(_) => "payment",
            Self::FiscalDelay(_) => "fiscal_delay",
            Self::FiscalDelayEnded { .. } => "fiscal_delay_ended",
            Self::Breach(_) => "breach",
            Self::BreachUpdated(_) => "breach_updated",
            Self::BreachEnded { .. } => "breach_ended",
            Self::Decision(_) => "decision",
            Self::Objection { .. } => "objection",
            Self::Bond(_) => "bond",
            Self::BondReturned { .. } => "bond_returned",
            Self::Quantity(_) => "quantity",
            Self::Demand(_) => "demand",
            Self::Termination(_) => "termination",
            Self::RanOn { .. } => "ran_on",
            Self::OtherTotal { .. } => "other_total",
            Self::Withdrawal { .. } => "withdrawal",
        }
    }

    /// As people call it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Happened(_) => "付款条件",
            Self::Payment(_) => "付款",
            Self::FiscalDelay(_) => "财政支付受限",
            Self::FiscalDelayEnded { .. } => "财政支付恢复",
            Self::Breach(_) => "违约",
            Self::BreachUpdated(_) => "违约更新",
            Self::BreachEnded { .. } => "违约整改",
            Self::Decision(_) => "违约金决定",
            Self::Objection { .. } => "异议",
            Self::Bond(_) => "保证金",
            Self::BondReturned { .. } => "保证金退还",
            Self::Quantity(_) => "结算数量",
            Self::Demand(_) => "书面催告",
            Self::Termination(_) => "提前解除",
            Self::RanOn { .. } => "到期后继续服务",
            Self::OtherTotal { .. } => "其他合同总额",
            Self::Withdrawal { .. } => "撤回登记",
        }
    }

    /// The day on which it happened; nothing that is still to come is told.
    #[must_use]
    pub fn on(&self) -> Option<NaiveDate> {
        match self {
            Self::Happened(one) => Some(one.on),
            Self::Payment(one) => Some(one.on),
            Self::FiscalDelay(one) => Some(one.from),
            Self::FiscalDelayEnded { until, .. } | Self::RanOn { until } => Some(*until),
            Self::Breach(one) => Some(one.on),
            Self::BreachUpdated(one) => Some(one.on),
            Self::Decision(one) => Some(one.on),
            Self::BreachEnded { on, .. } | Self::Objection { on, .. } | Self::BondReturned { on, .. } => Some(*on),
            Self::Bond(one) => Some(one.on),
            Self::Quantity(one) => one.signed_on.max(one.ended_on),
            Self::Demand(one) => Some(one.on),
            Self::Termination(one) => one.notice_on,
            Self::OtherTotal { .. } | Self::Withdrawal { .. } => None,
        }
    }
}

/// An entry as it is shown.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BillingEntry)]
pub struct EntryCard {
    /// Its id.
    pub id: Uuid,
    /// Its number in the ledger of the contract.
    pub seq: i64,
    /// What it is called.
    pub name: String,
    /// The number by which a breach is called; absent for other entries.
    pub breach: Option<String>,
    /// What was told.
    pub body: Entry,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// Its files.
    pub files: Vec<RecordFile>,
    /// Who told.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the vendor said against a proposed penalty.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PenaltyObjection)]
pub struct Objection {
    /// The breach, by its number.
    pub breach: String,
    /// Why.
    pub text: String,
    /// The day.
    pub on: NaiveDate,
    /// Who.
    pub by: String,
}

/// The account of a contract with what is known beside it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ContractAccount)]
pub struct ContractAccount {
    /// Its contract.
    pub contract_id: Uuid,
    /// How many entries its ledger has: the version of the account.
    pub entries: i64,
    /// The account.
    pub account: Account,
    /// Objections, in their order.
    pub objections: Vec<Objection>,
    /// Until when the vendor may object, where the contract prints a term.
    pub objection_terms: Vec<ObjectionTerm>,
    /// The rules by which breaches of the vendor are priced.
    pub rules: Vec<PenaltyRule>,
    /// Facts that payments and the bond wait for.
    pub awaited: Vec<AwaitedFact>,
}

/// A rule by which breaches are priced.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PenaltyRule {
    /// The rule.
    pub rule: Cited,
    /// What it is called.
    pub title: String,
    /// The breach in words.
    pub breach: String,
    /// Whether it is priced by what was measured.
    pub measured: bool,
}

/// A fact that can be told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BillingAwaitedFact)]
pub struct AwaitedFact {
    /// The fact.
    pub fact: &'static str,
    /// As people call it.
    pub name: &'static str,
}

impl PenaltyRule {
    /// Those of `contract` that the vendor owes.
    #[must_use]
    pub fn of(contract: &Contract) -> Vec<Self> {
        let vendors = contract.penalties.iter().filter(|rule| rule.owed_by != Side::Client);
        vendors
            .map(|rule| Self {
                rule: mark(rule),
                title: rule.title.clone(),
                breach: rule.breach.clone(),
                measured: !rule.bands.is_empty(),
            })
            .collect()
    }
}

impl AwaitedFact {
    /// Those that `contract` names; what is known from elsewhere is not told.
    #[must_use]
    pub fn of(contract: &Contract) -> Vec<Self> {
        let mut facts: BTreeSet<Fact> =
            contract.payments.instalments.iter().flat_map(|one| one.conditions.iter().copied()).collect();
        facts.extend(contract.payments.unit_fee.iter().flat_map(|fee| fee.conditions.iter().copied()));
        facts.extend(contract.bond.iter().map(|bond| bond.refunded_after));
        let known = [Fact::NoBreach, Fact::Signed, Fact::FirstPayment, Fact::BondReceived, Fact::QuantitySigned];
        facts.retain(|fact| !known.contains(fact));
        facts.into_iter().map(|fact| Self { fact: fact.code(), name: fact.name() }).collect()
    }
}

/// Something was told.
#[derive(Clone, Debug, Serialize)]
pub struct BillingChanged {
    /// The entry.
    pub entry_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What was told.
    pub what: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(BillingChanged, "billing.changed", entry_id);
