//! The plan as people read it.

use std::fmt;

use super::{DocumentDue, Occurrence, Plan, PlannedPayment, Standing};
use crate::{catalogue::CatalogueCase, model::Phase};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}（{}）", self.title, self.contract)?;
        writeln!(f, "{} 至 {}", self.from, self.to)?;
        if let Some(reason) = &self.not_in_force {
            writeln!(f, "\n{reason}；没有时限，也没有周期工作。")?;
        }
        section(f, "服务时段", &self.windows, |f, window| {
            let hours = window.hours.as_deref().unwrap_or("考试期间");
            let special = window.special_hours.as_ref().map(|hours| format!("，特殊时期 {hours}")).unwrap_or_default();
            write!(f, "{}：{hours}{special}  〔{}〕", window.title, window.rule.clause)
        })?;
        section(f, "故障级别与时限", &self.clocks, case)?;
        section(f, "周期工作", &self.occurrences, occurrence)?;
        section(f, "应交文件", &self.documents, document)?;
        section(f, "付款", &self.payments, payment)?;
        section(f, "人员", &self.staffing, |f, position| {
            let more = if position.at_least { "以上" } else { "" };
            let when = position.when.as_ref().map(|when| format!("，{when}")).unwrap_or_default();
            write!(f, "{} {} 人{more}{when}  〔{}〕", position.title, position.heads, position.rule.clause)
        })?;
        section(f, "长期义务与条件", &self.standing, standing)?;
        section(f, "算不出来的", &self.problems, |f, problem| {
            write!(f, "{}：{}", problem.rule.rule, problem.message)
        })
    }
}

fn section<T>(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    items: &[T],
    line: fn(&mut fmt::Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{title}（{}）", items.len())?;
    for item in items {
        f.write_str("  ")?;
        line(f, item)?;
        f.write_str("\n")?;
    }
    Ok(())
}

fn case(f: &mut fmt::Formatter<'_>, case: &CatalogueCase) -> fmt::Result {
    write!(f, "{} {}：{}  〔{}〕", case.rule.rule, case.title, case.wording, case.rule.clause)?;
    for target in &case.targets {
        let assumed = if target.assumed.is_some() { "（推定）" } else { "" };
        write!(f, "\n    {} {}{assumed}，{}  〔{}〕", target.name, target.within_text, target.window, target.clause)?;
    }
    Ok(())
}

fn occurrence(f: &mut fmt::Formatter<'_>, occurrence: &Occurrence) -> fmt::Result {
    if occurrence.from == occurrence.to {
        write!(f, "{}", occurrence.from)?;
    } else {
        write!(f, "{} 至 {}（计划 {}）", occurrence.from, occurrence.to, occurrence.planned)?;
    }
    write!(f, "  {}", occurrence.title)?;
    if let (Some(phase), Some(festival)) = (occurrence.phase, &occurrence.festival) {
        let phase = match phase {
            Phase::Before => "节前",
            Phase::During => "节日期间",
            Phase::After => "节后",
        };
        write!(f, "（{festival} {phase}）")?;
    }
    write!(f, "  〔{}〕", occurrence.rule.clause)
}

fn document(f: &mut fmt::Formatter<'_>, document: &DocumentDue) -> fmt::Result {
    write!(f, "{} 至 {}  {}", document.from, document.to, document.title)?;
    match document.due {
        Some(due) => write!(f, "，{due} 前提交")?,
        None => f.write_str("，提交期限未写明")?,
    }
    if let Some(review) = document.review_by {
        write!(f, "，评审至 {review}")?;
    }
    write!(f, "  〔{}〕", document.rule.clause)
}

fn payment(f: &mut fmt::Formatter<'_>, payment: &PlannedPayment) -> fmt::Result {
    let amount = payment.amount.map_or_else(|| "金额待定".to_owned(), |amount| amount.to_string());
    write!(f, "{} {amount}", payment.title)?;
    if let Some(percent) = payment.percent {
        write!(f, "（{percent}）")?;
    }
    if let Some(arithmetic) = &payment.arithmetic {
        write!(f, "，{arithmetic}")?;
    }
    let conditions: Vec<&str> = payment.conditions.iter().map(|condition| condition.name.as_str()).collect();
    if !conditions.is_empty() {
        write!(f, "；条件：{}", conditions.join("、"))?;
    }
    for due in &payment.due {
        write!(f, "；{}", due.text)?;
        if let Some(day) = due.day {
            write!(f, "（最迟 {day}）")?;
        }
    }
    for split in &payment.splits {
        write!(f, "\n    {} {}", split.name, split.amount)?;
    }
    write!(f, "  〔{}〕", payment.rule.clause)
}

fn standing(f: &mut fmt::Formatter<'_>, standing: &Standing) -> fmt::Result {
    write!(f, "{}", standing.title)?;
    if !standing.text.is_empty() {
        write!(f, "：{}", standing.text)?;
    }
    write!(f, "  〔{}〕", standing.rule.clause)
}
