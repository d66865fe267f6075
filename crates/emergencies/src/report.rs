//! What this module contributes to reports.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{Months, NaiveDate};
use jianyue_contracts::{Letterhead, desk::version_on};
use jianyue_kernel::{ContractScope, Value};
use jianyue_platform::{
    App, DbError, Tx,
    duties::DutyState,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;
use uuid::Uuid;

use crate::{
    model::{DrillState, PlanState},
    policy::rules::emergency_rules,
    service::standing,
    store::{
        contact::{TestRow, test_days},
        drill::{DrillRow, FindingRow, drill_days, findings_of},
        emergency::{EmergencyRow, emergency_days},
        plan::plan_list,
        works_of,
    },
};

/// Emergencies, drills, test calls and plans of a period.
pub(crate) struct Emergencies;

/// Months behind its opening within which the report of an emergency falls due at the latest.
const DUE_WITHIN: Months = Months::new(36);

#[async_trait]
impl ReportSource for Emergencies {
    fn code(&self) -> &'static str {
        "emergencies.response"
    }

    fn title(&self) -> &'static str {
        "应急处置与演练"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(version) = version_on(app, tx, ask.contract, ask.to).await? else { return Ok(None) };
        let rules: Vec<_> = emergency_rules(&version.model).filter(|rule| ask.wants(&rule.works)).collect();
        let wants = |works: &str| ask.wants(&works_of(works));
        // What is listed under its last day was opened before it.
        let listed = (ask.from, ask.to.checked_add_months(DUE_WITHIN).unwrap_or(ask.to));
        let mut rows = emergency_days(tx, ask.contract, listed).await?;
        rows.retain(|row| ask.from <= row.opened_on && row.opened_on <= ask.to && wants(&row.works));
        let mut drills = drill_days(tx, ask.contract, (ask.from, ask.to)).await?;
        drills.retain(|row| wants(&row.works));
        let mut tests = test_days(tx, ask.contract, (ask.from, ask.to)).await?;
        tests.retain(|row| wants(&row.works));
        if rules.is_empty() && rows.is_empty() && drills.is_empty() && tests.is_empty() {
            return Ok(None);
        }
        let mut plans = plan_list(tx, &ContractScope::All, Some(ask.contract.0)).await?;
        plans.retain(|row| wants(&row.works) && zone::local_date(row.created_at) <= ask.to);
        let findings = if drills.is_empty() {
            Vec::new()
        } else {
            findings_of(tx, drills.iter().map(|row| row.id).collect::<Vec<_>>()).await?
        };
        let today = zone::local_date(app.env().now()).min(ask.to);
        let clause = rules.first().map(|rule| {
            let within = rule.within.map(|within| format!("，{}", within.in_chinese())).unwrap_or_default();
            format!("{}（{}）{within}", rule.title, rule.clause)
        });
        let mut section = Section::of(self);
        happened(&mut section, &rows, (clause, &Letterhead::of(&version.model, &ask.works)), today);
        drilled(&mut section, &drills, &findings, today);
        called(&mut section, &tests);
        let agreed = plans.iter().filter(|row| row.state == PlanState::Agreed).count();
        let listed = plans.iter().map(|row| {
            let cells = vec![
                row.title.as_str().into(),
                format!("第 {} 版", row.newest).into(),
                row.state.name().into(),
                zone::local_date(row.updated_at).into(),
            ];
            let path = format!("emergencies/plans/{}", row.id);
            Row::to(cells, format!("/{path}"), format!("/portal/{path}"))
        });
        let note = Some(format!("其中最新版甲方已同意 {agreed} 个"));
        section.counted("plans", "应急预案", note, &["预案", "版本", "状态", "更新日期"], listed.collect());
        Ok(Some(section))
    }
}

const COLUMNS: [&str; 8] = ["编号", "事件", "工作内容", "级别", "启动时间", "首条指令用时", "报告时间", "状态"];

