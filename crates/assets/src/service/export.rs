//! Registers and stock-takings as tables for Excel: what is written of a register is what can be read again.

use chrono::NaiveDate;
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::Tx;
use jianyue_sheets::Column;
use jianyue_sla::zone;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use uuid::Uuid;

use super::takings::known;
use crate::{
    error::AssetError,
    model::{Book, Level, LineState},
    permissions::{READ, require_some},
    read::{ASSET_COLUMNS, SPARE_COLUMNS},
    store::{
        asset::{AssetRow, WantedAssets, asset_list},
        spare::{SpareRow, WantedSpares, spare_list},
        taking::{LineRow, TakingRow, line_list},
    },
};

/// Rows of one read.
pub(super) const PART: u32 = 1_000;
/// The most rows of a table.
const MOST: usize = 100_000;

/// What a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// The headings: to be filled in.
    Template,
    /// The whole register of a contract.
    Register,
}

/// A cell.
enum Value {
    Text(String),
    Number(i64),
    /// Fen, written as yuan.
    Fen(i64),
    Day(NaiveDate),
    None,
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::None, Self::Text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::None, Self::Number)
    }
}

impl From<Option<NaiveDate>> for Value {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::None, Self::Day)
    }
}

fn fen(amount: Option<i64>) -> Value {
    amount.map_or(Value::None, Value::Fen)
}

/// The assets of a contract as a workbook.
pub async fn asset_table(tx: &mut Tx, by: &Actor, contract: ContractId, what: Table) -> Result<Vec<u8>, AssetError> {
    require_some(by, &READ, contract)?;
    let mut rows: Vec<AssetRow> = Vec::new();
    let mut wanted = WantedAssets { contract: Some(contract.0), ..WantedAssets::all(by.scope(&READ)) };
    while what == Table::Register && rows.len() < MOST {
        let part = asset_list(tx, &wanted, PART).await?;
        wanted.after = part.last().map(|row| (row.code.clone(), row.id));
        let full = part.len() == PART as usize;
        rows.extend(part);
        if !full {
            break;
        }
    }
    Ok(workbook("资产台账", &headings(&ASSET_COLUMNS), rows.into_iter().map(asset_cells))?)
}

/// The spares of a contract as a workbook.
pub async fn spare_table(tx: &mut Tx, by: &Actor, contract: ContractId, what: Table) -> Result<Vec<u8>, AssetError> {
    require_some(by, &READ, contract)?;
    let mut rows: Vec<SpareRow> = Vec::new();
    let mut wanted = WantedSpares { contract: Some(contract.0), ..WantedSpares::all(by.scope(&READ)) };
    while what == Table::Register && rows.len() < MOST {
        let part = spare_list(tx, &wanted, PART).await?;
        wanted.after = part.last().map(|row| (row.code.clone(), row.id));
        let full = part.len() == PART as usize;
        rows.extend(part);
        if !full {
            break;
        }
    }
    Ok(workbook("备件库", &headings(&SPARE_COLUMNS), rows.into_iter().map(spare_cells))?)
}

/// A stock-taking as a workbook, the differences on a sheet of their own.
pub async fn taking_table(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Vec<u8>, AssetError> {
    let taking = known(tx, by, id).await?;
    let (all, different) = (every_line(tx, id, None).await?, every_line(tx, id, Some(LineState::Different)).await?);
    let heads = ["编号", "名称", "存放地点", "单位", "账面数", "实盘数", "差异", "说明", "盘点人", "盘点时间"];
    let mut book = Workbook::new();
    write(book.add_worksheet().set_name("盘点明细")?, &heads, all.into_iter().map(line_cells))?;
    write(book.add_worksheet().set_name("差异")?, &heads, different.into_iter().map(line_cells))?;
    let head = ["项目", "内容"];
    write(book.add_worksheet().set_name("说明")?, &head, taking_cells(&taking).into_iter())?;
    Ok(book.save_to_buffer()?)
}

/// The lines of a stock-taking, in parts so that no read is long.
pub(super) async fn every_line(tx: &mut Tx, id: Uuid, state: Option<LineState>) -> Result<Vec<LineRow>, AssetError> {
    let mut rows: Vec<LineRow> = Vec::new();
    loop {
        let after = rows.last().map(|row| row.code.clone());
        let part = line_list(tx, id, (state, None), after.as_deref(), PART).await?;
        let full = part.len() == PART as usize;
        rows.extend(part);
        if !full || rows.len() >= MOST {
            return Ok(rows);
        }
    }
}

fn headings(columns: &[Column]) -> Vec<&'static str> {
    columns.iter().map(|column| column.heading).collect()
}

