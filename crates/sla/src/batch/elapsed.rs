//! `start,end,window` → `minutes`.

use std::io::{Read, Write};

use super::minutes::{Windows, minutes, moment};
use super::{BatchError, BatchReport, Column, run};
use crate::business::BusinessTime;

struct Elapsed(Windows);

impl Column for Elapsed {
    const HEADER: &'static str = "start,end,window";
    const NEEDS: &'static [&'static str] = &["start", "end", "window"];
    const ADDS: &'static str = "minutes";

    fn compute(&mut self, business: &BusinessTime, needed: &[&str]) -> Result<String, String> {
        let [start, end, window] = needed else { return Err("缺少数据".to_owned()) };
        let (from, to) = (moment("start", start)?, moment("end", end)?);
        if to < from {
            return Err(format!("end“{end}”早于 start“{start}”"));
        }
        let elapsed = self.0.get(business, window)?.elapsed(from, to).map_err(|error| error.to_string())?;
        Ok(minutes(elapsed))
    }
}

/// Adds `minutes` to a table of `start,end,window`: the business minutes in `[start, end)`.
///
/// Whole minutes are written whole; odd seconds as up to six decimals (31 s is `0.516667`), from which the second can be
/// got back. A `minutes` column that is there already is replaced.
///
/// # Errors
/// [`BatchError`] when the header lacks a column, or reading or writing fails. Bad rows are no error; they go to `errors`.
pub fn elapsed_batch(
    business: &BusinessTime,
    input: impl Read,
    output: impl Write,
    errors: impl Write,
) -> Result<BatchReport, BatchError> {
    run(Elapsed(Windows::default()), business, input, output, errors)
}
