//! Results by the hour.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use crate::model::HourlyRollUp;

const LIST: Dialect = Dialect::same(
    "SELECT hour, n, ok, min_ms, CASE WHEN ok > 0 THEN sum_ms / ok END AS avg_ms, max_ms, down_seconds FROM probing_hour \
     WHERE probe_id = $1 AND hour >= $2 AND hour < $3 ORDER BY hour LIMIT 10000",
);
const FORGET: Dialect =
    Dialect::same("DELETE FROM probing_hour WHERE probe_id IN (SELECT id FROM probing_probe) AND hour < $1");

const SUMS: Dialect = Dialect::same(
    "SELECT h.probe_id, COUNT(*) AS hours, MAX(h.hour) AS last, CAST(SUM(h.down_seconds) AS BIGINT) AS down_seconds \
     FROM probing_probe p JOIN probing_hour h ON h.probe_id = p.id \
     WHERE p.contract_id = $1 AND h.hour >= $2 AND h.hour < $3 AND h.n > 0 GROUP BY h.probe_id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LIST, FORGET, SUMS];

/// The hours of a probe together.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct HoursRow {
    /// The probe.
    pub probe_id: Uuid,
    /// In so many hours it was looked at.
    pub hours: i64,
    /// The last of them.
    pub last: DateTime<Utc>,
    /// Seconds of being down.
    pub down_seconds: i64,
}

/// The hours in `[from, to)` of each probe of a contract, retired or not.
pub async fn hour_sums(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<HoursRow>, DbError> {
    tx.all(SUMS, args![contract, from, to]).await
}

/// What an hour gains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gain {
    /// Looks.
    pub n: i64,
    /// Looks at which it was as it should be.
    pub ok: i64,
    /// The quickest of these.
    pub min_ms: Option<i64>,
    /// All of these together.
    pub sum_ms: i64,
    /// The slowest of these.
    pub max_ms: Option<i64>,
    /// Seconds of being down.
    pub down_seconds: i64,
}

impl Gain {
    /// Counts a look.
    pub fn look(&mut self, ok_ms: Option<i64>) {
        self.n += 1;
        if let Some(ms) = ok_ms {
            self.ok += 1;
            self.sum_ms += ms;
            self.min_ms = Some(self.min_ms.map_or(ms, |least| least.min(ms)));
            self.max_ms = self.max_ms.max(Some(ms));
        }
    }
}

/// What each hour of each probe gains.
pub type Gains = BTreeMap<(Uuid, DateTime<Utc>), Gain>;

/// How many hours go into one statement: SQLite looks placeholders up one by one, so that ten times as many take a hundred
/// times as long.
const AT_ONCE: usize = 100;

/// Adds gains, in one statement for a hundred hours, always in the same order.
pub async fn hour_add(tx: &mut Tx, gains: &Gains) -> Result<(), DbError> {
    let rows: Vec<_> = gains
        .iter()
        .map(|((probe, hour), gain)| {
            args![*probe, *hour, gain.n, gain.ok, gain.min_ms, gain.sum_ms, gain.max_ms, gain.down_seconds]
        })
        .collect();
    for some in rows.chunks(AT_ONCE) {
        let mut sql =
            Sql::new("INSERT INTO probing_hour (probe_id, hour, n, ok, min_ms, sum_ms, max_ms, down_seconds) VALUES ");
        sql.bind_rows(some.iter().cloned()).push(
            " ON CONFLICT (probe_id, hour) DO UPDATE SET n = probing_hour.n + excluded.n, \
             ok = probing_hour.ok + excluded.ok, sum_ms = probing_hour.sum_ms + excluded.sum_ms, \
             min_ms = CASE WHEN probing_hour.min_ms IS NULL OR excluded.min_ms < probing_hour.min_ms \
             THEN excluded.min_ms ELSE probing_hour.min_ms END, \
             max_ms = CASE WHEN probing_hour.max_ms IS NULL OR excluded.max_ms > probing_hour.max_ms \
             THEN excluded.max_ms ELSE probing_hour.max_ms END, \
             down_seconds = probing_hour.down_seconds + excluded.down_seconds",
        );
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The hours of a probe in `[from, to)`, in order, at most ten thousand.
pub async fn hour_list(
    tx: &mut Tx,
    probe: Uuid,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<HourlyRollUp>, DbError> {
    tx.all(LIST, args![probe, from, to]).await
}

/// Forgets hours before `before`.
pub async fn hour_forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![before]).await
}
