//! What is a reading and not the letter, and what has no upper bound.

use super::{Findings, Place, Severity, place_of};
use crate::model::{Per, Side};

pub fn check(findings: &mut Findings<'_>) {
    assumed(findings);
    open_penalties(findings);
}

fn assumed(findings: &mut Findings<'_>) {
    let contract = findings.contract;
    for rule in contract.rules() {
        if let Some(why) = rule.assumed {
            reading(findings, rule.id, rule.clause, rule.printed, why);
        }
    }
    for penalty in &contract.penalties {
        for (raised, why) in penalty.raised_by.iter().filter_map(|one| Some((one, one.assumed.as_ref()?))) {
            let name = format!("{} 由“{}”提出", penalty.id, raised.by.name());
            reading(findings, &name, raised.clause.as_ref().unwrap_or(&penalty.clause), None, why);
        }
    }
    for instalment in &contract.payments.instalments {
        if let Some((reports, why)) = instalment.reports.as_ref().and_then(|one| Some((one, one.assumed.as_ref()?))) {
            reading(findings, &format!("{} 等待的报告", instalment.id), &reports.clause, None, why);
        }
    }
    for case in contract.matrices.iter().flat_map(|matrix| &matrix.cases) {
        for target in &case.targets {
            if let Some(why) = &target.assumed {
                let name = format!("{} {}", case.id, target.kind.name());
                reading(findings, &name, &target.clause, target.printed.as_deref(), why);
            }
        }
    }
}

fn reading(findings: &mut Findings<'_>, id: &str, clause: &str, printed: Option<&str>, why: &str) {
    let places = vec![Place::new(clause, printed.unwrap_or("（未写明）"))];
    findings.add(Severity::Note, "reading.assumed", format!("{id} 是推定：{why}"), places).follow(why);
}

fn open_penalties(findings: &mut Findings<'_>) {
    let contract = findings.contract;
    for penalty in &contract.penalties {
        let repeats = !matches!(penalty.per, Per::Breach);
        let priced = penalty.rate.is_some() || penalty.sum.is_some() || !penalty.bands.is_empty();
        if repeats && priced && penalty.cap.is_none() {
            let message = format!("违约金“{}”{}计算，没有写明上限", penalty.title, penalty.per.name());
            findings.add(Severity::Note, "penalty.no_cap", message, vec![place_of(penalty, &penalty.breach)]);
        }
    }
    if let Some(late) = contract.late_payment.as_ref().filter(|late| late.rate_per_day.is_some() && late.cap.is_none())
    {
        let message = format!("{}逾期付款违约金没有写明上限", Side::Client.name());
        findings.add(Severity::Note, "late_payment.no_cap", message, vec![place_of(late, late.base.name())]);
    }
}
