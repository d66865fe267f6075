//! Whether the chains are whole.

use serde::Serialize;

use super::{Sealed, search::AuditEntry, sql};
use crate::{
    args,
    db::{Db, DbError, Tx},
};

/// Rows read at a time.
const PAGE: i64 = 1_000;

/// What was found in one chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ChainReport {
    /// The contract's id, or `system`.
    pub chain: String,
    /// Rows read, up to the first bad one.
    pub entries: i64,
    /// Whether every row is as it was written, and none is missing.
    pub ok: bool,
    /// The number of the first row that is not.
    pub first_bad_seq: Option<i64>,
    /// What is wrong with it.
    pub why: Option<String>,
}

/// Reads every chain from its start, over one snapshot.
pub async fn verify(db: &Db) -> Result<Vec<ChainReport>, DbError> {
    let mut tx = db.read().await?;
    let chains: Vec<(String,)> = tx.all(sql::CHAINS, args![]).await?;
    let mut reports = Vec::with_capacity(chains.len());
    for (chain,) in chains {
        reports.push(verify_chain(&mut tx, chain).await?);
    }
    Ok(reports)
}

async fn verify_chain(tx: &mut Tx, chain: String) -> Result<ChainReport, DbError> {
    let (mut seq, mut hash) = (0_i64, Vec::new());
    loop {
        let page: Vec<(AuditEntry, Vec<u8>)> = read(tx, &chain, seq).await?;
        if page.is_empty() {
            break;
        }
        for (entry, found) in page {
            if let Some(why) = wrong(&entry, seq + 1, &hash, &found) {
                return Ok(bad(chain, seq, seq + 1, why));
            }
            (seq, hash) = (entry.seq, found);
        }
    }
    let head: Option<(i64, Vec<u8>)> = tx.optional(sql::HEAD_READ, args![chain.as_str()]).await?;
    Ok(match head {
        Some((last, _)) if last > seq => bad(chain, seq, seq + 1, format!("rows {} to {last} are missing", seq + 1)),
        Some((last, sealed)) if last == seq && sealed == hash => {
            ChainReport { chain, entries: seq, ok: true, first_bad_seq: None, why: None }
        }
        Some((last, _)) if last < seq => {
            bad(chain, seq, last + 1, "rows stand behind the head of the chain".to_owned())
        }
        Some(_) => bad(chain, seq, seq, "the head of the chain does not fit its last row".to_owned()),
        None => bad(chain, seq, 1, "the head of the chain is missing".to_owned()),
    })
}

fn bad(chain: String, entries: i64, seq: i64, why: String) -> ChainReport {
    ChainReport { chain, entries, ok: false, first_bad_seq: Some(seq), why: Some(why) }
}

fn wrong(entry: &AuditEntry, expected: i64, before: &[u8], found: &[u8]) -> Option<String> {
    if entry.seq != expected {
        return Some(format!("row {expected} is missing"));
    }
    let digest = Sealed {
        chain: &entry.chain,
        seq: entry.seq,
        at: entry.at,
        actor_id: entry.actor_id,
        actor_name: &entry.actor_name,
        action: &entry.action,
        subject: entry.subject,
        contract_id: entry.contract_id,
        detail: &entry.detail,
        request: entry.request.as_deref(),
    }
    .digest(before);
    (digest != found).then(|| format!("row {expected} is not as it was written"))
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    entry: AuditEntry,
    hash: Vec<u8>,
}

async fn read(tx: &mut Tx, chain: &str, after: i64) -> Result<Vec<(AuditEntry, Vec<u8>)>, DbError> {
    let rows: Vec<Row> = tx.all(sql::READ, args![chain, after, PAGE]).await?;
    Ok(rows.into_iter().map(|row| (row.entry, row.hash)).collect())
}
