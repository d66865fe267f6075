//! One text that is the same as long as a structure is.

use jianyue_reach::sql::schema::Table;
use sha2::{Digest, Sha256};

/// The digest of a structure, hexadecimal, with the text that it is the digest of.
///
/// # Errors
/// When the structure cannot be written as JSON.
pub fn digest(tables: &[Table]) -> Result<(String, String), serde_json::Error> {
    let body = serde_json::to_string(tables)?;
    Ok((hex::encode(Sha256::digest(body.as_bytes())), body))
}
