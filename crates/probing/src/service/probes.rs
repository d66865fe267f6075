//! Probes: set up, changed, tried, let go.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
};
use jianyue_reach::Login;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    look::{look_at, sealed_logins},
    settle::{close, warning_over},
    text,
};
use crate::{
    error::{BadField, ProbingError},
    model::{Kind, Probe, State, Target, Threshold},
    permissions::{READ, WRITE, require, whole},
    policy::{
        judge::{Verdict, judge},
        schedule::{next_ms, phase_ms},
    },
    store::{
        agent::agent_find,
        credential::credential_find,
        outage::outage_find,
        probe::{self as store, ProbeRow, ProbesWanted},
        system::system_find,
    },
};

/// Seconds between looks.
const EVERY: std::ops::RangeInclusive<i64> = 5..=86_400;
/// Milliseconds of one attempt.
const TIMEOUT: std::ops::RangeInclusive<i64> = 100..=60_000;
/// Further attempts.
const RETRIES: std::ops::RangeInclusive<i64> = 0..=5;
/// The most limits of a probe.
const THRESHOLDS: usize = 20;
/// The most probes of a contract.
const PROBES: i64 = 5_000;

/// A probe to be set up.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProbe {
    /// Its system.
    pub system_id: Uuid,
    /// What it is called.
    pub title: String,
    /// How it looks.
    pub kind: Kind,
    /// At what, by its kind; docs/probes.md has each.
    #[schema(value_type = Object)]
    pub target: Value,
    /// Seconds from one look to the next, 5 to 86,400; 60 when absent.
    #[serde(default)]
    pub every_seconds: Option<i64>,
    /// Longest time of one attempt, 100 to 60,000; 10,000 when absent.
    #[serde(default)]
    pub timeout_ms: Option<i64>,
    /// Further attempts before it counts as down, 0 to 5; 1 when absent.
    #[serde(default)]
    pub retries: Option<i64>,
    /// Limits of its numbers.
    #[serde(default)]
    pub thresholds: Vec<Threshold>,
    /// Level of the ticket that an outage asks for, 1 to 9; absent: as the contract's catalogue has it.
    #[serde(default)]
    pub level: Option<i64>,
    /// Whom it signs in as.
    #[serde(default)]
    pub credential_id: Option<Uuid>,
    /// Whether it looks at all; true when absent.
    #[serde(default)]
    pub enabled: Option<bool>,
}

/// What is changed of a probe; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProbeChange {
    /// Its system.
    #[serde(default)]
    pub system_id: Option<Uuid>,
    /// What it is called.
    #[serde(default)]
    pub title: Option<String>,
    /// At what it looks.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    pub target: Option<Value>,
    /// Seconds from one look to the next.
    #[serde(default)]
    pub every_seconds: Option<i64>,
    /// Longest time of one attempt.
    #[serde(default)]
    pub timeout_ms: Option<i64>,
    /// Further attempts before it counts as down.
    #[serde(default)]
    pub retries: Option<i64>,
    /// Limits of its numbers.
    #[serde(default)]
    pub thresholds: Option<Vec<Threshold>>,
    /// Level of the ticket that an outage asks for; null: as the contract's catalogue has it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    pub level: Option<Option<i64>>,
    /// Whom it signs in as; null: nobody.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    pub credential_id: Option<Option<Uuid>>,
    /// Whether it looks at all.
    #[serde(default)]
    pub enabled: Option<bool>,
}

/// Tells `null` from what is absent.
#[expect(clippy::option_option, reason = "absent, null and a value are three things in a change")]
fn given<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// Which probes are wanted.
#[derive(Clone, Debug, Default)]
pub struct ProbesRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In this state only.
    pub state: Option<State>,
    /// Of this system only.
    pub system: Option<Uuid>,
    /// Which page.
    pub page: PageRequest,
}

/// What a probe finds now, and what would be made of it. Nothing of it is kept.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ProbeTrial)]
pub struct Trial {
    /// When.
    pub at: chrono::DateTime<chrono::Utc>,
    /// What was found, judged under the limits of the probe.
    pub verdict: Verdict,
}

/// The contracts that a list is about: those that are read, or one of them.
pub(super) fn scope(by: &Actor, contract: Option<Uuid>) -> Result<Option<Vec<ContractId>>, ProbingError> {
    match contract {
        Some(contract) => {
            require(by, &READ, ContractId(contract))?;
            Ok(Some(vec![ContractId(contract)]))
        }
        None => Ok(whole(by.scope(&READ))),
    }
}

/// A page of probes.
pub async fn probes(tx: &mut Tx, by: &Actor, request: &ProbesRequest) -> Result<Page<Probe>, ProbingError> {
    let after = request.page.after::<2>()?;
    let after = after.map(|[contract, id]| Ok::<_, BadCursor>((uuid_of(&contract)?, uuid_of(&id)?))).transpose()?;
    let limit = request.page.limit();
    let wanted = ProbesWanted {
        contracts: scope(by, request.contract)?,
        state: request.state,
        system: request.system,
        after,
        limit: i64::from(limit) + 1,
    };
    let rows = store::probe_list(tx, &wanted).await?;
    let page = Page::of(rows, limit, |row| [row.contract_id.to_string(), row.id.to_string()]);
    Ok(page.map(Probe::from))
}

