//! Tables: Excel and CSV.

use std::{collections::HashMap, io::Cursor};

use calamine::{Data, Reader, Xlsx};
use encoding_rs::{GB18030, UTF_8};

use super::{Draft, ROWS, ReadError, Row, day_of, day_of_serial};
use crate::{model::Medium, policy::canonical_serial};

/// A column: what it is called in the template, other names, and whether it must be there.
pub struct Column {
    /// Its heading in the template and in what is exported.
    pub heading: &'static str,
    /// Further headings that mean the same.
    also: &'static [&'static str],
    /// Whether a row needs it.
    required: bool,
}

const fn column(heading: &'static str, also: &'static [&'static str], required: bool) -> Column {
    Column { heading, also, required }
}

/// The columns of a table, in the order of the template.
pub const COLUMNS: [Column; 9] = [
    column("持有人", &["姓名", "使用人", "证书持有人", "证书名称"], true),
    column("单位", &["所属单位", "单位名称", "部门"], true),
    column("序列号", &["证书序列号", "证书编号"], true),
    column("颁发机构", &["签发机构", "颁发者", "CA"], true),
    column("用途", &["证书用途"], false),
    column("介质", &["证书介质", "存储介质"], false),
    column("生效日期", &["有效期起", "起始日期", "签发日期"], false),
    column("到期日期", &["有效期止", "截止日期", "失效日期", "有效期至"], true),
    column("备注", &["说明"], false),
];

const HOLDER: usize = 0;
const UNIT: usize = 1;
const SERIAL: usize = 2;
const ISSUER: usize = 3;
const USE: usize = 4;
const MEDIUM: usize = 5;
const FROM: usize = 6;
const UNTIL: usize = 7;
const NOTE: usize = 8;

/// A cell, as far as it matters here.
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

/// Reads a table; `ending` is `xlsx` or `csv`. The first line that is not blank is the headings.
pub fn read_sheet(ending: &str, content: &[u8]) -> Result<Vec<Row>, ReadError> {
    let lines = if ending == "xlsx" { excel(content)? } else { comma_separated(content)? };
    let mut lines = lines.into_iter();
    let Some((_, headings)) = lines.next() else { return Err(ReadError::Empty) };
    let places = places(&headings)?;
    Ok(lines.map(|(line, cells)| row(line, &cells, &places)).collect())
}

/// Lines that are not blank, with their numbers.
type Lines = Vec<(usize, Vec<Cell>)>;

fn excel(content: &[u8]) -> Result<Lines, ReadError> {
    let broken = |error: calamine::XlsxError| ReadError::Broken(error.to_string());
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(content)).map_err(broken)?;
    let range = book.worksheet_range_at(0).ok_or(ReadError::Empty)?.map_err(broken)?;
    let first = range.start().map_or(0, |(row, _)| row as usize);
    let mut lines = Vec::new();
    for (i, cells) in range.rows().enumerate() {
        let cells: Vec<Cell> = cells.iter().map(cell).collect();
        if cells.iter().all(|cell| cell.text().is_empty()) {
            continue;
        }
        lines.push((first + i + 1, cells));
        if lines.len() > ROWS + 1 {
            return Err(ReadError::TooMany);
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

fn comma_separated(content: &[u8]) -> Result<Lines, ReadError> {
    // Excel in Chinese writes CSV in GBK, everybody else in UTF-8.
    let (text, _, wrong) = UTF_8.decode(content);
    let text = if wrong { GB18030.decode(content).0 } else { text };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| ReadError::Broken(error.to_string()))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = record.position().map_or(0, |at| line_of(&text, at));
        let cells = record.iter().map(|cell| Cell::Text(cell.to_owned())).collect();
        lines.push((line, cells));
        if lines.len() > ROWS + 1 {
            return Err(ReadError::TooMany);
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
fn places(headings: &[Cell]) -> Result<[Option<usize>; COLUMNS.len()], ReadError> {
    let by_name: HashMap<String, usize> =
        headings.iter().enumerate().rev().map(|(i, cell)| (cell.text().replace([' ', '*', '＊'], ""), i)).collect();
    let mut places = [None; COLUMNS.len()];
    let mut missing = Vec::new();
    for (place, column) in places.iter_mut().zip(&COLUMNS) {
        *place = std::iter::once(&column.heading).chain(column.also).find_map(|name| by_name.get(*name).copied());
        if place.is_none() && column.required {
            missing.push(column.heading);
        }
    }
    if missing.is_empty() { Ok(places) } else { Err(ReadError::NoColumn(missing.join("、"))) }
}

fn row(line: usize, cells: &[Cell], places: &[Option<usize>; COLUMNS.len()]) -> Row {
    let cell = |column: usize| places[column].and_then(|place| cells.get(place));
    let text = |column: usize| cell(column).map(Cell::text).unwrap_or_default();
    let about = Some(text(SERIAL)).filter(|serial| !serial.is_empty()).unwrap_or_else(|| text(HOLDER));
    Row { line, about, draft: draft(&cell, &text) }
}

fn draft<'a>(cell: &impl Fn(usize) -> Option<&'a Cell>, text: &impl Fn(usize) -> String) -> Result<Draft, String> {
    let required = |column: usize, most: usize| {
        let value = text(column);
        let name = COLUMNS[column].heading;
        match value.chars().count() {
            0 => Err(format!("没有填写{name}")),
            n if n > most => Err(format!("{name}超过 {most} 个字")),
            _ => Ok(value),
        }
    };
    let optional = |column: usize| Some(text(column)).filter(|value| !value.is_empty());
    if matches!(cell(SERIAL), Some(Cell::Number(number)) if *number >= 1e15) {
        return Err("序列号是数字格式，末位可能已被 Excel 改成 0。请把这一列设为文本后重新填写".to_owned());
    }
    let serial = required(SERIAL, 100)?;
    let serial = canonical_serial(&serial).ok_or_else(|| format!("序列号“{serial}”不是十六进制数字"))?;
    let valid_from = cell(FROM).map_or(Ok(None), |cell| day(cell, "生效日期"))?;
    let valid_until = cell(UNTIL).map_or(Ok(None), |cell| day(cell, "到期日期"))?.ok_or("没有填写到期日期")?;
    if valid_from.is_some_and(|from| from > valid_until) {
        return Err("到期日期早于生效日期".to_owned());
    }
    Ok(Draft {
        holder: required(HOLDER, 100)?,
        unit: required(UNIT, 100)?,
        serial,
        issuer: required(ISSUER, 200)?,
        use_for: optional(USE),
        medium: optional(MEDIUM).map(|name| medium(&name)).transpose()?,
        valid_from,
        valid_until,
        note: optional(NOTE),
        der: None,
    })
}

fn day(cell: &Cell, name: &str) -> Result<Option<chrono::NaiveDate>, String> {
    let found = match cell {
        Cell::Text(text) if text.trim().is_empty() => return Ok(None),
        Cell::Text(text) => day_of(text),
        Cell::Number(number) => day_of_serial(*number).or_else(|| day_of(&cell.text())),
    };
    found.map(Some).ok_or_else(|| format!("{name}“{}”不是日期，请写成 2026-03-01 的样子", cell.text()))
}

fn medium(name: &str) -> Result<Medium, String> {
    Ok(match name.to_ascii_lowercase().replace([' ', '-', '_'], "").as_str() {
        "usbkey" | "ukey" | "key" | "u盾" => Medium::UsbKey,
        "ic卡" | "智能卡" | "卡" | "card" => Medium::Card,
        "文件" | "软证书" | "文件证书" | "file" => Medium::File,
        "服务器" | "设备" | "server" => Medium::Server,
        "手机" | "手机盾" | "移动端" | "phone" => Medium::Phone,
        _ => return Err(format!("介质“{name}”不认识，请填 USBKey、智能卡、文件、服务器或手机")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "持有人,所属单位,证书序列号,CA,有效期止,介质\n";

    fn csv(rows: &str) -> Vec<Row> {
        read_sheet("csv", format!("{HEAD}{rows}").as_bytes()).unwrap()
    }

    #[test]
    fn headings_may_be_called_otherwise_and_blank_lines_count() {
        let rows =
            csv("持证人甲（演示）,某处,0A:1B,北京 CA,2026/3/1,USB Key\n\n持证人乙（演示）,某处,2C,北京 CA,20260401,\n");
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        let first = rows[0].draft.as_ref().unwrap();
        assert_eq!((first.serial.as_str(), first.medium), ("A1B", Some(Medium::UsbKey)));
        assert_eq!(first.valid_until.to_string(), "2026-03-01");
        assert_eq!(rows[1].draft.as_ref().unwrap().medium, None);
    }

    #[test]
    fn a_row_that_does_not_fit_says_why_and_the_others_stay() {
        let rows = csv(
            "甲,某处,XYZ,北京 CA,2026-03-01,\n乙,某处,2C,北京 CA,长期,\n丙,,3C,北京 CA,2026-03-01,\n丁,某处,4C,北京 CA,2026-03-01,磁带\n戊,某处,5C,北京 CA,2026-03-01,文件\n",
        );
        let said: Vec<String> = rows.iter().map(|row| row.draft.clone().err().unwrap_or_default()).collect();
        assert_eq!(said[0], "序列号“XYZ”不是十六进制数字");
        assert_eq!(said[1], "到期日期“长期”不是日期，请写成 2026-03-01 的样子");
        assert_eq!(said[2], "没有填写单位");
        assert!(said[3].starts_with("介质“磁带”不认识"), "{}", said[3]);
        assert_eq!(said[4], "");
    }

    #[test]
    fn a_table_of_chinese_excel_is_read() {
        let (bytes, _, _) =
            GB18030.encode("持有人,单位,序列号,颁发机构,到期日期\n持证人甲（演示）,某处,1A,北京 CA,2026-03-01\n");
        let rows = read_sheet("csv", &bytes).unwrap();
        assert_eq!(rows[0].draft.as_ref().unwrap().holder, "持证人甲（演示）");
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = read_sheet("csv", "持有人,单位\n甲,某处\n".as_bytes()).unwrap_err();
        assert_eq!(error, ReadError::NoColumn("序列号、颁发机构、到期日期".to_owned()));
        assert_eq!(read_sheet("csv", b"\n\n").unwrap_err(), ReadError::Empty);
    }

    #[test]
    fn a_long_number_of_excel_is_refused_because_its_end_is_lost() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (i, name) in ["持有人", "单位", "序列号", "颁发机构", "到期日期"].iter().enumerate() {
            sheet.write_string(0, u16::try_from(i).unwrap(), *name).unwrap();
        }
        for (row, serial) in [(1, 12_345_678_901_234_567_890.0), (2, 12_345.0)] {
            sheet.write_string(row, 0, "甲").unwrap().write_string(row, 1, "某处").unwrap();
            sheet.write_number(row, 2, serial).unwrap().write_string(row, 3, "北京 CA").unwrap();
            sheet.write_number(row, 4, 46_082.0).unwrap();
        }
        let rows = read_sheet("xlsx", &book.save_to_buffer().unwrap()).unwrap();
        assert!(rows[0].draft.as_ref().unwrap_err().contains("末位可能已被 Excel 改成 0"));
        let second = rows[1].draft.as_ref().unwrap();
        assert_eq!((second.serial.as_str(), second.valid_until.to_string().as_str()), ("12345", "2026-03-01"));
    }

    #[test]
    fn what_is_no_workbook_is_said_to_be_broken() {
        assert!(matches!(read_sheet("xlsx", b"no workbook"), Err(ReadError::Broken(_))));
    }
}
