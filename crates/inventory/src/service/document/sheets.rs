//! The sheets of the document.

use jianyue_reach::sql::schema::{Index, Table};
use jianyue_sla::zone;
use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet, XlsxError};

use super::Document;
use crate::{
    model::{Change, ChangeWhat, Difference, TableChange, Was},
    policy,
};

/// The longest text of a cell.
const LONGEST: usize = 30_000;

/// A sheet that is filled row by row.
struct Sheet<'a> {
    page: &'a mut Worksheet,
    text: Format,
    at: u32,
}

impl<'a> Sheet<'a> {
    /// A sheet with `headings` and their widths below `above`; the headings stand on every printed page.
    fn new(book: &'a mut Workbook, name: &str, above: &[String], headings: &[(&str, f64)]) -> Result<Self, XlsxError> {
        let head = Format::new().set_bold().set_border(FormatBorder::Thin).set_background_color(0x00E8_EEF7);
        let sheet = book.add_worksheet().set_name(name)?;
        let mut at = 0;
        for line in above {
            sheet.write_string(at, 0, line)?;
            at += 1;
        }
        for (column, (heading, width)) in (0..).zip(headings) {
            sheet.write_string_with_format(at, column, *heading, &head)?;
            sheet.set_column_width(column, *width)?;
        }
        sheet.set_freeze_panes(at + 1, 0)?;
        sheet.set_repeat_rows(at, at)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        let text = Format::new().set_text_wrap().set_border(FormatBorder::Thin);
        Ok(Self { page: sheet, text, at: at + 1 })
    }

    fn row(&mut self, cells: &[&str]) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(cells) {
            let short: String = cell.chars().take(LONGEST).collect();
            self.page.write_string_with_format(self.at, column, short, &self.text)?;
        }
        self.at += 1;
        Ok(())
    }
}

/// The document as a workbook.
///
/// # Errors
/// When it has more rows than a sheet may have.
pub fn write(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    overview(&mut book, document)?;
    columns(&mut book, document)?;
    keys(&mut book, document)?;
    indexes(&mut book, document)?;
    relations(&mut book, document)?;
    changes(&mut book, &document.difference)?;
    book.save_to_buffer()
}

fn overview(book: &mut Workbook, document: &Document) -> Result<(), XlsxError> {
    let reading = &document.reading;
    let when = reading.at.with_timezone(&zone::SHANGHAI).format("%Y-%m-%d %H:%M");
    let clause = document.clause.as_ref().map(|clause| format!("；合同条款：{clause}")).unwrap_or_default();
    let above = [
        format!("数据盘点：{}", document.source),
        format!("合同：{}{clause}", document.contract),
        format!(
            "盘点时间：{when}；{} 张表、{} 个视图，{} 个字段，{} 行（“约”为数据库的估计值）",
            reading.tables,
            reading.views,
            reading.columns,
            policy::rows(reading.rows, reading.rows_about)
        ),
    ];
    let headings = [
        ("序号", 6.0),
        ("表名", 32.0),
        ("类型", 8.0),
        ("说明", 40.0),
        ("字段数", 8.0),
        ("行数", 14.0),
        ("主键", 20.0),
        ("外键数", 8.0),
        ("索引数", 8.0),
    ];
    let mut sheet = Sheet::new(book, "盘点表", &above, &headings)?;
    let rows = document.rows.iter().copied().chain(std::iter::repeat(None));
    for (n, (table, rows)) in (1..).zip(document.tables.iter().zip(rows)) {
        sheet.row(&[
            &n.to_string(),
            &table.name,
            policy::kind(table.kind),
            &document.said(table, "", table.comment.as_deref()),
            &table.columns.len().to_string(),
            &policy::rows(rows.map(|rows| rows.n), rows.is_some_and(|rows| rows.about)),
            &table.primary_key.join("、"),
            &table.foreign_keys.len().to_string(),
            &table.indexes.len().to_string(),
        ])?;
    }
    Ok(())
}

fn columns(book: &mut Workbook, document: &Document) -> Result<(), XlsxError> {
    let headings = [
        ("表名", 32.0),
        ("序号", 6.0),
        ("字段名", 26.0),
        ("类型", 22.0),
        ("可空", 6.0),
        ("默认值", 22.0),
        ("主键", 6.0),
        ("说明", 44.0),
    ];
    let mut sheet = Sheet::new(book, "字段说明", &[], &headings)?;
    for table in &document.tables {
        for (n, column) in (1..).zip(&table.columns) {
            sheet.row(&[
                &table.name,
                &n.to_string(),
                &column.name,
                &column.data_type,
                if column.nullable { "是" } else { "否" },
                column.default.as_deref().unwrap_or_default(),
                if table.primary_key.contains(&column.name) { "是" } else { "" },
                &document.said(table, &column.name, column.comment.as_deref()),
            ])?;
        }
    }
    Ok(())
}