fn uuid_of(text: &str) -> Result<Uuid, BadCursor> {
    text.parse().map_err(|_| BadCursor)
}

/// A probe.
pub async fn probe(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Probe, ProbingError> {
    let row = store::probe_find(tx, id).await?.ok_or(ProbingError::NotFound)?;
    require(by, &READ, ContractId(row.contract_id))?;
    Ok(row.into())
}

/// A probe that has not looked yet.
fn row_of((id, now): (Uuid, DateTime<Utc>), contract: ContractId, new: NewProbe) -> ProbeRow {
    ProbeRow {
        id,
        contract_id: contract.0,
        system_id: new.system_id,
        system: String::new(),
        work: None,
        title: new.title,
        kind: new.kind,
        target: Json(new.target),
        every_seconds: new.every_seconds.unwrap_or(60),
        timeout_ms: new.timeout_ms.unwrap_or(10_000),
        retries: new.retries.unwrap_or(1),
        thresholds: Json(new.thresholds),
        level: new.level,
        credential_id: new.credential_id,
        agent_id: None,
        enabled: new.enabled.unwrap_or(true),
        version: 1,
        created_at: now,
        due_ms: 0,
        phase_ms: 0,
        fence: 0,
        state: State::Unknown,
        since: None,
        last_at: None,
        last_ms: None,
        last_text: None,
        metrics: Json::default(),
        certificates: None,
        outage_id: None,
        warnings: 0,
        warned_from: None,
    }
}

/// Sets up a probe. It is due within its interval.
pub async fn add_probe(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewProbe,
) -> Result<Probe, ProbingError> {
    require(by, &WRITE, contract)?;
    let (id, now) = (app.env().id(), app.env().now());
    let mut row = checked(tx, row_of((id, now), contract, new)).await?;
    if store::probe_count(tx, contract.0).await? >= PROBES {
        return Err(ProbingError::WrongState("这份合同的探测已有 5,000 个，请先停用不再需要的探测。"));
    }
    row.phase_ms = phase_ms(id, row.every_seconds);
    row.due_ms = next_ms(now.timestamp_millis(), row.phase_ms, row.every_seconds);
    store::probe_insert(tx, &row).await?;
    audit(app, tx, by, "probing.probe_add", &row).await?;
    Ok(row.into())
}

/// Changes a probe. An outage of what is looked at no more is over.
pub async fn change_probe(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    change: ProbeChange,
) -> Result<Probe, ProbingError> {
    let mut row = held(tx, by, id).await?;
    if row.version != version {
        return Err(ProbingError::Stale { current: Box::new(serde_json::to_value(Probe::from(row))?) });
    }
    let was_enabled = row.enabled;
    row.system_id = change.system_id.unwrap_or(row.system_id);
    row.title = change.title.unwrap_or(row.title);
    row.target = change.target.map_or(row.target, Json);
    row.every_seconds = change.every_seconds.unwrap_or(row.every_seconds);
    row.timeout_ms = change.timeout_ms.unwrap_or(row.timeout_ms);
    row.retries = change.retries.unwrap_or(row.retries);
    row.thresholds = change.thresholds.map_or(row.thresholds, Json);
    row.level = change.level.unwrap_or(row.level);
    row.credential_id = change.credential_id.unwrap_or(row.credential_id);
    row.enabled = change.enabled.unwrap_or(row.enabled);
    let mut row = checked(tx, row).await?;
    let now = app.env().now();
    row.phase_ms = phase_ms(id, row.every_seconds);
    row.due_ms = next_ms(now.timestamp_millis(), row.phase_ms, row.every_seconds);
    store::probe_change(tx, &row).await?;
    if was_enabled && !row.enabled {
        still(app, tx, &mut row).await?;
    }
    row.version += 1;
    audit(app, tx, by, "probing.probe_change", &row).await?;
    Ok(row.into())
}

/// Lets a probe go. Its outages and hours stay.
pub async fn remove_probe(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(), ProbingError> {
    let mut row = held(tx, by, id).await?;
    store::probe_retire(tx, id, app.env().now()).await?;
    still(app, tx, &mut row).await?;
    audit(app, tx, by, "probing.probe_remove", &row).await
}

/// A probe that may be tried, with the login that it uses.
#[derive(Debug)]
pub struct Tryable {
    probe: ProbeRow,
    login: Option<Login>,
}

/// The probe `id`, for [`try_now`].
pub async fn tryable(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Tryable, ProbingError> {
    let probe = store::probe_find(tx, id).await?.ok_or(ProbingError::NotFound)?;
    require(by, &WRITE, ContractId(probe.contract_id))?;
    let mut logins = sealed_logins(app, tx, std::slice::from_ref(&probe)).await?;
    let login = probe.credential_id.and_then(|id| logins.remove(&id));
    Ok(Tryable { probe, login })
}

/// A probe that is not kept yet, for [`try_now`]. What would be refused when it is set up is refused here.
pub async fn tryable_new(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewProbe,
) -> Result<Tryable, ProbingError> {
    require(by, &WRITE, contract)?;
    let probe = checked(tx, row_of((app.env().id(), app.env().now()), contract, new)).await?;
    let mut logins = sealed_logins(app, tx, std::slice::from_ref(&probe)).await?;
    let login = probe.credential_id.and_then(|id| logins.remove(&id));
    Ok(Tryable { probe, login })
}

/// Looks once, now, outside of any transaction.
pub async fn try_now(app: &App, tryable: Tryable) -> Result<Trial, ProbingError> {
    let Tryable { mut probe, login } = tryable;
    // Somebody waits for it.
    probe.retries = 0;
    let sight = look_at(app, &probe, login.as_ref()).await?;
    Ok(Trial { at: sight.at, verdict: judge(sight.outcome, &probe.thresholds.0) })
}

async fn held(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<ProbeRow, ProbingError> {
    let row = store::probe_held(tx, id).await?.ok_or(ProbingError::NotFound)?;
    require(by, &WRITE, ContractId(row.contract_id))?;
    Ok(row)
}

/// Nobody looks any more: what lasted is over as far as anybody knows.
async fn still(app: &App, tx: &mut Tx, row: &mut ProbeRow) -> Result<(), ProbingError> {
    let now = app.env().now();
    if let Some(id) = row.outage_id.take()
        && let Some(outage) = outage_find(tx, id).await?
    {
        let how = format!("“{} · {}”的探测停用", row.system, row.title);
        close(tx, app.env(), &outage, now, &how).await?;
    }
    if let Some(from) = row.warned().told() {
        warning_over(tx, app.env(), row, (from, now)).await?;
    }
    store::probe_still(tx, row.id, now).await?;
    (row.state, row.since) = (State::Unknown, Some(now));
    Ok(())
}

async fn checked(tx: &mut Tx, mut row: ProbeRow) -> Result<ProbeRow, ProbingError> {
    let mut bad = Vec::new();
    row.title = text::required("title", "名称", &row.title, 100, &mut bad);
    let mut within = |field, name: &str, value: i64, range: &std::ops::RangeInclusive<i64>| {
        if !range.contains(&value) {
            let message = format!("{name}应在 {} 至 {} 之间", range.start(), range.end());
            bad.push(BadField { field, message });
        }
    };
    within("every_seconds", "间隔秒数", row.every_seconds, &EVERY);
    within("timeout_ms", "超时毫秒数", row.timeout_ms, &TIMEOUT);
    within("retries", "重试次数", row.retries, &RETRIES);
    within("level", "工单级别", row.level.unwrap_or(1), &(1..=9));
    if row.timeout_ms > row.every_seconds * 1000 {
        bad.push(BadField { field: "timeout_ms", message: "超时不能比间隔还长".to_owned() });
    }
    let limits = &row.thresholds.0;
    let whole =
        |limit: &Threshold| (limit.above.is_some() || limit.below.is_some()) && (1..=200).contains(&limit.metric.len());
    if limits.len() > THRESHOLDS || !limits.iter().all(whole) {
        let message = format!("阈值最多 {THRESHOLDS} 条，每条都要有指标和上限或下限");
        bad.push(BadField { field: "thresholds", message });
    }
    match system_find(tx, row.system_id).await? {
        Some(system) if system.contract_id == row.contract_id => (row.system, row.work) = (system.name, system.work),
        _ => bad.push(BadField { field: "system_id", message: "请选择本合同的系统".to_owned() }),
    }
    if let Some(id) = row.credential_id
        && credential_find(tx, id).await?.is_none_or(|credential| credential.contract_id != row.contract_id)
    {
        bad.push(BadField { field: "credential_id", message: "请选择本合同的凭据".to_owned() });
    }
    match Target::read(row.kind, &row.target.0) {
        Ok(target) => {
            if target.needs_login() && row.credential_id.is_none() {
                bad.push(BadField {
                    field: "credential_id", message: "这种探测需要登录，请选择凭据".to_owned()
                });
            }
            row.agent_id = target.agent();
            if let Some(agent) = row.agent_id
                && agent_find(tx, agent).await?.is_none_or(|agent| agent.contract_id != row.contract_id)
            {
                bad.push(BadField { field: "target", message: "请选择本合同的监测代理".to_owned() });
            }
        }
        Err(error) => bad.push(BadField { field: "target", message: error.to_string() }),
    }
    if bad.is_empty() { Ok(row) } else { Err(ProbingError::Bad(bad)) }
}

async fn audit(app: &App, tx: &mut Tx, by: &Actor, action: &'static str, row: &ProbeRow) -> Result<(), ProbingError> {
    let contract = Some(ContractId(row.contract_id));
    let detail = json!({
        "title": row.title, "system": row.system, "kind": row.kind, "every_seconds": row.every_seconds,
        "timeout_ms": row.timeout_ms, "retries": row.retries, "enabled": row.enabled, "level": row.level,
        "thresholds": row.thresholds.0.len(),
    });
    audit::record(tx, app.env(), by, Entry { action, subject: row.id, contract, detail }).await?;
    Ok(())
}
