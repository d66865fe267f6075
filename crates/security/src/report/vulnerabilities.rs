//! Vulnerabilities of a period.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::desk::version_on;
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Chart, ChartKind, Figure, HintPart, ReportAsk, ReportSource, Row, Section, Series, Table},
};
use jianyue_sla::zone;
use uuid::Uuid;

use super::count;
use crate::{
    model::{DueState, Severity, Source, StepKind},
    policy::{rules::fixing, term::standing},
    store::{
        step::{StepRow, steps_of_kinds},
        vulnerability::{VulnerabilityRow, vulnerabilities_due, vulnerabilities_open, vulnerabilities_received},
    },
};

/// What came in, what was due, what is open.
pub(super) struct Vulnerabilities;

const COLUMNS: [&str; 9] = ["漏洞", "编号", "等级", "来源", "主机", "收到日期", "整改期限", "反馈日期", "状态"];

#[async_trait]
impl ReportSource for Vulnerabilities {
    fn code(&self) -> &'static str {
        "security.vulnerabilities"
    }

    fn title(&self) -> &'static str {
        "漏洞发现与整改"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let days = (ask.from, ask.to);
        let rule = version_on(app, tx, ask.contract, ask.to).await?.and_then(|version| {
            fixing(&version.model, Source::Regulator).map(|duty| (duty.clause.clone(), duty.assumed.is_some()))
        });
        let wanted = |mut rows: Vec<VulnerabilityRow>| {
            rows.retain(|row| ask.wants(row.work.as_slice()));
            rows
        };
        let received = wanted(vulnerabilities_received(tx, ask.contract, days).await?);
        let due = wanted(vulnerabilities_due(tx, ask.contract, days).await?);
        let open = wanted(vulnerabilities_open(tx, ask.contract, ask.to).await?);
        if rule.is_none() && received.is_empty() && due.is_empty() && open.is_empty() {
            return Ok(None);
        }
        let today = zone::local_date(app.env().now()).min(ask.to);
        let mut section = Section::of(self);
        figures(&mut section, (&received, &due, &open), rule, today);
        section.told(by_severity(&received, &due, today));
        if !received.is_empty() {
            section.charts.push(chart(&received));
        }
        let ids: Vec<Uuid> = received.iter().chain(&due).map(|row| row.id).collect();
        let said = steps_of_kinds(tx, &ids, &[StepKind::Analysed, StepKind::Fixed]).await?;
        hints(&mut section, received.iter().chain(&due), &said);
        Ok(Some(section))
    }
}

/// How it stood on the last day told of, without what was done later.
fn stood(row: &VulnerabilityRow, today: NaiveDate) -> DueState {
    standing(today, row.due_on, row.fed_back_on.filter(|day| *day <= today))
}

fn late(row: &VulnerabilityRow, today: NaiveDate) -> bool {
    matches!(stood(row, today), DueState::Late | DueState::DoneLate)
}

fn figures(
    section: &mut Section,
    (received, due, open): (&[VulnerabilityRow], &[VulnerabilityRow], &[VulnerabilityRow]),
    rule: Option<(String, bool)>,
    today: NaiveDate,
) {
    let promise = rule.map(|(clause, assumed)| {
        if assumed {
            format!("合同要求（{clause}，按合理解读）")
        } else {
            format!("合同要求（{clause}）")
        }
    });
    if received.is_empty() && due.is_empty() && open.is_empty() {
        section.counted("received", "期内收到漏洞", promise, &COLUMNS, Vec::new());
        return;
    }
    let printed = due.iter().find_map(|row| row.due_assumed.clone());
    let behind: Vec<&VulnerabilityRow> = due.iter().filter(|row| late(row, today)).collect();
    let in_time = count(due.len()) - count(behind.len());
    let note: Vec<String> = promise.into_iter().chain(printed).chain([format!("期内到期 {} 条", due.len())]).collect();
    let ours: Vec<&VulnerabilityRow> =
        received.iter().filter(|row| matches!(row.source, Source::Own | Source::Scanner)).collect();
    let supply: Vec<&VulnerabilityRow> = received.iter().filter(|row| row.source == Source::Vendor).collect();
    section.counted("received", "期内收到漏洞", None, &COLUMNS, listed(received, today));
    let mut share =
        Figure::new("in_time", "按期整改反馈率", Value::share(in_time, count(due.len()))).noted(note.join("；"));
    if !behind.is_empty() {
        share = share.counts("late");
    }
    section.figure(share);
    let late_note = Some("期内到期，逾期反馈或仍未反馈".to_owned());
    section.counted("late", "逾期", late_note, &COLUMNS, listed(behind, today));
    section.counted("open", "期末未办结", Some(format!("截至 {today} 未向甲方反馈")), &COLUMNS, listed(open, today));
    section.figure(Figure::new("own", "其中自查发现", count(ours.len())).noted("扫描和人工自查"));
    let why = Some("厂商公告和补丁，含关键软硬件供应链".to_owned());
    section.counted("supply", "供应链安全通告", why, &COLUMNS, listed(supply, today));
}

