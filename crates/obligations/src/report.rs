//! What this module contributes to reports: how each rule of the contract was kept.

use async_trait::async_trait;
use jianyue_contracts::Desk;
use jianyue_kernel::{Actor, Value};
use jianyue_platform::{
    App, DbError, Tx,
    duties::{Duty, DutyState},
    reports::{Figure, ReportAsk, ReportSource, Row, Section, Table},
};

use crate::{
    model::DutyRule,
    policy::summary::summary,
    service::{History, ledger::gather},
};

/// The table of all rules.
pub(crate) struct Kept;

#[async_trait]
impl ReportSource for Kept {
    fn code(&self) -> &'static str {
        "obligations.kept"
    }

    fn title(&self) -> &'static str {
        "合同义务履行情况"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let by = Actor::system("报告");
        let desk = Desk::of(app, &by);
        let mut section = Section::of(self);
        let Ok(history) = History::read(app, tx, ask.contract).await else { return Ok(None) };
        let Ok((mut duties, problems)) = gather(tx, desk, ask.contract, &history, (ask.from, ask.to)).await else {
            let unread = Figure::new("owed", "应办事项", Value::Empty).noted("履约台账没有读出，请重新取数");
            section.figure(unread);
            return Ok(Some(section));
        };
        duties.retain(|duty| ask.wants(&duty.works));
        let rules = summary(&history.on(ask.to).model, &duties, |works| ask.wants(works));
        figures(&mut section, &duties);
        let all: Vec<Row> = rules.iter().map(|rule| row(ask, rule)).collect();
        let note = Some("期内没有到期事项的条款也列出".to_owned());
        section.counted("rules", "合同条款", note, &RULES, all);
        let owed: Vec<&DutyRule> = rules.iter().filter(|rule| rule.owed + rule.waived > 0).collect();
        let mut table =
            Table::of("kept", "期内有应办事项的条款", &RULES, owed.iter().map(|rule| row(ask, rule)).collect());
        if table.rows.len() <= jianyue_platform::reports::TEXT_ROWS_MOST {
            let sum = |of: fn(&DutyRule) -> usize| Value::Count(count(owed.iter().map(|rule| of(rule)).sum()));
            let words = ["合计".into(), Value::Empty];
            table.total = Some(words.into_iter().chain(NUMBERS.map(sum)).collect());
        }
        section.told(table);
        let problems = problems
            .iter()
            .map(|problem| Row::of(vec![problem.clause.as_str().into(), problem.message.as_str().into()]));
        let problems: Vec<Row> = problems.collect();
        if !problems.is_empty() {
            section.counted("problems", "无法推算的条款", None, &["合同条款", "原因"], problems);
        }
        Ok(Some(section))
    }
}

const RULES: [&str; 9] = ["义务", "合同条款", "应办", "按期完成", "逾期完成", "未履行", "已告知", "免除", "进行中"];

/// The figures of a rule, in the order of the columns.
const NUMBERS: [fn(&DutyRule) -> usize; 7] = [
    |rule| rule.owed,
    |rule| rule.done,
    |rule| rule.done_late,
    |rule| rule.missed,
    |rule| rule.announced,
    |rule| rule.waived,
    |rule| rule.coming + rule.open,
];

fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}

fn row(ask: &ReportAsk, rule: &DutyRule) -> Row {
    let words = [Value::from(rule.title.as_str()), rule.clause.as_str().into()];
    let cells = words.into_iter().chain(NUMBERS.map(|of| Value::Count(count(of(rule))))).collect();
    let tail = format!("duties?contract={}&rule={}", ask.contract.0, rule.rule);
    Row::to(cells, format!("/{tail}"), format!("/portal/{tail}"))
}

fn figures(section: &mut Section, duties: &[Duty]) {
    let of = |state: DutyState| duties.iter().filter(move |duty| duty.state == state);
    let n = |state: DutyState| count(of(state).count());
    let (done, late, missed) = (n(DutyState::Done), n(DutyState::DoneLate), n(DutyState::Missed));
    let owed = count(duties.len()) - n(DutyState::Waived);
    section.figure(Figure::new("owed", "应办事项", owed).noted("期内到期或开始的全部义务，不含已免除"));
    section.figure(Figure::new("done", "按期完成", done));
    let share = Value::share(done, done + late + missed);
    section.figure(Figure::new("kept", "按期履行率", share).noted("按期完成 ÷（按期完成 + 逾期完成 + 未履行）"));
    let columns = ["义务", "合同条款", "开始", "期限", "完成时间", "说明"];
    let listed = |state: DutyState| -> Vec<Row> {
        let rows = of(state).map(|duty| {
            let cells = vec![
                duty.title.as_str().into(),
                duty.clause.as_str().into(),
                duty.from.into(),
                duty.due.into(),
                duty.ended_at.into(),
                duty.note.clone().into(),
            ];
            let shown = duty.evidence.iter().find(|one| !one.path.is_empty());
            let (path, client) = shown.map(|one| (one.path.clone(), one.client_path.clone())).unwrap_or_default();
            Row::to(cells, path, client)
        });
        rows.collect()
    };
    for (key, label, state) in [
        ("late", "逾期完成", DutyState::DoneLate),
        ("missed", "未履行", DutyState::Missed),
        ("waived", "甲方免除", DutyState::Waived),
        ("announced", "已事先告知", DutyState::Announced),
    ] {
        section.counted(key, label, None, &columns, listed(state));
    }
    section.figure(Figure::new("open", "进行中", n(DutyState::Open) + n(DutyState::Coming)).noted("期限未到"));
}
