//! How data and secrets are looked after: evaluations, pledges, what went back.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::desk::version_on;
use jianyue_kernel::{ContractScope, Value};
use jianyue_platform::{
    App, DbError, Tx,
    reports::{HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;
use uuid::Uuid;

use crate::{
    model::{EvaluationResult, FindingState, ReturnWay},
    policy::rules::{evaluating, pledging, returning},
    store::{
        evaluation::{EvaluationRow, evaluation_list},
        finding::{FindingRow, findings_due},
        pledge::{PledgeRow, pledge_list},
        returning::{ItemRow, ReturnRow, items_of, return_list},
    },
};

/// Evaluations, pledges, returns.
pub(super) struct Management;

/// Rows of each list at most.
const MOST: u32 = 5_000;

#[async_trait]
impl ReportSource for Management {
    fn code(&self) -> &'static str {
        "security.management"
    }

    fn title(&self) -> &'static str {
        "数据安全与保密管理"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let version = version_on(app, tx, ask.contract, ask.to).await?;
        let model = version.as_ref().map(|version| &version.model);
        let clause =
            |rule: Option<&jianyue_contracts::model::Duty>| rule.map(|rule| format!("合同条款 {}", rule.clause));
        let clauses = [
            clause(model.and_then(|model| evaluating(model))),
            clause(model.and_then(|model| pledging(model))),
            clause(model.and_then(|model| returning(model))),
        ];
        let (all, days) = (ContractScope::All, (ask.from, ask.to));
        let mut evaluations = evaluation_list(tx, &all, ask.contract, MOST).await?;
        let mut findings = findings_due(tx, ask.contract, days).await?;
        let mut pledges = pledge_list(tx, &all, ask.contract, MOST).await?;
        let mut returns = return_list(tx, &all, ask.contract, MOST).await?;
        evaluations.retain(|row| ask.wants(row.work.as_slice()) && of(days, row));
        findings.retain(|row| ask.wants(row.work.as_slice()));
        pledges.retain(|row| ask.wants(row.work.as_slice()) && row.joined_on <= ask.to);
        returns.retain(|row| ask.wants(row.work.as_slice()) && returned_in(days, row));
        let nothing = evaluations.is_empty() && findings.is_empty() && pledges.is_empty() && returns.is_empty();
        if nothing && clauses.iter().all(Option::is_none) {
            return Ok(None);
        }
        let end = zone::local_date(app.env().now()).min(ask.to);
        let ids: Vec<Uuid> = returns.iter().map(|row| row.id).collect();
        let items = if ids.is_empty() { Vec::new() } else { items_of(tx, &ids).await? };
        let mut section = Section::of(self);
        let [evaluation, pledge, goes_back] = clauses;
        evaluated(&mut section, (&evaluations, &findings), evaluation, end);
        pledged(&mut section, &pledges, pledge, (ask.from, end));
        gone_back(&mut section, (&returns, &items), goes_back);
        Ok(Some(section))
    }
}

/// Asked for or concluded in the period, or under way in it.
fn of((from, to): (NaiveDate, NaiveDate), row: &EvaluationRow) -> bool {
    row.asked_on <= to && row.evaluated_on.is_none_or(|day| day >= from)
}

fn returned_in((from, to): (NaiveDate, NaiveDate), row: &ReturnRow) -> bool {
    row.asked_on <= to && row.witnessed_at.is_none_or(|at| zone::local_date(at) >= from)
}

