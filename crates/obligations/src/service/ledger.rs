//! The ledger: what every module knows, and what people said.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{
    derive::{PlanProblem, documents_listed, left_by},
    desk::{Desk, covers},
};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    duties::{Duty, DutyState},
};

use super::{
    History,
    shown::{Key, beside, evidence, kept},
    span,
};
use crate::{
    error::DutyError,
    model::{DutyProblem, Ledger, LedgerSummary},
    permissions::READ,
    policy::summary::summary,
    store::record::record_list,
};

/// The most days of a list of all rules.
const LIST: i64 = 100;
/// The most days of a summary, and of a list of one rule.
const SUMMARY: i64 = 1100;

/// Which duties are wanted.
#[derive(Clone, Debug, Default)]
pub struct DutyWish {
    /// Of one rule only.
    pub rule: Option<String>,
    /// Of one kind only.
    pub kind: Option<String>,
    /// In these states only; none means all.
    pub states: Vec<DutyState>,
}

/// The duties that are listed under a day of the span, as far as `desk.by` may see them.
pub async fn ledger(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
    wish: DutyWish,
) -> Result<Ledger, DutyError> {
    let scope = desk.reader(&READ, contract)?;
    let days = span(from, to, if wish.rule.is_some() { SUMMARY } else { LIST })?;
    let history = History::read(desk.app, tx, contract).await?;
    let (mut items, problems) = gather(tx, desk, contract, &history, days).await?;
    items.retain(|duty| {
        covers(&scope, contract, &duty.works)
            && wish.rule.as_ref().is_none_or(|rule| duty.rule == *rule)
            && wish.kind.as_ref().is_none_or(|kind| duty.kind == kind)
            && (wish.states.is_empty() || wish.states.contains(&duty.state))
    });
    items.sort_by(|a, b| (a.day(), a.from, &a.rule, &a.key).cmp(&(b.day(), b.from, &b.rule, &b.key)));
    Ok(Ledger { from, to, items, problems })
}

/// How the rules were kept over the duties that are listed under a day of the span.
pub async fn ledger_summary(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<LedgerSummary, DutyError> {
    let scope = desk.reader(&READ, contract)?;
    let days = span(from, to, SUMMARY)?;
    let history = History::read(desk.app, tx, contract).await?;
    let (mut duties, problems) = gather(tx, desk, contract, &history, days).await?;
    duties.retain(|duty| covers(&scope, contract, &duty.works));
    let shown = history.on(desk.today());
    let rules = summary(&shown.model, &duties, |works| covers(&scope, contract, works));
    Ok(LedgerSummary { from, to, rules, problems })
}

/// Everything, whoever may see it.
pub(crate) async fn gather(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    history: &History,
    days: (NaiveDate, NaiveDate),
) -> Result<(Vec<Duty>, Vec<DutyProblem>), DutyError> {
    let mut duties = Vec::new();
    for source in desk.app.modules().iter().filter_map(|module| module.duties()) {
        duties.extend(source.duties(desk.app, tx, contract, days.0, days.1).await?);
    }
    let rows = record_list(tx, contract, days).await?;
    let mut said = evidence(tx, rows.iter().map(|row| row.id)).await?;
    let mut records: BTreeMap<String, Duty> = BTreeMap::new();
    for row in &rows {
        let said = said.remove(&row.id).unwrap_or_default();
        records.insert(Key::of(row).to_string(), kept(row, said, desk.today()));
    }
    let (_, problems) = documents_listed(&history.versions(), history.calendar(), days);
    for n in 0..duties.len() {
        if duties[n].kind != "document" {
            continue;
        }
        let left_by = left_by(&history.on(duties[n].from).model, &duties[n].rule).map(str::to_owned);
        if let Some(rule) = left_by {
            let mut sheet = duties[n].clone();
            follow(&mut sheet, &duties, &rule);
            duties[n] = sheet;
        } else if let Some(said) = records.remove(&duties[n].key) {
            beside(&mut duties[n], said);
        }
    }
    duties.extend(records.into_values());
    let problems = problems.into_iter().map(|PlanProblem { rule, message }| DutyProblem {
        rule: rule.rule,
        clause: rule.clause,
        message,
    });
    Ok((duties, problems.collect()))
}

/// A document that is the sheet of an inspection stands where the inspection of its period stands, and is handed in by it.
fn follow(duty: &mut Duty, all: &[Duty], rule: &str) {
    duty.key = format!("sheet:{}:{}", duty.rule, duty.from);
    let made = all.iter().find(|one| one.rule == rule && (one.from, one.to) == (duty.from, duty.to));
    if let Some(made) = made {
        duty.state = made.state;
        duty.ended_at = made.ended_at;
        duty.note.clone_from(&made.note);
        duty.evidence.clone_from(&made.evidence);
    }
}
