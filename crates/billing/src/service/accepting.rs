//! The fact that the reports of a payment are accepted, as the reports tell it.

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract, Desk,
    derive::documents_due,
    model::{Fact, Instalment, Rule as _},
};
use jianyue_kernel::ContractId;
use jianyue_platform::Tx;
use jianyue_sla::WorkCalendar;

use super::raising::tell_step;
use crate::{
    error::BillingError,
    facts::Happened,
    fold::fold,
    model::Entry,
    raise::Step,
    store::{
        entry::{EntryRow, entry_list},
        happening::{AcceptedReport, reports_accepted},
    },
};

/// Reports that are named.
const NAMED: usize = 6;

/// Has the ledger say which payments have all their reports accepted; how many entries it got. What a payment was already made
/// on is not taken back.
pub(crate) async fn reports_fact(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<usize, BillingError> {
    let version = desk.version(tx, contract, desk.today()).await?;
    let waiting = version.model.payments.instalments.iter().filter(|one| one.reports.is_some());
    if waiting.clone().next().is_none() {
        return Ok(0);
    }
    let accepted = reports_accepted(tx, contract).await?;
    let rows = entry_list(tx, [contract.0]).await?;
    let mut told = 0;
    for instalment in waiting {
        let fact = fact(&version.model, version.time.calendar(), instalment, &accepted, desk.today());
        if let Some(step) = step(instalment.id(), fact, &rows) {
            tell_step(tx, desk, contract, step).await?;
            told += 1;
        }
    }
    Ok(told)
}

/// The fact, when every report that the payment waits for is accepted.
fn fact(
    contract: &Contract,
    calendar: &WorkCalendar,
    instalment: &Instalment,
    accepted: &[AcceptedReport],
    today: NaiveDate,
) -> Option<Happened> {
    let reports = instalment.reports.as_ref()?;
    let service = contract.service_period();
    let from = reports.ended_from.map_or(service.from, |day| day.0);
    let (due, _) = documents_due(contract, calendar, service.from, reports.ended_by.0);
    let mut named = Vec::new();
    let mut last = None;
    let wanted = due
        .iter()
        .filter(|one| reports.rules.contains(&one.rule.rule) && one.to >= from && one.to <= reports.ended_by.0);
    for one in wanted {
        let same = |report: &&AcceptedReport| {
            report.rule == one.rule.rule && (report.from_on, report.to_on) == (one.from, one.to)
        };
        let found = accepted.iter().find(same)?;
        let how = if found.by_silence {
            format!("，逾期未提出异议视为通过（{}）", found.clause)
        } else {
            String::new()
        };
        named
            .push(format!("{}（{} 至 {}）{} 通过{how} {}", one.title, one.from, one.to, found.accepted_on, found.path));
        last = last.max(Some(found.accepted_on));
    }
    let on = last.filter(|on| *on <= today)?;
    let more = if named.len() > NAMED { format!(" 等 {} 份", named.len()) } else { String::new() };
    let evidence = format!("{}{more}", named.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("；"));
    Some(Happened { fact: Fact::ReportsAccepted, of: Some(instalment.id().to_owned()), on, evidence })
}

/// What the ledger lacks, or says too much of.
fn step(of: &str, fact: Option<Happened>, rows: &[EntryRow]) -> Option<Step> {
    let told = fold(rows);
    let stands = rows.iter().find(|row| {
        let same = matches!(&row.body.0, Entry::Happened(one)
            if one.fact == Fact::ReportsAccepted && one.of.as_deref().is_none_or(|line| line == of));
        same && !told.withdrawn.contains(&row.id)
    });
    match (fact, stands) {
        (Some(fact), None) => {
            // People who took it back know better, as long as nothing new was accepted.
            let again = rows.iter().any(|row| row.body.0 == Entry::Happened(fact.clone()));
            (!again).then_some(Step { entry: Entry::Happened(fact), cause: None })
        }
        (None, Some(row)) if row.by_id.is_nil() => {
            let paid = told.facts.payments.iter().any(|paid| paid.of == of);
            let reason = "有报告的通过已收回".to_owned();
            (!paid).then_some(Step { entry: Entry::Withdrawal { entry: row.id, reason }, cause: None })
        }
        _ => None,
    }
}
