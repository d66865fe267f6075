//! The file is read again by another program's eyes (calamine): values, kinds, sums.

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use chrono::{DateTime, NaiveDate};
use jianyue_kernel::{Money, Value};

use super::{LongTable, render};
use crate::{
    Document,
    examples::{everything, texts},
    model::{Block, Table},
};

fn book(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

fn sheet(document: &Document, name: &str) -> Range<Data> {
    book(render(document).unwrap()).worksheet_range(name).unwrap()
}

fn with(rows: Vec<Vec<Value>>, total: Option<Vec<Value>>) -> Document {
    let columns = vec!["值".into(); rows.first().or(total.as_ref()).map_or(1, Vec::len)];
    let table = Table { caption: Some("数".into()), columns, rows, total, empty: "没有。".into() };
    Document { title: "表".into(), blocks: vec![Block::Table(table)], ..Document::default() }
}

fn number(cell: Option<&Data>) -> f64 {
    match cell {
        Some(Data::Float(number)) => *number,
        Some(Data::DateTime(at)) => at.as_f64(),
        other => panic!("{other:?} is no number"),
    }
}

fn part(bytes: Vec<u8>, name: &str) -> String {
    let mut text = String::new();
    zip::ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn values_are_read_back_as_what_they_are() {
    let at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let values = vec![
        Value::Count(1_200),
        Value::Money(Money::from_fen(90_150_010)),
        Value::share(974, 1_000),
        Value::Seconds(7_500),
        Value::Day(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()),
        Value::Moment(at),
        Value::Text("工单".into()),
        Value::Empty,
        Value::Seconds(-60),
        Value::Count(i64::MAX),
    ];
    let range = sheet(&with(vec![values], None), "数");
    let number = |column| number(range.get_value((2, column)));
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
    assert!(close(number(0), 1_200.0) && close(number(1), 901_500.10) && close(number(2), 0.974));
    // Days since the last day of 1899: 2026-03-02, and 2023-11-15 06:13:20 in Beijing.
    assert!(close(number(4), 46_083.0) && close(number(5), 45_245.0 + 22_400.0 / 86_400.0));
    assert!(close(number(3) * 24.0, 7_500.0 / 3_600.0));
    let text = |column| range.get_value((2, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!([text(6), text(7), text(8), text(9)], ["工单", "", "-1 分", "9223372036854775807"]);
}

#[test]
fn sums_are_formulas_with_their_result_and_other_totals_are_figures() {
    let document = everything();
    let mut book = book(render(&document).unwrap());
    let formulas = book.worksheet_formula("各级工单").unwrap();
    let formula = |column| formulas.get_value((4, column)).cloned().unwrap_or_default();
    assert_eq!(
        [formula(0), formula(1), formula(2), formula(3), formula(4)],
        ["", "SUM(B3:B4)", "SUM(C3:C4)", "SUM(D3:D4)", ""]
    );
    let range = book.worksheet_range("各级工单").unwrap();
    let total = |column| number(range.get_value((4, column)));
    assert!((total(1) - 128.0).abs() < 1e-9 && (total(2) - 901_500.10).abs() < 1e-9);
    assert!((total(3) * 86_400.0 - 9_030.0).abs() < 1e-6 && (total(4) - 0.9875).abs() < 1e-9);

    let wrong = with(vec![vec![Value::Count(1)], vec![Value::Count(2)]], Some(vec![Value::Count(4)]));
    let mut book = self::book(render(&wrong).unwrap());
    assert!(book.worksheet_formula("数").unwrap().is_empty(), "what is not the sum is not called so");
    assert_eq!(book.worksheet_range("数").unwrap().get_value((4, 0)), Some(&Data::Float(4.0)));
}

#[test]
fn texts_are_never_formulas() {
    let hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "</t>]]>\u{0}\u{FFFF}", "_x0041_"];
    let document = with(hostile.iter().map(|text| vec![Value::from(*text)]).collect(), None);
    let bytes = render(&document).unwrap();
    let mut book = book(bytes.clone());
    assert!(book.worksheet_formula("数").unwrap().is_empty());
    let range = book.worksheet_range("数").unwrap();
    for (row, text) in (2..).zip(&hostile[..6]) {
        assert_eq!(range.get_value((row, 0)), Some(&Data::String((*text).to_owned())), "{text}");
    }
    let strings = part(bytes, "xl/sharedStrings.xml");
    assert!(strings.contains("&lt;/t&gt;]]&gt;\u{FFFD}\u{FFFD}") && strings.contains("_x005F_x0041_"), "{strings}");
}

#[test]
fn a_text_that_no_cell_holds_is_cut_where_it_shows() {
    let document = with(vec![vec![Value::from("长".repeat(40_000))]], None);
    let Some(Data::String(text)) = sheet(&document, "数").get_value((2, 0)).cloned() else { panic!("no text") };
    assert!(text.encode_utf16().count() <= 32_767 && text.contains("此处截断"));
}

#[test]
fn what_is_read_is_all_there() {
    let mut book = book(render(&everything()).unwrap());
    assert_eq!(book.sheet_names()[..2], ["概要", "各级工单"]);
    let mut words = String::new();
    for name in book.sheet_names() {
        for (_, _, cell) in book.worksheet_range(&name).unwrap().used_cells() {
            words.push_str(&cell.to_string());
            words.push('\n');
        }
    }
    // Numbers are cells with a number; they are looked at above.
    let told: Vec<_> =
        texts(&everything()).into_iter().filter(|text| !text.contains(|c: char| c.is_ascii_digit())).collect();
    assert!(told.len() > 30);
    for text in told.iter().filter(|text| *text != "—") {
        assert!(words.contains(text.as_str()), "{text}");
    }
}

#[test]
fn a_table_without_rows_says_so() {
    let range = sheet(&everything(), "一级故障");
    assert_eq!(range.get_value((2, 0)), Some(&Data::String("本月未发生一级故障。".into())));
}

#[test]
fn sheets_are_made_to_be_read_and_printed() {
    let bytes = render(&everything()).unwrap();
    let sheet = part(bytes.clone(), "xl/worksheets/sheet2.xml");
    for wanted in ["<pane ySplit=\"2\"", "<autoFilter ref=\"A2:E4\"/>", "fitToHeight=\"0\"", "paperSize=\"9\""] {
        assert!(sheet.contains(wanted), "{wanted}");
    }
    let book = part(bytes, "xl/workbook.xml");
    assert!(book.contains("_xlnm.Print_Titles") && book.contains("各级工单!$1:$2"), "{book}");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(render(&everything()).unwrap(), render(&everything()).unwrap());
    let core = part(render(&everything()).unwrap(), "docProps/core.xml");
    assert!(
        core.contains("2026-04-02T01:30:00Z") && core.contains("<dc:title>2026 年 3 月运维月报</dc:title>"),
        "{core}"
    );
}

#[test]
fn a_long_table_goes_on_upon_the_next_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let columns = [("编号", 12), ("件数", 8)];
    let mut table = LongTable::begin(folder.path(), "工单导出", DateTime::UNIX_EPOCH, &columns).unwrap().of_at_most(3);
    for n in 0..7 {
        table.push(&[Value::from(format!("=HS-{n}")), Value::Count(n)]).unwrap();
    }
    let path = folder.path().join("made.xlsx");
    table.finish(&path).unwrap();
    let mut book = book(std::fs::read(path).unwrap());
    assert_eq!(book.sheet_names(), ["数据", "数据 (2)", "数据 (3)"]);
    let mut seen = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        assert_eq!(range.get_value((0, 0)), Some(&Data::String("工单导出".into())));
        assert_eq!(range.get_value((1, 0)), Some(&Data::String("编号".into())));
        let end = range.end().unwrap().0;
        seen.extend((2..=end).map(|row| range.get_value((row, 0)).unwrap().to_string()));
        assert!(book.worksheet_formula(&name).unwrap().is_empty());
    }
    assert_eq!(seen, (0..7).map(|n| format!("=HS-{n}")).collect::<Vec<_>>());

    let mut nothing = LongTable::begin(folder.path(), "工单导出", DateTime::UNIX_EPOCH, &columns).unwrap();
    nothing.push(&[]).unwrap();
    nothing.finish(folder.path().join("none.xlsx")).unwrap();
}
