//! A value in a cell: a number where it is one, so that it can be added up; a text as it is, never a formula.

use chrono::{Datelike, FixedOffset};
use jianyue_kernel::Value;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::style::Values;
use crate::clean::clean;

/// Characters that a cell holds, as Excel counts them (UTF-16).
const MOST: usize = 32_767;
/// Said at the end of a text that a cell cannot hold.
const CUT: &str = "……（内容超过单元格上限，此处截断，全文见系统或其他格式的文件）";
/// Whole numbers up to here are exact in a cell.
const EXACT: i64 = 1 << 53;
/// Dates before are no numbers for Excel.
const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 9999;
/// The civil time of every contract.
const BEIJING: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(zone) => zone,
    None => panic!("eight hours are less than a day"),
};
const SECONDS_A_DAY: f64 = 86_400.0;

/// Writes `value` at (`row`, `column`).
pub fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: &Value,
    values: &Values,
) -> Result<(), XlsxError> {
    match value {
        Value::Empty => sheet.write_blank(row, column, &values.text)?,
        Value::Text(text) => return write_text(sheet, (row, column), text, values),
        Value::Count(count) if is_exact(*count) => {
            sheet.write_number_with_format(row, column, number(*count), &values.count)?
        }
        Value::Percent(percent) => {
            let parts = percent.parts_per_million();
            let format = if parts % 100 == 0 { &values.percent } else { &values.fine_percent };
            sheet.write_number_with_format(row, column, number(parts) / 1e6, format)?
        }
        Value::Money(money) if is_exact(money.fen()) => {
            sheet.write_number_with_format(row, column, number(money.fen()) / 100.0, &values.money)?
        }
        // A span below zero is shown by no Excel: it is written out.
        Value::Seconds(seconds) if *seconds >= 0 && is_exact(*seconds) => {
            let format = if seconds % 60 == 0 { &values.span } else { &values.fine_span };
            sheet.write_number_with_format(row, column, number(*seconds) / SECONDS_A_DAY, format)?
        }
        Value::Day(day) if (FIRST_YEAR..=LAST_YEAR).contains(&day.year()) => {
            sheet.write_datetime_with_format(row, column, day, &values.day)?
        }
        Value::Moment(at) if (FIRST_YEAR..LAST_YEAR).contains(&at.year()) => {
            sheet.write_datetime_with_format(row, column, at.with_timezone(&BEIJING).naive_local(), &values.moment)?
        }
        Value::Count(_) | Value::Money(_) | Value::Seconds(_) | Value::Day(_) | Value::Moment(_) => {
            sheet.write_string_with_format(row, column, value.to_string(), &values.text)?
        }
    };
    Ok(())
}

fn write_text(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, values: &Values) -> Result<(), XlsxError> {
    let text = fitting(text);
    if text.is_empty() {
        sheet.write_blank(row, column, &values.text)?;
        return Ok(());
    }
    let format = if text.starts_with(['=', '+', '-', '@', '\t']) { &values.quoted } else { &values.text };
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

/// What a cell can hold of `text`, with a note where something is left out.
pub fn fitting(text: &str) -> String {
    let text = literal(&clean(text));
    if text.encode_utf16().count() <= MOST {
        return text;
    }
    let room = MOST - CUT.encode_utf16().count();
    let mut used = 0;
    let fits = |c: &char| {
        used += c.len_utf16();
        used <= room
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push_str(CUT);
    kept
}

/// Excel reads `_x0041_` in a text as the character 41: an underline before says that it is none.
fn literal(text: &str) -> String {
    let mut parts = text.split("_x");
    let mut literal = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.as_bytes();
        let escapes = code.len() > 4 && code[4] == b'_' && code[..4].iter().all(u8::is_ascii_hexdigit);
        literal.push_str(if escapes { "_x005F_x" } else { "_x" });
        literal.push_str(part);
    }
    literal
}

/// The sum of a column whose values are all of one kind that adds up (or nothing), as a value of that kind.
pub fn sum<'v>(mut values: impl Iterator<Item = &'v Value>) -> Option<Value> {
    let add = |sum: Option<Value>, value: &Value| match (sum, value) {
        (sum, Value::Empty) => Some(sum),
        (None, Value::Count(_) | Value::Money(_)) => Some(Some(value.clone())),
        (None, Value::Seconds(seconds)) if *seconds >= 0 => Some(Some(value.clone())),
        (Some(Value::Count(sum)), Value::Count(count)) => Some(Some(Value::Count(sum.checked_add(*count)?))),
        (Some(Value::Money(sum)), Value::Money(money)) => Some(Some(Value::Money(sum + *money))),
        (Some(Value::Seconds(sum)), Value::Seconds(seconds)) if *seconds >= 0 => {
            Some(Some(Value::Seconds(sum.checked_add(*seconds)?)))
        }
        _ => None,
    };
    values.try_fold(None, add).flatten()
}

/// Writes the sum of rows `from..=to` of a column as a formula that already has its result.
pub fn write_sum(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    (from, to): (u32, u32),
    sum: &Value,
    values: &Values,
) -> Result<(), XlsxError> {
    let (result, format) = match sum {
        Value::Count(count) => (number(*count), &values.count),
        Value::Money(money) => (number(money.fen()) / 100.0, &values.money),
        Value::Seconds(seconds) => {
            (number(*seconds) / SECONDS_A_DAY, if seconds % 60 == 0 { &values.span } else { &values.fine_span })
        }
        other => return write(sheet, (row, column), other, values),
    };
    let name = rust_xlsxwriter::utility::column_number_to_name(column);
    let formula = rust_xlsxwriter::Formula::new(format!("=SUM({name}{}:{name}{})", from + 1, to + 1));
    sheet.write_formula_with_format(row, column, formula.set_result(result.to_string()), format)?;
    Ok(())
}

fn is_exact(number: i64) -> bool {
    number.unsigned_abs() <= EXACT.unsigned_abs()
}

#[expect(clippy::cast_precision_loss, reason = "what is not exact is written as text")]
fn number(number: i64) -> f64 {
    number as f64
}

/// The width of `text` in characters of the sheet: a Chinese one takes two.
pub fn width(text: &str) -> u32 {
    let line = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    text.lines().map(line).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use jianyue_kernel::Money;

    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_cut_where_it_shows() {
        let long = "😀".repeat(20_000);
        let cut = fitting(&long);
        assert!(cut.encode_utf16().count() <= MOST && cut.ends_with(CUT));
        assert!(cut.starts_with("😀😀"));
        let fits = "长".repeat(MOST);
        assert_eq!(fitting(&fits), fits);
    }

    #[test]
    fn what_looks_like_an_escape_is_kept_as_it_is_written() {
        assert_eq!(literal("a_x0041_b"), "a_x005F_x0041_b");
        assert_eq!(literal("_x00_x0041"), "_x00_x0041");
        assert_eq!(literal("max_xyz"), "max_xyz");
    }

    #[test]
    fn only_numbers_of_one_kind_add_up() {
        let money = |yuan| Value::Money(Money::from_yuan(yuan));
        assert_eq!(sum([money(1), Value::Empty, money(2)].iter()), Some(money(3)));
        assert_eq!(sum([money(1), Value::Count(2)].iter()), None);
        assert_eq!(sum([Value::Count(1), Value::Text("二".into())].iter()), None);
        assert_eq!(sum([Value::Empty].iter()), None);
        assert_eq!(
            sum([Value::Seconds(60), Value::Seconds(-1)].iter()),
            None,
            "a span below zero is no number in Excel"
        );
        assert_eq!(sum([Value::Count(i64::MAX), Value::Count(1)].iter()), None);
    }
}
