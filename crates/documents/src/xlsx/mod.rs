//! Documents as Excel files: a sheet to read, and a sheet for each table and picture to reckon with.

mod cell;
mod front;
mod long;
mod names;
mod picture;
mod style;
mod table;

#[cfg(test)]
mod tests;

use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

pub use self::long::LongTable;
pub(crate) use self::picture::{DATA, column_of, data_of};
use self::{names::Names, style::Styles};
use crate::{Document, DocumentError, captions::captions, clean::clean, model::Block};

/// What the first sheet is called.
const FRONT: &str = "概要";

impl From<XlsxError> for DocumentError {
    fn from(error: XlsxError) -> Self {
        Self::Sheet(error.to_string())
    }
}

/// `document` as an Excel file: what is read on the first sheet, each table and picture on a sheet of its own.
///
/// # Errors
/// [`DocumentError::Picture`] where a picture cannot be read, [`DocumentError::Sheet`] where the file cannot be written.
pub fn render(document: &Document) -> Result<Vec<u8>, DocumentError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(document));
    let styles = Styles::new();
    let sheets = sheets(document);
    front::write(book.add_worksheet(), document, &sheets, &styles)?;
    let captions = captions(&document.blocks);
    for ((block, name), caption) in document.blocks.iter().zip(&sheets).zip(&captions) {
        let Some(name) = name else { continue };
        let named = (name.as_str(), caption.as_deref().unwrap_or(name));
        match block {
            Block::Table(of) => table::write(book.add_worksheet(), named, of, document, &styles)?,
            Block::Chart(of) => picture::write(book.add_worksheet(), named, of, document, &styles)?,
            _ => {}
        }
    }
    Ok(book.save_to_buffer()?)
}

/// The names of the sheets of tables and pictures; nothing for other blocks.
fn sheets(document: &Document) -> Vec<Option<String>> {
    let mut names = Names::new(FRONT);
    let (mut under, mut tables) = (String::new(), 0);
    let name = |block: &Block| match block {
        Block::Heading { text, .. } => {
            under.clone_from(text);
            None
        }
        Block::Table(table) => {
            tables += 1;
            let caption = table.caption.as_deref().filter(|caption| !caption.trim().is_empty());
            let none = format!("表{tables}");
            Some(names.take(caption.unwrap_or(if under.trim().is_empty() { &none } else { &under })))
        }
        Block::Chart(chart) => Some(names.take(&format!("图 {}", chart.caption))),
        _ => None,
    };
    document.blocks.iter().map(name).collect()
}

fn properties(document: &Document) -> DocProperties {
    DocProperties::new()
        .set_title(clean(&document.title))
        .set_author(clean(&document.issuer))
        .set_creation_datetime(&document.made_at)
}
