//! What agents push: taken once, judged by the probes that look at the agent.

use chrono::TimeDelta;
use jianyue_platform::{App, Tx};
use jianyue_reach::Reading;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    agents::hash,
    look::Sight,
    settle::{clock, settle},
};
use crate::{
    error::ProbingError,
    model::AgentReading,
    policy::judge::Outcome,
    store::{
        agent::{self as store, AgentRow},
        probe::probe_of_agent,
    },
};

/// The most readings of one push.
const MOST: usize = 500;
/// After so many intervals without a reading an agent is silent.
const SILENT_AFTER: i32 = 3;
/// The most numbers of a reading.
const METRICS: usize = 300;
/// A clock that is further ahead than this is not believed.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// What an agent pushes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AgentReadings)]
pub struct Pushed {
    /// Seconds from one reading to the next, 5 to 3,600.
    pub every_seconds: i64,
    /// Name of the machine.
    #[serde(default)]
    pub host: Option<String>,
    /// Its operating system.
    #[serde(default)]
    pub system: Option<String>,
    /// Version of the program.
    #[serde(default)]
    pub program: Option<String>,
    /// What was seen, in order of the sequence numbers, at most 500.
    pub readings: Vec<AgentReading>,
}

/// What was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AgentReadingsTaken)]
pub struct Taken {
    /// So many were new.
    pub taken: usize,
    /// The highest sequence number that was ever taken: nothing up to it needs to be sent again.
    pub last_seq: i64,
}

/// The agent that `token` belongs to.
pub async fn agent_of(tx: &mut Tx, id: Uuid, token: &str) -> Result<AgentRow, ProbingError> {
    let agent = store::agent_find(tx, id).await?.ok_or(ProbingError::BadToken)?;
    // Digests of random tokens: how far two of them agree tells nothing about the token.
    if agent.token_hash == hash(token) { Ok(agent) } else { Err(ProbingError::BadToken) }
}

/// Takes what an agent pushes. What was taken before is left out, whatever it says now.
pub async fn take_readings(app: &App, tx: &mut Tx, mut agent: AgentRow, pushed: Pushed) -> Result<Taken, ProbingError> {
    if pushed.readings.len() > MOST {
        return Err(ProbingError::TooMany(MOST));
    }
    if !(5..=3_600).contains(&pushed.every_seconds) {
        return Err(ProbingError::field("every_seconds", "上报间隔应在 5 秒至 1 小时之间"));
    }
    if pushed.readings.iter().any(|reading| reading.metrics.len() > METRICS || reading.text.len() > 4_000) {
        return Err(ProbingError::field("readings", format!("一次采集最多 {METRICS} 个指标，说明最长 4,000 字节")));
    }
    let last_seq = store::agent_held(tx, agent.id).await?.ok_or(ProbingError::BadToken)?;
    let now = app.env().now();
    let mut new: Vec<AgentReading> = pushed.readings.into_iter().filter(|reading| reading.seq > last_seq).collect();
    new.sort_by_key(|reading| reading.seq);
    new.dedup_by_key(|reading| reading.seq);
    for reading in &mut new {
        if reading.at > now + AHEAD {
            reading.at = now;
        }
    }
    let Some(last) = new.last().cloned() else { return Ok(Taken { taken: 0, last_seq }) };
    let probes = probe_of_agent(tx, agent.id).await?;
    let sights = new.iter().flat_map(|reading| probes.iter().map(|probe| sight(probe.id, reading))).collect();
    settle(tx, app.env(), sights).await?;
    agent.every_seconds = pushed.every_seconds;
    agent.last_seq = last.seq;
    agent.last_at = agent.last_at.max(Some(last.at));
    let short = |text: Option<String>| text.map(|text| text.chars().take(200).collect());
    agent.host = short(pushed.host).or(agent.host);
    agent.system = short(pushed.system).or(agent.system);
    agent.program = short(pushed.program).or(agent.program);
    agent.reading = Some(Json(last));
    store::agent_took(tx, &agent).await?;
    Ok(Taken { taken: new.len(), last_seq: agent.last_seq })
}

fn sight(probe: Uuid, reading: &AgentReading) -> Sight {
    let outcome = Outcome::Reached(found(reading));
    Sight { probe, fence: None, first_failed_at: reading.at, at: reading.at, outcome }
}

fn found(reading: &AgentReading) -> Reading {
    let stopped: Vec<&str> = reading
        .metrics
        .iter()
        .filter(|(_, value)| **value < 0.5)
        .filter_map(|(name, _)| name.strip_prefix("service:").or_else(|| name.strip_prefix("process:")))
        .collect();
    Reading {
        metrics: reading.metrics.clone(),
        fault: (!stopped.is_empty()).then(|| format!("未运行：{}", stopped.join("、"))),
        ..Reading::saying(reading.text.clone())
    }
}

/// Whether an agent was heard of lately. What it says was judged when it came.
pub(super) async fn last_of(app: &App, agent: Uuid) -> Result<Outcome, ProbingError> {
    let agent = store::agent_find(&mut app.db().peek().await?, agent).await?;
    let Some(agent) = agent else { return Ok(Outcome::Unsaid("监测代理已停用".to_owned())) };
    let Some(last) = agent.last_at else { return Ok(Outcome::Unsaid("监测代理还没有上报过".to_owned())) };
    let silent = TimeDelta::seconds(agent.every_seconds) * SILENT_AFTER;
    if app.env().now() - last > silent {
        return Ok(Outcome::Silent(format!("监测代理“{}”自 {} 起没有上报", agent.name, clock(last))));
    }
    Ok(Outcome::Heard(agent.reading.map(|reading| found(&reading.0)).unwrap_or_default()))
}
