//! Documents as Word files.

use crate::{Document, DocumentError};

/// `document` as a Word file.
pub fn render(_document: &Document) -> Result<Vec<u8>, DocumentError> {
    Err(DocumentError::Package("Word".to_owned()))
}
