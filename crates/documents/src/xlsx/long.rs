//! A table of any length in constant memory: rows go to the disk as they come.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use jianyue_kernel::Value;
use rust_xlsxwriter::{Workbook, Worksheet};

use super::{
    cell,
    style::Styles,
    table::{FIRST, HEAD, begin, head},
};
use crate::{Document, DocumentError};

/// Rows of a sheet below its caption and heads.
const MOST: u32 = 1_048_576 - FIRST;
/// How hard the file is compressed, of 9.
const LEVEL: u8 = 3;

/// A table that is written row by row.
pub struct LongTable {
    book: Workbook,
    styles: Styles,
    document: Document,
    columns: Vec<(String, u16)>,
    sheet: Worksheet,
    sheets: u32,
    /// Rows on the present sheet.
    rows: u32,
    /// Rows that a sheet takes.
    most: u32,
}

impl LongTable {
    /// Begins a table called `title` with `columns` (title and width in characters); what has been written waits in `folder`.
    ///
    /// # Errors
    /// [`DocumentError::Sheet`] where the folder cannot be written to.
    pub fn begin(
        folder: &Path,
        title: &str,
        made_at: DateTime<Utc>,
        columns: &[(&str, u16)],
    ) -> Result<Self, DocumentError> {
        let document = Document {
            title: title.to_owned(),
            made_at,
            landscape: true,
            foot: title.to_owned(),
            ..Document::default()
        };
        let mut book = Workbook::new();
        // Twice as fast as the usual level for a file that is a tenth larger.
        book.set_zip_compression_level(LEVEL);
        book.set_tempdir(folder)?;
        book.set_properties(&super::properties(&document));
        let columns: Vec<_> = columns.iter().map(|(title, width)| ((*title).to_owned(), *width)).collect();
        let styles = Styles::new();
        let sheet = opened(&mut book, 1, &document, &columns, &styles)?;
        Ok(Self { book, styles, document, columns, sheet, sheets: 1, rows: 0, most: MOST })
    }

    /// With fewer rows on a sheet.
    #[cfg(test)]
    pub(super) fn of_at_most(self, most: u32) -> Self {
        Self { most, ..self }
    }

    /// Adds a row; what a sheet does not hold goes on the next.
    ///
    /// # Errors
    /// [`DocumentError::Sheet`] where the disk is full.
    pub fn push(&mut self, row: &[Value]) -> Result<(), DocumentError> {
        if self.rows == self.most {
            self.sheets += 1;
            let next = opened(&mut self.book, self.sheets, &self.document, &self.columns, &self.styles)?;
            self.close(next)?;
        }
        let at = FIRST + self.rows;
        for (column, value) in (0..).zip(row).take(self.columns.len()) {
            cell::write(&mut self.sheet, (at, column), value, &self.styles.cells)?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`DocumentError::Sheet`] where it cannot be written.
    pub fn finish(mut self, path: impl Into<PathBuf>) -> Result<(), DocumentError> {
        self.close(Worksheet::new())?;
        Ok(self.book.save(path.into())?)
    }

    /// Puts the present sheet into the book, and `next` in its place.
    fn close(&mut self, next: Worksheet) -> Result<(), DocumentError> {
        let mut sheet = std::mem::replace(&mut self.sheet, next);
        if let Some(last) = u16::try_from(self.columns.len()).ok().and_then(|count| count.checked_sub(1)) {
            sheet.autofilter(HEAD, 0, (HEAD + self.rows).max(FIRST), last)?;
        }
        self.book.push_worksheet(sheet);
        self.rows = 0;
        Ok(())
    }
}

fn opened(
    book: &mut Workbook,
    number: u32,
    document: &Document,
    columns: &[(String, u16)],
    styles: &Styles,
) -> Result<Worksheet, DocumentError> {
    let mut sheet = book.new_worksheet_with_constant_memory()?;
    let name = if number == 1 { "数据".to_owned() } else { format!("数据 ({number})") };
    for (column, (_, width)) in (0..).zip(columns) {
        sheet.set_column_width(column, *width)?;
    }
    begin(&mut sheet, (&name, &document.title), document, styles)?;
    let heads: Vec<&str> = columns.iter().map(|(title, _)| title.as_str()).collect();
    head(&mut sheet, &heads, styles)?;
    Ok(sheet)
}
