//! Return calls, visits and how content people are, against the promise.

use async_trait::async_trait;
use jianyue_contracts::{
    model::{Quality, QualityMetric},
    registry::Compiled,
};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};

use super::contract;
use crate::{
    model::ReturnState,
    policy::return_calls::CONTENT,
    store::{
        report::{reported_answers, reported_due},
        return_call::{ReturnRow, return_visits},
    },
};

const COLUMNS: [&str; 6] = ["事项", "应于", "状态", "完成于", "办理人", "满意度"];

/// Return calls and visits.
pub(super) struct Returns;

#[async_trait]
impl ReportSource for Returns {
    fn code(&self) -> &'static str {
        "hotline.returns"
    }

    fn title(&self) -> &'static str {
        "回访与满意度"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(contract) = contract(app, tx, ask).await? else { return Ok(None) };
        let span = (ask.from, ask.to);
        let due = reported_due(tx, ask.contract, span).await?;
        let answers = reported_answers(tx, ask.contract, span).await?;
        let visits = return_visits(tx, ask.contract, span).await?;
        let asked =
            [QualityMetric::Satisfaction, QualityMetric::ReturnCall].iter().any(|m| rule(&contract, *m).is_some());
        if due.is_empty() && answers.is_empty() && visits.is_empty() && !asked {
            return Ok(None);
        }
        Ok(Some(section(Section::of(self), &contract, &due, &answers, &visits)))
    }
}

fn rule(contract: &Compiled, metric: QualityMetric) -> Option<&Quality> {
    contract.model.quality.iter().find(|rule| rule.metric == metric)
}

const fn state(state: ReturnState) -> &'static str {
    match state {
        ReturnState::Due => "待办",
        ReturnState::Done => "已完成",
        ReturnState::Refused => "对方不便",
        ReturnState::Unreachable => "未联系上",
        ReturnState::Waived => "已免除",
    }
}

fn row(call: &ReturnRow) -> Row {
    let about =
        call.ticket_number.as_ref().map_or_else(|| call.title.clone(), |number| format!("{number} {}", call.title));
    let cells = vec![
        about.into(),
        call.due_at.into(),
        state(call.state).into(),
        call.done_at.into(),
        call.done_by_name.clone().into(),
        call.satisfaction.into(),
    ];
    Row::to(cells, format!("/return-calls?call={}", call.id), "/portal/return-calls")
}

fn section(
    mut section: Section,
    contract: &Compiled,
    due: &[ReturnRow],
    answers: &[ReturnRow],
    visits: &[ReturnRow],
) -> Section {
    let rows = |calls: &[ReturnRow], wanted: &dyn Fn(&ReturnRow) -> bool| {
        calls.iter().filter(|call| wanted(call)).map(row).collect::<Vec<_>>()
    };
    let content = |call: &ReturnRow| call.satisfaction.is_some_and(|points| points >= CONTENT);
    let made = |call: &ReturnRow| call.state == ReturnState::Done;
    let late = |call: &ReturnRow| made(call) && call.done_at.is_some_and(|done| done > call.due_at);
    let promised = rule(contract, QualityMetric::ReturnCall).map(|rule| format!("{}（{}）", rule.title, rule.clause));
    section
        .counted("due", "应回访", promised, &COLUMNS, rows(due, &|_| true))
        .counted("made", "已回访", None, &COLUMNS, rows(due, &made))
        .counted("late", "逾期完成的回访", None, &COLUMNS, rows(due, &late))
        .counted(
            "left",
            "未回访",
            Some("含对方不便、未联系上和已免除的".to_owned()),
            &COLUMNS,
            rows(due, &|call| !made(call)),
        )
        .counted("answers", "有满意度答复", Some("按答复时间统计".to_owned()), &COLUMNS, rows(answers, &|_| true))
        .counted("content", "评 4 分或 5 分", None, &COLUMNS, rows(answers, &content));
    let (all, satisfied) = (count(answers.len()), count(answers.iter().filter(|call| content(call)).count()));
    let share = Value::share(satisfied, all);
    let target = rule(contract, QualityMetric::Satisfaction);
    let least = target.and_then(|rule| Some((rule, rule.at_least?)));
    let note = match least {
        Some((rule, least)) => {
            let met = satisfied * 1_000_000 >= least.parts_per_million() * all;
            if !met {
                let text = format!("满意度未达到合同要求的 {least}（{}），应逐一了解不满意的原因并整改。", rule.clause);
                section.hint(HintPart::Suggestion, text, "/return-calls");
            }
            let said = if all == 0 {
                "本期没有答复"
            } else if met {
                "达标"
            } else {
                "未达标"
            };
            format!("合同要求不低于 {least}（{}）；{satisfied}/{all}，{said}", rule.clause)
        }
        None => format!("评 4 分或 5 分的 {satisfied} 人，共 {all} 人答复；合同没有规定比例"),
    };
    section.figure(Figure::new("satisfaction", "回访满意率", share).noted(note));
    section
        .counted(
            "visits",
            "应走访",
            visits.first().map(|visit| visit.clause.clone()),
            &COLUMNS,
            rows(visits, &|_| true),
        )
        .counted("visited", "已走访", None, &COLUMNS, rows(visits, &made));
    let said = |call: &ReturnRow| !content(call) || call.comment.as_ref().is_some_and(|text| !text.is_empty());
    let voices = answers.iter().filter(|call| said(call)).map(|call| {
        let Row { mut cells, path, client_path } = row(call);
        cells = vec![cells.swap_remove(0), call.satisfaction.into(), call.comment.clone().into(), call.done_at.into()];
        Row { cells, path, client_path }
    });
    section.told(Table::of("voices", "意见与不满意情况", &["事项", "满意度", "意见", "时间"], voices.collect()));
    section
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
