//! Files of tickets; their content is in the blob store.

use chrono::{DateTime, Utc};
use jianyue_kernel::PersonId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::Visibility;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO ticket_attachment (id, ticket_id, contract_id, work, name, media_type, size, digest, visibility, \
     added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);
const FIND: Dialect = Dialect::same(
    "SELECT a.id, a.ticket_id, a.contract_id, t.work, a.name, a.media_type, a.size, a.digest, a.visibility, a.added_by, \
     a.added_at FROM ticket_attachment a JOIN ticket t ON t.id = a.ticket_id WHERE a.id = $1",
);

const SAME: Dialect =
    Dialect::same("SELECT id FROM ticket_attachment WHERE ticket_id = $1 AND added_by = $2 AND digest = $3");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, SAME];

/// A file.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AttachmentRow {
    /// Its id.
    pub id: Uuid,
    /// The ticket it was added to.
    pub ticket_id: Uuid,
    /// The contract of that ticket.
    pub contract_id: Uuid,
    /// The work that ticket concerns.
    pub work: Option<String>,
    /// File name.
    pub name: String,
    /// Type found in its content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Where the blob store keeps it.
    pub digest: String,
    /// Who sees it.
    #[sqlx(try_from = "String")]
    pub visibility: Visibility,
    /// Who added it.
    pub added_by: Uuid,
    /// When.
    pub added_at: DateTime<Utc>,
}

/// Adds a file.
pub async fn attachment_insert(tx: &mut Tx, row: &AttachmentRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.ticket_id,
        row.contract_id,
        row.work.as_deref(),
        &row.name,
        &row.media_type,
        row.size,
        &row.digest,
        row.visibility,
        row.added_by,
        row.added_at
    ];
    tx.queue(INSERT, args).await
}

/// The file of an id. The caller checks whether it may be seen.
pub async fn attachment_find(tx: &mut Tx, id: Uuid) -> Result<Option<AttachmentRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The files of a ticket that `person` added with this content.
pub async fn attachment_same(tx: &mut Tx, ticket: Uuid, person: PersonId, digest: &str) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = tx.all(SAME, args![ticket, person, digest]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
