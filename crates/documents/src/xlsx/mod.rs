//! Documents as Excel files.

use crate::{Document, DocumentError};

/// `document` as a Excel file.
pub fn render(_document: &Document) -> Result<Vec<u8>, DocumentError> {
    Err(DocumentError::Package("Excel".to_owned()))
}
