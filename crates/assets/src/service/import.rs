//! Import, what assets and spares have in common: row by row, what fits is taken and what does not is listed with its line
//! and reason.

use jianyue_platform::words;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What becomes of a row.
    #[schema(as = AssetImportOutcome)]
    pub enum ImportOutcome {
        /// It comes into the register.
        Added = "added",
        /// The register has it, and takes over what differs.
        Updated = "updated",
        /// The register says the same.
        Same = "same",
        /// It does not fit; the reason says what to do.
        Refused = "refused",
    }
}

/// A row and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AssetImportRow)]
pub struct ImportRow {
    /// Its line in the table.
    pub line: usize,
    /// Its code or name, so that it is found again.
    pub about: String,
    /// What becomes of it.
    pub outcome: ImportOutcome,
    /// Why it is refused, or what of it is not taken over.
    pub reason: Option<String>,
    /// The asset or spare.
    pub id: Option<Uuid>,
    /// Its code; absent while a look only would give it one.
    pub code: Option<String>,
}

impl ImportRow {
    pub(super) fn refused(line: usize, about: String, reason: impl Into<String>) -> Self {
        Self { line, about, outcome: ImportOutcome::Refused, reason: Some(reason.into()), id: None, code: None }
    }
}

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AssetImportResult)]
pub struct ImportResult {
    /// Whether this was a look only, and nothing was kept.
    pub preview: bool,
    /// How many come into the register.
    pub added: usize,
    /// How many change.
    pub updated: usize,
    /// How many are as they are.
    pub same: usize,
    /// How many are refused.
    pub refused: usize,
    /// Each row.
    pub rows: Vec<ImportRow>,
}

impl ImportResult {
    pub(super) fn of(preview: bool, rows: Vec<ImportRow>) -> Self {
        let n = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
        Self {
            preview,
            added: n(ImportOutcome::Added),
            updated: n(ImportOutcome::Updated),
            same: n(ImportOutcome::Same),
            refused: n(ImportOutcome::Refused),
            rows,
        }
    }
}

/// Why the second of two rows with one code is refused.
pub(super) const TWICE: &str = "与前面某一行的编号相同，请只保留一行";
