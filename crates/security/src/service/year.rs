//! A year of a contract in figures, for the yearly report about network security.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{Problem, Tx};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::{evaluations, pledges, shown::decided};
use crate::{
    error::SecurityError,
    model::{Evaluation, SecurityYear, State},
    permissions::READ,
    policy::year::{One, by_severity, late, mean_days},
    store::vulnerability::{VulnerabilityRow, vulnerabilities_received},
};

fn span(year: i32) -> Result<(NaiveDate, NaiveDate), Refusal> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    match (2000..2100).contains(&year).then(|| Some((day(1, 1)?, day(12, 31)?))).flatten() {
        Some(span) => Ok(span),
        None => Err(Refusal::field("year", "年份应在 2000 与 2099 之间")),
    }
}

async fn rows(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    year: i32,
) -> Result<Vec<VulnerabilityRow>, SecurityError> {
    let scope = desk.reader(&READ, contract)?;
    let mut rows = vulnerabilities_received(tx, contract, span(year)?).await?;
    rows.retain(|row| scope.covers(contract, row.work.as_deref()));
    Ok(rows)
}

async fn counted(
    tx: &mut Tx,
    desk: Desk<'_>,
    (contract, year): (ContractId, i32),
    rows: &[VulnerabilityRow],
) -> Result<SecurityYear, SecurityError> {
    let (from, to) = span(year)?;
    let within = |day: NaiveDate| from <= day && day <= to;
    let all: Vec<One> = rows
        .iter()
        .map(|row| One {
            severity: row.severity,
            state: row.state,
            received: row.received_on,
            due: row.due_on,
            fixed: row.fixed_on,
            fed_back: row.fed_back_on,
        })
        .collect();
    let today = desk.today();
    let mut held = evaluations::evaluations(tx, desk, contract).await?;
    held.retain(|one| within(one.asked_on) || one.evaluated_on.is_some_and(within));
    let team = pledges::pledges(tx, desk, contract).await?;
    let end = to.min(today);
    let on_team = |joined: NaiveDate, left: Option<NaiveDate>| joined <= end && left.is_none_or(|day| day > end);
    let there: Vec<_> = team.items.iter().filter(|one| on_team(one.joined_on, one.left_on)).collect();
    let signed = |on: Option<NaiveDate>, until: Option<NaiveDate>| {
        on.is_some_and(|day| day <= end) && until.is_none_or(|last| end <= last)
    };
    Ok(SecurityYear {
        year,
        severities: by_severity(&all, today),
        received: all.len(),
        fixed: all.iter().filter(|one| one.fixed.is_some()).count(),
        mean_days: mean_days(&all),
        late: late(&all, today),
        evaluations: held,
        pledges_signed: team.items.iter().filter(|one| one.signed_on.is_some_and(within)).count(),
        team: there.len(),
        pledges_wanting: there.iter().filter(|one| !signed(one.signed_on, one.valid_until)).count(),
    })
}

/// A year in figures.
pub async fn year(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, year: i32) -> Result<SecurityYear, SecurityError> {
    let rows = rows(tx, desk, contract, year).await?;
    counted(tx, desk, (contract, year), &rows).await
}

/// The same as a workbook, with every vulnerability.
pub async fn year_sheet(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    year: i32,
) -> Result<Vec<u8>, SecurityError> {
    let rows = rows(tx, desk, contract, year).await?;
    let told = counted(tx, desk, (contract, year), &rows).await?;
    let book = workbook(&told, &rows).map_err(|error| Problem::internal(&error))?;
    Ok(book)
}

fn workbook(told: &SecurityYear, rows: &[VulnerabilityRow]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold();
    figures(book.add_worksheet().set_name("漏洞统计")?, &head, told)?;
    list(book.add_worksheet().set_name("漏洞清单")?, &head, rows)?;
    held(book.add_worksheet().set_name("等保测评")?, &head, &told.evaluations)?;
    book.save_to_buffer()
}

