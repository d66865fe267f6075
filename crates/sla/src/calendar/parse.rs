//! Reading notices from CSV, row by row, so that every bad row is named at once.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::{SpecialDay, SpecialKind};

/// A row that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BadRow {
    /// Line in the file, from 1.
    pub line: u64,
    /// What is wrong and what is expected.
    pub reason: String,
}

/// A notice that cannot be loaded, with every bad row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct CalendarLoadError {
    /// In order of line.
    pub rows: Vec<BadRow>,
}

impl fmt::Display for CalendarLoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "放假通知有 {} 行有误，未载入", self.rows.len())?;
        self.rows.iter().try_for_each(|row| write!(f, "；第 {} 行：{}", row.line, row.reason))
    }
}

/// Good rows with their lines, and bad rows.
pub(super) fn rows(csv: &str) -> (Vec<(u64, SpecialDay)>, Vec<BadRow>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(csv.as_bytes());
    let (mut good, mut bad, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    match reader.headers() {
        Ok(header) if header.iter().eq(["date", "kind", "name"]) => {}
        _ => bad.push(BadRow { line: 1, reason: "第一行应为表头 date,kind,name".to_owned() }),
    }
    for record in reader.records() {
        let line = match &record {
            Ok(record) => record.position().map_or(0, csv::Position::line),
            Err(error) => error.position().map_or(0, csv::Position::line),
        };
        match record.map_err(|error| error.to_string()).and_then(|record| row(&record)) {
            Ok(day) if !seen.insert(day.date) => {
                bad.push(BadRow { line, reason: format!("{} 重复出现", day.date) });
            }
            Ok(day) => good.push((line, day)),
            Err(reason) => bad.push(BadRow { line, reason }),
        }
    }
    (good, bad)
}

fn row(record: &csv::StringRecord) -> Result<SpecialDay, String> {
    let [date, kind, name] = record.iter().collect::<Vec<_>>()[..] else {
        return Err(format!("应有三列 date,kind,name，实有 {} 列", record.len()));
    };
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .map_err(|_| format!("“{date}”不是日期，应写成 2027-01-01 的形式"))?;
    let kind = match kind {
        "holiday" => SpecialKind::Holiday,
        "workday" => SpecialKind::MakeUp,
        other => return Err(format!("“{other}”不是类型，应为 holiday（放假）或 workday（调休上班）")),
    };
    if name.is_empty() {
        return Err("缺少节日名称".to_owned());
    }
    if kind == SpecialKind::MakeUp && !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
        return Err(format!("{date} 不是周末，不能是调休上班日"));
    }
    Ok(SpecialDay { date, kind, name: name.to_owned() })
}
