//! Business time for whole tables: CSV in, the same CSV with one more column out.
//!
//! Columns are found by their names, in any order; further columns are passed through. Moments are RFC 3339 with any
//! offset, or without one, which then means Beijing time; seconds are allowed. A row that cannot be computed is reported
//! with its line and left out, and the others still come out.

mod columns;
mod due;
mod elapsed;
mod minutes;

use std::io::{Read, Write};

use crate::business::BusinessTime;
use columns::Columns;

pub use due::due_batch;
pub use elapsed::elapsed_batch;

/// What became of a table. A host exits with 1 when `bad` is not 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchReport {
    /// Rows written.
    pub good: u64,
    /// Rows reported and left out.
    pub bad: u64,
}

/// Why a table could not be worked through at all.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The first line does not name the columns.
    #[error("第 1 行 (line 1)：表头缺少“{column}”列，应为 {expected}")]
    MissingColumn {
        /// The column that is missing.
        column: &'static str,
        /// The whole header.
        expected: &'static str,
    },
    /// Reading or writing failed.
    #[error("读写失败：{0}")]
    Csv(#[from] csv::Error),
    /// Reporting bad rows failed.
    #[error("读写失败：{0}")]
    Io(#[from] std::io::Error),
}

/// What a batch adds to a row.
trait Column {
    const HEADER: &'static str;
    const NEEDS: &'static [&'static str];
    const ADDS: &'static str;

    /// The added field, from the needed ones in their order, or what is wrong with them.
    fn compute(&mut self, business: &BusinessTime, needed: &[&str]) -> Result<String, String>;
}

fn run<C: Column>(
    mut column: C,
    business: &BusinessTime,
    input: impl Read,
    output: impl Write,
    mut errors: impl Write,
) -> Result<BatchReport, BatchError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
    let mut writer = csv::Writer::from_writer(output);
    let columns = Columns::find::<C>(reader.byte_headers()?)?;
    writer.write_byte_record(&columns.header())?;
    let mut report = BatchReport::default();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        let added = columns.needed(&record).and_then(|needed| column.compute(business, &needed));
        match added {
            Ok(added) => {
                writer.write_byte_record(&columns.with(&record, &added))?;
                report.good += 1;
            }
            Err(reason) => {
                writeln!(errors, "第 {line} 行 (line {line})：{reason}")?;
                report.bad += 1;
            }
        }
    }
    writer.flush()?;
    errors.flush()?;
    Ok(report)
}
