//! How much of a time what is watched of a contract worked, from its hours and outages.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, ContractId, Env};
use jianyue_platform::Tx;
use uuid::Uuid;

use super::outages::LONGEST;
use crate::{
    error::ProbingError,
    model::{Availability, ProbeAvailability, SystemAvailability},
    permissions::{READ, require},
    policy::hours::{hour_of, up_percent},
    store::{
        hour::{HoursRow, hour_sums},
        outage::outage_spans,
        probe::{NamedProbe, probe_names},
    },
};

/// How much of `[from, to)` what is watched of `contract` worked. A few statements, however many probes there are. What was let
/// go is told of for the time in which it was looked at.
pub async fn availability(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    contract: ContractId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Availability, ProbingError> {
    require(by, &READ, contract)?;
    if from >= to || to - from > LONGEST {
        return Err(ProbingError::field("from", "时间段应从早到晚，最长 400 天"));
    }
    let (from, until) = (hour_of(from), to.min(env.now()));
    let hours: HashMap<Uuid, HoursRow> =
        hour_sums(tx, contract, (from, to)).await?.into_iter().map(|row| (row.probe_id, row)).collect();
    let mut broken: HashMap<Uuid, (i64, i64)> = HashMap::new();
    for span in outage_spans(tx, contract, (from, to)).await? {
        let seconds = (span.until_at.unwrap_or(until).min(until) - span.from_at.max(from)).num_seconds().max(0);
        let (n, longest) = broken.entry(span.probe_id).or_default();
        (*n, *longest) = (*n + 1, seconds.max(*longest));
    }
    let mut systems: Vec<SystemAvailability> = Vec::new();
    for probe in probe_names(tx, contract).await? {
        let sums = hours.get(&probe.id);
        if probe.retired_at.is_some() && sums.is_none() {
            continue;
        }
        let one = of_probe(&probe, sums, broken.get(&probe.id).copied().unwrap_or_default(), until);
        match systems.last_mut().filter(|system| system.system_id == probe.system_id) {
            Some(system) => system.probes.push(one),
            None => systems.push(SystemAvailability {
                system_id: probe.system_id,
                name: probe.system,
                work: probe.work,
                up_percent: None,
                probes: vec![one],
            }),
        }
    }
    for system in &mut systems {
        let sum = |of: fn(&ProbeAvailability) -> i64| system.probes.iter().map(of).sum();
        system.up_percent = up_percent(sum(|probe| probe.watched_seconds), sum(|probe| probe.down_seconds));
    }
    Ok(Availability { from, to, systems })
}

fn of_probe(
    probe: &NamedProbe,
    sums: Option<&HoursRow>,
    (outages, longest_seconds): (i64, i64),
    until: DateTime<Utc>,
) -> ProbeAvailability {
    let watched_seconds = sums.map_or(0, |row| {
        // The last hour may not be over.
        let over = (row.last + TimeDelta::hours(1) - until).num_seconds().clamp(0, 3_600);
        row.hours * 3_600 - over
    });
    let down_seconds = sums.map_or(0, |row| row.down_seconds.min(watched_seconds));
    ProbeAvailability {
        probe_id: probe.id,
        title: probe.title.clone(),
        kind: probe.kind,
        up_percent: up_percent(watched_seconds, down_seconds),
        watched_seconds,
        down_seconds,
        outages,
        longest_seconds,
    }
}
