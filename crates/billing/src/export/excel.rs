//! The schedule as a workbook: a summary and a sheet for each contract, amounts as numbers, totals as formulas.

use jianyue_kernel::Money;
use rust_xlsxwriter::{Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

use super::{HEADINGS, Texts, by_contract};
use crate::service::{Schedule, ScheduledLine};

/// Columns that hold sums: amount, deducted, paid, open.
const SUMS: [(u16, char); 4] = [(7, 'H'), (8, 'I'), (9, 'J'), (10, 'K')];
/// Widths of the columns.
const WIDTHS: [f64; 16] =
    [24.0, 14.0, 12.0, 32.0, 22.0, 11.0, 9.0, 15.0, 13.0, 15.0, 15.0, 11.0, 14.0, 12.0, 11.0, 36.0];
/// The most characters of the name of a sheet.
const NAME: usize = 31;

struct Formats {
    head: Format,
    text: Format,
    money: Format,
    total: Format,
    day: Format,
}

/// The schedule as a workbook.
///
/// # Errors
/// When the workbook cannot be put together.
pub fn excel(schedule: &Schedule) -> Result<Vec<u8>, XlsxError> {
    let money = Format::new().set_num_format("#,##0.00");
    let formats = Formats {
        head: Format::new().set_bold().set_align(FormatAlign::Center).set_text_wrap(),
        text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        total: money.clone().set_bold(),
        money,
        day: Format::new().set_num_format("yyyy-mm-dd"),
    };
    let mut book = Workbook::new();
    let contracts = by_contract(schedule);
    let names = sheet_names(&contracts);
    summary(book.add_worksheet(), schedule, (&contracts, &names), &formats)?;
    for ((_, lines), name) in contracts.iter().zip(&names) {
        contract(book.add_worksheet().set_name(name)?, lines, &formats)?;
    }
    book.save_to_buffer()
}

/// A name for each sheet, as short as Excel wants it, none twice.
fn sheet_names(contracts: &[(&str, Vec<&ScheduledLine>)]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (contract, _) in contracts {
        let mut name: String = contract.chars().take(NAME).collect();
        let mut n = 2;
        while names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            let ending = format!("~{n}");
            name = contract.chars().take(NAME - ending.len()).chain(ending.chars()).collect();
            n += 1;
        }
        names.push(name);
    }
    names
}

/// Yuan, for cells; exact below ninety thousand billion.
#[expect(clippy::cast_precision_loss, reason = "fen of any contract are far below 2^53")]
fn yuan(amount: Money) -> f64 {
    amount.fen() as f64 / 100.0
}

