//! What is owed in money, as duties of the contract: payments by the client, the bond by the vendor.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::{ContractId, Money};
use jianyue_platform::{
    App, Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;

use crate::{
    account::{BondAccount, Cited, Line, account},
    facts::BondPiece,
    fold::fold,
    store::entry::entry_list,
};

/// Payments that are due, and the bond.
pub(crate) struct Owed;

#[async_trait]
impl DutySource for Owed {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let now = app.env().now();
        let Ok(Some(version)) = app.state::<Registry>().shown(tx, contract, now).await else { return Ok(Vec::new()) };
        let today = zone::local_date(now);
        let told = fold(&entry_list(tx, [contract.0]).await?);
        let account = account(&version.model, version.time.calendar(), &told.facts, today);
        let mut found: Vec<Duty> = account.lines.iter().filter_map(|line| payment(line, contract, today)).collect();
        found.extend(account.bond.iter().filter_map(|bond| of_bond(bond, &told.facts.bonds, contract, today)));
        found.retain(|duty| from <= duty.day() && duty.day() <= to);
        Ok(found)
    }
}

fn duty(
    contract: ContractId,
    key: &str,
    rule: &Cited,
    title: String,
    (due, done): (NaiveDate, Option<NaiveDate>),
    today: NaiveDate,
) -> Duty {
    let path = format!("/billing/{}", contract.0);
    let at: Option<DateTime<Utc>> = done.map(zone::start_of_day);
    let evidence =
        at.map(|at| DutyEvidence { text: title.clone(), client_path: path.clone(), path, by: String::new(), at });
    Duty {
        key: format!("billing:{key}"),
        rule: rule.rule.clone(),
        clause: rule.clause.clone(),
        assumed: rule.assumed.clone(),
        title,
        kind: "event",
        works: Vec::new(),
        from: due,
        to: due,
        due: Some(due),
        state: DutyState::on(today, due.min(today), Some(due), done),
        ended_at: at,
        note: None,
        evidence: evidence.into_iter().collect(),
    }
}

/// A payment is owed from the day on which its last condition was met.
fn payment(line: &Line, contract: ContractId, today: NaiveDate) -> Option<Duty> {
    let due = line.due_on?;
    let mut one = duty(contract, &line.key, &line.rule, format!("支付{}", line.title), (due, line.paid_on), today);
    one.from = line.ready_on.unwrap_or(due).min(due);
    one.note = line.fiscal_delay.then(|| "财政支付受限，期限顺延".to_owned());
    Some(one)
}

/// The bond is handed in on the day on which its last piece came.
fn of_bond(bond: &BondAccount, pieces: &[BondPiece], contract: ContractId, today: NaiveDate) -> Option<Duty> {
    let due = bond.due_on?;
    let mut sorted: Vec<&BondPiece> = pieces.iter().collect();
    sorted.sort_by_key(|piece| piece.on);
    let mut held = Money::ZERO;
    let whole = sorted.into_iter().find(|piece| {
        held = held + piece.amount;
        held >= bond.amount
    });
    let done = whole.map(|piece| piece.on);
    Some(duty(contract, "bond", &bond.rule, "提交履约保证金".to_owned(), (due, done), today))
}
