//! The rules of a contract that reports are made for.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use jianyue_contracts::{
    Desk,
    derive::{day_after, documents_listed, left_by},
    desk::covers,
    model::{Report as Rule, Within},
};
use jianyue_kernel::ContractId;
use jianyue_platform::{App, Tx};
use uuid::Uuid;

use super::{History, drafting::may_begin};
use crate::{
    error::ReportError,
    model::{OpenPeriod, ReportRule, ReviewRule, SectionName},
    permissions::READ,
    policy::house::house,
    store::list::{report_ended, report_once},
};

/// The most periods that are offered.
const PERIODS: usize = 24;
/// How far back periods are offered.
const BACK: Days = Days::new(800);

/// The rules that reports are made for, as far as the caller may read of their works, in the order of the text.
pub async fn report_rules(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<ReportRule>, ReportError> {
    let scope = desk.reader(&READ, contract)?;
    let history = History::read(desk.app, tx, contract).await?;
    let today = desk.today();
    let compiled = history.on(today);
    let periods = periods(tx, desk, contract, (&history, today)).await?;
    let rules = compiled.model.reports.iter().filter(|rule| covers(&scope, contract, &rule.works));
    Ok(rules
        .map(|rule| ReportRule {
            rule: rule.id.clone(),
            clause: rule.clause.clone(),
            assumed: rule.assumed.clone(),
            title: rule.title.clone(),
            frequency: rule.frequency.to_string(),
            contents: rule.contents.clone(),
            works: rule.works.clone(),
            due_after: rule.due_after.map(Within::in_chinese),
            review: rule.review.as_ref().map(|review| ReviewRule {
                within: review.within.in_chinese(),
                silence: review.silence.into(),
                clause: Some(review.clause.clone()),
            }),
            trigger: rule.trigger.clone(),
            sections: sections(desk.app, rule),
            left_by: left_by(&compiled.model, &rule.id).map(str::to_owned),
            periods: periods.get(rule.id.as_str()).cloned().unwrap_or_default(),
        })
        .collect())
}

fn sections(app: &App, rule: &Rule) -> Vec<SectionName> {
    let wanted = house().sections(rule);
    let sources = app.modules().iter().flat_map(|module| module.report_sources());
    let mut names: Vec<SectionName> = sources
        .filter(|source| wanted.has(source.code()))
        .map(|source| SectionName { code: source.code().to_owned(), title: source.title().to_owned() })
        .collect();
    names.sort_by(|a, b| house().place(&a.code).cmp(&house().place(&b.code)));
    names
}

/// The periods that ended or run, by rule, the last first.
async fn periods(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    (history, today): (&History, NaiveDate),
) -> Result<BTreeMap<String, Vec<OpenPeriod>>, ReportError> {
    let begin = today.checked_sub_days(BACK).unwrap_or(today);
    let until = today.checked_add_days(Days::new(2000)).unwrap_or(today);
    let calendar = history.0[0].0.time.calendar();
    let (found, _) = documents_listed(&history.held(), calendar, (begin, until));
    let mut there = report_ended(tx, contract, (begin, until)).await?;
    there.extend(report_once(tx, contract).await?);
    let report = |rule: &str, from: NaiveDate| -> Option<Uuid> {
        let mut mine = there.iter().filter(|row| row.rule == rule && row.from_on == from);
        mine.find(|row| row.submitted_version > 0 || may_begin(desk, contract, &row.works.0)).map(|row| row.id)
    };
    let mut by_rule: BTreeMap<String, Vec<OpenPeriod>> = BTreeMap::new();
    for rule in &history.on(today).model.reports {
        if let Some((from, to)) = history.whole_service(&rule.id, today).filter(|(from, _)| *from <= today) {
            let report_id = report(&rule.id, from);
            let due_on = rule.due_after.and_then(|within| day_after(to, within, calendar).ok());
            by_rule.insert(rule.id.clone(), vec![OpenPeriod { from, to, due_on, report_id }]);
        }
    }
    let recurring = found.into_iter().rev().filter(|one| one.from <= today && !by_rule.contains_key(&one.rule.rule));
    for one in recurring.collect::<Vec<_>>() {
        let periods = by_rule.entry(one.rule.rule.clone()).or_default();
        if periods.len() < PERIODS {
            let report_id = report(&one.rule.rule, one.from);
            periods.push(OpenPeriod { from: one.from, to: one.to, due_on: one.due, report_id });
        }
    }
    Ok(by_rule)
}
