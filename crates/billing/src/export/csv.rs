//! The schedule as CSV: UTF-8 with a byte order mark, so that Excel reads it; what looks like a formula is text.

use std::fmt::Write as _;

use super::{HEADINGS, Texts, by_contract};
use crate::service::Schedule;

/// The schedule, one line a payment.
#[must_use]
pub fn csv(schedule: &Schedule) -> String {
    let mut text = String::from("\u{feff}");
    row(&mut text, HEADINGS.map(str::to_owned));
    for one in by_contract(schedule).into_iter().flat_map(|(_, lines)| lines) {
        let (line, texts) = (&one.line, Texts::of(one));
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        row(
            &mut text,
            [
                texts.contract,
                texts.title,
                texts.clause,
                texts.conditions,
                texts.waits_for,
                day(line.due_on),
                line.late_days.to_string(),
                String::from(line.amount),
                String::from(line.deducted),
                String::from(line.paid),
                String::from(line.open),
                day(line.paid_on),
                texts.state.to_owned(),
                texts.who,
                day(one.expected.as_ref().and_then(|expected| expected.on)),
                texts.because,
            ],
        );
    }
    text
}

fn row<const N: usize>(text: &mut String, cells: [String; N]) {
    for (at, cell) in cells.iter().enumerate() {
        let _ = write!(text, "{}{}", if at > 0 { "," } else { "" }, escaped(cell));
    }
    text.push_str("\r\n");
}

/// In quotes where it needs them; never a formula, but a number below zero stays one.
fn escaped(cell: &str) -> String {
    let number =
        cell.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number;
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_quotes_are_doubled() {
        let cells = ["=1+1", "-5.00", "-x", "a,b", "say \"no\"", "一般"].map(escaped);
        assert_eq!(cells, ["'=1+1", "-5.00", "'-x", "\"a,b\"", "\"say \"\"no\"\"\"", "一般"]);
    }
}
