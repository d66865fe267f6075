//! What inspections found wrong, and what became of it.

use std::collections::{BTreeMap, btree_map::Entry};

use async_trait::async_trait;
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use uuid::Uuid;

use super::{owed, paths};
use crate::{
    model::{Body, State},
    policy::judge,
    store::{
        checklist::checklist_body,
        report::{ReportedFinding, ReportedOccurrence, reported_findings, reported_still},
    },
};

const COLUMNS: [&str; 8] = ["巡检工作", "检查项", "结果", "说明", "发现时间", "巡检人", "工单", "是否消除"];

/// Findings.
pub(super) struct Findings;

/// A finding in words.
struct Line {
    row: Row,
    gone: bool,
    said: String,
    ticket: bool,
}

#[async_trait]
impl ReportSource for Findings {
    fn code(&self) -> &'static str {
        "inspection.findings"
    }

    fn title(&self) -> &'static str {
        "巡检发现的问题与处理"
    }

    async fn section(&self, _app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let owed = owed(tx, ask).await?;
        if owed.is_empty() {
            return Ok(None);
        }
        let made = |one: &&ReportedOccurrence| matches!(one.state, State::Done | State::DoneLate);
        let runs: BTreeMap<Uuid, &ReportedOccurrence> =
            owed.iter().filter(made).filter_map(|one| Some((one.run_id?, one))).collect();
        let found = reported_findings(tx, &runs.keys().copied().collect::<Vec<_>>()).await?;
        let still = reported_still(tx, ask.contract).await?;
        let mut bodies: BTreeMap<(Uuid, i64), Option<Body>> = BTreeMap::new();
        for one in &found {
            // Each version of a checklist is read once.
            if let Entry::Vacant(place) = bodies.entry((one.checklist_id, one.checklist_version)) {
                place.insert(checklist_body(tx, one.checklist_id, one.checklist_version).await?);
            }
        }
        let lines = found.iter().filter_map(|one| {
            let body = bodies.get(&(one.checklist_id, one.checklist_version)).and_then(Option::as_ref);
            let gone = !still.iter().any(|(key, since)| *key == one.key && *since <= one.found_at);
            Some(line(one, runs.get(&one.run_id)?, body, gone))
        });
        Ok(Some(section(Section::of(self), &lines.collect::<Vec<_>>(), runs.len())))
    }
}

fn line(one: &ReportedFinding, of: &ReportedOccurrence, body: Option<&Body>, gone: bool) -> Line {
    let answer = one.answers.0.get(&one.item);
    let item = body.and_then(|body| body.item(&one.item));
    let name = match item {
        Some(item) if item.group.is_empty() => item.title.clone(),
        Some(item) => format!("{} · {}", item.group, item.title),
        None => one.item.clone(),
    };
    let value = item.zip(answer).map(|(item, answer)| judge::in_words(item, &answer.value)).unwrap_or_default();
    let note = answer.and_then(|answer| answer.note.clone()).unwrap_or_default();
    let said =
        [value.as_str(), note.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，");
    let text = |text: String| if text.is_empty() { Value::Empty } else { text.into() };
    let (path, client_path) = paths(of.id);
    let said =
        format!("{}：{name}{}", of.title, if said.is_empty() { "异常".to_owned() } else { format!("（{said}）") });
    let cells = vec![
        of.title.clone().into(),
        name.into(),
        text(value),
        text(note),
        one.closed_at.unwrap_or(one.found_at).into(),
        one.by_name.clone().into(),
        one.ticket_number.clone().into(),
        if gone { "已消除" } else { "未消除" }.into(),
    ];
    Line { row: Row::to(cells, path, client_path), gone, said, ticket: one.ticket_id.is_some() }
}

fn section(mut section: Section, lines: &[Line], runs: usize) -> Section {
    let rows = |wanted: &dyn Fn(&Line) -> bool| {
        lines.iter().filter(|line| wanted(line)).map(|line| line.row.clone()).collect::<Vec<_>>()
    };
    section
        .counted("findings", "发现的异常项", Some(format!("{runs} 份巡检记录中的异常项")), &COLUMNS, rows(&|_| true))
        .counted("ticketed", "已转工单处理", None, &COLUMNS, rows(&|line| line.ticket))
        .counted("gone", "已消除", Some("此后的检查结果正常".to_owned()), &COLUMNS, rows(&|line| line.gone))
        .counted("still", "未消除", None, &COLUMNS, rows(&|line| !line.gone))
        .told(Table::of("list", "异常项及处理情况", &COLUMNS, rows(&|_| true)));
    for line in lines.iter().take(20) {
        section.hint(HintPart::Cause, line.said.clone(), line.row.path.clone());
        if !line.gone {
            let text = format!("{}尚未消除，应继续处理并复查。", line.said);
            section.hint(HintPart::Suggestion, text, line.row.path.clone());
        }
    }
    section
}
