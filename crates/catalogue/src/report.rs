//! What this module contributes to reports.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use jianyue_contracts::{Letterhead, desk::version_on, registry::Compiled};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;

use crate::{
    model::{FormKind, PersonDays, QuotaState, RequestState},
    policy::house::offered,
    service::quota::quota,
    store::request::{RequestRow, request_asked, request_due},
};

/// What was asked for in a period, and what was due in it.
pub(crate) struct Requests;

const COLUMNS: [&str; 9] = ["编号", "申请单", "事项", "工作内容", "提出日期", "办结期限", "办结日期", "人天", "状态"];

#[async_trait]
impl ReportSource for Requests {
    fn code(&self) -> &'static str {
        "catalogue.requests"
    }

    fn title(&self) -> &'static str {
        "服务申请与数据需求"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let Some(version) = version_on(app, tx, ask.contract, ask.to).await? else { return Ok(None) };
        let span = (zone::start_of_day(ask.from), zone::start_of_day(ask.to + Days::new(1)));
        let wanted = |mut rows: Vec<RequestRow>| {
            rows.retain(|row| ask.wants(row.work.as_slice()));
            rows
        };
        let asked = wanted(request_asked(tx, ask.contract, span).await?);
        let due = wanted(request_due(tx, ask.contract, (ask.from, ask.to)).await?);
        let forms = offered(&version.model).filter(|(duty, _)| ask.wants(&duty.works));
        let clauses: BTreeSet<String> = forms.map(|(duty, _)| duty.clause.clone()).collect();
        if clauses.is_empty() && asked.is_empty() && due.is_empty() {
            return Ok(None);
        }
        let today = zone::local_date(app.env().now()).min(ask.to);
        let head = Letterhead::of(&version.model, &ask.works);
        let mut section = Section::of(self);
        figures(&mut section, (&asked, &due), (&head, clauses), today);
        for limit in limits(tx, &version, ask, today).await? {
            let days = |days: PersonDays| format!("{days} 人天");
            let note = format!(
                "合同包含 {}（{}），{} 至 {} 已用 {}，剩余 {}",
                limit.printed,
                limit.clause,
                limit.from,
                limit.to,
                days(limit.used),
                days(limit.left)
            );
            section
                .figure(Figure::new(&format!("quota-{}", limit.rule), "合同内已用人天", days(limit.used)).noted(note));
        }
        section.told(by_form(&asked, &due, today));
        for row in &due {
            hints(&mut section, row, today);
        }
        Ok(Some(section))
    }
}

/// What each limit of the contract has come to in the year of its term that `day` lies in.
async fn limits(tx: &mut Tx, version: &Compiled, ask: &ReportAsk, day: NaiveDate) -> Result<Vec<QuotaState>, DbError> {
    let mut found: BTreeMap<String, QuotaState> = BTreeMap::new();
    for (duty, form) in offered(&version.model) {
        let Some(effort) = form.effort.filter(|effort| effort.quota.is_some() && ask.wants(&duty.works)) else {
            continue;
        };
        if effort.quota.as_ref().is_some_and(|rule| found.contains_key(rule)) {
            continue;
        }
        if let Some(state) = quota(tx, (ask.contract, &version.model), Some(&effort), day).await? {
            found.insert(state.rule.clone(), state);
        }
    }
    Ok(found.into_values().collect())
}

/// Behind its last day, as it stood on the last day told of.
fn late(row: &RequestRow, today: NaiveDate) -> bool {
    let Some(due) = row.due_on else { return false };
    match row.done_on.filter(|day| *day <= today) {
        Some(done) => done > due,
        None => due < today && !matches!(row.state, RequestState::Cancelled | RequestState::Refused),
    }
}

fn listed<'a>(rows: impl IntoIterator<Item = &'a RequestRow>, head: &Letterhead) -> Vec<Row> {
    rows.into_iter()
        .map(|row| {
            let cells = vec![
                row.number.as_str().into(),
                row.form_title.as_str().into(),
                row.title.as_str().into(),
                head.works(row.work.as_slice()).into(),
                zone::local_date(row.asked_at).into(),
                row.due_on.into(),
                row.done_on.into(),
                row.effort.map(|days| PersonDays::of_hundredths(days).to_string()).into(),
                row.state.name().into(),
            ];
            Row::to(cells, format!("/service-requests/{}", row.id), format!("/portal/service-requests/{}", row.id))
        })
        .collect()
}

