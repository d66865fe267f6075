//! Import, what all tables have in common: row by row, what fits is taken and what does not is listed with its line and reason.

use jianyue_platform::words;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What becomes of a row.
    #[schema(as = DeliveryImportOutcome)]
    pub enum ImportOutcome {
        /// It is taken.
        Added = "added",
        /// It is there already.
        Same = "same",
        /// It does not fit; the reason says what to do.
        Refused = "refused",
    }
}

/// A row and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeliveryImportRow)]
pub struct ImportRow {
    /// Its line in the table.
    pub line: usize,
    /// Its number, so that it is found again.
    pub about: String,
    /// What becomes of it.
    pub outcome: ImportOutcome,
    /// Why it is refused.
    pub reason: Option<String>,
    /// The order or row.
    pub id: Option<Uuid>,
}

impl ImportRow {
    pub(super) fn refused(line: usize, about: String, reason: impl Into<String>) -> Self {
        Self { line, about, outcome: ImportOutcome::Refused, reason: Some(reason.into()), id: None }
    }

    pub(super) fn taken(line: usize, about: String, outcome: ImportOutcome, id: Uuid) -> Self {
        Self { line, about, outcome, reason: None, id: Some(id) }
    }
}

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeliveryImportResult)]
pub struct ImportResult {
    /// Whether this was a look only, and nothing was kept.
    pub preview: bool,
    /// How many are taken.
    pub added: usize,
    /// How many are there already.
    pub same: usize,
    /// How many are refused.
    pub refused: usize,
    /// Each row.
    pub rows: Vec<ImportRow>,
}

impl ImportResult {
    pub(super) fn of(preview: bool, rows: Vec<ImportRow>) -> Self {
        let n = |outcome| rows.iter().filter(|row| row.outcome == outcome).count();
        let (added, same, refused) = (n(ImportOutcome::Added), n(ImportOutcome::Same), n(ImportOutcome::Refused));
        Self { preview, added, same, refused, rows }
    }
}

/// Why the second of two rows with one number is refused.
pub(super) const TWICE: &str = "与前面某一行的编号相同，请只保留一行";
