//! Writing what was found, many at a time: states, hours, outages, and what others are told.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use jianyue_kernel::Env;
use jianyue_platform::{DbError, Tx, events};
use uuid::Uuid;

use super::look::Sight;
use crate::{
    model::{CertificateSeen, DeviationFound, DeviationGone, Outage, ProbeChanged, Problem, State},
    policy::{
        fold::{Known, Looked, Turn, fold},
        hours::{hour_of, seconds_by_hour},
        judge::{Outcome, Verdict, judge},
        schedule::next_ms,
        warn::{Tell, warn},
    },
    store::{
        due::{Found, due_found, due_held},
        hour::{Gains, hour_add},
        outage::{NewOutage, outage_close, outage_insert, outage_some},
        probe::ProbeRow,
    },
};

/// What became of sights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Written down.
    pub kept: usize,
    /// Of a claim that another one has taken over, or of a probe that was changed or let go meanwhile.
    pub lost: usize,
}

/// Writes sights down. Each probe is read anew under a lock, so that what was claimed by somebody else since is left alone.
pub async fn settle(tx: &mut Tx, env: &Env, sights: Vec<Sight>) -> Result<Settled, DbError> {
    let mut settled = Settled::default();
    if sights.is_empty() {
        return Ok(settled);
    }
    let mut ids: Vec<Uuid> = sights.iter().map(|sight| sight.probe).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut probes: HashMap<Uuid, ProbeRow> =
        due_held(tx, ids).await?.into_iter().map(|probe| (probe.id, probe)).collect();
    let lasting: Vec<Uuid> = probes.values().filter_map(|probe| probe.outage_id).collect();
    let mut outages: HashMap<Uuid, Outage> =
        outage_some(tx, lasting).await?.into_iter().map(|outage| (outage.id, outage)).collect();
    let mut gains = Gains::new();
    let mut found: HashMap<Uuid, Found> = HashMap::new();
    for sight in sights {
        let Some(probe) = probes.get_mut(&sight.probe).filter(|probe| probe.enabled) else {
            settled.lost += 1;
            continue;
        };
        if sight.fence.is_some_and(|fence| fence != probe.fence) {
            settled.lost += 1;
            continue;
        }
        settled.kept += 1;
        let one = absorb(tx, env, (probe, &mut outages), &mut gains, sight).await?;
        found.insert(one.id, one);
    }
    let mut found: Vec<Found> = found.into_values().collect();
    found.sort_by_key(|one| one.id);
    due_found(tx, &found).await?;
    hour_add(tx, &gains).await?;
    Ok(settled)
}

/// Folds one sight into its probe.
async fn absorb(
    tx: &mut Tx,
    env: &Env,
    (probe, outages): (&mut ProbeRow, &mut HashMap<Uuid, Outage>),
    gains: &mut Gains,
    sight: Sight,
) -> Result<Found, DbError> {
    let looked = Looked { first_failed_at: sight.first_failed_at, at: sight.at };
    // What an agent told was folded in when it came.
    if !matches!(sight.outcome, Outcome::Heard(_)) {
        let verdict = judge(sight.outcome, &probe.thresholds.0);
        change(tx, env, (&mut *probe, outages), gains, (verdict, looked)).await?;
    }
    let now_ms = env.now().timestamp_millis();
    if sight.fence.is_some() {
        probe.due_ms = next_ms(now_ms, probe.phase_ms, probe.every_seconds);
    }
    Ok(Found {
        id: probe.id,
        due_ms: probe.due_ms,
        ran_ms: now_ms,
        state: probe.state,
        since: probe.since.unwrap_or(looked.at),
        last_at: probe.last_at.unwrap_or(looked.at),
        last_ms: probe.last_ms,
        last_text: probe.last_text.clone().unwrap_or_default(),
        metrics: probe.metrics.0.clone(),
        certificates: probe.certificates.clone(),
        outage_id: probe.outage_id,
        warnings: probe.warnings,
        warned_from: probe.warned_from,
    })
}

