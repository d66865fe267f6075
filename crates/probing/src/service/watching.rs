//! What other systems tell of interfaces, and when it is too much.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, BadCursor, ContractId, Env, Page, PageRequest};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    events,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::settle::{clock, lasted};
use crate::{
    error::{BadField, ProbingError},
    model::{DeviationFound, DeviationGone, WatchEvent, WatchKind, WatchRule},
    permissions::{READ, REPORT, WRITE, require},
    policy::window::first_breach,
    store::watch as store,
};

/// The most events of one request.
const MOST: usize = 500;
/// Events that are older are not taken.
const OLDEST: TimeDelta = TimeDelta::days(31);
/// A clock that is further ahead than this is not believed.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// What was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = WatchEventsTaken)]
pub struct Watched {
    /// So many were new.
    pub taken: usize,
    /// So many were told before.
    pub repeated: usize,
}

/// A rule to be set.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWatchRule)]
pub struct NewRule {
    /// Of which kind; there is one rule of each in a contract.
    pub kind: WatchKind,
    /// So many …
    pub count: i64,
    /// … within so many seconds are too many.
    pub within_seconds: i64,
    /// Level of the ticket that is asked for, 1 to 9; absent: as the contract's catalogue has it.
    #[serde(default)]
    pub level: Option<i64>,
    /// Whether it is looked at; true when absent.
    #[serde(default)]
    pub enabled: Option<bool>,
}

/// Which events are wanted.
#[derive(Clone, Debug, Default)]
pub struct WatchEventsRequest {
    /// Of one kind only.
    pub kind: Option<WatchKind>,
    /// Which page.
    pub page: PageRequest,
}

/// Takes what a system tells, each event once.
pub async fn take_watch_events(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    told: Vec<WatchEvent>,
) -> Result<Watched, ProbingError> {
    require(by, &REPORT, contract)?;
    if told.len() > MOST {
        return Err(ProbingError::TooMany(MOST));
    }
    check(&told, app.env().now())?;
    let rules = store::watch_rules_held(tx, contract.0).await?;
    let added = store::watch_event_add(tx, contract.0, &told).await?;
    let new: Vec<&WatchEvent> = told.iter().filter(|event| added.contains(&event.id)).collect();
    for rule in rules {
        let new: Vec<DateTime<Utc>> =
            new.iter().filter(|event| event.kind == rule.kind).map(|event| event.at).collect();
        if rule.open_since.is_none() {
            find(tx, app.env(), &rule, &new).await?;
        }
    }
    Ok(Watched { taken: added.len(), repeated: told.len() - added.len() })
}

fn check(told: &[WatchEvent], now: DateTime<Utc>) -> Result<(), ProbingError> {
    let mut bad = Vec::new();
    for event in told {
        let id = &event.id;
        let mut wrong = |field, message: String| bad.push(BadField { field, message });
        if id.trim().is_empty() || id.len() > 200 {
            wrong("id", "每个事件都要有编号，最长 200 个字符".to_owned());
        }
        if event.at > now + AHEAD || event.at < now - OLDEST {
            wrong("at", format!("事件 {id} 的时间应在最近 31 天之内，且不晚于现在"));
        }
        if event.partner.as_ref().is_some_and(|partner| partner.chars().count() > 100) {
            wrong("partner", format!("事件 {id} 的对方名称最多 100 个字"));
        }
        if event.kind == WatchKind::Exchange && event.partner.as_deref().is_none_or(|partner| partner.trim().is_empty())
        {
            wrong("partner", format!("事件 {id} 缺少交换对方的名称"));
        }
        if event.detail.as_ref().is_some_and(|detail| detail.to_string().len() > 4_096) {
            wrong("detail", format!("事件 {id} 的补充内容超过 4 kB"));
        }
    }
    if bad.is_empty() { Ok(()) } else { Err(ProbingError::Bad(bad)) }
}

/// Opens a rule where there are too many events. Windows are by the events' own time, so that what comes late counts where
/// it belongs.
async fn find(tx: &mut Tx, env: &Env, rule: &WatchRule, new: &[DateTime<Utc>]) -> Result<(), ProbingError> {
    let (Some(first), Some(last)) = (new.iter().min(), new.iter().max()) else { return Ok(()) };
    let within = TimeDelta::seconds(rule.within_seconds);
    let times = store::watch_event_times(tx, rule.contract_id, rule.kind, *first - within, *last + within).await?;
    let most = usize::try_from(rule.count).unwrap_or(usize::MAX);
    let Some((end, count)) = first_breach(&times, new, within, most) else { return Ok(()) };
    store::watch_rule_mark(tx, rule.id, Some(end)).await?;
    let name = rule.kind.name();
    let found = DeviationFound {
        subject: rule.id,
        key: key(rule),
        contract_id: rule.contract_id,
        work: None,
        service: None,
        level: rule.level,
        title: format!("接口异常：{name} {count} 次"),
        description: format!(
            "截至 {}，{} 内收到“{name}”{count} 次，达到 {} 次即告警。",
            clock(end),
            lasted(rule.within_seconds),
            rule.count
        ),
        at: end,
    };
    events::record(tx, env, &found).await?;
    Ok(())
}

