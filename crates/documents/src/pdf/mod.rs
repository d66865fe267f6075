//! Documents as PDF files.

use crate::{Document, DocumentError};

/// `document` as a PDF file.
pub fn render(_document: &Document) -> Result<Vec<u8>, DocumentError> {
    Err(DocumentError::Package("PDF".to_owned()))
}