fn asset_cells(row: AssetRow) -> Vec<Value> {
    let none = |level| Book { level, number: None, quantity: None, price: None };
    let book = |level| row.books.0.iter().find(|book| book.level == level).cloned().unwrap_or_else(|| none(level));
    let (it, finance, business) = (book(Level::It), book(Level::Finance), book(Level::Business));
    vec![
        row.code.into(),
        row.class_code.into(),
        row.name.into(),
        row.level.label().into(),
        row.work.into(),
        row.place.into(),
        row.holder.into(),
        row.unit.into(),
        row.brand_model.into(),
        row.serial.into(),
        row.quantity.into(),
        row.quantity_unit.into(),
        row.state.label().into(),
        row.purchased_on.into(),
        row.warranty_until.into(),
        fen(row.price),
        it.number.into(),
        it.quantity.into(),
        finance.number.into(),
        finance.quantity.into(),
        fen(finance.price),
        business.number.into(),
        business.quantity.into(),
        row.rule.into(),
        row.note.into(),
    ]
}

fn spare_cells(row: SpareRow) -> Vec<Value> {
    vec![
        row.code.into(),
        row.name.into(),
        row.model.into(),
        row.unit.into(),
        row.work.into(),
        row.place.into(),
        row.stock.into(),
        row.minimum.into(),
        row.note.into(),
    ]
}

fn line_cells(row: LineRow) -> Vec<Value> {
    vec![
        row.code.into(),
        row.name.into(),
        row.place.into(),
        row.unit.into(),
        row.booked.into(),
        row.counted.into(),
        row.counted.map(|counted| counted - row.booked).into(),
        row.note.into(),
        row.by_name.into(),
        row.at.map(zone::display).into(),
    ]
}

fn taking_cells(row: &TakingRow) -> Vec<Vec<Value>> {
    let line = |name: &str, value: Value| vec![name.into(), value];
    vec![
        line("名称", row.title.as_str().into()),
        line("合同条目", row.rule.clone().into()),
        line("开始时间", zone::display(row.started_at).into()),
        line("发起人", row.by_name.as_str().into()),
        line("结束时间", row.closed_at.map(zone::display).into()),
        line("结束人", row.closed_by.clone().into()),
        line("是否调账", if row.settled { "是" } else { "否" }.into()),
    ]
}

fn workbook(name: &str, heads: &[&str], rows: impl Iterator<Item = Vec<Value>>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    write(book.add_worksheet().set_name(name)?, heads, rows)?;
    book.save_to_buffer()
}

fn write(sheet: &mut Worksheet, heads: &[&str], rows: impl Iterator<Item = Vec<Value>>) -> Result<(), XlsxError> {
    let (head, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let (day, money) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("0.00"));
    for (at, name) in (0..).zip(heads) {
        sheet.write_string_with_format(0, at, *name, &head)?;
        if name.contains("编号") || name.contains("序列号") {
            // As text, so that a long number that is typed keeps its end.
            sheet.set_column_format(at, &text)?;
        }
        sheet.set_column_width(at, 16)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (line, cells) in (1..).zip(rows) {
        for (at, value) in (0..).zip(cells) {
            match value {
                Value::Text(value) => sheet.write_string_with_format(line, at, value, &text)?,
                Value::Number(value) => sheet.write_number(line, at, number(value))?,
                Value::Fen(value) => sheet.write_number_with_format(line, at, number(value) / 100.0, &money)?,
                Value::Day(value) => sheet.write_with_format(line, at, &value, &day)?,
                Value::None => continue,
            };
        }
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of spreadsheets are floating point; ours are far below 2^53")]
fn number(value: i64) -> f64 {
    value as f64
}