/// Folds a verdict into its probe, and writes and tells what follows.
async fn change(
    tx: &mut Tx,
    env: &Env,
    (probe, outages): (&mut ProbeRow, &mut HashMap<Uuid, Outage>),
    gains: &mut Gains,
    (verdict, looked): (Verdict, Looked),
) -> Result<(), DbError> {
    let known = Known { state: probe.state, since: probe.since, last_at: probe.last_at, outage: probe.outage_id };
    // What nobody could tell is no look.
    if !matches!(verdict.state, State::Unknown) {
        let ok = matches!(verdict.state, State::Up | State::Warning);
        gains.entry((probe.id, hour_of(looked.at))).or_default().look(verdict.ms.filter(|_| ok));
    }
    if let Some(next) = fold(&known, &verdict, looked) {
        for (hour, seconds) in next.down.map(|(from, until)| seconds_by_hour(from, until)).unwrap_or_default() {
            gains.entry((probe.id, hour)).or_default().down_seconds += seconds;
        }
        match next.turn {
            Turn::Begins(problem, from) => {
                let outage = begins(tx, env, probe, &verdict, (problem, from)).await?;
                probe.outage_id = Some(outage.id);
                outages.insert(outage.id, outage);
            }
            Turn::Ends(id, until) => {
                if let Some(outage) = outages.remove(&id) {
                    ends(tx, env, probe, &outage, until).await?;
                }
                probe.outage_id = None;
            }
            Turn::None => {}
        }
        if probe.state != next.state {
            let changed =
                ProbeChanged { probe_id: probe.id, contract_id: probe.contract_id, state: next.state, at: looked.at };
            events::record(tx, env, &changed).await?;
        }
        certificates(tx, env, probe, &verdict, looked.at).await?;
        warnings(tx, env, probe, &verdict, looked.at).await?;
        probe.state = next.state;
        probe.since = Some(next.since);
        probe.last_at = Some(looked.at);
        probe.last_ms = verdict.ms;
        probe.last_text = Some(verdict.text.chars().take(500).collect());
        probe.metrics.0 = verdict.metrics;
    }
    Ok(())
}

/// The key under which others know what is wrong with a probe.
pub(crate) fn key(probe: Uuid) -> String {
    format!("probe:{probe}")
}

async fn begins(
    tx: &mut Tx,
    env: &Env,
    probe: &ProbeRow,
    verdict: &Verdict,
    (problem, from): (Problem, DateTime<Utc>),
) -> Result<Outage, DbError> {
    let reason: String = verdict.text.chars().take(500).collect();
    let (id, now) = (env.id(), env.now());
    let new = NewOutage {
        id,
        contract_id: probe.contract_id,
        probe_id: probe.id,
        problem,
        from_at: from,
        noticed_at: now,
        until_at: None,
        reason: reason.clone(),
    };
    outage_insert(tx, &new).await?;
    let (what, how) = match problem {
        Problem::Down => ("不可用", "探测发现异常"),
        Problem::Silent => ("失联", "没有收到上报"),
    };
    let found = DeviationFound {
        subject: probe.id,
        key: key(probe.id),
        contract_id: probe.contract_id,
        work: probe.work.clone(),
        service: None,
        level: probe.level,
        title: format!("{} · {} {what}", probe.system, probe.title),
        description: format!("{} {how}：{reason}", clock(from)),
        at: from,
    };
    events::record(tx, env, &found).await?;
    Ok(Outage {
        id,
        contract_id: probe.contract_id,
        probe_id: probe.id,
        title: probe.title.clone(),
        system: probe.system.clone(),
        problem,
        from_at: from,
        noticed_at: now,
        until_at: None,
        seconds: None,
        reason,
        ticket_id: None,
        ticket_number: None,
    })
}

async fn ends(tx: &mut Tx, env: &Env, probe: &ProbeRow, outage: &Outage, until: DateTime<Utc>) -> Result<(), DbError> {
    let text = format!("“{} · {}”恢复", probe.system, probe.title);
    close(tx, env, outage, until, &text).await
}

/// Ends an outage and tells of it; `how` begins the sentence.
pub(crate) async fn close(
    tx: &mut Tx,
    env: &Env,
    outage: &Outage,
    until: DateTime<Utc>,
    how: &str,
) -> Result<(), DbError> {
    let seconds = (until - outage.from_at).num_seconds().max(0);
    outage_close(tx, outage.id, until, seconds).await?;
    let gone = DeviationGone {
        subject: outage.probe_id,
        key: key(outage.probe_id),
        contract_id: outage.contract_id,
        at: until,
        lasted_seconds: seconds,
        text: format!("{how}于 {}，持续 {}", clock(until), lasted(seconds)),
    };
    events::record(tx, env, &gone).await
}

