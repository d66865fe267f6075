//! What the demo watches: systems of the five contracts, a year of hours with some outages, exchanges and interfaces.
//!
//! The demo calls nobody: every live probe looks at the demo's own port on loopback.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, Role};
use jianyue_probing::{
    ProbingError,
    model::{Gravity, Kind, Probe, Problem, Threshold, WatchEvent, WatchKind},
    policy::hours::{hour_of, seconds_by_hour},
    service::{
        NewProbe, NewRule, NewSystem, ProbeChange, add_probe, add_system, change_probe, set_rule, take_watch_events,
    },
    store::{
        hour::{Gain, Gains, hour_add},
        outage::{NewOutage, outage_insert},
        probe::{ProbesWanted, probe_list},
    },
};
use serde_json::{Value, json};

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// A system of a contract and what is looked at of it; the first of each has a year of hours.
const WATCHED: [(&str, &str, &[&str]); 15] = [
    // Of the eleven applications of the daily sheet (contract 附件一 5.2); their points are filled by these.
    (
        "HS",
        "安全应用系统",
        &["身份认证系统", "权限管理系统", "密码服务系统", "安全验证系统", "安全审计系统", "基于互联网统一身份认证系统"],
    ),
    // What stops is told to the manager by text message (contract 附件一 三.2.2(4)).
    ("HS", "服务与服务器", &["ftp 服务端口", "数据导入服务", "服务器端口"]),
    // Databases and their logs (contract 附件一 三.2.2(1)).
    ("HS", "基础软件", &["数据库运行状态", "数据库日志", "系统补丁与安全策略"]),
    ("HC", "运行监控", &["应用系统", "网络连通端口"]),
    // Its daily sheet needs nobody (contract 附件三 一(一)(2)).
    ("RE", "市区预约对接", &["预约数据对接", "取号"]),
    ("HS", "网上报名系统", &["登录页", "数据接口", "证书服务端口"]),
    ("HS", "数据加密网关", &["健康检查", "服务端口"]),
    ("HC", "住房公积金信用平台", &["首页", "查询接口"]),
    ("HC", "数据共享交换前置机", &["服务端口"]),
    ("SC", "学生卡管理系统", &["登录页", "制卡服务端口"]),
    ("SC", "充值圈存服务", &["接口", "服务端口"]),
    ("RE", "不动产登记系统", &["受理页面", "登记库端口"]),
    ("RE", "电子证照服务", &["接口"]),
    ("EX", "考试管理平台", &["考务登录页", "考场同步接口"]),
    ("EX", "考场监控汇聚", &["服务端口"]),
];
const REASONS: [&str; 4] = [
    "连接不上：连接被拒绝，端口上没有服务",
    "超时：10000 毫秒内没有完成访问网页",
    "应答状态 502 不在预期之内；HTTP 502，0 字节",
    "应答状态 503 不在预期之内；HTTP 503，0 字节",
];

/// Systems, probes, hours, outages and exchanges of the year that ends at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for (n, (prefix, system, titles)) in WATCHED.iter().enumerate() {
        let Some(contract) = contracts.iter().find(|contract| contract.prefix == *prefix) else { continue };
        let Some(engineer) = cast.nth(Role::Engineer, contract, 0) else { continue };
        let mut tx = host.app.db().write().await?;
        let new = NewSystem { name: (*system).to_owned(), hosts: vec!["127.0.0.1".to_owned()], ..NewSystem::default() };
        let system = add_system(&host.app, &mut tx, engineer, contract.id, new).await.map_err(refused)?;
        let mut probes = Vec::new();
        for title in *titles {
            let new = live(host, system.id, title);
            probes.push(add_probe(&host.app, &mut tx, engineer, contract.id, new).await.map_err(refused)?);
        }
        tx.commit().await?;
        for (nth, probe) in probes.iter().enumerate() {
            past(host, probe, n * 8 + nth, if nth == 0 { 365 } else { 40 }, end).await?;
        }
    }
    exchanges(host, cast, contracts, end).await?;
    interfaces(host, cast, contracts, end).await
}

fn refused(error: ProbingError) -> Failure {
    Failure::input(format!("what the demo watches: {error}"))
}