fn figures(
    section: &mut Section,
    (asked, due): (&[RequestRow], &[RequestRow]),
    (head, clauses): (&Letterhead, BTreeSet<String>),
    today: NaiveDate,
) {
    let n = |of: usize| i64::try_from(of).unwrap_or(i64::MAX);
    let cited = (!clauses.is_empty()).then(|| {
        let some: Vec<String> = clauses.iter().take(6).cloned().collect();
        format!("按提出日期计；合同条款 {}{}", some.join("；"), if clauses.len() > 6 { " 等" } else { "" })
    });
    section.counted("asked", "期内提出", cited, &COLUMNS, listed(asked, head));
    if asked.is_empty() && due.is_empty() {
        return;
    }
    let owed: Vec<&RequestRow> =
        due.iter().filter(|row| row.due_on.is_some() && row.state != RequestState::Cancelled).collect();
    let behind: Vec<&RequestRow> = owed.iter().copied().filter(|row| late(row, today)).collect();
    let share = Value::share(n(owed.len()) - n(behind.len()), n(owed.len()));
    let mut figure = Figure::new("in_time", "按期办结率", share).noted(format!("期内到期 {} 件", owed.len()));
    if !behind.is_empty() {
        figure = figure.counts("late");
    }
    section.figure(figure);
    let done: Vec<&RequestRow> = due.iter().filter(|row| row.done_on.is_some_and(|day| day <= today)).collect();
    section.counted("done", "到期事项中已办结", None, &COLUMNS, listed(done, head));
    section.counted("late", "逾期", Some("逾期办结或仍未办结".to_owned()), &COLUMNS, listed(behind, head));
    let kinds: [(&str, &str, &[FormKind]); 3] = [
        ("permission", "权限调整", &[FormKind::Permission]),
        ("data", "数据调整与校正", &[FormKind::DataChange, FormKind::DataCorrection]),
        ("export", "数据导出", &[FormKind::DataExport]),
    ];
    for (key, label, kinds) in kinds {
        let of = asked.iter().filter(|row| kinds.contains(&row.kind));
        section.counted(key, label, Some("期内提出".to_owned()), &COLUMNS, listed(of, head));
    }
    let waiting = asked.iter().filter(|row| row.state == RequestState::Submitted);
    section.counted("waiting", "待甲方审批", None, &COLUMNS, listed(waiting, head));
}

fn by_form(asked: &[RequestRow], due: &[RequestRow], today: NaiveDate) -> Table {
    let mut forms: BTreeMap<&str, [i64; 4]> = BTreeMap::new();
    for row in asked {
        forms.entry(&row.form_title).or_default()[0] += 1;
    }
    for row in due {
        let line = forms.entry(&row.form_title).or_default();
        line[1] += i64::from(row.due_on.is_some());
        line[2] += i64::from(row.done_on.is_some_and(|day| day <= today));
        line[3] += i64::from(late(row, today));
    }
    let mut sums = [0; 4];
    for line in forms.values() {
        for (sum, n) in sums.iter_mut().zip(line) {
            *sum += n;
        }
    }
    let line = |title: &str, line: [i64; 4]| std::iter::once(title.into()).chain(line.map(Value::Count)).collect();
    let rows = forms.into_iter().map(|(title, numbers)| Row::of(line(title, numbers))).collect();
    let mut table = Table::of("forms", "按申请单", &["申请单", "期内提出", "期内到期", "已办结", "逾期"], rows);
    table.total = Some(line("合计", sums));
    table
}

fn hints(section: &mut Section, row: &RequestRow, today: NaiveDate) {
    let path = format!("/service-requests/{}", row.id);
    if let Some(outcome) = row.outcome.as_ref().filter(|_| row.done_on.is_some()) {
        section.hint(HintPart::Work, format!("{}：{outcome}", row.title), path.as_str());
    }
    if late(row, today) {
        let due = row.due_on.map(|day| day.to_string()).unwrap_or_default();
        section.hint(HintPart::Cause, format!("{}（{}）应于 {due} 前办结，已逾期", row.title, row.number), path);
    }
}
