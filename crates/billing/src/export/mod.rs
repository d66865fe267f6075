//! The schedule as files for people and other programs.

mod csv;
mod excel;

pub use csv::csv;
pub use excel::excel;

use crate::{
    account::Certainty,
    blocked::Who,
    explain::state,
    service::{Schedule, ScheduledLine},
};

/// Headings of the columns.
pub(crate) const HEADINGS: [&str; 16] = [
    "合同",
    "期次",
    "条款",
    "条件",
    "等待",
    "到期日",
    "逾期天数",
    "金额",
    "扣除",
    "已付",
    "未付",
    "付清日",
    "状态",
    "由谁办理",
    "预计付款日",
    "预计依据",
];

/// Texts of a line that are no amounts: contract, payment, clause, conditions, what it waits for, its state, who has to act,
/// and what its expected day follows from.
pub(crate) struct Texts {
    pub contract: String,
    pub title: String,
    pub clause: String,
    pub conditions: String,
    pub waits_for: String,
    pub state: &'static str,
    pub who: String,
    pub because: String,
}

impl Texts {
    pub(crate) fn of(one: &ScheduledLine) -> Self {
        let met = one.line.conditions.iter().map(|condition| {
            let on = condition.on.map(|on| format!(" {on}")).unwrap_or_default();
            format!("{}{}{on}", if condition.met { "✓" } else { "○" }, condition.name)
        });
        let mut who: Vec<Who> = one.blockers.iter().flat_map(|blocker| blocker.who.iter().copied()).collect();
        who.sort_unstable();
        who.dedup();
        let because = match one.expected.as_ref() {
            Some(expected) => format!("{}：{}", certainty(expected.certainty), expected.steps.join("；")),
            None => String::new(),
        };
        Self {
            who: who.into_iter().map(Who::name).collect::<Vec<_>>().join("、"),
            because,
            contract: one.contract_title.clone(),
            title: one.line.title.clone(),
            clause: one.line.rule.clause.clone(),
            conditions: met.collect::<Vec<_>>().join("；"),
            waits_for: one.waits_for.join("；"),
            state: state(one.line.state),
        }
    }
}

/// How sure an expected day is, in words.
const fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "已确定",
        Certainty::Expected => "预计",
        Certainty::Earliest => "预计最早",
        Certainty::Unknown => "不能预计",
    }
}

/// The lines of each contract, in the order of the contracts' names.
pub(crate) fn by_contract(schedule: &Schedule) -> Vec<(&str, Vec<&ScheduledLine>)> {
    let mut contracts: Vec<(&str, Vec<&ScheduledLine>)> = Vec::new();
    for one in &schedule.lines {
        match contracts.iter_mut().find(|(name, _)| *name == one.contract) {
            Some((_, lines)) => lines.push(one),
            None => contracts.push((&one.contract, vec![one])),
        }
    }
    contracts.sort_by_key(|(name, _)| *name);
    for (_, lines) in &mut contracts {
        lines.sort_by(|a, b| a.line.key.cmp(&b.line.key));
    }
    contracts
}