/// Lets the probes of a demo that was loaded before look at where it is served now.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn follow(host: &Host) -> Result<(), Failure> {
    let by = Actor::system("演示数据");
    let mut tx = host.app.db().write().await?;
    for probe in probe_list(&mut tx, &ProbesWanted { limit: 1_000, ..ProbesWanted::default() }).await? {
        let target = here(host, probe.kind);
        if matches!(probe.kind, Kind::Http | Kind::Tcp) && probe.target.0 != target {
            let change = ProbeChange { target: Some(target), ..ProbeChange::default() };
            change_probe(&host.app, &mut tx, &by, (probe.id, probe.version), change).await.map_err(refused)?;
        }
    }
    Ok(tx.commit().await?)
}

/// The demo's own port, as a probe of this kind looks at it.
fn here(host: &Host, kind: Kind) -> Value {
    let listens = host.settings.listen;
    let ip = if listens.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listens.ip() };
    let at = SocketAddr::new(ip, listens.port());
    if kind == Kind::Tcp {
        json!({ "host": ip.to_string(), "port": at.port() })
    } else {
        json!({ "url": format!("http://{at}/healthz"), "status": "200" })
    }
}

/// A probe of the demo's own port.
fn live(host: &Host, system_id: uuid::Uuid, title: &str) -> NewProbe {
    let kind = if title.contains("端口") { Kind::Tcp } else { Kind::Http };
    let target = here(host, kind);
    let slow =
        Threshold { metric: "ms".to_owned(), above: Some(3_000.0), below: None, level: Gravity::Warning, ticket: true };
    NewProbe {
        system_id,
        title: title.to_owned(),
        kind,
        target,
        every_seconds: None,
        timeout_ms: None,
        retries: None,
        thresholds: vec![slow],
        level: None,
        credential_id: None,
        enabled: None,
    }
}

/// A number below `most` that only depends on its place.
fn spread(n: usize, most: usize) -> usize {
    (n.wrapping_mul(2_654_435_761) >> 7) % most
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(0)
}

/// The hours of a probe over so many days, and its outages among them.
async fn past(host: &Host, probe: &Probe, seed: usize, days: usize, end: DateTime<Utc>) -> Result<(), Failure> {
    let last = hour_of(end);
    let mut gains = Gains::new();
    for back in 1..=days * 24 {
        let hour = last - TimeDelta::hours(whole(back));
        let n = seed * 100_003 + back;
        let busy = if (1..10).contains(&(back % 24)) { 40 } else { 15 };
        let mean = 20 + whole(spread(n, busy));
        let (min_ms, max_ms) = (mean / 2 + 1, mean * 3 + whole(spread(n + 1, 200)));
        let gain =
            Gain { n: 60, ok: 60, min_ms: Some(min_ms), sum_ms: mean * 60, max_ms: Some(max_ms), down_seconds: 0 };
        gains.insert((probe.id, hour), gain);
    }
    let mut tx = host.app.db().write().await?;
    for nth in 0..=days / 50 {
        let n = seed * 31 + nth;
        let day = whole(1 + nth * 50 + spread(n, 45).min(days.saturating_sub(2)));
        let from = last - TimeDelta::days(day.min(whole(days) - 1)) + TimeDelta::seconds(whole(spread(n + 3, 3_000)));
        let until = from + TimeDelta::seconds(120 + whole(spread(n + 5, 40)) * 60);
        if until >= last {
            continue;
        }
        for (hour, seconds) in seconds_by_hour(from, until) {
            if let Some(gain) = gains.get_mut(&(probe.id, hour)) {
                let missed = (seconds / 60).max(1).min(gain.ok);
                gain.sum_ms -= gain.sum_ms / gain.ok.max(1) * missed;
                gain.ok -= missed;
                gain.down_seconds += seconds;
            }
        }
        let outage = NewOutage {
            id: host.app.env().id(),
            contract_id: probe.contract_id,
            probe_id: probe.id,
            problem: Problem::Down,
            from_at: from,
            noticed_at: from + TimeDelta::seconds(2),
            until_at: Some(until),
            reason: REASONS[spread(n + 7, REASONS.len())].to_owned(),
        };
        outage_insert(&mut tx, &outage).await?;
    }
    hour_add(&mut tx, &gains).await?;
    Ok(tx.commit().await?)
}

