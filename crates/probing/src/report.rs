//! What watching contributes to reports: availability, outages, exchanges with partners and what interfaces told.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_contracts::{
    model::Contract,
    registry::{Registry, RegistryError},
};
use jianyue_kernel::{Actor, Percent, Value};
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Chart, ChartKind, Figure, HintPart, ReportAsk, ReportSource, Row, Section, Series, Table},
};
use jianyue_sla::zone;

use crate::{
    error::ProbingError,
    model::{ProbeAvailability, Problem, SystemAvailability, WatchKind},
    service::availability,
    store::report::{ReportedOutage, ReportedWatch, reported_outages, reported_watch},
};

/// Every section.
pub(crate) fn sources() -> Vec<Arc<dyn ReportSource>> {
    vec![Arc::new(Availabilities), Arc::new(Exchanges)]
}

fn span(ask: &ReportAsk) -> (DateTime<Utc>, DateTime<Utc>) {
    (zone::start_of_day(ask.from), zone::start_of_day(ask.to.succ_opt().unwrap_or(ask.to)))
}

/// Availability and outages.
struct Availabilities;

#[async_trait]
impl ReportSource for Availabilities {
    fn code(&self) -> &'static str {
        "probing.availability"
    }

    fn title(&self) -> &'static str {
        "系统可用性与中断"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        if ask.subject.is_some() {
            return Ok(None);
        }
        let wants = |work: &Option<String>| ask.wants(work.as_slice());
        let known = availability(tx, app.env(), &Actor::system("reports"), ask.contract, span(ask)).await;
        let mut systems = match known {
            Ok(known) => known.systems,
            Err(ProbingError::Db(error)) => return Err(error),
            Err(_) => Vec::new(),
        };
        systems.retain(|system| wants(&system.work));
        let mut outages = reported_outages(tx, ask.contract, span(ask)).await?;
        outages.retain(|one| wants(&one.work));
        if systems.is_empty() && outages.is_empty() {
            return Ok(None);
        }
        Ok(Some(told(Section::of(self), &systems, &outages)))
    }
}

/// Time up of time watched, cut to a hundredth of a percent, so that 100 % means that it was never down.
fn up(watched: i64, down: i64) -> Value {
    if watched <= 0 {
        return Value::Empty;
    }
    Value::Percent(Percent::from_parts_per_million((watched - down) * 10_000 / watched * 100))
}

const OUTAGES: [&str; 7] = ["系统", "监控项", "开始", "恢复", "持续", "原因", "工单"];

fn row(one: &ReportedOutage) -> Row {
    let outage = &one.outage;
    let reason = match outage.problem {
        Problem::Down => outage.reason.clone(),
        Problem::Silent => format!("没有收到上报：{}", outage.reason),
    };
    let cells = vec![
        outage.system.clone().into(),
        outage.title.clone().into(),
        outage.from_at.into(),
        outage.until_at.map_or_else(|| "未恢复".into(), Value::Moment),
        outage.seconds.map(Value::Seconds).unwrap_or_default(),
        reason.into(),
        outage.ticket_number.clone().into(),
    ];
    let client = outage.ticket_id.map(|id| format!("/portal/requests/{id}")).unwrap_or_default();
    Row::to(cells, format!("/probes?probe={}", outage.probe_id), client)
}

fn told(mut section: Section, systems: &[SystemAvailability], outages: &[ReportedOutage]) -> Section {
    let sum =
        |system: &SystemAvailability, of: fn(&ProbeAvailability) -> i64| system.probes.iter().map(of).sum::<i64>();
    let all = |of: fn(&ProbeAvailability) -> i64| systems.iter().map(|system| sum(system, of)).sum::<i64>();
    let (watched, down) = (all(|probe| probe.watched_seconds), all(|probe| probe.down_seconds));
    let open = outages.iter().filter(|one| one.outage.until_at.is_none());
    section
        .figure(
            Figure::new("up", "总体可用率", up(watched, down))
                .noted("各监控项合计：正常时间占监控时间的比例，截去万分之一以下"),
        )
        .counted(
            "outages",
            "中断次数",
            Some("与本期有重叠的中断，含无上报".to_owned()),
            &OUTAGES,
            outages.iter().map(row).collect(),
        )
        .counted("lasting", "尚未恢复的中断", None, &OUTAGES, open.map(row).collect())
        .figure(Figure::new("down", "中断总时长", Value::Seconds(down)).noted("本期内各监控项合计"));
    let rows = systems.iter().map(|system| {
        let (watched, down) = (sum(system, |probe| probe.watched_seconds), sum(system, |probe| probe.down_seconds));
        let longest = system.probes.iter().map(|probe| probe.longest_seconds).max().unwrap_or_default();
        let cells = vec![
            system.name.clone().into(),
            Value::Count(i64::try_from(system.probes.len()).unwrap_or(i64::MAX)),
            up(watched, down),
            Value::Count(sum(system, |probe| probe.outages)),
            Value::Seconds(down),
            Value::Seconds(longest),
        ];
        Row::to(cells, "/probes", "")
    });
    let columns = ["系统", "监控项", "可用率", "中断次数", "中断时长", "最长一次"];
    section.told(Table::of("systems", "各系统可用性", &columns, rows.collect()));
    section.told(Table::of("outage_list", "中断明细", &OUTAGES, outages.iter().map(row).collect()));
    let tenths = |system: &SystemAvailability| {
        let watched = sum(system, |probe| probe.watched_seconds);
        let good = watched - sum(system, |probe| probe.down_seconds);
        (good * 10_000).checked_div(watched)
    };
    let worst = systems.iter().filter_map(|system| Some((tenths(system)?, &system.name))).min();
    if let Some((least, name)) = worst {
        let title = if least == 10_000 {
            "各系统可用率，本期没有中断".to_owned()
        } else {
            format!("各系统可用率，{name}最低")
        };
        section.charts.push(Chart {
            key: "systems".to_owned(),
            title,
            unit: "%".to_owned(),
            kind: ChartKind::Bars,
            labels: systems.iter().map(|system| system.name.clone()).collect(),
            series: vec![Series { name: "可用率".to_owned(), values: systems.iter().map(tenths).collect() }],
            decimals: 2,
        });
    }
    for one in outages.iter().take(20) {
        let outage = &one.outage;
        let text =
            format!("{}（{}）{}中断：{}", outage.system, outage.title, Value::Moment(outage.from_at), outage.reason);
        section.hint(HintPart::Cause, text, format!("/probes?probe={}", outage.probe_id));
    }
    section
}