fn summary(
    sheet: &mut Worksheet,
    schedule: &Schedule,
    (contracts, names): (&[(&str, Vec<&ScheduledLine>)], &[String]),
    formats: &Formats,
) -> Result<(), XlsxError> {
    sheet.set_name("汇总")?;
    sheet.write_string(0, 0, format!("付款计划汇总（截至 {}，单位：元）", schedule.at))?;
    for (at, heading) in (0..).zip(["合同", "名称", "金额", "扣除", "已付", "未付"]) {
        sheet.write_string_with_format(1, at, heading, &formats.head)?;
        sheet.set_column_width(at, if at < 2 { 36.0 } else { 18.0 })?;
    }
    let mut totals = [Money::ZERO; 4];
    for (row, ((name, lines), own)) in (2..).zip(contracts.iter().zip(names)) {
        sheet.write_string(row, 0, *name)?;
        sheet.write_string(row, 1, lines.first().map_or("", |one| one.contract_title.as_str()))?;
        let sums = sums(lines);
        for ((at, (_, letter)), (sum, total)) in (2..).zip(SUMS).zip(sums.into_iter().zip(&mut totals)) {
            let last = lines.len() + 1;
            let formula = Formula::new(format!("='{own}'!{letter}{}", last + 1));
            sheet.write_formula_with_format(row, at, formula.set_result(yuan(sum).to_string()), &formats.money)?;
            *total = *total + sum;
        }
    }
    let below = u32::try_from(contracts.len()).unwrap_or(0) + 2;
    sheet.write_string_with_format(below, 0, "合计", &formats.head)?;
    for ((at, letter), total) in (2..).zip(['C', 'D', 'E', 'F']).zip(totals) {
        let formula = Formula::new(format!("=SUM({letter}3:{letter}{below})"));
        sheet.write_formula_with_format(below, at, formula.set_result(yuan(total).to_string()), &formats.total)?;
    }
    sheet.set_freeze_panes(2, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

fn sums(lines: &[&ScheduledLine]) -> [Money; 4] {
    [
        lines.iter().map(|one| one.line.amount).sum(),
        lines.iter().map(|one| one.line.deducted).sum(),
        lines.iter().map(|one| one.line.paid).sum(),
        lines.iter().map(|one| one.line.open).sum(),
    ]
}

/// Points that the tallest text of a row takes in its column; a Chinese character is as wide as two digits.
fn height(texts: &Texts) -> f64 {
    const LINE: u32 = 15;
    let lines = |text: &str, width: f64| {
        let digits: u32 = text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum();
        (f64::from(digits) / (width - 2.0)).ceil().max(1.0)
    };
    let all =
        [(&texts.contract, 0), (&texts.title, 1), (&texts.conditions, 3), (&texts.waits_for, 4), (&texts.because, 15)];
    let most =
        all.into_iter().filter_map(|(text, at)| WIDTHS.get(at).map(|width| lines(text, *width))).fold(1.0, f64::max);
    most * f64::from(LINE)
}

fn contract(sheet: &mut Worksheet, lines: &[&ScheduledLine], formats: &Formats) -> Result<(), XlsxError> {
    for ((at, heading), width) in (0..).zip(HEADINGS).zip(WIDTHS) {
        sheet.write_string_with_format(0, at, heading, &formats.head)?;
        sheet.set_column_width(at, width)?;
    }
    sheet.set_freeze_panes(1, 2)?;
    for (row, one) in (1..).zip(lines) {
        let texts = Texts::of(one);
        let line = &one.line;
        sheet.set_row_height(row, height(&texts))?;
        for (at, text) in (0..).zip([texts.contract, texts.title, texts.clause, texts.conditions, texts.waits_for]) {
            sheet.write_string_with_format(row, at, text, &formats.text)?;
        }
        for (at, day) in [(5, line.due_on), (11, line.paid_on)] {
            if let Some(day) = day {
                sheet.write_with_format(row, at, &day, &formats.day)?;
            }
        }
        sheet.write_number(row, 6, f64::from(i32::try_from(line.late_days).unwrap_or(i32::MAX)))?;
        for ((at, _), amount) in SUMS.into_iter().zip([line.amount, line.deducted, line.paid]) {
            sheet.write_number_with_format(row, at, yuan(amount), &formats.money)?;
        }
        let n = row + 1;
        let open = Formula::new(format!("=H{n}-I{n}-J{n}")).set_result(yuan(line.open).to_string());
        sheet.write_formula_with_format(row, 10, open, &formats.money)?;
        sheet.write_string_with_format(row, 12, texts.state, &formats.text)?;
        sheet.write_string_with_format(row, 13, texts.who, &formats.text)?;
        if let Some(on) = one.expected.as_ref().and_then(|expected| expected.on) {
            sheet.write_with_format(row, 14, &on, &formats.day)?;
        }
        sheet.write_string_with_format(row, 15, texts.because, &formats.text)?;
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let below = u32::try_from(lines.len()).unwrap_or(0) + 1;
    sheet.write_string_with_format(below, 0, "合计", &formats.head)?;
    for ((at, letter), sum) in SUMS.into_iter().zip(sums(lines)) {
        let formula = Formula::new(format!("=SUM({letter}2:{letter}{below})")).set_result(yuan(sum).to_string());
        sheet.write_formula_with_format(below, at, formula, &formats.total)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_that_begin_alike_have_sheets_of_their_own() {
        let (long, other) = ("x".repeat(40), format!("{}y", "x".repeat(35)));
        let names = sheet_names(&[(&long, Vec::new()), (&other, Vec::new()), ("short", Vec::new())]);
        assert_eq!(names, ["x".repeat(31), format!("{}~2", "x".repeat(29)), "short".to_owned()]);
    }
}