/// How an exchange of a subsystem with a partner is called by those who tell of it.
#[must_use]
pub fn exchange_name(work: &str, peer: &str) -> String {
    format!("{work} · {peer}")
}

/// A day of exchanges of each subsystem with each of its partners, as the contract lists them, and probes of them that warn
/// only.
async fn exchanges(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for contract in contracts {
        let model = {
            let mut tx = host.app.db().read().await?;
            let compiled = host.registry().in_force(&mut tx, contract.id, end).await;
            compiled.map_err(|error| Failure::input(error.to_string()))?
        };
        let (Some(compiled), Some(engineer)) = (model, cast.nth(Role::Engineer, contract, 0)) else { continue };
        let mut seed = 0;
        for rule in &compiled.model.exchanges {
            let work = compiled.model.works.iter().find(|work| work.key == rule.work);
            let of = work.map_or("合同", |work| work.title.as_str());
            exchanged(host, (engineer, contract), (of, &rule.work), (&rule.peers, seed), end).await?;
            seed += rule.peers.len();
        }
    }
    Ok(())
}

async fn exchanged(
    host: &Host,
    (engineer, contract): (&Actor, &DemoContract),
    (of, work): (&str, &str),
    (peers, seed): (&[String], usize),
    end: DateTime<Utc>,
) -> Result<(), Failure> {
    let mut tx = host.app.db().write().await?;
    let new =
        NewSystem { name: format!("数据交换（{of}）"), work: Some(work.to_owned()), ..NewSystem::default() };
    let system = add_system(&host.app, &mut tx, engineer, contract.id, new).await.map_err(refused)?;
    for (n, peer) in peers.iter().enumerate().map(|(n, peer)| (seed + n, peer)) {
        let partner = exchange_name(of, peer);
        let told = (0..24_usize).map(|hour| WatchEvent {
            id: format!("demo-{n}-{hour}"),
            kind: WatchKind::Exchange,
            at: end - TimeDelta::minutes(whole(hour * 60 + spread(n * 24 + hour, 30)) + 1),
            partner: Some(partner.clone()),
            ok: Some(spread(n * 31 + hour, 40) != 0),
            count: Some(whole(200 + spread(n * 17 + hour, 3_000))),
            lag_seconds: Some(whole(10 + spread(n * 13 + hour, 90))),
            detail: None,
        });
        take_watch_events(&host.app, &mut tx, engineer, contract.id, told.collect()).await.map_err(refused)?;
        let late = |above: f64| Threshold {
            metric: "success_age_seconds".to_owned(),
            above: Some(above),
            below: None,
            level: Gravity::Warning,
            ticket: false,
        };
        let new = NewProbe {
            kind: Kind::Exchange,
            target: json!({ "partner": partner }),
            thresholds: vec![late(7_200.0)],
            ..live(host, system.id, peer)
        };
        add_probe(&host.app, &mut tx, engineer, contract.id, new).await.map_err(refused)?;
    }
    Ok(tx.commit().await?)
}

/// What the interfaces of HS told of, below the line at which somebody is told (contract 附件一 三.2.2(3)).
async fn interfaces(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let Some(contract) = contracts.iter().find(|contract| contract.prefix == "HS") else { return Ok(()) };
    let Some(engineer) = cast.nth(Role::Engineer, contract, 0) else { return Ok(()) };
    let mut tx = host.app.db().write().await?;
    let kinds = [WatchKind::RepeatedDecryption, WatchKind::LargeFile, WatchKind::SignatureFailure];
    for (n, kind) in kinds.into_iter().enumerate() {
        let rule = NewRule { kind, count: 5, within_seconds: 600, level: None, enabled: None };
        set_rule(&host.app, &mut tx, engineer, contract.id, rule).await.map_err(refused)?;
        let told = (0..12_usize).map(|nth| WatchEvent {
            id: format!("demo-{n}-{nth}"),
            kind,
            at: end - TimeDelta::hours(whole(nth * 50 + spread(n * 12 + nth, 40)) + 1),
            partner: Some("网上报名".to_owned()),
            ok: None,
            count: None,
            lag_seconds: None,
            detail: None,
        });
        take_watch_events(&host.app, &mut tx, engineer, contract.id, told.collect()).await.map_err(refused)?;
    }
    Ok(tx.commit().await?)
}
