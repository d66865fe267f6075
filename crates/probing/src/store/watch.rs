//! What other systems told, and how much of it is too much.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use crate::model::{WatchEvent, WatchKind, WatchRule};

macro_rules! rule {
    () => {
        "id, contract_id, kind, count, within_seconds, level, enabled, open_since, version"
    };
}

const COUNT: Dialect = Dialect::same(
    "SELECT COUNT(*) FROM probing_watch_event WHERE contract_id = $1 AND kind = $2 AND at > $3 AND at <= $4",
);
const TIMES: Dialect = Dialect::same(
    "SELECT at FROM probing_watch_event WHERE contract_id = $1 AND kind = $2 AND at > $3 AND at <= $4 ORDER BY at LIMIT 100000",
);
const EXCHANGE: Dialect = Dialect::same(
    "SELECT CAST(SUM(CASE WHEN ok = TRUE THEN n END) AS BIGINT), \
     CAST(SUM(CASE WHEN ok = FALSE THEN 1 ELSE 0 END) AS BIGINT), COUNT(*) FROM probing_watch_event \
     WHERE contract_id = $1 AND kind = 'exchange' AND partner = $2 AND at > $3 AND at <= $4",
);
const EXCHANGE_LAST: Dialect = Dialect::same(
    "SELECT at, lag_seconds FROM probing_watch_event WHERE contract_id = $1 AND kind = 'exchange' AND partner = $2 \
     AND ok = TRUE ORDER BY at DESC LIMIT 1",
);
const FORGET: Dialect = Dialect::same("DELETE FROM probing_watch_event WHERE at < $1");
const RULES: Dialect =
    Dialect::same(concat!("SELECT ", rule!(), " FROM probing_watch_rule WHERE contract_id = $1 ORDER BY kind"));
const RULE: Dialect = Dialect::same(concat!("SELECT ", rule!(), " FROM probing_watch_rule WHERE id = $1"));
const OPEN: Dialect = Dialect::same(concat!(
    "SELECT ",
    rule!(),
    " FROM probing_watch_rule WHERE open_since IS NOT NULL ORDER BY id LIMIT 1000"
));
const HOLD: Dialect = Dialect {
    sqlite: "SELECT id FROM probing_watch_rule WHERE contract_id = $1 AND enabled = TRUE",
    postgres: "SELECT id FROM probing_watch_rule WHERE contract_id = $1 AND enabled = TRUE ORDER BY id FOR UPDATE",
};
const INSERT: Dialect = Dialect::same(
    "INSERT INTO probing_watch_rule (id, contract_id, kind, count, within_seconds, level, enabled, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
);
const CHANGE: Dialect = Dialect::same(
    "UPDATE probing_watch_rule SET count = $2, within_seconds = $3, level = $4, enabled = $5, version = version + 1 \
     WHERE id = $1",
);
const MARK: Dialect = Dialect::same("UPDATE probing_watch_rule SET open_since = $2 WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[COUNT, TIMES, EXCHANGE, EXCHANGE_LAST, FORGET, RULES, RULE, OPEN, HOLD, INSERT, CHANGE, MARK];

#[derive(sqlx::FromRow)]
struct RuleRow {
    id: Uuid,
    contract_id: Uuid,
    #[sqlx(try_from = "String")]
    kind: WatchKind,
    count: i64,
    within_seconds: i64,
    level: Option<i64>,
    enabled: bool,
    open_since: Option<DateTime<Utc>>,
    version: i64,
}

impl From<RuleRow> for WatchRule {
    fn from(row: RuleRow) -> Self {
        let RuleRow { id, contract_id, kind, count, within_seconds, level, enabled, open_since, version } = row;
        Self { id, contract_id, kind, count, within_seconds, level, enabled, open_since, version }
    }
}

/// Adds events; gives the ids of those that were not there.
pub async fn watch_event_add(tx: &mut Tx, contract: Uuid, events: &[WatchEvent]) -> Result<Vec<String>, DbError> {
    let mut added = Vec::new();
    for some in events.chunks(100) {
        added.extend(watch_event_add_some(tx, contract, some).await?);
    }
    Ok(added)
}

async fn watch_event_add_some(
    tx: &mut Tx,
    contract: Uuid,
    events: &[WatchEvent],
) -> Result<impl Iterator<Item = String> + use<>, DbError> {
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        rows.push(args![
            contract,
            &event.id,
            event.kind.code(),
            event.partner.as_deref().unwrap_or_default(),
            event.at,
            Some(event.ok.unwrap_or(true)),
            event.count,
            event.lag_seconds,
            event.detail.as_ref().map_or(Ok(Arg::Json(None)), Arg::json)?
        ]);
    }
    let mut sql = Sql::new(
        "INSERT INTO probing_watch_event (contract_id, event_id, kind, partner, at, ok, n, lag_seconds, detail) VALUES ",
    );
    sql.bind_rows(rows).push(" ON CONFLICT (contract_id, event_id) DO NOTHING RETURNING event_id");
    let added: Vec<(String,)> = tx.all_sql(sql).await?;
    Ok(added.into_iter().map(|(id,)| id))
}

