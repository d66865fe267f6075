//! A table on a sheet of its own: its caption, a frozen head with filters, rows, totals that add up.

use jianyue_kernel::Value;
use rust_xlsxwriter::Worksheet;

use super::{
    cell::{self, fitting},
    style::Styles,
};
use crate::{Document, DocumentError, model::Table};

/// The row of the heads.
pub const HEAD: u32 = 1;
/// The first row below.
pub const FIRST: u32 = HEAD + 1;
/// Rows that a sheet has.
const ROWS: u32 = 1_048_576;
/// Widths of columns, in characters.
const NARROW: u32 = 8;
const WIDE: u32 = 44;
/// Rows that are measured for the widths.
const MEASURED: usize = 500;

/// Writes `table` on `sheet`, which has a name and a caption.
pub fn write(
    sheet: &mut Worksheet,
    named: (&str, &str),
    table: &Table,
    document: &Document,
    styles: &Styles,
) -> Result<(), DocumentError> {
    begin(sheet, named, document, styles)?;
    let heads: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
    head(sheet, &heads, styles)?;
    let rows = table.rows.iter().take((ROWS - FIRST - 1) as usize);
    let mut at = FIRST;
    for row in rows {
        for (column, value) in (0..).zip(row).take(heads.len()) {
            cell::write(sheet, (at, column), value, &styles.cells)?;
        }
        at += 1;
    }
    if table.rows.is_empty() {
        let last = u16::try_from(heads.len().saturating_sub(1)).unwrap_or(0);
        if last > 0 {
            sheet.merge_range(FIRST, 0, FIRST, last, "", &styles.cells.text)?;
        }
        sheet.write_string_with_format(FIRST, 0, fitting(&table.empty), &styles.cells.text)?;
    } else if let Some(last) = u16::try_from(heads.len()).ok().and_then(|count| count.checked_sub(1)) {
        sheet.autofilter(HEAD, 0, at - 1, last)?;
    }
    if let Some(total) = &table.total {
        for (column, value) in (0_u16..).zip(total).take(heads.len()) {
            let added = cell::sum(table.rows.iter().filter_map(|row| row.get(usize::from(column))));
            match added {
                // What is no sum of the rows (an average, a share) stays the figure that it is.
                Some(sum) if sum == *value && !table.rows.is_empty() => {
                    cell::write_sum(sheet, (at, column), (FIRST, at - 1), &sum, &styles.totals)?;
                }
                _ => cell::write(sheet, (at, column), value, &styles.totals)?,
            }
        }
    }
    // What is said in place of rows has room.
    let least = if table.rows.is_empty() { cell::width(&table.empty).div_ceil(width_of(heads.len())) } else { 0 };
    for (column, title) in (0_u16..).zip(&heads) {
        let measured = table.rows.iter().take(MEASURED).chain(table.total.iter());
        let values = measured.filter_map(|row| row.get(usize::from(column)));
        sheet.set_column_width(column, fitted(title, values).max(f64::from(least.min(WIDE))))?;
    }
    Ok(())
}

/// The name, the caption, and how the sheet is printed.
pub fn begin(
    sheet: &mut Worksheet,
    (name, caption): (&str, &str),
    document: &Document,
    styles: &Styles,
) -> Result<(), DocumentError> {
    sheet.set_name(name)?;
    page(sheet, document);
    sheet.write_string_with_format(0, 0, fitting(caption), &styles.caption)?;
    sheet.set_row_height(0, 24)?;
    sheet.set_repeat_rows(0, HEAD)?;
    sheet.set_freeze_panes(FIRST, 0)?;
    Ok(())
}

/// A4, as wide as the paper, with the page's number below.
pub fn page(sheet: &mut Worksheet, document: &Document) {
    /// A4 as Excel counts papers.
    const A4: u8 = 9;
    sheet.set_paper_size(A4);
    if document.landscape {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.6, 0.6, 0.7, 0.7, 0.3, 0.3);
    // An ampersand begins a code there, and the line holds 255 characters.
    let foot: String = fitting(&document.foot).replace('&', "&&").chars().take(180).collect();
    sheet.set_footer(format!("&L&9 {foot}&R&9 第 &P 页，共 &N 页"));
}

/// The heads of the columns.
pub fn head(sheet: &mut Worksheet, heads: &[&str], styles: &Styles) -> Result<(), DocumentError> {
    for (column, title) in (0..).zip(heads) {
        sheet.write_string_with_format(HEAD, column, fitting(title), &styles.head)?;
    }
    Ok(())
}

fn width_of(columns: usize) -> u32 {
    u32::try_from(columns.max(1)).unwrap_or(1)
}

/// A width, in characters, by what a column holds.
pub fn fitted<'v>(title: &str, values: impl Iterator<Item = &'v Value>) -> f64 {
    let widest = values.map(|value| cell::width(&value.to_string())).max().unwrap_or(0);
    // Room for the filter's arrow beside the head.
    f64::from(widest.max(cell::width(title) + 3).clamp(NARROW, WIDE) + 2)
}
