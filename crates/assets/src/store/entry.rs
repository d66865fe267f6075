//! The files of assets.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::EntryKind;

const LIST: Dialect = Dialect::same(
    "SELECT id, asset_id, at, kind, text, by_name, ticket_id, ticket_number, run_id, moved_from, moved_to, source \
     FROM asset_entry WHERE asset_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LIST];

/// Rows of one insert.
const AT_ONCE: usize = 500;

/// An entry as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EntryRow {
    pub id: Uuid,
    pub asset_id: Uuid,
    pub at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub kind: EntryKind,
    pub text: String,
    pub by_name: String,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
    pub run_id: Option<Uuid>,
    pub moved_from: Option<String>,
    pub moved_to: Option<String>,
    pub source: Option<String>,
}

/// Adds entries, many in one statement; those that were told already are left out.
pub async fn entries_add(tx: &mut Tx, rows: &[EntryRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql = Sql::new(
            "INSERT INTO asset_entry (id, asset_id, at, kind, text, by_name, ticket_id, ticket_number, run_id, moved_from, \
             moved_to, source) VALUES ",
        );
        sql.bind_rows(part.iter().map(|row| {
            args![
                row.id,
                row.asset_id,
                row.at,
                row.kind.code(),
                &row.text,
                &row.by_name,
                row.ticket_id,
                row.ticket_number.clone(),
                row.run_id,
                row.moved_from.clone(),
                row.moved_to.clone(),
                row.source.clone()
            ]
        }));
        sql.push(" ON CONFLICT (asset_id, source) WHERE source IS NOT NULL DO NOTHING");
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// Entries of an asset before one of them, the newest first.
pub async fn entry_list(
    tx: &mut Tx,
    asset: Uuid,
    before: (DateTime<Utc>, Uuid),
    limit: u32,
) -> Result<Vec<EntryRow>, DbError> {
    tx.all(LIST, args![asset, before.0, before.1, limit]).await
}
