//! What people hand in: tables and certificates, read into drafts of the register. Pure; nothing here knows a database.

mod sheet;
mod x509;

pub use sheet::{COLUMNS, read_sheet};
pub use x509::{Parsed, certificates_of, parse, read_files};

use chrono::NaiveDate;
use jianyue_sheets::{ROWS, RowOf, TableError};

use crate::model::Medium;

/// A certificate to be put into the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Whose it is.
    pub holder: String,
    /// The unit they belong to.
    pub unit: String,
    /// Its serial number, as it is kept.
    pub serial: String,
    /// Who issued it.
    pub issuer: String,
    /// What it is used for.
    pub use_for: Option<String>,
    /// What it is kept in; absent: as it is, or the ordinary one.
    pub medium: Option<Medium>,
    /// The first day on which it holds.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds.
    pub valid_until: NaiveDate,
    /// A remark.
    pub note: Option<String>,
    /// The certificate itself.
    pub der: Option<Vec<u8>>,
}

/// A row of what was handed in; its line is its place among the certificates where it came in none.
pub type Row = RowOf<Draft>;

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is none of the formats.
    #[error("无法识别“{0}”的格式。请上传 Excel（.xlsx）、CSV、PEM、DER（.cer、.crt）或 PFX（.p12）文件。")]
    Unknown(String),
    /// The table, or what is like one, cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A password is needed, or another one.
    #[error("PFX 文件打不开：密码不正确，或文件已损坏。请核对密码后重新上传。")]
    Password,
}

/// Reads a file by its name and content. A password is for PFX only; keys in it are not looked at.
///
/// # Errors
/// [`ReadError`] when nothing of it can be read; a row that does not fit is a row with its reason.
pub fn read(name: &str, content: &[u8], password: Option<&str>) -> Result<Vec<Row>, ReadError> {
    let ending = name.rsplit('.').next().map(str::to_ascii_lowercase).unwrap_or_default();
    let rows = match ending.as_str() {
        "xlsx" | "csv" => read_sheet(name, content),
        "pem" | "der" | "cer" | "crt" | "pfx" | "p12" => read_files(content, password),
        _ => Err(ReadError::Unknown(name.chars().take(80).collect())),
    }?;
    match rows.len() {
        0 => Err(TableError::Empty.into()),
        n if n > ROWS => Err(TableError::TooMany.into()),
        _ => Ok(rows),
    }
}
