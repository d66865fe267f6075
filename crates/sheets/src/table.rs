//! Tables of Excel and CSV as lines of cells under headings.

use std::{collections::HashMap, io::Cursor};

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use encoding_rs::{GB18030, UTF_8};

use crate::{ROWS, TableError, day_of, day_of_serial};

/// A column: what it is called in the template, other names, and whether it must be there.
#[derive(Debug)]
pub struct Column {
    /// Its heading in the template and in what is exported.
    pub heading: &'static str,
    /// Further headings that mean the same.
    also: &'static [&'static str],
    /// Whether a row needs it.
    required: bool,
}

/// A column of a table.
#[must_use]
pub const fn column(heading: &'static str, also: &'static [&'static str], required: bool) -> Column {
    Column { heading, also, required }
}

/// A row of what was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowOf<T> {
    /// Its line in the table, from 1.
    pub line: usize,
    /// What it says, so that it is found again: the code or the name.
    pub about: String,
    /// What it is to become, or what is wrong and what to do.
    pub draft: Result<T, String>,
}

/// A cell, as far as it matters here.
#[derive(Debug)]
enum Cell {
    Text(String),
    Number(f64),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// A line of the table, its cells found by column.
#[derive(Debug)]
pub struct Cells<'a> {
    columns: &'static [Column],
    places: &'a [Option<usize>],
    line: &'a [Cell],
}

impl Cells<'_> {
    fn cell(&self, column: usize) -> Option<&Cell> {
        self.places[column].and_then(|place| self.line.get(place))
    }

    /// The text of a cell; empty where there is none.
    #[must_use]
    pub fn text(&self, column: usize) -> String {
        self.cell(column).map(Cell::text).unwrap_or_default()
    }

    /// A text of at most `most` characters, if there is one.
    ///
    /// # Errors
    /// Why it does not fit, as a sentence for the row.
    pub fn optional(&self, column: usize, most: usize) -> Result<Option<String>, String> {
        let value = self.text(column);
        match value.chars().count() {
            0 => Ok(None),
            n if n > most => Err(format!("{}超过 {most} 个字", self.columns[column].heading)),
            _ => Ok(Some(value)),
        }
    }

    /// A text that must be there.
    ///
    /// # Errors
    /// Why it does not fit, as a sentence for the row.
    pub fn required(&self, column: usize, most: usize) -> Result<String, String> {
        self.optional(column, most)?.ok_or_else(|| format!("没有填写{}", self.columns[column].heading))
    }

    /// A serial number or the like, which Excel may have made a number and cut.
    ///
    /// # Errors
    /// Why it does not fit, as a sentence for the row.
    pub fn long(&self, column: usize, most: usize) -> Result<Option<String>, String> {
        if matches!(self.cell(column), Some(Cell::Number(number)) if *number >= 1e15) {
            let name = self.columns[column].heading;
            return Err(format!("{name}是数字格式，末位可能已被 Excel 改成 0。请把这一列设为文本后重新填写"));
        }
        self.optional(column, most)
    }

    /// A whole number from 0 up.
    ///
    /// # Errors
    /// Why it does not fit, as a sentence for the row.
    pub fn count(&self, column: usize) -> Result<Option<i64>, String> {
        let text = self.text(column).replace([',', '，', ' '], "");
        if text.is_empty() {
            return Ok(None);
        }
        let whole = text.strip_suffix(".0").unwrap_or(&text).parse().ok();
        let fits = whole.filter(|n| (0..=1_000_000_000).contains(n));
        fits.map(Some).ok_or_else(|| format!("{}“{text}”不是整数", self.columns[column].heading))
    }

    /// An amount in yuan, as fen.
    ///
    /// # Errors
    /// Why it does not fit, as a sentence for the row.
    pub fn fen(&self, column: usize) -> Result<Option<i64>, String> {
        let text = self.text(column).replace([',', '，', ' ', '¥', '￥', '元'], "");
        if text.is_empty() {
            return Ok(None);
        }
        fen(&text)
            .map(Some)
            .ok_or_else(|| format!("{}“{text}”不是金额，请写成 1234.50 的样子", self.columns[column].heading))
    }

    /// A day.
    ///
    /// # Errors
    /// Why it does not fit, as a sentence for the row.
    pub fn day(&self, column: usize) -> Result<Option<NaiveDate>, String> {
        let found = match self.cell(column) {
            None => return Ok(None),
            Some(Cell::Text(text)) if text.trim().is_empty() => return Ok(None),
            Some(Cell::Text(text)) => day_of(text),
            Some(cell @ Cell::Number(number)) => day_of_serial(*number).or_else(|| day_of(&cell.text())),
        };
        let name = self.columns[column].heading;
        found.map(Some).ok_or_else(|| format!("{name}“{}”不是日期，请写成 2026-03-01 的样子", self.text(column)))
    }
}