/// How many events of a kind there were in `(from, to]`.
pub async fn watch_event_count(
    tx: &mut Tx,
    contract: Uuid,
    kind: WatchKind,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<i64, DbError> {
    let (count,): (i64,) = tx.one(COUNT, args![contract, kind.code(), from, to]).await?;
    Ok(count)
}

/// When there were events of a kind in `(from, to]`, in order.
pub async fn watch_event_times(
    tx: &mut Tx,
    contract: Uuid,
    kind: WatchKind,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, DbError> {
    let rows: Vec<(DateTime<Utc>,)> = tx.all(TIMES, args![contract, kind.code(), from, to]).await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// The latest events of a contract.
pub async fn watch_event_list(
    tx: &mut Tx,
    contract: ContractId,
    kind: Option<WatchKind>,
    after: Option<(DateTime<Utc>, String)>,
    limit: i64,
) -> Result<Vec<WatchEvent>, DbError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        event_id: String,
        #[sqlx(try_from = "String")]
        kind: WatchKind,
        partner: String,
        at: DateTime<Utc>,
        ok: Option<bool>,
        n: Option<i64>,
        lag_seconds: Option<i64>,
        detail: Option<sqlx::types::Json<serde_json::Value>>,
    }
    let mut sql = Sql::new(
        "SELECT event_id, kind, partner, at, ok, n, lag_seconds, detail FROM probing_watch_event WHERE contract_id = ",
    );
    sql.bind(contract);
    if let Some(kind) = kind {
        sql.push(" AND kind = ").bind(kind.code());
    }
    if let Some((at, id)) = after {
        sql.push(" AND (at, event_id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY at DESC, event_id DESC LIMIT ").bind(limit);
    let rows: Vec<Row> = tx.all_sql(sql).await?;
    Ok(rows
        .into_iter()
        .map(|row| WatchEvent {
            id: row.event_id,
            kind: row.kind,
            at: row.at,
            partner: Some(row.partner).filter(|partner| !partner.is_empty()),
            ok: row.ok,
            count: row.n,
            lag_seconds: row.lag_seconds,
            detail: row.detail.map(|detail| detail.0),
        })
        .collect())
}

/// What was exchanged with a partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// The last time it succeeded, however long ago.
    pub last_success: Option<DateTime<Utc>>,
    /// How old the data were then.
    pub lag_seconds: Option<i64>,
    /// Records exchanged within the window.
    pub count: i64,
    /// Attempts within the window that failed.
    pub failures: i64,
    /// Attempts within the window.
    pub attempts: i64,
}

/// What was exchanged with a partner in `(from, to]`.
pub async fn watch_exchanged(
    tx: &mut Tx,
    contract: Uuid,
    partner: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Exchanged, DbError> {
    type Sums = (Option<i64>, Option<i64>, i64);
    let (count, failures, attempts): Sums = tx.one(EXCHANGE, args![contract, partner, from, to]).await?;
    let last: Option<(DateTime<Utc>, Option<i64>)> = tx.optional(EXCHANGE_LAST, args![contract, partner]).await?;
    Ok(Exchanged {
        last_success: last.map(|(at, _)| at),
        lag_seconds: last.and_then(|(_, lag)| lag),
        count: count.unwrap_or(0),
        failures: failures.unwrap_or(0),
        attempts,
    })
}

/// Forgets events before `before`.
pub async fn watch_event_forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![before]).await
}

/// The rules of a contract.
pub async fn watch_rules(tx: &mut Tx, contract: Uuid) -> Result<Vec<WatchRule>, DbError> {
    Ok(tx.all::<RuleRow>(RULES, args![contract]).await?.into_iter().map(WatchRule::from).collect())
}

/// The rules of a contract, held until the end of the transaction so that a rule is broken once.
pub async fn watch_rules_held(tx: &mut Tx, contract: Uuid) -> Result<Vec<WatchRule>, DbError> {
    let _: Vec<(Uuid,)> = tx.all(HOLD, args![contract]).await?;
    Ok(watch_rules(tx, contract).await?.into_iter().filter(|rule| rule.enabled).collect())
}

/// The rule of an id.
pub async fn watch_rule_find(tx: &mut Tx, id: Uuid) -> Result<Option<WatchRule>, DbError> {
    Ok(tx.optional::<RuleRow>(RULE, args![id]).await?.map(WatchRule::from))
}

/// The rules that are broken.
pub async fn watch_rules_open(tx: &mut Tx) -> Result<Vec<WatchRule>, DbError> {
    Ok(tx.all::<RuleRow>(OPEN, args![]).await?.into_iter().map(WatchRule::from).collect())
}

/// Adds a rule.
pub async fn watch_rule_insert(tx: &mut Tx, rule: &WatchRule) -> Result<(), DbError> {
    let args =
        args![rule.id, rule.contract_id, rule.kind.code(), rule.count, rule.within_seconds, rule.level, rule.enabled];
    tx.execute(INSERT, args).await.map(drop)
}

/// Changes a rule.
pub async fn watch_rule_change(tx: &mut Tx, rule: &WatchRule) -> Result<(), DbError> {
    let args = args![rule.id, rule.count, rule.within_seconds, rule.level, rule.enabled];
    tx.execute(CHANGE, args).await.map(drop)
}

/// Writes down since when a rule is broken, or that it is not.
pub async fn watch_rule_mark(tx: &mut Tx, id: Uuid, since: Option<DateTime<Utc>>) -> Result<(), DbError> {
    tx.execute(MARK, args![id, since]).await.map(drop)
}
