//! What a database is made of: its tables with columns, comments, keys, indexes and how many rows they have.
//!
//! Each engine is asked four questions that give the same columns, so that one decoder reads them all. What the engine
//! keeps for itself is left out. Small tables are counted; of large ones the engine's own estimate is told as such.

mod decode;
mod questions;

use std::time::Instant;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::decode::{Found, decode};
use super::{Encryption, Engine, Target, session::Session};
use crate::{ReachError, Visit};

/// Up to this size a table is counted row by row.
const COUNTED_BYTES: i64 = 64 << 20;
/// Up to this size a SQLite file is: it keeps no estimates.
const COUNTED_FILE: i64 = 1 << 30;

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DatabasePlace)]
pub struct Place {
    /// Which database.
    pub engine: Engine,
    /// Name or address; not for `sqlite`.
    #[serde(default)]
    pub host: String,
    /// Port; the usual one when absent.
    #[serde(default)]
    pub port: Option<u16>,
    /// Name of the database, or path of the file.
    pub database: String,
    /// How the way is encrypted.
    #[serde(default)]
    pub encryption: Encryption,
    /// Certificates of the client's own authority, as PEM.
    #[serde(default)]
    pub ca_pem: Option<String>,
    /// Schemas that are read; empty: all but those of the engine. With MySQL these are databases, and empty means the one
    /// that is named above.
    #[serde(default)]
    pub schemas: Vec<String>,
}

impl Place {
    /// Whether it can be used at all.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn check(&self) -> Result<(), ReachError> {
        let named = |name: &String| {
            let fits = |one: char| one.is_alphanumeric() || "_-$.".contains(one);
            !name.is_empty() && name.chars().count() <= 128 && name.chars().all(fits)
        };
        if let Some(bad) = self.schemas.iter().find(|name| !named(name)) {
            return Err(ReachError::BadTarget(format!("模式名“{bad}”含有不支持的字符")));
        }
        if self.database.trim().is_empty() {
            return Err(ReachError::BadTarget("请填写数据库名称或文件路径".to_owned()));
        }
        self.target().check()
    }

    fn target(&self) -> Target {
        Target {
            engine: self.engine,
            host: self.host.clone(),
            port: self.port,
            database: self.database.clone(),
            query: "SELECT 1".to_owned(),
            encryption: self.encryption,
            ca_pem: self.ca_pem.clone(),
        }
    }
}

/// What a table is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = DataTableKind)]
pub enum TableKind {
    /// It keeps rows.
    #[default]
    Table,
    /// It shows rows of others.
    View,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DataTable)]
pub struct Table {
    /// What it is called in its database: with its schema where the engine has several.
    pub name: String,
    /// What it is.
    pub kind: TableKind,
    /// What the database says of it.
    pub comment: Option<String>,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// The columns that tell a row from all others.
    pub primary_key: Vec<String>,
    /// What its columns point at, by name.
    pub foreign_keys: Vec<ForeignKey>,
    /// Its indexes but that of the primary key, by name.
    pub indexes: Vec<Index>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DataColumn)]
pub struct Column {
    /// What it is called.
    pub name: String,
    /// Its type, as the engine writes it.
    pub data_type: String,
    /// Whether it may be empty.
    pub nullable: bool,
    /// What it is when nothing is said, as the engine writes it.
    pub default: Option<String>,
    /// What the database says of it.
    pub comment: Option<String>,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DataForeignKey)]
pub struct ForeignKey {
    /// What it is called; made of its columns where the engine gives it no name.
    pub name: String,
    /// Columns of this table.
    pub columns: Vec<String>,
    /// The table that they point at.
    pub to_table: String,
    /// Its columns, in the same order.
    pub to_columns: Vec<String>,
    /// What becomes of the row when the other one goes, as the engine writes it.
    pub on_delete: Option<String>,
    /// What becomes of the row when the key of the other one changes.
    pub on_update: Option<String>,
}

/// An index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DataIndex)]
pub struct Index {
    /// What it is called.
    pub name: String,
    /// Its columns or expressions, in their order.
    pub columns: Vec<String>,
    /// Whether no two rows may be the same in it.
    pub unique: bool,
    /// Which rows it holds, where it does not hold all.
    pub filter: Option<String>,
}

/// How many rows a table has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// How many.
    pub n: i64,
    /// Whether that is the engine's estimate.
    pub about: bool,
}

/// A database as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// Its tables and views, by name.
    pub tables: Vec<Table>,
    /// Rows of `tables`, in the same order; `None` where nobody can tell.
    pub rows: Vec<Option<Rows>>,
}

/// Reads what a database is made of.
///
/// # Errors
/// [`ReachError`].
pub async fn read(visit: Visit<'_>, place: &Place) -> Result<Schema, ReachError> {
    place.check()?;
    let target = place.target();
    let work = Box::pin(async {
        let begun = Instant::now();
        let mut session = Session::open(&visit, &target).await?;
        if place.engine == Engine::Mysql {
            // Whoever holds a table is not waited for; older servers do not know it.
            let _ = session.ask(&visit, &target, "SET SESSION lock_wait_timeout = 5").await;
        }
        let questions = questions::of(place);
        let mut grids = Vec::with_capacity(4);
        for question in &questions {
            grids.push(session.ask(&visit, &target, question).await?);
        }
        let found = decode(place, grids);
        let mut schema = Schema::default();
        for one in found {
            // Half of the time is for counting; what is left then is estimated.
            let rows = if is_small(place.engine, &one) && begun.elapsed() < visit.limit / 2 {
                count(&visit, &target, &mut session, &one).await
            } else {
                None
            };
            schema.rows.push(rows.or_else(|| one.estimate.map(|n| Rows { n, about: true })));
            schema.tables.push(one.table);
        }
        session.close().await;
        Ok(schema)
    });
    visit.within("读取数据库结构", work).await
}

fn is_small(engine: Engine, found: &Found) -> bool {
    let most = if engine == Engine::Sqlite { COUNTED_FILE } else { COUNTED_BYTES };
    found.countable && found.bytes.is_some_and(|bytes| bytes <= most)
}

/// Counts the rows; `None` where the database refuses, which spoils nothing else.
async fn count(visit: &Visit<'_>, target: &Target, session: &mut Session, found: &Found) -> Option<Rows> {
    let sql = questions::count(target.engine, &found.schema, &found.bare);
    let grid = session.ask(visit, target, &sql).await.ok()?;
    let n = grid.first()?.first()?.as_ref()?.parse().ok()?;
    Some(Rows { n, about: false })
}
