//! Files that were seen.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const OF: Dialect = Dialect::same(
    "SELECT name, at, bytes, digest, gone_at FROM backup_file WHERE policy_id = $1 ORDER BY at DESC, name DESC LIMIT 20000",
);
const DIGEST: Dialect = Dialect::same("UPDATE backup_file SET digest = $3 WHERE policy_id = $1 AND name = $2");
const FORGET: Dialect = Dialect::same("DELETE FROM backup_file WHERE gone_at < $1");
const CLEAR: Dialect = Dialect::same("DELETE FROM backup_file WHERE policy_id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OF, DIGEST, FORGET, CLEAR];

/// Rows of one statement.
const AT_ONCE: usize = 200;

/// A file as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct FileRow {
    pub name: String,
    pub at: DateTime<Utc>,
    pub bytes: i64,
    pub digest: Option<String>,
    pub gone_at: Option<DateTime<Utc>>,
}

/// The files of a policy, the newest first.
pub async fn files_of(tx: &mut Tx, policy: Uuid) -> Result<Vec<FileRow>, DbError> {
    tx.all(OF, args![policy]).await
}

/// A page of the files of a policy, the newest first.
pub async fn file_list(
    tx: &mut Tx,
    policy: Uuid,
    after: Option<(DateTime<Utc>, String)>,
    limit: u32,
) -> Result<Vec<FileRow>, DbError> {
    let mut sql = Sql::new("SELECT name, at, bytes, digest, gone_at FROM backup_file WHERE policy_id = ");
    sql.bind(policy);
    if let Some((at, name)) = after {
        sql.push(" AND (at, name) < (").bind(at).push(", ").bind(name).push(")");
    }
    sql.push(" ORDER BY at DESC, name DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// Writes files that are new or not as they were.
pub async fn files_write(tx: &mut Tx, policy: Uuid, files: &[FileRow]) -> Result<(), DbError> {
    for part in files.chunks(AT_ONCE) {
        let mut sql = Sql::new("INSERT INTO backup_file (policy_id, name, at, bytes, digest, gone_at) VALUES ");
        sql.bind_rows(
            part.iter().map(|file| args![policy, &file.name, file.at, file.bytes, file.digest.clone(), file.gone_at]),
        );
        sql.push(
            " ON CONFLICT (policy_id, name) DO UPDATE SET at = excluded.at, bytes = excluded.bytes, \
             digest = excluded.digest, gone_at = excluded.gone_at",
        );
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// Keeps the digest of a file.
pub async fn file_digest(tx: &mut Tx, policy: Uuid, name: &str, digest: &str) -> Result<(), DbError> {
    tx.execute(DIGEST, args![policy, name, digest]).await.map(drop)
}

/// Forgets files that went before `then`.
pub async fn file_forget(tx: &mut Tx, then: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![then]).await
}

/// Forgets every file of a policy that lies elsewhere now.
pub async fn files_clear(tx: &mut Tx, policy: Uuid) -> Result<(), DbError> {
    tx.execute(CLEAR, args![policy]).await.map(drop)
}
