//! Documents as HTML files.

use crate::{Document, DocumentError};

/// `document` as a HTML file.
pub fn render(_document: &Document) -> Result<Vec<u8>, DocumentError> {
    Err(DocumentError::Package("HTML".to_owned()))
}
