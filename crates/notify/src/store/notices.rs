//! Notices in the web, and what people do not want to be told.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{Item, Occasion};

const INSERT: Dialect = Dialect::same(
    "INSERT INTO notify_notice (id, person_id, contract_id, event_id, item, created_at, occasion) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (person_id, event_id) DO NOTHING",
);
const READ: Dialect = Dialect::same("UPDATE notify_notice SET read_at = $2 WHERE person_id = $1 AND read_at IS NULL");
const MUTED: Dialect = Dialect::same("SELECT muted FROM notify_preference WHERE person_id = $1");
const MUTE: Dialect = Dialect::same(
    "INSERT INTO notify_preference (person_id, muted, updated_at) VALUES ($1, $2, $3) \
     ON CONFLICT (person_id) DO UPDATE SET muted = excluded.muted, updated_at = excluded.updated_at",
);
const FORGET: Dialect = Dialect::same(
    "DELETE FROM notify_notice WHERE id IN (SELECT id FROM notify_notice WHERE created_at < $1 LIMIT 1000)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, READ, MUTED, MUTE, FORGET];

/// A notice as its reader sees it.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its id.
    pub id: Uuid,
    /// Under which contract.
    pub contract_id: Option<Uuid>,
    /// What it tells.
    pub item: Item,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

type Row = (Uuid, Option<Uuid>, Json<Item>, DateTime<Utc>, Option<DateTime<Utc>>);

/// What somebody does not want to be told: ways by occasion. The web's own list cannot be muted.
pub type Muted = BTreeMap<Occasion, Vec<String>>;

/// Puts a notice into somebody's list; the same event only once.
pub async fn notice_insert(
    tx: &mut Tx,
    id: Uuid,
    person: Uuid,
    contract: Option<Uuid>,
    event: Uuid,
    item: &Item,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.queue(INSERT, args![id, person, contract, event, Arg::json(item)?, now, item.occasion.code()]).await
}

/// Whose notices, on which contracts (`None`: all): who has left a contract no longer reads what came from it.
#[derive(Clone, Debug)]
pub struct Reader {
    /// The person.
    pub person: Uuid,
    /// The contracts.
    pub contracts: Option<Vec<Uuid>>,
}

impl Reader {
    fn limit(&self, sql: &mut Sql) {
        sql.bind(self.person);
        if let Some(contracts) = &self.contracts {
            sql.push(" AND contract_id IN ").bind_list(contracts.iter().copied());
        }
    }
}

/// Which of somebody's notices are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chosen {
    /// Only those that were not read.
    pub unread_only: bool,
    /// Of this contract.
    pub contract: Option<Uuid>,
    /// On this occasion.
    pub occasion: Option<Occasion>,
}

/// Somebody's notices, the newest first.
pub async fn notice_list(
    tx: &mut Tx,
    reader: &Reader,
    chosen: Chosen,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: u32,
) -> Result<Vec<Notice>, DbError> {
    let mut sql = Sql::new("SELECT id, contract_id, item, created_at, read_at FROM notify_notice WHERE person_id = ");
    reader.limit(&mut sql);
    if chosen.unread_only {
        sql.push(" AND read_at IS NULL");
    }
    if let Some(contract) = chosen.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if let Some(occasion) = chosen.occasion {
        sql.push(" AND occasion = ").bind(occasion.code());
    }
    if let Some((at, id)) = before {
        sql.push(" AND (created_at < ").bind(at).push(" OR (created_at = ").bind(at).push(" AND id < ").bind(id);
        sql.push("))");
    }
    sql.push(" ORDER BY created_at DESC, id DESC LIMIT ").bind(i64::from(limit));
    let rows = tx.all_sql::<Row>(sql).await?;
    let notice = |(id, contract_id, item, created_at, read_at): Row| Notice {
        id,
        contract_id,
        item: item.0,
        created_at,
        read_at,
    };
    Ok(rows.into_iter().map(notice).collect())
}

/// How many notices somebody has not read; 100 stands for 100 or more.
pub async fn notice_unread(tx: &mut Tx, reader: &Reader) -> Result<i64, DbError> {
    let mut sql = Sql::new("SELECT count(*) FROM (SELECT 1 FROM notify_notice WHERE person_id = ");
    reader.limit(&mut sql);
    sql.push(" AND read_at IS NULL LIMIT 100) AS unread");
    Ok(tx.all_sql::<(i64,)>(sql).await?.first().map_or(0, |(count,)| *count))
}

/// Marks notices of `person` as read: these, or all.
pub async fn notice_read(tx: &mut Tx, person: Uuid, ids: Option<&[Uuid]>, now: DateTime<Utc>) -> Result<u64, DbError> {
    let Some(ids) = ids else { return tx.execute(READ, args![person, now]).await };
    let mut sql = Sql::new("UPDATE notify_notice SET read_at = ");
    sql.bind(now).push(" WHERE read_at IS NULL AND person_id = ").bind(person);
    sql.push(" AND id IN ").bind_list(ids.iter().copied());
    tx.execute_sql(sql).await
}

/// What somebody muted.
pub async fn muted(tx: &mut Tx, person: Uuid) -> Result<Muted, DbError> {
    Ok(tx.optional::<(Json<Muted>,)>(MUTED, args![person]).await?.map(|(muted,)| muted.0).unwrap_or_default())
}

/// What each of `people` muted.
pub async fn muted_of(tx: &mut Tx, people: &[Uuid]) -> Result<BTreeMap<Uuid, Muted>, DbError> {
    let mut sql = Sql::new("SELECT person_id, muted FROM notify_preference WHERE person_id IN ");
    sql.bind_list(people.iter().copied());
    let rows = tx.all_sql::<(Uuid, Json<Muted>)>(sql).await?;
    Ok(rows.into_iter().map(|(person, muted)| (person, muted.0)).collect())
}

/// Keeps what somebody mutes.
pub async fn mute(tx: &mut Tx, person: Uuid, muted: &Muted, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(MUTE, args![person, Arg::json(muted)?, now]).await.map(drop)
}

/// Forgets up to 1,000 notices from before `before`; gives how many.
pub async fn notice_forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![before]).await
}
