//! What this module contributes to reports.

mod devices;
mod money;
mod orders;

use std::sync::Arc;

use jianyue_contracts::model::Duty;
use jianyue_platform::reports::ReportSource;

/// Orders, money, readers and keys.
pub(crate) fn sources() -> Vec<Arc<dyn ReportSource>> {
    vec![Arc::new(orders::Orders), Arc::new(money::Money), Arc::new(devices::Devices)]
}

/// A rule as a note cites it.
fn cited(rule: &Duty) -> String {
    let within = rule.within.map(|within| format!("，{}", within.in_chinese())).unwrap_or_default();
    format!("{}（{}）{within}", rule.title, rule.clause)
}
