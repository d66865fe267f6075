//! Workbooks: tables to be filled in, and a week of money with sums that count themselves.

use std::collections::HashMap;

use chrono::Days;
use jianyue_sheets::Column;
use jianyue_sla::zone;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};

use super::money::Reason;
use crate::{
    error::DeliveryError,
    model::{Side, WeekState},
    store::money::{EntryRow, Outcome, WeekRow},
};

/// A table with headings only, to be filled in.
pub fn template(columns: &[Column]) -> Result<Vec<u8>, DeliveryError> {
    let heads: Vec<&str> = columns.iter().map(|column| column.heading).collect();
    let write = || -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        head(book.add_worksheet(), &heads)?;
        book.save_to_buffer()
    };
    write().map_err(|error| DeliveryError::workbook(&error))
}

fn head(sheet: &mut Worksheet, heads: &[&str]) -> Result<(), XlsxError> {
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    for (at, name) in (0..).zip(heads) {
        sheet.set_column_width(at, 18)?;
        if name.contains('号') || name.contains("编号") {
            // As text, so that a long number that is typed keeps its end.
            sheet.set_column_format(at, &text)?;
        }
        sheet.write_string_with_format(0, at, *name, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "fen are far below 2^53")]
fn yuan(fen: i64) -> f64 {
    fen as f64 / 100.0
}

/// A week: what differs, what it is made of, and its sums.
pub(super) fn week_book(
    week: &WeekRow,
    outcome: &Outcome,
    rows: &[EntryRow],
    said: &HashMap<String, Reason>,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    differences(book.add_worksheet().set_name("差异表")?, outcome, said)?;
    let names = [
        ("订单", None),
        ("支付流水", Some(Side::Payment)),
        ("票据", Some(Side::Receipt)),
        ("缴款书", Some(Side::Treasury)),
    ];
    let mut sums = Vec::new();
    for (name, side) in names {
        let lines: Vec<(String, String, i64, String)> = match side {
            None => outcome
                .orders
                .iter()
                .map(|(number, fee)| (number.clone(), number.clone(), *fee, String::new()))
                .collect(),
            Some(side) => rows
                .iter()
                .filter(|row| row.side == side)
                .map(|row| {
                    let order = row.order_number.clone().unwrap_or_default();
                    (row.number.clone(), order, row.amount, row.happened_on.to_string())
                })
                .collect(),
        };
        sums.push((name, lines.len(), entries(book.add_worksheet().set_name(format!("{name}明细"))?, name, &lines)?));
    }
    summary(book.add_worksheet().set_name("合计")?, week, &sums)?;
    book.save_to_buffer()
}

fn differences(sheet: &mut Worksheet, outcome: &Outcome, said: &HashMap<String, Reason>) -> Result<(), XlsxError> {
    let money = Format::new().set_num_format("#,##0.00");
    head(sheet, &["差异类别", "订单号", "相关编号", "应有金额", "实际金额", "差额", "差异说明", "说明人", "说明时间"])?;
    for (line, one) in (1..).zip(&outcome.differences) {
        sheet.write_string(line, 0, one.kind.label())?;
        sheet.write_string(line, 1, &one.order_number)?;
        sheet.write_string(line, 2, &one.number)?;
        sheet.write_number_with_format(line, 3, yuan(one.expected), &money)?;
        sheet.write_number_with_format(line, 4, yuan(one.found), &money)?;
        let formula =
            Formula::new(format!("=E{0}-D{0}", line + 1)).set_result(yuan(one.found - one.expected).to_string());
        sheet.write_formula_with_format(line, 5, formula, &money)?;
        if let Some(reason) = said.get(&one.key) {
            sheet.write_string(line, 6, &reason.text)?;
            sheet.write_string(line, 7, &reason.by)?;
            sheet.write_string(line, 8, zone::display(reason.at))?;
        }
    }
    if outcome.differences.is_empty() {
        sheet.write_string(1, 0, "没有差异")?;
    }
    Ok(())
}

/// Writes rows with their sum below; gives the cell of the sum.
fn entries(sheet: &mut Worksheet, name: &str, lines: &[(String, String, i64, String)]) -> Result<String, XlsxError> {
    let (money, bold) = (Format::new().set_num_format("#,##0.00"), Format::new().set_bold());
    head(sheet, &["编号", "订单号", "金额（元）", "日期"])?;
    let mut line = 1;
    for (number, order, amount, day) in lines {
        sheet.write_string(line, 0, number)?;
        sheet.write_string(line, 1, order)?;
        sheet.write_number_with_format(line, 2, yuan(*amount), &money)?;
        sheet.write_string(line, 3, day)?;
        line += 1;
    }
    sheet.write_string_with_format(line, 0, "合计", &bold)?;
    let sum: i64 = lines.iter().map(|(_, _, amount, _)| amount).sum();
    let text = if lines.is_empty() { "=0".to_owned() } else { format!("=SUM(C2:C{line})") };
    let formula = Formula::new(text).set_result(yuan(sum).to_string());
    sheet.write_formula_with_format(line, 2, formula, &money)?;
    Ok(format!("'{name}明细'!C{}|{}", line + 1, yuan(sum)))
}

fn summary(sheet: &mut Worksheet, week: &WeekRow, sums: &[(&str, usize, String)]) -> Result<(), XlsxError> {
    let money = Format::new().set_num_format("#,##0.00");
    head(sheet, &["项目", "笔数", "金额（元）"])?;
    let mut line = 1;
    for (name, n, cell) in sums {
        let (cell, result) = cell.split_once('|').unwrap_or((cell, "0"));
        sheet.write_string(line, 0, *name)?;
        sheet.write_number(line, 1, u32::try_from(*n).unwrap_or(u32::MAX))?;
        sheet.write_formula_with_format(line, 2, Formula::new(format!("={cell}")).set_result(result), &money)?;
        line += 1;
    }
    let facts = [
        ("对账周", format!("{} 至 {}", week.week_on, week.week_on + Days::new(6))),
        ("状态", if week.state == WeekState::Closed { "已办结".to_owned() } else { "办理中".to_owned() }),
        ("办结人", week.closed_by.clone().unwrap_or_default()),
        ("办结时间", week.closed_at.map(zone::display).unwrap_or_default()),
    ];
    for (name, value) in facts {
        line += 1;
        sheet.write_string(line, 0, name)?;
        sheet.write_string(line, 1, value)?;
    }
    Ok(())
}
