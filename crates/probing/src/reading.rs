//! What probes have read, for modules that walk through checklists.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    DbError, Tx,
    readings::{Reading, ReadingSource},
};
use uuid::Uuid;

use crate::{
    model::{Kind, State, Threshold},
    store::probe::probe_find,
};

/// The last readings of probes.
pub(crate) struct LastReadings;

#[async_trait]
impl ReadingSource for LastReadings {
    async fn reading(&self, tx: &mut Tx, contract: ContractId, probe: Uuid) -> Result<Option<Reading>, DbError> {
        let Some(row) = probe_find(tx, probe).await?.filter(|row| row.contract_id == contract.0 && row.enabled) else {
            return Ok(None);
        };
        // What nobody can tell is no reading; that nothing is heard of it is one.
        let ok = match row.state {
            State::Up | State::Warning => true,
            State::Down => false,
            State::Unknown if row.outage_id.is_some() => false,
            State::Unknown => return Ok(None),
        };
        Ok(row.last_at.map(|at| Reading {
            value: main_metric(row.kind, &row.thresholds.0, &row.metrics.0),
            ok,
            at,
            text: row.last_text.unwrap_or_default(),
        }))
    }
}

/// The number that a probe is about: what its first limit speaks of, or else what its kind reads, or else how long it took.
fn main_metric(kind: Kind, limits: &[Threshold], metrics: &BTreeMap<String, f64>) -> Option<f64> {
    let of_kind: &[&str] = match kind {
        Kind::Tls => &["days_left"],
        Kind::Sql => &["value", "age_seconds"],
        Kind::Redis => &["memory_percent"],
        Kind::Ftp | Kind::Sftp => &["newest_age_seconds"],
        Kind::Ssh | Kind::Agent => &["disk_percent", "cpu_percent", "memory_percent"],
        Kind::Exchange => &["success_age_seconds"],
        Kind::Http | Kind::Tcp | Kind::Dns | Kind::Smtp => &[],
    };
    let first = limits.first().map(|limit| limit.metric.as_str());
    let mut wanted = first.into_iter().chain(of_kind.iter().copied()).chain(["ms"]);
    wanted.find_map(|name| metrics.get(name).copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Gravity;

    #[test]
    fn a_probe_is_about_what_its_first_limit_speaks_of() {
        let metrics: BTreeMap<String, f64> = [("ms", 12.0), ("days_left", 40.0), ("chain_days_left", 900.0)]
            .map(|(name, n)| (name.to_owned(), n))
            .into();
        let limit = |metric: &str| Threshold {
            metric: metric.to_owned(),
            above: None,
            below: Some(1.0),
            level: Gravity::Warning,
            ticket: false,
        };
        let main = |kind, limits: &[Threshold]| main_metric(kind, limits, &metrics);
        assert_eq!((main(Kind::Tls, &[]), main(Kind::Http, &[])), (Some(40.0), Some(12.0)));
        assert_eq!(main(Kind::Tls, &[limit("chain_days_left")]), Some(900.0));
        assert_eq!(main(Kind::Tls, &[limit("absent")]), Some(40.0));
        assert_eq!(main_metric(Kind::Tls, &[], &BTreeMap::new()), None);
    }
}
