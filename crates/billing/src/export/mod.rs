//! The schedule as files for people and other programs.

mod csv;
mod excel;

pub use csv::csv;
pub use excel::excel;

use crate::{
    explain::state,
    service::{Schedule, ScheduledLine},
};

/// Headings of the columns.
pub(crate) const HEADINGS: [&str; 13] =
    ["合同", "期次", "条款", "条件", "等待", "到期日", "逾期天数", "金额", "扣除", "已付", "未付", "付清日", "状态"];

/// Texts of a line that are no amounts: contract, payment, clause, conditions, what it waits for, and its state.
pub(crate) struct Texts {
    pub contract: String,
    pub title: String,
    pub clause: String,
    pub conditions: String,
    pub waits_for: String,
    pub state: &'static str,
}

impl Texts {
    pub(crate) fn of(one: &ScheduledLine) -> Self {
        let met = one.line.conditions.iter().map(|condition| {
            let on = condition.on.map(|on| format!(" {on}")).unwrap_or_default();
            format!("{}{}{on}", if condition.met { "✓" } else { "○" }, condition.name)
        });
        Self {
            contract: one.contract_title.clone(),
            title: one.line.title.clone(),
            clause: one.line.rule.clause.clone(),
            conditions: met.collect::<Vec<_>>().join("；"),
            waits_for: one.waits_for.join("；"),
            state: state(one.line.state),
        }
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