/// Each breach of a rule is a thing of its own as long as it lasts.
fn key(rule: &WatchRule) -> String {
    format!("watch:{}", rule.id)
}

/// Closes rules that are broken no more.
pub async fn sweep_rules(tx: &mut Tx, env: &Env) -> Result<(), ProbingError> {
    let now = env.now();
    for rule in store::watch_rules_open(tx).await? {
        let Some(since) = rule.open_since else { continue };
        let from = now - TimeDelta::seconds(rule.within_seconds);
        let count = store::watch_event_count(tx, rule.contract_id, rule.kind, from, now).await?;
        if count >= rule.count && rule.enabled {
            continue;
        }
        store::watch_rule_mark(tx, rule.id, None).await?;
        let seconds = (now - since).num_seconds().max(0);
        let gone = DeviationGone {
            subject: rule.id,
            key: key(&rule),
            contract_id: rule.contract_id,
            at: now,
            lasted_seconds: seconds,
            text: format!("“{}”恢复到告警线以下于 {}，持续 {}", rule.kind.name(), clock(now), lasted(seconds)),
        };
        events::record(tx, env, &gone).await?;
    }
    Ok(())
}

/// The rules of a contract.
pub async fn watch_rules(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<WatchRule>, ProbingError> {
    require(by, &READ, contract)?;
    Ok(store::watch_rules(tx, contract.0).await?)
}

/// Sets the rule of a kind.
pub async fn set_rule(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewRule,
) -> Result<WatchRule, ProbingError> {
    require(by, &WRITE, contract)?;
    let fits = (1..=100_000).contains(&new.count) && (1..=31 * 86_400).contains(&new.within_seconds);
    if !fits || new.kind == WatchKind::Exchange || new.level.is_some_and(|level| !(1..=9).contains(&level)) {
        let says = "次数应在 1 至 100,000 之间，时段在 1 秒至 31 天之间，级别在 1 至 9 之间；数据交换请用探测";
        return Err(ProbingError::field("count", says));
    }
    let old = store::watch_rules(tx, contract.0).await?.into_iter().find(|rule| rule.kind == new.kind);
    let rule = WatchRule {
        id: old.as_ref().map_or_else(|| app.env().id(), |old| old.id),
        contract_id: contract.0,
        kind: new.kind,
        count: new.count,
        within_seconds: new.within_seconds,
        level: new.level,
        enabled: new.enabled.unwrap_or(true),
        open_since: old.as_ref().and_then(|old| old.open_since),
        version: old.as_ref().map_or(1, |old| old.version + 1),
    };
    match old {
        Some(_) => store::watch_rule_change(tx, &rule).await?,
        None => store::watch_rule_insert(tx, &rule).await?,
    }
    let detail = json!({
        "kind": rule.kind.name(), "count": rule.count, "within": lasted(rule.within_seconds), "enabled": rule.enabled,
    });
    let entry = Entry { action: "probing.watch_rule_set", subject: rule.id, contract: Some(contract), detail };
    audit::record(tx, app.env(), by, entry).await?;
    Ok(rule)
}

/// A page of what was told, the latest first.
pub async fn watch_events(
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    request: &WatchEventsRequest,
) -> Result<Page<WatchEvent>, ProbingError> {
    require(by, &READ, contract)?;
    let after = request.page.after::<2>()?;
    let after = after.map(|[at, id]| Ok::<_, BadCursor>((at.parse().map_err(|_| BadCursor)?, id))).transpose()?;
    let limit = request.page.limit();
    let rows = store::watch_event_list(tx, contract, request.kind, after, i64::from(limit) + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.at.to_rfc3339(), row.id.clone()]))
}

/// The rule of an id, for those who tell of its events.
pub(crate) async fn rule_of(tx: &mut Tx, id: Uuid) -> Result<Option<WatchRule>, jianyue_platform::DbError> {
    store::watch_rule_find(tx, id).await
}
