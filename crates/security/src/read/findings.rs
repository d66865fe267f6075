//! What an evaluation found, as a table.

use chrono::NaiveDate;
use jianyue_sheets::{Cells, Column, RowOf, TableError, column, read_table};

use super::{severity, unknown_severity};
use crate::model::Severity;

/// The columns of a table, in the order of the template.
pub const FINDING_COLUMNS: [Column; 5] = [
    column("标准条款", &["测评项", "控制点", "条款", "安全控制点", "测评指标"], true),
    column("问题描述", &["问题", "发现问题", "安全问题", "不符合项", "描述"], true),
    column("风险等级", &["严重程度", "等级", "危险等级"], true),
    column("责任人", &["整改责任人", "负责人"], false),
    column("整改期限", &["计划完成日期", "期限", "完成时限", "整改时限"], true),
];

const STANDARD: usize = 0;
const TEXT: usize = 1;
const SEVERITY: usize = 2;
const OWNER: usize = 3;
const DUE: usize = 4;

/// A row as it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingDraft {
    /// The clause of the standard.
    pub standard: String,
    /// What was found.
    pub text: String,
    /// How grave.
    pub severity: Severity,
    /// Who mends it.
    pub owner: Option<String>,
    /// The last day.
    pub due_on: NaiveDate,
}

/// Reads a table; the ending of `name` says which kind.
///
/// # Errors
/// [`TableError`] when nothing of it can be read.
pub fn read_findings(name: &str, content: &[u8]) -> Result<Vec<RowOf<FindingDraft>>, TableError> {
    read_table(name, content, &FINDING_COLUMNS, |cells| (cells.text(STANDARD), draft(cells)))
}

fn draft(cells: &Cells<'_>) -> Result<FindingDraft, String> {
    let grade = cells.required(SEVERITY, 20)?;
    Ok(FindingDraft {
        standard: cells.required(STANDARD, 200)?,
        text: cells.required(TEXT, 1_000)?,
        severity: severity(&grade).ok_or_else(|| unknown_severity(&grade))?,
        owner: cells.optional(OWNER, 60)?,
        due_on: cells.day(DUE)?.ok_or("没有填写整改期限")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_read_with_their_reasons() {
        let table = "控制点,问题描述,严重程度,整改期限\n8.1.4.1 身份鉴别,口令未定期更换,中,2026-04-01\n8.1.4.3,未开启审计,高,\n";
        let rows = read_findings("a.csv", table.as_bytes()).unwrap();
        assert_eq!(rows[0].draft.as_ref().unwrap().severity, Severity::Medium);
        assert_eq!(rows[1].draft.as_ref().unwrap_err(), "没有填写整改期限");
    }
}
