//! Printed hours whose words or figures do not hold together.

use jianyue_sla::{ServiceWindow, window::OpenDays};

use super::{Findings, Place, Severity};
use crate::model::Window;

const HOUR: i64 = 3600;

/// A printed phrase, where it stands and how the product reads it.
struct Phrase {
    clause: String,
    printed: String,
    reading: Option<String>,
}

pub fn check(findings: &mut Findings<'_>) {
    for phrase in phrases(findings) {
        excluded_working_days(findings, &phrase);
        year_of_five_day_weeks(findings, &phrase);
    }
    let contract = findings.contract;
    for window in &contract.windows {
        hours_as_printed(findings, window);
    }
}

/// Everything kept as printed; windows with their hours as the reading.
fn phrases(findings: &Findings<'_>) -> Vec<Phrase> {
    let contract = findings.contract;
    let hours = |id: &str| contract.window(id).and_then(|window| window.hours.clone());
    let rules = contract.rules().into_iter().filter_map(|rule| {
        let printed = rule.printed?.to_owned();
        let reading = hours(rule.id).or_else(|| rule.assumed.map(str::to_owned));
        Some(Phrase { clause: rule.clause.to_owned(), printed, reading })
    });
    let targets = contract.matrices.iter().flat_map(|matrix| &matrix.cases).flat_map(|case| &case.targets);
    let targets = targets.filter_map(|target| {
        Some(Phrase { clause: target.clause.clone(), printed: target.printed.clone()?, reading: hours(&target.window) })
    });
    rules.chain(targets).collect()
}

/// "法定工作日除外" takes away the very days on which service is promised.
fn excluded_working_days(findings: &mut Findings<'_>, phrase: &Phrase) {
    let without_spaces: String = phrase.printed.chars().filter(|c| !c.is_whitespace()).collect();
    if !without_spaces.contains("工作日除外") || without_spaces.contains("非工作日除外") {
        return;
    }
    let message = format!("“{}”把工作日排除在服务时间之外，应为节假日之误", phrase.printed);
    let places = vec![Place::new(&phrase.clause, &phrase.printed)];
    findings
        .add(Severity::Warning, "window.excludes_working_days", message, places)
        .followed
        .clone_from(&phrase.reading);
}

/// "365*5*24": every day of the year, and five days a week.
fn year_of_five_day_weeks(findings: &mut Findings<'_>, phrase: &Phrase) {
    let Some([days_a_year, days_a_week, hours]) = factors(&phrase.printed).first_chunk::<3>().copied() else { return };
    if days_a_year < 365 || (days_a_week == 7 && hours <= 24) {
        return;
    }
    let message = format!("“{}”自相矛盾：全年 {days_a_year} 天就是每周 7 天，不是 {days_a_week} 天", phrase.printed);
    let places = vec![Place::new(&phrase.clause, &phrase.printed)];
    findings.add(Severity::Warning, "window.factors_contradict", message, places).followed.clone_from(&phrase.reading);
}

/// The figures of the first product in a text: `7×24小时` is 7, 24.
fn factors(text: &str) -> Vec<u32> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut best = Vec::new();
    for run in compact.split(|c: char| !c.is_ascii_digit() && !is_times(c)) {
        let numbers: Option<Vec<u32>> = run.split(is_times).map(|number| number.parse().ok()).collect();
        best = numbers.filter(|numbers| numbers.len() > best.len().max(1)).unwrap_or(best);
    }
    best
}

const fn is_times(c: char) -> bool {
    matches!(c, '*' | '×' | 'x' | 'X' | '＊' | '✕')
}

/// "5×9" against the hours that the file gives.
fn hours_as_printed(findings: &mut Findings<'_>, window: &Window) {
    let (Some(printed), Some(hours)) = (&window.printed, &window.hours) else { return };
    let Ok(compiled) = hours.parse::<ServiceWindow>() else { return };
    let &[days, hours_a_day] = factors(printed).as_slice() else { return };
    let every_day = compiled.days() == OpenDays::Daily;
    if (days == 7) == every_day && compiled.seconds_a_day() == i64::from(hours_a_day) * HOUR {
        return;
    }
    let message = format!("“{}”印作“{printed}”，文件写的时段“{hours}”与之不符", window.title);
    let places = vec![Place::new(&window.clause, printed)];
    findings.add(Severity::Warning, "window.hours_differ_from_printed", message, places).follow(hours.as_str());
}

#[cfg(test)]
mod tests {
    use super::factors;

    #[test]
    fn products_are_found_in_any_spelling() {
        assert_eq!(factors("365*5*24小时"), [365, 5, 24]);
        assert_eq!(factors("提供 7 × 24 小时服务"), [7, 24]);
        assert_eq!(factors("5X9（9:00至18:00）"), [5, 9]);
        assert_eq!(factors("2 小时"), [0_u32; 0]);
    }
}
