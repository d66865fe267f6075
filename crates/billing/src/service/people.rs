//! People are told of penalties and of payments that fall due.

use chrono::{DateTime, Days, Utc};
use jianyue_contracts::{
    Desk,
    model::{Penalty, Rule as _},
};
use jianyue_kernel::{ContractId, Money};
use jianyue_platform::{Tx, contract_event, events};
use jianyue_sla::zone;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    account::{LineState, account},
    error::BillingError,
    facts::Outcome,
    fold::{breach_number, fold},
    model::Entry,
    store::{
        entry::{EntryRow, entry_list},
        happening::told_insert,
    },
};

/// How long before its last day a payment is told of.
const BEFORE: Days = Days::new(3);

macro_rules! penalty_event {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize)]
        pub struct $name {
            /// The entry.
            pub entry_id: Uuid,
            /// Its contract.
            pub contract_id: Uuid,
            /// The breach, by its number.
            pub breach: String,
            /// What its rule is called.
            pub title: String,
            /// In words.
            pub text: String,
            /// The clause.
            pub clause: String,
            /// Who told; nil for the software itself.
            pub by: Uuid,
            /// When.
            pub at: DateTime<Utc>,
        }

        contract_event!($name, $kind, entry_id);
    };
}

penalty_event! {
    /// A penalty is proposed.
    PenaltyProposed, "billing.penalty_proposed"
}
penalty_event! {
    /// The client decided on a penalty.
    PenaltyDecided, "billing.penalty_decided"
}
penalty_event! {
    /// The vendor objected to a penalty.
    PenaltyObjected, "billing.penalty_objected"
}

/// A payment falls due; told once for each of its last days.
#[derive(Clone, Debug, Serialize)]
pub struct PaymentDue {
    /// The contract, which its account is known by.
    pub contract_id: Uuid,
    /// What the payment is called, and how much is open.
    pub title: String,
    /// What it follows from.
    pub text: String,
    /// The clause.
    pub clause: String,
    /// The end of its last day.
    pub due_at: DateTime<Utc>,
    /// When it was found.
    pub at: DateTime<Utc>,
}

contract_event!(PaymentDue, "billing.payment_due", contract_id);

/// Tells of an entry that people wait for.
pub(super) async fn tell_people(tx: &mut Tx, desk: Desk<'_>, row: &EntryRow) -> Result<(), BillingError> {
    let said = match &row.body.0 {
        Entry::Breach(one) => (breach_number(row.seq), one.text.clone()),
        Entry::Decision(one) => (one.breach.clone(), decided(one.outcome, one.amount, &one.reason)),
        Entry::Objection { breach, text, .. } => (breach.clone(), text.clone()),
        _ => return Ok(()),
    };
    let contract = ContractId(row.contract_id);
    let (breach, text) = said;
    let version = desk.version(tx, contract, desk.today()).await?;
    let rule = rule_of(tx, row, &breach).await?;
    let penalty = version.model.penalties.iter().find(|one| Some(one.id()) == rule.as_deref());
    let title = penalty.map_or_else(String::new, |one: &Penalty| one.title.clone());
    let clause = penalty.map_or_else(String::new, |one| one.clause().to_owned());
    let (entry_id, contract_id, by, at) = (row.id, row.contract_id, row.by_id, desk.now());
    let title = format!("{breach} {title}");
    match &row.body.0 {
        Entry::Breach(_) => {
            let event = PenaltyProposed { entry_id, contract_id, breach, title, text, clause, by, at };
            events::record(tx, desk.env, &event).await?;
        }
        Entry::Decision(_) => {
            let event = PenaltyDecided { entry_id, contract_id, breach, title, text, clause, by, at };
            events::record(tx, desk.env, &event).await?;
        }
        _ => {
            let event = PenaltyObjected { entry_id, contract_id, breach, title, text, clause, by, at };
            events::record(tx, desk.env, &event).await?;
        }
    }
    Ok(())
}

/// The rule of a breach; the entry itself may be it.
async fn rule_of(tx: &mut Tx, row: &EntryRow, breach: &str) -> Result<Option<String>, BillingError> {
    if let Entry::Breach(one) = &row.body.0 {
        return Ok(Some(one.rule.clone()));
    }
    let rows = entry_list(tx, [row.contract_id]).await?;
    Ok(rows.iter().find_map(|row| match &row.body.0 {
        Entry::Breach(one) if breach_number(row.seq) == breach => Some(one.rule.clone()),
        _ => None,
    }))
}

fn decided(outcome: Outcome, amount: Option<Money>, reason: &str) -> String {
    let word = match (outcome, amount) {
        (Outcome::Confirmed, _) => "甲方确认".to_owned(),
        (Outcome::Reduced, Some(amount)) => format!("甲方减轻到 {amount}"),
        (Outcome::Reduced, None) => "甲方减轻".to_owned(),
        (Outcome::Waived, _) => "甲方免除".to_owned(),
    };
    if reason.trim().is_empty() { word } else { format!("{word}：{reason}") }
}

/// Tells of the payments of a contract that are due in three days or were not made by their last day; how many are new.
pub(crate) async fn tell_due(desk: Desk<'_>, contract: ContractId) -> Result<usize, BillingError> {
    let (today, db) = (desk.today(), desk.app.db());
    let mut tx = db.read().await?;
    let version = desk.version(&mut tx, contract, today).await?;
    let told = fold(&entry_list(&mut tx, [contract.0]).await?);
    drop(tx);
    let account = account(&version.model, version.time.calendar(), &told.facts, today);
    let waiting = |state| matches!(state, LineState::Payable | LineState::Due | LineState::PartPaid);
    let mut new = 0;
    for line in account.lines.iter().filter(|line| waiting(line.state) && line.open > Money::ZERO && !line.fiscal_delay)
    {
        let Some(due) = line.due_on.filter(|due| *due <= today + BEFORE) else { continue };
        let mut tx = db.write().await?;
        if told_insert(&mut tx, contract, &format!("due:{}:{due}", line.key), desk.now()).await? {
            let event = PaymentDue {
                contract_id: contract.0,
                title: format!("{} 未付 {}", line.title, line.open),
                text: line.due_steps.join("；"),
                clause: line.rule.clause.clone(),
                due_at: zone::start_of_day(due + Days::new(1)),
                at: desk.now(),
            };
            events::record(&mut tx, desk.env, &event).await?;
            new += 1;
        }
        tx.commit().await?;
    }
    Ok(new)
}
