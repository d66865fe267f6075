//! Documents as Word files: `OOXML` (ISO/IEC 29500 transitional) written part by part, in the order that the schema demands.

mod blocks;
mod chart;
mod contents;
mod front;
mod package;
mod page;
mod pages;
mod parts;
mod picture;
mod signatures;
mod styles;
mod table;
mod words;
mod xml;

#[cfg(test)]
mod tests;

use self::{package::Package, page::Page, xml::Xml};
use crate::{Document, DocumentError, captions::captions};

/// The names of the vocabularies, on every part that needs them.
const NAMES: xml::Attributes<'static> = &[
    ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
    ("xmlns:c", "http://schemas.openxmlformats.org/drawingml/2006/chart"),
    ("xmlns:pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
    ("xmlns:v", "urn:schemas-microsoft-com:vml"),
    ("xmlns:o", "urn:schemas-microsoft-com:office:office"),
];

/// What is written, and what it needs besides the text.
struct Writer<'a> {
    document: &'a Document,
    page: Page,
    xml: Xml,
    package: Package,
    /// Headings so far: each has a bookmark that the table of contents leads to.
    headings: usize,
    /// Numbered lists so far: each begins at 1.
    lists: usize,
    /// Drawings so far: each has an id.
    drawings: usize,
    charts: usize,
}

/// `document` as a Word file.
///
/// # Errors
/// [`DocumentError::Picture`] where a picture cannot be read, [`DocumentError::Package`] where the file cannot be written.
pub fn render(document: &Document) -> Result<Vec<u8>, DocumentError> {
    let mut writer = Writer {
        document,
        page: Page::of(document),
        xml: Xml::part(),
        package: Package::default(),
        headings: 0,
        lists: 0,
        drawings: 0,
        charts: 0,
    };
    // The body is written inside of one element, whose closure cannot fail: what went wrong is told afterwards.
    let mut outcome = Ok(());
    let mut xml = std::mem::take(&mut writer.xml);
    xml.element("w:document", NAMES, |xml| {
        xml.element("w:body", &[], |xml| {
            std::mem::swap(xml, &mut writer.xml);
            outcome = writer.body();
            std::mem::swap(xml, &mut writer.xml);
        });
    });
    outcome?;
    let (lists, mut package) = (writer.lists, writer.package);
    package.add("word/document.xml", xml);
    parts::add(&mut package, document, lists);
    package.into_bytes()
}

impl Writer<'_> {
    fn body(&mut self) -> Result<(), DocumentError> {
        self.front();
        if self.document.contents {
            self.contents();
        }
        let captions = captions(&self.document.blocks);
        for (block, caption) in self.document.blocks.iter().zip(&captions) {
            self.block(block, caption.as_deref())?;
        }
        page::section(&mut self.xml, self.document, self.page);
        Ok(())
    }
}