/// Exchanges with partners, and what interfaces told.
struct Exchanges;

#[async_trait]
impl ReportSource for Exchanges {
    fn code(&self) -> &'static str {
        "probing.exchanges"
    }

    fn title(&self) -> &'static str {
        "数据交换与接口监测"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let day = ask.to.min(zone::local_date(app.env().now()));
        let contract = match app.state::<Registry>().shown(tx, ask.contract, zone::start_of_day(day)).await {
            Ok(Some(contract)) if ask.subject.is_none() => contract,
            Err(RegistryError::Db(error)) => return Err(error),
            Ok(_) | Err(_) => return Ok(None),
        };
        let told = reported_watch(tx, ask.contract, span(ask)).await?;
        let asked = contract.model.exchanges.iter().any(|rule| ask.wants(std::slice::from_ref(&rule.work)));
        // What systems tell names no work: it belongs to reports on the whole contract, and to those on a work with partners.
        if !asked && (told.is_empty() || !ask.works.is_empty()) {
            return Ok(None);
        }
        Ok(Some(exchanged(Section::of(self), &contract.model, ask, &told)))
    }
}

fn exchanged(mut section: Section, contract: &Contract, ask: &ReportAsk, told: &[ReportedWatch]) -> Section {
    let of = |partner: &str| told.iter().find(|one| one.kind == WatchKind::Exchange && one.partner == partner);
    let mut rows = Vec::new();
    let mut silent = Vec::new();
    let mut named: Vec<&str> = Vec::new();
    for rule in contract.exchanges.iter().filter(|rule| ask.wants(std::slice::from_ref(&rule.work))) {
        let work = contract.work(&rule.work).map_or(rule.work.as_str(), |work| &work.title);
        for peer in &rule.peers {
            named.push(peer);
            let row = exchange_row(work, peer, &rule.clause, of(peer));
            if of(peer).is_none() {
                silent.push(row.clone());
            }
            rows.push(row);
        }
    }
    let others = told.iter().filter(|one| one.kind == WatchKind::Exchange && !named.contains(&one.partner.as_str()));
    rows.extend(others.filter(|_| ask.works.is_empty()).map(|one| exchange_row("", &one.partner, "", Some(one))));
    let columns = ["子系统", "交换对方", "交换次数", "失败次数", "成功交换条数", "最大延迟", "最近一次成功", "条款"];
    section
        .counted("peers", "交换服务", Some("合同列出的和实际上报的交换对方".to_owned()), &columns, rows.clone())
        .counted("silent", "本期没有上报的交换服务", None, &columns, silent)
        .told(Table::of("exchanges", "各交换服务情况", &columns, rows));
    let alarms = [WatchKind::RepeatedDecryption, WatchKind::LargeFile, WatchKind::SignatureFailure];
    for kind in alarms.into_iter().filter(|_| ask.works.is_empty()) {
        let n: i64 = told.iter().filter(|one| one.kind == kind).map(|one| one.attempts).sum();
        if n > 0 {
            section.figure(Figure::new(kind.code(), kind.name(), n).noted("接口异常上报次数"));
        }
    }
    section
}

fn exchange_row(work: &str, peer: &str, clause: &str, told: Option<&ReportedWatch>) -> Row {
    let said = |text: &str| if text.is_empty() { Value::Empty } else { text.into() };
    let cells = vec![
        said(work),
        peer.into(),
        Value::Count(told.map_or(0, |one| one.attempts)),
        Value::Count(told.map_or(0, |one| one.failures)),
        Value::Count(told.map_or(0, |one| one.n)),
        told.and_then(|one| one.lag_seconds).map(Value::Seconds).unwrap_or_default(),
        told.and_then(|one| one.last_success).into(),
        said(clause),
    ];
    Row::to(cells, "/probes/exchanges", "")
}
