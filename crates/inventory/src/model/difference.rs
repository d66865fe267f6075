//! What differs between two readings.

use jianyue_platform::words;
use jianyue_reach::sql::schema::TableKind;
use serde::Serialize;
use utoipa::ToSchema;

words! {
    /// What became of something.
    #[schema(as = DataChangeWhat)]
    pub enum ChangeWhat {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// It is another.
        Changed = "changed",
    }
}

/// A table that is new or gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataTableBrief)]
pub struct TableBrief {
    /// What it is called.
    pub table: String,
    /// What it is.
    pub kind: TableKind,
    /// What the database says of it.
    pub comment: Option<String>,
    /// How many columns it has.
    pub columns: usize,
    /// How many rows.
    pub rows: Option<i64>,
}

/// What became of a column, key or index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataChange)]
pub struct Change {
    /// What it is called.
    pub name: String,
    /// What became of it.
    pub what: ChangeWhat,
    /// What it was, in words; absent when it is new.
    pub before: Option<String>,
    /// What it is, in words; absent when it is gone.
    pub after: Option<String>,
}

/// A text that is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataWas)]
pub struct Was {
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

/// How many rows a table had and has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataRowsChange)]
pub struct RowsChange {
    /// The table.
    pub table: String,
    /// How many it had.
    pub before: Option<i64>,
    /// How many it has.
    pub after: Option<i64>,
    /// Whether one of them is the database's estimate.
    pub about: bool,
}

/// A table that is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataTableChange)]
pub struct TableChange {
    /// What it is called.
    pub table: String,
    /// Table or view, where that is another.
    pub kind: Option<Was>,
    /// What the database says of it, where that is another.
    pub comment: Option<Was>,
    /// Its columns that differ.
    pub columns: Vec<Change>,
    /// Primary and foreign keys that differ.
    pub keys: Vec<Change>,
    /// Indexes that differ.
    pub indexes: Vec<Change>,
    /// How many rows it had and has.
    pub rows: Option<RowsChange>,
}

/// What differs. What was renamed is gone and new.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataDifference)]
pub struct Difference {
    /// The reading that is compared.
    #[schema(value_type = uuid::Uuid)]
    pub reading: uuid::Uuid,
    /// The one it is compared with; absent when it is the first.
    pub against: Option<uuid::Uuid>,
    /// When that was.
    pub against_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Tables that are new.
    pub added: Vec<TableBrief>,
    /// Tables that are gone.
    pub removed: Vec<TableBrief>,
    /// Tables that are another.
    pub changed: Vec<TableChange>,
    /// Every table whose number of rows is another, whether it changed otherwise or not.
    pub rows: Vec<RowsChange>,
}