fn evaluated(
    section: &mut Section,
    (evaluations, findings): (&[EvaluationRow], &[FindingRow]),
    clause: Option<String>,
    end: NaiveDate,
) {
    let rows = evaluations.iter().map(|row| {
        let result =
            row.result.clone().and_then(|code| EvaluationResult::try_from(code).ok()).map(EvaluationResult::name);
        let cells = vec![
            row.system.as_str().into(),
            format!("{} 级", row.level).into(),
            row.body.as_str().into(),
            row.asked_on.into(),
            row.evaluated_on.into(),
            result.into(),
            row.score.clone().into(),
        ];
        let query = format!("contract={}&evaluation={}", row.contract_id, row.id);
        Row::to(cells, format!("/security/evaluations?{query}"), format!("/portal/security/evaluations?{query}"))
    });
    let columns = ["系统", "等级", "测评机构", "启动日期", "结论日期", "结论", "得分"];
    section.counted("evaluations", "等级保护测评", clause, &columns, rows.collect());
    if let Some(table) = section.rows.last().filter(|table| table.key == "evaluations").cloned() {
        section.told(table);
    }
    let names: BTreeMap<Uuid, &str> = evaluations.iter().map(|row| (row.id, row.system.as_str())).collect();
    let found = findings.iter().map(|row| {
        let state = match row.state {
            FindingState::Open if row.due_on < end => "逾期未整改",
            FindingState::Open => "整改中",
            FindingState::Fixed if row.done_on.is_some_and(|day| day > row.due_on) => "逾期整改",
            FindingState::Fixed => "已整改",
            FindingState::Accepted => "甲方接受风险",
        };
        let cells = vec![
            names.get(&row.evaluation_id).copied().map(Value::from).unwrap_or_default(),
            row.standard.as_str().into(),
            row.text.as_str().into(),
            row.severity.name().into(),
            row.due_on.into(),
            row.done_on.into(),
            state.into(),
        ];
        let query = format!("contract={}&evaluation={}", row.contract_id, row.evaluation_id);
        Row::to(cells, format!("/security/evaluations?{query}"), format!("/portal/security/evaluations?{query}"))
    });
    let columns = ["系统", "标准条款", "问题", "等级", "整改期限", "整改日期", "状态"];
    let note = Some("整改期限在期内的问题".to_owned());
    section.counted("findings", "测评问题", note, &columns, found.collect());
    for row in findings {
        if let Some(outcome) = &row.outcome {
            let path = format!("/security/evaluations?contract={}&evaluation={}", row.contract_id, row.evaluation_id);
            section.hint(HintPart::Prevention, format!("{}：{outcome}", row.text), path);
        }
    }
}

fn pledged(section: &mut Section, pledges: &[PledgeRow], clause: Option<String>, (from, end): (NaiveDate, NaiveDate)) {
    let there = |row: &&PledgeRow| row.joined_on <= end && row.left_on.is_none_or(|day| day > end);
    let holds =
        |row: &PledgeRow| row.signed_on.is_some_and(|day| day <= end) && row.valid_until.is_none_or(|last| last >= end);
    let columns = ["姓名", "岗位", "单位", "加入日期", "签署日期", "有效期至"];
    let listed = |rows: Vec<&PledgeRow>| -> Vec<Row> {
        let cells = |row: &PledgeRow| {
            vec![
                row.name.as_str().into(),
                row.position.as_str().into(),
                row.organisation.as_str().into(),
                row.joined_on.into(),
                row.signed_on.into(),
                row.valid_until.into(),
            ]
        };
        let to = |row: &PledgeRow| format!("security/pledges?contract={}", row.contract_id);
        rows.into_iter()
            .map(|row| Row::to(cells(row), format!("/{}", to(row)), format!("/portal/{}", to(row))))
            .collect()
    };
    let team: Vec<_> = pledges.iter().filter(there).collect();
    let wanting: Vec<_> = team.iter().copied().filter(|row| !holds(row)).collect();
    let signed: Vec<_> =
        pledges.iter().filter(|row| row.signed_on.is_some_and(|day| from <= day && day <= end)).collect();
    section.counted("team", "期末在岗人员", clause, &columns, listed(team));
    section.counted("signed", "期内签署保密承诺", None, &columns, listed(signed));
    section.counted("wanting", "未签或已过期", Some(format!("截至 {end}")), &columns, listed(wanting));
}

fn gone_back(section: &mut Section, (returns, items): (&[ReturnRow], &[ItemRow]), clause: Option<String>) {
    let list: BTreeMap<Uuid, &ReturnRow> = returns.iter().map(|row| (row.id, row)).collect();
    let rows = items.iter().filter_map(|item| {
        let of = list.get(&item.return_id)?;
        let way = item.way.clone().and_then(|code| ReturnWay::try_from(code).ok()).map_or("未办结", ReturnWay::name);
        let cells = vec![
            of.title.as_str().into(),
            item.what.as_str().into(),
            item.medium.as_str().into(),
            way.into(),
            item.basis.clone().into(),
            item.done_on.into(),
            of.witness.clone().into(),
        ];
        let to = format!("security/returns?contract={}", of.contract_id);
        Some(Row::to(cells, format!("/{to}"), format!("/portal/{to}")))
    });
    let columns = ["清单", "内容", "介质", "处置", "依据", "日期", "见证人"];
    section.counted("returned", "交还、销毁的数据资料", clause, &columns, rows.collect());
    let table = section.rows.iter().find(|table| table.key == "returned");
    if let Some(table) = table.map(|table| Table { key: "returned_list".to_owned(), ..table.clone() }) {
        section.told(table);
    }
}
