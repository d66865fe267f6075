//! `start,window,minutes` → `due`.

use std::io::{Read, Write};

use super::minutes::{Windows, moment, seconds, written};
use super::{BatchError, BatchReport, Column, run};
use crate::business::BusinessTime;

struct Due(Windows);

impl Column for Due {
    const HEADER: &'static str = "start,window,minutes";
    const NEEDS: &'static [&'static str] = &["start", "window", "minutes"];
    const ADDS: &'static str = "due";

    fn compute(&mut self, business: &BusinessTime, needed: &[&str]) -> Result<String, String> {
        let [start, window, minutes] = needed else { return Err("缺少数据".to_owned()) };
        let window = self.0.get(business, window)?;
        let due = window.due_at(moment("start", start)?, seconds(minutes)?).map_err(|error| error.to_string())?;
        Ok(written(due))
    }
}

/// Adds `due` to a table of `start,window,minutes`: the moment at which so many business minutes have passed, at +08:00.
///
/// Minutes may have decimals; they are rounded to the second. A `due` column that is there already is replaced.
///
/// # Errors
/// [`BatchError`] when the header lacks a column, or reading or writing fails. Bad rows are no error; they go to `errors`.
pub fn due_batch(
    business: &BusinessTime,
    input: impl Read,
    output: impl Write,
    errors: impl Write,
) -> Result<BatchReport, BatchError> {
    run(Due(Windows::default()), business, input, output, errors)
}