/// An amount in yuan of at most two digits behind the point, as fen; spreadsheets may have added what floating point adds.
fn fen(text: &str) -> Option<i64> {
    let (yuan, part) = text.split_once('.').unwrap_or((text, ""));
    let yuan: i64 = yuan.parse().ok().filter(|yuan| (0..=10_000_000_000).contains(yuan))?;
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (cents, rest) = part.split_at(part.len().min(2));
    if rest.bytes().any(|b| b != b'0') {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    Some(yuan * 100 + cents)
}

/// Reads a table; the ending of `name` says which kind. The first line that is not blank is the headings.
///
/// # Errors
/// [`TableError`] when nothing of it can be read.
pub fn read_table<T>(
    name: &str,
    content: &[u8],
    columns: &'static [Column],
    row: impl Fn(&Cells<'_>) -> (String, Result<T, String>),
) -> Result<Vec<RowOf<T>>, TableError> {
    let ending = name.rsplit('.').next().map(str::to_ascii_lowercase).unwrap_or_default();
    let lines = match ending.as_str() {
        "xlsx" => excel(content)?,
        "csv" => comma_separated(content)?,
        _ => return Err(TableError::Unknown(name.chars().take(80).collect())),
    };
    let mut lines = lines.into_iter();
    let Some((_, headings)) = lines.next() else { return Err(TableError::Empty) };
    let places = places(&headings, columns)?;
    let rows: Vec<_> = lines
        .map(|(line, cells)| {
            let (about, draft) = row(&Cells { columns, places: &places, line: &cells });
            RowOf { line, about, draft }
        })
        .collect();
    match rows.len() {
        0 => Err(TableError::Empty),
        n if n > ROWS => Err(TableError::TooMany),
        _ => Ok(rows),
    }
}

/// Lines that are not blank, with their numbers.
type Lines = Vec<(usize, Vec<Cell>)>;

fn excel(content: &[u8]) -> Result<Lines, TableError> {
    let broken = |error: calamine::XlsxError| TableError::Broken(error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content)).map_err(broken)?;
    let range = book.worksheet_range_at(0).ok_or(TableError::Empty)?.map_err(broken)?;
    let first = range.start().map_or(0, |(row, _)| row as usize);
    let mut lines = Vec::new();
    for (i, cells) in range.rows().enumerate() {
        let cells: Vec<Cell> = cells.iter().map(cell).collect();
        if cells.iter().all(|cell| cell.text().is_empty()) {
            continue;
        }
        lines.push((first + i + 1, cells));
        if lines.len() > ROWS + 1 {
            return Err(TableError::TooMany);
        }
    }
    Ok(lines)
}

fn cell(data: &Data) -> Cell {
    match data {
        Data::Float(number) => Cell::Number(*number),
        #[expect(clippy::cast_precision_loss, reason = "numbers of spreadsheets are floating point anyway")]
        Data::Int(number) => Cell::Number(*number as f64),
        Data::DateTime(moment) => Cell::Number(moment.as_f64()),
        Data::Empty | Data::Error(_) => Cell::Text(String::new()),
        other => Cell::Text(other.to_string()),
    }
}

fn comma_separated(content: &[u8]) -> Result<Lines, TableError> {
    // Excel in Chinese writes CSV in GBK, everybody else in UTF-8.
    let (text, _, wrong) = UTF_8.decode(content);
    let text = if wrong { GB18030.decode(content).0 } else { text };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| TableError::Broken(error.to_string()))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, |at| line_of(&text, at));
        let cells = record.iter().map(|cell| Cell::Text(cell.to_owned())).collect();
        lines.push((line, cells));
        if lines.len() > ROWS + 1 {
            return Err(TableError::TooMany);
        }
    }
    Ok(lines)
}

/// The line on which a record begins. Its position is that of the blank lines before it.
fn line_of(text: &str, at: &csv::Position) -> usize {
    let begin = usize::try_from(at.byte()).unwrap_or_default();
    let blank = text.as_bytes().iter().skip(begin).take_while(|byte| matches!(byte, b'\r' | b'\n'));
    usize::try_from(at.line()).unwrap_or_default() + blank.filter(|byte| **byte == b'\n').count()
}

/// Where each column stands.
fn places(headings: &[Cell], columns: &[Column]) -> Result<Vec<Option<usize>>, TableError> {
    let by_name: HashMap<String, usize> =
        headings.iter().enumerate().rev().map(|(i, cell)| (cell.text().replace([' ', '*', '＊'], ""), i)).collect();
    let mut missing = Vec::new();
    let mut places = Vec::with_capacity(columns.len());
    for column in columns {
        let place = std::iter::once(&column.heading).chain(column.also).find_map(|name| by_name.get(*name).copied());
        if place.is_none() && column.required {
            missing.push(column.heading);
        }
        places.push(place);
    }
    if missing.is_empty() { Ok(places) } else { Err(TableError::NoColumn(missing.join("、"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_fen_and_never_rounded() {
        for (text, amount) in
            [("12", Some(1_200)), ("12.5", Some(1_250)), ("12.05", Some(1_205)), ("12.500", Some(1_250))]
        {
            assert_eq!(fen(text), amount, "{text}");
        }
        for text in ["12.345", "-1", "1e5", "", "12.x", "12345678901234567890"] {
            assert_eq!(fen(text), None, "{text}");
        }
    }
}
