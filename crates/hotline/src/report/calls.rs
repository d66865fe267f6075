//! Calls and how long callers waited, against the promise.

use async_trait::async_trait;
use jianyue_contracts::{
    model::QualityMetric,
    registry::{Compiled, Registry},
};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Chart, ChartKind, Figure, HintPart, ReportAsk, ReportSource, Row, Section, Series, Table},
};

use super::{contract, read, reader};
use crate::{
    model::{Channel, Outcome},
    service::{Waits, WaitsOf, waits},
    store::report::{ReportedCall, reported_calls},
};

const COLUMNS: [&str; 7] = ["时间", "方式", "结果", "等待", "接听人", "事由", "工单"];

/// Calls.
pub(super) struct Calls;

#[async_trait]
impl ReportSource for Calls {
    fn code(&self) -> &'static str {
        "hotline.calls"
    }

    fn title(&self) -> &'static str {
        "热线受理情况"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(contract) = contract(app, tx, ask).await? else { return Ok(None) };
        let span = (ask.from, ask.to);
        let calls = reported_calls(tx, ask.contract, span).await?;
        if calls.is_empty() && !has_hotline(&contract) {
            return Ok(None);
        }
        let waits = waits(tx, app.state::<Registry>(), &reader(), ask.contract, span).await;
        Ok(Some(section(Section::of(self), &calls, read(waits)?)))
    }
}

/// Whether the contract speaks of a phone.
fn has_hotline(contract: &Compiled) -> bool {
    let waits = |metric| matches!(metric, QualityMetric::PhoneWait | QualityMetric::OnlineWait);
    let phone =
        |window: &jianyue_contracts::model::Window| window.channels.contains(&jianyue_contracts::model::Channel::Phone);
    contract.model.quality.iter().any(|rule| waits(rule.metric)) || contract.model.windows.iter().any(phone)
}

const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "电话",
        Channel::Online => "在线",
    }
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ringing => "振铃中",
        Outcome::Answered => "已接听",
        Outcome::Abandoned => "已放弃",
        Outcome::Voicemail => "留言",
    }
}

fn row(call: &ReportedCall) -> Row {
    let cells = vec![
        call.arrived_at.into(),
        channel(call.channel).into(),
        outcome(call.outcome).into(),
        call.wait.map(Value::Seconds).unwrap_or_default(),
        call.agent_name.clone().into(),
        call.topic.clone().into(),
        call.ticket_number.clone().into(),
    ];
    let client = call.ticket_id.map(|id| format!("/portal/requests/{id}")).unwrap_or_default();
    Row::to(cells, format!("/calls?call={}", call.id), client)
}

fn section(mut section: Section, calls: &[ReportedCall], waits: Option<Waits>) -> Section {
    let rows =
        |wanted: &dyn Fn(&ReportedCall) -> bool| calls.iter().filter(|call| wanted(call)).map(row).collect::<Vec<_>>();
    let of = |wanted: Outcome| rows(&|call| call.outcome == wanted);
    section
        .counted("arrived", "呼入总量", Some("已结束的呼入电话和在线咨询".to_owned()), &COLUMNS, rows(&|_| true))
        .counted("answered", "已接听", None, &COLUMNS, of(Outcome::Answered))
        .counted(
            "abandoned",
            "放弃",
            Some("未接听即挂断，单独列出，不计入等待达标率".to_owned()),
            &COLUMNS,
            of(Outcome::Abandoned),
        )
        .counted("voicemail", "留言", None, &COLUMNS, of(Outcome::Voicemail))
        .counted("linked", "转为工单", None, &COLUMNS, rows(&|call| call.ticket_id.is_some()));
    if let Some(waits) = waits {
        waited(&mut section, &waits);
        days(&mut section, &waits);
    }
    section
}

/// Measured percentiles of each way, with the promise.
fn waited(section: &mut Section, waits: &Waits) {
    let seconds = |value: Option<i64>| value.map(Value::Seconds).unwrap_or_default();
    let mut rows = Vec::new();
    for total in &waits.totals {
        let promise =
            total.target.as_ref().and_then(|rule| waits.targets.iter().rev().find(|target| target.rule == *rule));
        let said = promise
            .map(|target| format!("少于 {} 秒，比例不低于 {}（{}）", target.seconds, target.at_least, target.clause));
        let measured = total.answered - total.unmeasured;
        let share = total.within.map_or(Value::Empty, |within| Value::share(within, measured));
        if let Some(target) = promise {
            let key = format!("within_{}", total.channel.code());
            let assumed = target.assumed.join("；");
            let within = total.within.unwrap_or_default();
            let note = format!(
                "合同要求少于 {} 秒、不低于 {}（{}）；实测 {within}/{measured} 通，{}。{assumed}",
                target.seconds,
                target.at_least,
                target.clause,
                if total.met == Some(false) { "未达标" } else { "达标" },
            );
            section
                .figure(Figure::new(&key, &format!("{}等待达标率", channel(total.channel)), share.clone()).noted(note));
            if total.met == Some(false) {
                let text = format!(
                    "{}等待未达到合同要求（{}），应按来电高峰调整排班。",
                    channel(total.channel),
                    target.clause
                );
                section.hint(HintPart::Prevention, text, "/calls/waits");
            }
        }
        rows.push(Row::of(vec![
            channel(total.channel).into(),
            Value::Count(total.arrived),
            Value::Count(total.answered),
            Value::Count(total.abandoned),
            seconds(total.p50),
            seconds(total.p90),
            seconds(total.p95),
            seconds(total.max),
            share,
            said.into(),
        ]));
    }
    let columns = ["方式", "呼入", "接听", "放弃", "等待中位数", "90% 分位", "95% 分位", "最长", "达标率", "合同要求"];
    section.told(Table::of("waits", "等待时间（实测分位数）", &columns, rows));
}

/// By day, or by month where there are many days.
fn days(section: &mut Section, waits: &Waits) {
    let long = (waits.to - waits.from).num_days() > 62;
    let label = |day: &WaitsOf| day.day.map(|day| day.format(if long { "%Y-%m" } else { "%m-%d" }).to_string());
    let mut counts: Vec<(String, [i64; 2])> = Vec::new();
    for day in &waits.days {
        let Some(label) = label(day) else { continue };
        if counts.last().is_none_or(|(last, _)| *last != label) {
            counts.push((label, [0; 2]));
        }
        if let Some((_, [arrived, answered])) = counts.last_mut() {
            *arrived += day.arrived;
            *answered += day.answered;
        }
    }
    let Some((peak, [most, _])) = counts.iter().max_by_key(|(_, [arrived, _])| *arrived).cloned() else { return };
    let series = |name: &str, at: usize| Series {
        name: name.to_owned(),
        values: counts.iter().map(|(_, of)| Some(of[at])).collect(),
    };
    let (key, unit) = ("calls".to_owned(), "通".to_owned());
    let title = format!("呼入与接听，{peak} 最多（{most} 通）");
    let series = vec![series("呼入", 0), series("接听", 1)];
    let labels = counts.iter().map(|(label, _)| label.clone()).collect();
    section.charts.push(Chart { key, title, unit, kind: ChartKind::Bars, labels, series, decimals: 0 });
}