fn keys(book: &mut Workbook, document: &Document) -> Result<(), XlsxError> {
    let headings = [
        ("表名", 32.0),
        ("类型", 8.0),
        ("键名", 32.0),
        ("字段", 30.0),
        ("指向表", 32.0),
        ("指向字段", 24.0),
        ("删除时", 14.0),
        ("更新时", 14.0),
    ];
    let mut sheet = Sheet::new(book, "主外键", &[], &headings)?;
    for table in &document.tables {
        if !table.primary_key.is_empty() {
            sheet.row(&[&table.name, "主键", "", &table.primary_key.join("、"), "", "", "", ""])?;
        }
        for key in &table.foreign_keys {
            sheet.row(&[
                &table.name,
                "外键",
                &key.name,
                &key.columns.join("、"),
                &key.to_table,
                &key.to_columns.join("、"),
                key.on_delete.as_deref().unwrap_or_default(),
                key.on_update.as_deref().unwrap_or_default(),
            ])?;
        }
    }
    Ok(())
}

fn indexes(book: &mut Workbook, document: &Document) -> Result<(), XlsxError> {
    let headings = [("表名", 32.0), ("索引名", 34.0), ("字段", 40.0), ("唯一", 6.0), ("条件", 36.0)];
    let mut sheet = Sheet::new(book, "索引", &[], &headings)?;
    for table in &document.tables {
        for index in &table.indexes {
            let unique = if index.unique { "是" } else { "否" };
            let filter = index.filter.as_deref().unwrap_or_default();
            sheet.row(&[&table.name, &index.name, &index.columns.join("、"), unique, filter])?;
        }
    }
    Ok(())
}

/// Which table points at which, and how many rows may point at one.
fn relations(book: &mut Workbook, document: &Document) -> Result<(), XlsxError> {
    let headings =
        [("主表", 32.0), ("主表字段", 26.0), ("从表", 32.0), ("从表字段", 26.0), ("关系", 10.0), ("依据", 36.0)];
    let mut sheet = Sheet::new(book, "数据关系", &[], &headings)?;
    for table in &document.tables {
        for key in &table.foreign_keys {
            let one = is_unique(table, &key.columns);
            sheet.row(&[
                &key.to_table,
                &key.to_columns.join("、"),
                &table.name,
                &key.columns.join("、"),
                if one { "一对一" } else { "一对多" },
                &format!("外键 {}", key.name),
            ])?;
        }
    }
    Ok(())
}

/// Whether no two rows are the same in `columns`.
fn is_unique(table: &Table, columns: &[String]) -> bool {
    let within = |held: &[String]| !held.is_empty() && held.iter().all(|column| columns.contains(column));
    let whole = |index: &&Index| index.unique && index.filter.is_none();
    within(&table.primary_key) || table.indexes.iter().filter(whole).any(|index| within(&index.columns))
}

fn changes(book: &mut Workbook, difference: &Difference) -> Result<(), XlsxError> {
    let headings = [("表名", 32.0), ("内容", 12.0), ("名称", 28.0), ("变化", 8.0), ("上次", 44.0), ("本次", 44.0)];
    let above = match difference.against_at {
        None => "首次盘点，没有上次可以对照".to_owned(),
        Some(at) => {
            format!("与 {} 的盘点对照；改名显示为一减一增", at.with_timezone(&zone::SHANGHAI).format("%Y-%m-%d %H:%M"))
        }
    };
    let mut sheet = Sheet::new(book, "与上次的差异", &[above], &headings)?;
    for table in &difference.added {
        sheet.row(&[
            &table.table,
            policy::kind(table.kind),
            &table.table,
            "新增",
            "",
            &format!("{} 个字段", table.columns),
        ])?;
    }
    for table in &difference.removed {
        sheet.row(&[
            &table.table,
            policy::kind(table.kind),
            &table.table,
            "减少",
            &format!("{} 个字段", table.columns),
            "",
        ])?;
    }
    for table in &difference.changed {
        changed(&mut sheet, table)?;
    }
    for rows in &difference.rows {
        let (before, after) = (policy::rows(rows.before, rows.about), policy::rows(rows.after, rows.about));
        sheet.row(&[&rows.table, "行数", "", "变更", &before, &after])?;
    }
    Ok(())
}

fn changed(sheet: &mut Sheet<'_>, table: &TableChange) -> Result<(), XlsxError> {
    let mut was = |what, was: &Option<Was>| -> Result<(), XlsxError> {
        let Some(was) = was else { return Ok(()) };
        let (before, after) = (was.before.as_deref().unwrap_or_default(), was.after.as_deref().unwrap_or_default());
        sheet.row(&[&table.table, what, "", "变更", before, after])
    };
    was("类型", &table.kind)?;
    was("表说明", &table.comment)?;
    for (what, changes) in [("字段", &table.columns), ("键", &table.keys), ("索引", &table.indexes)] {
        for Change { name, what: became, before, after } in changes {
            let became = match became {
                ChangeWhat::Added => "新增",
                ChangeWhat::Removed => "减少",
                ChangeWhat::Changed => "变更",
            };
            let (before, after) = (before.as_deref().unwrap_or_default(), after.as_deref().unwrap_or_default());
            sheet.row(&[&table.table, what, name, became, before, after])?;
        }
    }
    Ok(())
}