fn heads(sheet: &mut Worksheet, head: &Format, names: &[&str]) -> Result<(), XlsxError> {
    for (at, name) in (0..).zip(names) {
        sheet.write_string_with_format(0, at, *name, head)?;
        sheet.set_column_width(at, 16)?;
    }
    sheet.set_freeze_panes(1, 0).map(drop)
}

fn figures(sheet: &mut Worksheet, head: &Format, told: &SecurityYear) -> Result<(), XlsxError> {
    let mut names = vec!["等级", "收到"];
    names.extend(State::ALL.iter().map(|state| state.name()));
    names.extend(["已整改", "平均整改天数", "超期"]);
    heads(sheet, head, &names)?;
    let n = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut line = 1;
    for row in &told.severities {
        sheet.write_string(line, 0, row.severity.name())?;
        sheet.write_number(line, 1, n(row.received))?;
        let mut at = 2;
        for state in &row.states {
            sheet.write_number(line, at, n(state.count))?;
            at += 1;
        }
        sheet.write_number(line, at, n(row.fixed))?;
        sheet.write_string(line, at + 1, row.mean_days.as_deref().unwrap_or("–"))?;
        sheet.write_number(line, at + 2, n(row.late))?;
        line += 1;
    }
    line += 1;
    for (name, value) in [
        ("收到漏洞合计", told.received.to_string()),
        ("已整改合计", told.fixed.to_string()),
        ("平均整改天数", told.mean_days.clone().unwrap_or_else(|| "–".to_owned())),
        ("超期合计", told.late.to_string()),
        ("等保测评", told.evaluations.len().to_string()),
        ("当年签署保密承诺", told.pledges_signed.to_string()),
        ("在岗人员", told.team.to_string()),
        ("未签或已过期", told.pledges_wanting.to_string()),
    ] {
        sheet.write_string_with_format(line, 0, name, head)?;
        sheet.write_string(line, 1, value)?;
        line += 1;
    }
    Ok(())
}

fn list(sheet: &mut Worksheet, head: &Format, rows: &[VulnerabilityRow]) -> Result<(), XlsxError> {
    let names = [
        "漏洞名称",
        "编号",
        "等级",
        "主机",
        "端口",
        "资产编号",
        "收到日期",
        "整改期限",
        "处理方式",
        "状态",
        "整改日期",
        "反馈日期",
        "确认日期",
    ];
    heads(sheet, head, &names)?;
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (line, row) in (1..).zip(rows) {
        let texts = [
            (0, Some(row.title.as_str())),
            (1, row.number.as_deref()),
            (2, Some(row.severity.name())),
            (3, row.host.as_deref()),
            (4, row.port.as_deref()),
            (5, row.asset_code.as_deref()),
            (8, decided(row).map(crate::model::Decision::name)),
            (9, Some(row.state.name())),
        ];
        for (at, text) in texts {
            sheet.write_string(line, at, text.unwrap_or_default())?;
        }
        let days = [
            (6, Some(row.received_on)),
            (7, Some(row.due_on)),
            (10, row.fixed_on),
            (11, row.fed_back_on),
            (12, row.closed_on),
        ];
        for (at, value) in days {
            if let Some(value) = value {
                sheet.write_with_format(line, at, &value, &day)?;
            }
        }
    }
    Ok(())
}

fn held(sheet: &mut Worksheet, head: &Format, all: &[Evaluation]) -> Result<(), XlsxError> {
    heads(sheet, head, &["系统", "等级", "测评机构", "启动日期", "结论日期", "结论", "未整改", "已整改", "接受风险"])?;
    for (line, one) in (1..).zip(all) {
        let result = one.result.map_or("", crate::model::EvaluationResult::name);
        let texts = [
            one.system.clone(),
            format!("{} 级", one.level),
            one.body.clone(),
            one.asked_on.to_string(),
            one.evaluated_on.map(|day| day.to_string()).unwrap_or_default(),
            result.to_owned(),
            one.open.to_string(),
            one.fixed.to_string(),
            one.accepted.to_string(),
        ];
        for (at, text) in (0..).zip(texts) {
            sheet.write_string(line, at, text)?;
        }
    }
    Ok(())
}
