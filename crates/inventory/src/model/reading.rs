//! What was found in databases.

use chrono::{DateTime, Utc};
use jianyue_reach::sql::schema::{ForeignKey, Index, TableKind};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// How many tables differ from the reading before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataChangeCounts)]
pub struct ChangeCounts {
    /// Tables that are new.
    pub added: i64,
    /// Tables that are gone.
    pub removed: i64,
    /// Tables that are another.
    pub changed: i64,
}

/// What was found at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataReading)]
pub struct Reading {
    /// Its id.
    pub id: Uuid,
    /// The source.
    pub source_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// For whom: a name, or 定时 when nobody asked.
    pub by: String,
    /// Tables that keep rows.
    pub tables: i64,
    /// Views.
    pub views: i64,
    /// Columns of all of them.
    pub columns: i64,
    /// Rows of all tables; absent when nobody can tell of any.
    pub rows: Option<i64>,
    /// Whether some of them are estimates of the database.
    pub rows_about: bool,
    /// How many tables differ from the reading before.
    pub changes: ChangeCounts,
    /// The reading before; absent for the first.
    pub before_id: Option<Uuid>,
    /// SHA-256 of the structure, hexadecimal; the same as long as the structure is.
    pub digest: String,
}

/// A table of a reading, as a row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataTableRow)]
pub struct TableRow {
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: TableKind,
    /// What the database says of it.
    pub comment: Option<String>,
    /// What people say of it (补充说明).
    pub note: Option<String>,
    /// How many columns it has.
    pub columns: usize,
    /// How many of them somebody has described, the database or people.
    pub described: usize,
    /// The columns that tell a row from all others.
    pub primary_key: Vec<String>,
    /// How many foreign keys it has.
    pub foreign_keys: usize,
    /// How many indexes it has, without that of the primary key.
    pub indexes: usize,
    /// How many rows; absent for views and where nobody can tell.
    pub rows: Option<i64>,
    /// Whether that is the database's estimate.
    pub rows_about: bool,
}

/// A reading with a page of its tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataReadingTables)]
pub struct ReadingTables {
    /// The reading.
    pub reading: Reading,
    /// Tables, by name.
    pub items: Vec<TableRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A column as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataColumnShown)]
pub struct ColumnShown {
    /// What it is called.
    pub name: String,
    /// Its type, as the database writes it.
    pub data_type: String,
    /// Whether it may be empty.
    pub nullable: bool,
    /// What it is when nothing is said.
    pub default: Option<String>,
    /// Whether it is part of the primary key.
    pub primary: bool,
    /// What the database says of it.
    pub comment: Option<String>,
    /// What people say of it (补充说明).
    pub note: Option<String>,
}

/// A foreign key of another table that points here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataReferencedBy)]
pub struct ReferencedBy {
    /// The other table.
    pub table: String,
    /// The key.
    pub name: String,
    /// Its columns there.
    pub columns: Vec<String>,
    /// The columns here that they point at.
    pub to_columns: Vec<String>,
}

/// A table with all that is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataTableShown)]
pub struct TableShown {
    /// The source.
    pub source_id: Uuid,
    /// The reading.
    pub reading_id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: TableKind,
    /// What the database says of it.
    pub comment: Option<String>,
    /// What people say of it (补充说明).
    pub note: Option<String>,
    /// Its columns, in their order.
    pub columns: Vec<ColumnShown>,
    /// The columns that tell a row from all others.
    pub primary_key: Vec<String>,
    /// What its columns point at.
    pub foreign_keys: Vec<ForeignKey>,
    /// What points at it.
    pub referenced_by: Vec<ReferencedBy>,
    /// Its indexes but that of the primary key.
    pub indexes: Vec<Index>,
    /// How many rows; absent for views and where nobody can tell.
    pub rows: Option<i64>,
    /// Whether that is the database's estimate.
    pub rows_about: bool,
}

/// What people say of a table or column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DataComment)]
pub struct Comment {
    /// The table.
    pub table: String,
    /// The column; absent when the table is meant.
    pub column: Option<String>,
    /// What they say; empty when it was taken back.
    pub text: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}