/// The level of what only warns: the catalogue has nothing less grave.
const LEAST_GRAVE: i64 = 9;

/// Tells of a warning that lasts, once, and that it is over.
async fn warnings(
    tx: &mut Tx,
    env: &Env,
    probe: &mut ProbeRow,
    verdict: &Verdict,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let (next, tell) = warn(probe.warned(), verdict.state, verdict.wants_ticket, at);
    (probe.warnings, probe.warned_from) = (next.count, next.from);
    match tell {
        Tell::Nothing => Ok(()),
        Tell::Lasts(from) => {
            let reason: String = verdict.text.chars().take(500).collect();
            let found = DeviationFound {
                subject: probe.id,
                key: warning_key(probe.id),
                contract_id: probe.contract_id,
                work: probe.work.clone(),
                service: None,
                level: Some(LEAST_GRAVE),
                title: format!("{} · {} 超过提醒线", probe.system, probe.title),
                description: format!("自 {} 起连续超过提醒线：{reason}", clock(from)),
                at: from,
            };
            events::record(tx, env, &found).await
        }
        Tell::Over(from) => warning_over(tx, env, probe, (from, at)).await,
    }
}

/// The key under which others know that a probe warns.
fn warning_key(probe: Uuid) -> String {
    format!("{}:warning", key(probe))
}

/// Tells that a warning is over.
pub(crate) async fn warning_over(
    tx: &mut Tx,
    env: &Env,
    probe: &ProbeRow,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), DbError> {
    let seconds = (until - from).num_seconds().max(0);
    let gone = DeviationGone {
        subject: probe.id,
        key: warning_key(probe.id),
        contract_id: probe.contract_id,
        at: until,
        lasted_seconds: seconds,
        text: format!(
            "“{} · {}”于 {} 回到提醒线以内，持续 {}",
            probe.system,
            probe.title,
            clock(until),
            lasted(seconds)
        ),
    };
    events::record(tx, env, &gone).await
}

/// Tells of certificates that this probe has not told of before.
async fn certificates(
    tx: &mut Tx,
    env: &Env,
    probe: &mut ProbeRow,
    verdict: &Verdict,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    if verdict.certificates.is_empty() {
        return Ok(());
    }
    let told = probe.certificates.clone().unwrap_or_default();
    for (n, seen) in verdict.certificates.iter().enumerate() {
        if told.contains(&seen.fingerprint) {
            continue;
        }
        let event = CertificateSeen {
            probe_id: probe.id,
            contract_id: probe.contract_id,
            serial: seen.serial.clone(),
            issuer: seen.issuer.clone(),
            subject: seen.subject.clone(),
            not_before: seen.not_before,
            not_after: seen.not_after,
            fingerprint: seen.fingerprint.clone(),
            own: n == 0,
            target: place_of(probe),
            at,
        };
        events::record(tx, env, &event).await?;
    }
    let all: Vec<&str> = verdict.certificates.iter().map(|seen| seen.fingerprint.as_str()).collect();
    probe.certificates = Some(all.join(" "));
    Ok(())
}

/// Where a probe looks, without anything that may be secret.
fn place_of(probe: &ProbeRow) -> String {
    let target = &probe.target.0;
    match target["url"].as_str() {
        Some(url) => url.split(['?', '#']).next().unwrap_or_default().to_owned(),
        None => format!("{}:{}", target["host"].as_str().unwrap_or("?"), target["port"].as_u64().unwrap_or(0)),
    }
}

/// A moment as people in Shanghai read it.
pub(crate) fn clock(at: DateTime<Utc>) -> String {
    let shanghai = FixedOffset::east_opt(8 * 3600).map(|zone| at.with_timezone(&zone).naive_local());
    shanghai.unwrap_or(at.naive_utc()).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A length of time as people say it.
pub(crate) fn lasted(seconds: i64) -> String {
    let whole = TimeDelta::seconds(seconds);
    let (days, hours, minutes) = (whole.num_days(), whole.num_hours() % 24, whole.num_minutes() % 60);
    let parts = [(days, "天"), (hours, "小时"), (minutes, "分"), (seconds % 60, "秒")];
    let says: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).take(2).map(|(n, unit)| format!("{n} {unit}")).collect();
    if says.is_empty() { "不到 1 秒".to_owned() } else { says.join(" ") }
}