fn happened(
    section: &mut Section,
    rows: &[EmergencyRow],
    (clause, head): (Option<String>, &Letterhead),
    today: NaiveDate,
) {
    let listed = |wanted: &dyn Fn(&EmergencyRow) -> bool| -> Vec<Row> {
        let of = rows.iter().filter(|row| wanted(row));
        of.map(|row| {
            let first = row.first_command_at.map(|at| Value::Seconds((at - row.opened_at).num_seconds().max(0)));
            let cells = vec![
                row.number.as_str().into(),
                row.title.as_str().into(),
                head.works(&works_of(&row.works)).into(),
                row.level.map(|level| format!("{level} 级")).into(),
                row.opened_at.into(),
                first.unwrap_or_default(),
                row.reported_at.into(),
                row.state.says().into(),
            ];
            Row::to(cells, format!("/emergencies/{}", row.id), format!("/portal/emergencies/{}", row.id))
        })
        .collect()
    };
    let all = listed(&|_| true);
    section.counted("emergencies", "启动应急", clause, &COLUMNS, all.clone());
    if rows.is_empty() {
        return;
    }
    let late = |row: &EmergencyRow| matches!(standing(row, today), DutyState::DoneLate | DutyState::Missed);
    let note = Some("首条指令或书面报告超过合同期限".to_owned());
    section.counted("late", "未按期限处置", note, &COLUMNS, listed(&late));
    let unreported = |row: &EmergencyRow| row.reported_at.is_none();
    section.counted("unreported", "尚无应急报告", None, &COLUMNS, listed(&unreported));
    let spans: Vec<i64> =
        rows.iter().filter_map(|row| Some((row.stood_down_at? - row.opened_at).num_seconds())).collect();
    if let Ok(n) = i64::try_from(spans.len())
        && n > 0
    {
        let mean = Value::Seconds(spans.iter().sum::<i64>() / n);
        section.figure(Figure::new("mean", "平均处置时长", mean).noted("从启动到解除"));
    }
    section.told(Table::of("list", "应急事件", &COLUMNS, all));
    for row in rows {
        let path = format!("/emergencies/{}", row.id);
        let Some(report) = row.report.as_ref().map(|report| &report.0) else { continue };
        section.hint(HintPart::Cause, format!("{}：{}", row.title, report.cause), path.as_str());
        section.hint(HintPart::Work, format!("{}：{}", row.title, report.handling), path.as_str());
        section.hint(HintPart::Prevention, format!("{}：{}", row.title, report.measures), path);
    }
}

fn drilled(section: &mut Section, drills: &[DrillRow], findings: &[FindingRow], today: NaiveDate) {
    let listed = |wanted: &dyn Fn(&DrillRow) -> bool| -> Vec<Row> {
        let of = drills.iter().filter(|row| wanted(row));
        of.map(|row| {
            let outcome = row.outcome.as_ref().map(|outcome| &outcome.0);
            let state = match row.state {
                DrillState::Held if row.held_on > Some(row.planned_on) => "逾期举行",
                DrillState::Held => "已举行",
                _ if row.planned_on < today => "未举行",
                _ => "待举行",
            };
            let cells = vec![
                row.title.as_str().into(),
                row.scenario.as_str().into(),
                row.planned_on.into(),
                row.held_on.into(),
                outcome.map_or(Value::Empty, |outcome| Value::Seconds(i64::from(outcome.minutes) * 60)),
                outcome.map(|outcome| outcome.summary.clone()).into(),
                state.into(),
            ];
            let tail = format!("emergencies?tab=drills&drill={}", row.id);
            Row::to(cells, format!("/{tail}"), format!("/portal/{tail}"))
        })
        .collect()
    };
    let columns = ["演练", "场景", "计划日期", "举行日期", "用时", "结果", "状态"];
    let all = listed(&|_| true);
    section.counted("drills", "计划演练", None, &columns, all.clone());
    if drills.is_empty() {
        return;
    }
    section.counted("held", "已举行演练", None, &columns, listed(&|row| row.held_on.is_some()));
    section.told(Table::of("drills", "应急演练", &columns, all));
    let names: BTreeMap<Uuid, &DrillRow> = drills.iter().map(|row| (row.id, row)).collect();
    let rows = findings.iter().map(|row| {
        let of = names.get(&row.drill_id).map(|drill| drill.title.as_str());
        let tail = format!("emergencies?tab=drills&drill={}", row.drill_id);
        let cells = vec![
            of.into(),
            row.text.as_str().into(),
            row.owner.as_str().into(),
            row.due_on.into(),
            row.done_at.into(),
            row.done_note.clone().into(),
        ];
        Row::to(cells, format!("/{tail}"), format!("/portal/{tail}"))
    });
    let columns = ["演练", "问题", "责任人", "整改期限", "完成时间", "整改情况"];
    section.counted("findings", "演练发现问题", None, &columns, rows.collect());
    for row in findings {
        let path = format!("/emergencies?tab=drills&drill={}", row.drill_id);
        match &row.done_note {
            Some(done) => section.hint(HintPart::Prevention, format!("{}：{done}", row.text), path),
            None => section.hint(
                HintPart::Suggestion,
                format!("{}，由{}于 {} 前整改", row.text, row.owner, row.due_on),
                path,
            ),
        };
    }
}

fn called(section: &mut Section, tests: &[TestRow]) {
    let listed = |wanted: &dyn Fn(&TestRow) -> bool| -> Vec<Row> {
        let of = tests.iter().filter(|row| wanted(row));
        of.map(|row| {
            let cells = vec![
                row.post.as_str().into(),
                row.tested_at.into(),
                if row.reached { "接通" } else { "未接通" }.into(),
                row.minutes.map_or(Value::Empty, |minutes| Value::Seconds(minutes * 60)),
                row.note.clone().into(),
            ];
            Row::to(cells, "/emergencies?tab=contacts", "/portal/emergencies?tab=contacts")
        })
        .collect()
    };
    let columns = ["岗位", "拨测时间", "结果", "接通用时", "说明"];
    section.counted("calls", "应急联系人拨测", None, &columns, listed(&|_| true));
    if tests.is_empty() {
        return;
    }
    section.counted("unreached", "拨测未接通", None, &columns, listed(&|row| !row.reached));
}
