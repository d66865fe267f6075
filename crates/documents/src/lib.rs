//! Papers: one model of a document, laid out as PDF, Word, Excel and HTML.
//!
//! Pure: no database, no network, no clock. The same document gives the same bytes.

mod building;
mod captions;
mod clean;
mod error;
#[cfg(test)]
mod examples;
mod format;
mod pictures;

pub mod charts;
pub mod docx;
pub mod fonts;
pub mod html;
pub mod layout;
pub mod model;
pub mod pdf;
pub mod xlsx;

pub use error::DocumentError;
pub use format::Format;
pub use model::Document;
pub use pictures::{Picture, PictureKind, picture};

/// `document` as a file of `format`.
///
/// Takes up to some seconds for long documents: call it where blocking is allowed.
///
/// # Errors
/// [`DocumentError`] where a picture cannot be read, a font is missing, or the file cannot be written.
pub fn render(document: &Document, format: Format) -> Result<Vec<u8>, DocumentError> {
    match format {
        Format::Pdf => pdf::render(document),
        Format::Docx => docx::render(document),
        Format::Xlsx => xlsx::render(document),
        Format::Html => html::render(document),
    }
}
