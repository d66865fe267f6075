//! What was found: readings, their tables, and what differs between two of them.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, Page, PageRequest};
use jianyue_platform::Tx;
use jianyue_reach::sql::schema::{Rows, Table};
use uuid::Uuid;

use super::sources::{fault, known};
use crate::{
    error::InventoryError,
    model::{ChangeCounts, ColumnShown, Difference, Reading, ReadingTables, ReferencedBy, TableRow, TableShown},
    permissions::{READ, require},
    policy::{Side, difference},
    store::{
        comment::{Notes, comment_all},
        reading::{ReadingRow, reading_counts, reading_find, reading_list, structure},
    },
};

/// Readings of a source, the last first.
pub async fn readings(
    tx: &mut Tx,
    by: &Actor,
    source: Uuid,
    page: PageRequest,
) -> Result<Page<Reading>, InventoryError> {
    known(tx, by, source).await?;
    let after = match page.after::<2>()? {
        Some([at, id]) => {
            Some((at.parse::<DateTime<Utc>>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let limit = page.limit();
    let rows = reading_list(tx, source, after, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.at.to_rfc3339(), row.id.to_string()]).map(shown))
}

/// A reading with its tables: those with `q` in their name, in what is said of them or in the name of a column.
pub async fn reading_of(
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    q: Option<&str>,
    page: PageRequest,
) -> Result<ReadingTables, InventoryError> {
    let after = page.after::<1>()?.map(|[name]| name);
    let row = seen(tx, by, id).await?;
    let tables = structure(tx, row.source_id, &row.digest).await?;
    let counts = reading_counts(tx, id).await?;
    let notes = comment_all(tx, row.source_id).await?;
    let words = q.map(str::trim).filter(|q| !q.is_empty()).map(str::to_lowercase);
    let limit = page.limit();
    let rows: Vec<TableRow> = tables
        .iter()
        .zip(counts.into_iter().chain(std::iter::repeat(None)))
        .filter(|(table, _)| after.as_ref().is_none_or(|after| table.name > *after))
        .filter(|(table, _)| words.as_ref().is_none_or(|words| has(table, &notes, words)))
        .take(limit as usize + 1)
        .map(|(table, rows)| table_row(table, rows, &notes))
        .collect();
    let page = Page::of(rows, limit, |row| [row.name.clone()]);
    Ok(ReadingTables { reading: shown(row), items: page.items, next: page.next })
}

fn has(table: &Table, notes: &Notes, words: &str) -> bool {
    let within = |text: &str| text.to_lowercase().contains(words);
    let note = || notes.get(&(table.name.clone(), String::new())).is_some_and(|note| within(note));
    within(&table.name)
        || table.comment.as_deref().is_some_and(within)
        || note()
        || table.columns.iter().any(|column| within(&column.name) || column.comment.as_deref().is_some_and(within))
}

fn table_row(table: &Table, rows: Option<Rows>, notes: &Notes) -> TableRow {
    let note = |column: &str| notes.get(&(table.name.clone(), column.to_owned())).cloned();
    let described = |name: &str, comment: &Option<String>| comment.is_some() || note(name).is_some();
    TableRow {
        name: table.name.clone(),
        kind: table.kind,
        comment: table.comment.clone(),
        note: note(""),
        columns: table.columns.len(),
        described: table.columns.iter().filter(|column| described(&column.name, &column.comment)).count(),
        primary_key: table.primary_key.clone(),
        foreign_keys: table.foreign_keys.len(),
        indexes: table.indexes.len(),
        rows: rows.map(|rows| rows.n),
        rows_about: rows.is_some_and(|rows| rows.about),
    }
}

/// A table of a reading.
pub async fn table_of(tx: &mut Tx, by: &Actor, id: Uuid, name: &str) -> Result<TableShown, InventoryError> {
    let row = seen(tx, by, id).await?;
    let tables = structure(tx, row.source_id, &row.digest).await?;
    let at = tables.iter().position(|table| table.name == name).ok_or(InventoryError::NotFound)?;
    let rows = reading_counts(tx, id).await?.get(at).copied().flatten();
    let notes = comment_all(tx, row.source_id).await?;
    let referenced_by = tables.iter().flat_map(|other| {
        other.foreign_keys.iter().filter(|key| key.to_table == name).map(|key| ReferencedBy {
            table: other.name.clone(),
            name: key.name.clone(),
            columns: key.columns.clone(),
            to_columns: key.to_columns.clone(),
        })
    });
    let referenced_by = referenced_by.collect();
    let table = tables[at].clone();
    let note = |column: &str| notes.get(&(name.to_owned(), column.to_owned())).cloned();
    let columns = table.columns.into_iter().map(|column| ColumnShown {
        primary: table.primary_key.contains(&column.name),
        note: note(&column.name),
        name: column.name,
        data_type: column.data_type,
        nullable: column.nullable,
        default: column.default,
        comment: column.comment,
    });
    Ok(TableShown {
        source_id: row.source_id,
        reading_id: id,
        columns: columns.collect(),
        name: table.name,
        kind: table.kind,
        comment: table.comment,
        note: note(""),
        primary_key: table.primary_key,
        foreign_keys: table.foreign_keys,
        referenced_by,
        indexes: table.indexes,
        rows: rows.map(|rows| rows.n),
        rows_about: rows.is_some_and(|rows| rows.about),
    })
}

/// What differs between a reading and another one of the same source; the one before when none is named.
pub async fn difference_of(
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    against: Option<Uuid>,
) -> Result<Difference, InventoryError> {
    let row = seen(tx, by, id).await?;
    let Some(other) = against.or(row.before_id) else {
        return Ok(Difference { reading: id, ..Difference::default() });
    };
    let other = reading_find(tx, other).await?.filter(|other| other.source_id == row.source_id);
    let other = other.ok_or_else(|| fault("against", "要对照的盘点不存在，或不属于同一个数据源"))?;
    let (old, new) =
        (structure(tx, row.source_id, &other.digest).await?, structure(tx, row.source_id, &row.digest).await?);
    let (had, has) = (reading_counts(tx, other.id).await?, reading_counts(tx, id).await?);
    let found = difference(Side { tables: &old, rows: &had }, Side { tables: &new, rows: &has });
    Ok(Difference { reading: id, against: Some(other.id), against_at: Some(other.at), ..found })
}

/// The reading of an id, when `by` may know of it.
pub(super) async fn seen(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<ReadingRow, InventoryError> {
    let row = reading_find(tx, id).await?.ok_or(InventoryError::NotFound)?;
    require(by, &READ, row.contract_id.into())?;
    Ok(row)
}

/// A reading as it is shown.
pub(super) fn shown(row: ReadingRow) -> Reading {
    Reading {
        id: row.id,
        source_id: row.source_id,
        contract_id: row.contract_id,
        at: row.at,
        by: row.asked_by,
        tables: row.tables,
        views: row.views,
        columns: row.columns,
        rows: row.rows,
        rows_about: row.rows_about,
        changes: ChangeCounts { added: row.added, removed: row.removed, changed: row.changed },
        before_id: row.before_id,
        digest: row.digest,
    }
}