fn listed<'a>(rows: impl IntoIterator<Item = &'a VulnerabilityRow>, today: NaiveDate) -> Vec<Row> {
    rows.into_iter()
        .map(|row| {
            let state = match stood(row, today) {
                DueState::Late => "逾期未反馈",
                DueState::DoneLate => "逾期反馈",
                DueState::Done => "按期反馈",
                DueState::Open | DueState::Soon => "整改中",
            };
            let cells = vec![
                row.title.as_str().into(),
                row.number.clone().into(),
                row.severity.name().into(),
                row.source.name().into(),
                row.host.clone().into(),
                row.received_on.into(),
                row.due_on.into(),
                row.fed_back_on.filter(|day| *day <= today).into(),
                state.into(),
            ];
            Row::to(
                cells,
                format!("/security/vulnerabilities/{}", row.id),
                format!("/portal/security/vulnerabilities/{}", row.id),
            )
        })
        .collect()
}

fn by_severity(received: &[VulnerabilityRow], due: &[VulnerabilityRow], today: NaiveDate) -> Table {
    let of = |rows: &[VulnerabilityRow], severity, late_only: bool| {
        count(rows.iter().filter(|row| row.severity == severity && (!late_only || late(row, today))).count())
    };
    let mut sums = [0; 4];
    let mut rows = Vec::new();
    for severity in Severity::ALL {
        let behind = of(due, severity, true);
        let due_now = of(due, severity, false);
        let numbers = [of(received, severity, false), due_now, due_now - behind, behind];
        if numbers.iter().any(|n| *n > 0) {
            rows.push(Row::of(std::iter::once(severity.name().into()).chain(numbers.map(Value::Count)).collect()));
        }
        for (sum, n) in sums.iter_mut().zip(numbers) {
            *sum += n;
        }
    }
    let mut table = Table::of("severities", "按等级", &["等级", "收到", "到期", "按期或未到期", "逾期"], rows);
    table.total = Some(std::iter::once("合计".into()).chain(sums.map(Value::Count)).collect());
    table
}

fn chart(received: &[VulnerabilityRow]) -> Chart {
    let of = |severity: Severity, mended: bool| {
        let found = received.iter().filter(|row| row.severity == severity && row.fixed_on.is_some() == mended);
        Some(count(found.count()))
    };
    let grave = received.iter().filter(|row| matches!(row.severity, Severity::Critical | Severity::High)).count();
    let series = |name: &str, mended| Series {
        name: name.to_owned(),
        values: Severity::ALL.map(|severity| of(severity, mended)).to_vec(),
    };
    Chart {
        key: "severities".to_owned(),
        title: format!("收到漏洞 {} 条，其中严重和高危 {grave} 条", received.len()),
        unit: "条".to_owned(),
        kind: ChartKind::Stacked,
        labels: Severity::ALL.map(|severity| severity.name().to_owned()).to_vec(),
        series: vec![series("已整改", true), series("未整改", false)],
        decimals: 0,
    }
}

fn hints<'a>(section: &mut Section, rows: impl Iterator<Item = &'a VulnerabilityRow>, said: &[StepRow]) {
    let mut seen = std::collections::BTreeSet::new();
    for row in rows.filter(|row| seen.insert(row.id)).take(20) {
        let path = format!("/security/vulnerabilities/{}", row.id);
        for step in said.iter().filter(|step| step.vulnerability_id == row.id) {
            match step.kind {
                StepKind::Analysed => {
                    let cause = step.data.0["cause"].as_str().unwrap_or_default().trim();
                    if !cause.is_empty() {
                        section.hint(HintPart::Cause, format!("{}：{cause}", row.title), path.as_str());
                    }
                    if !step.text.trim().is_empty() {
                        section.hint(HintPart::Prevention, format!("{}：{}", row.title, step.text), path.as_str());
                    }
                }
                StepKind::Fixed => {
                    section.hint(HintPart::Work, format!("整改{}：{}", row.title, step.text), path.as_str());
                }
                _ => {}
            }
        }
    }
}
