//! Reports are begun and written.

use std::sync::Arc;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use jianyue_contracts::{
    Desk, Refusal,
    derive::{DocumentDue, day_after, documents_listed, left_by},
    desk::covers,
    model::{Frequency, Report as Rule, Within},
    registry::Compiled,
};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Problem, Tx, events,
    form::{Form, FormFaults},
};
use jianyue_sla::{WorkCalendar, zone};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Deed, History, composing, end_of, keep, readable, reading::detail, stale, write};
use crate::{
    error::ReportError,
    model::{DraftReady, EntryWhat, ReportDetail, ReportState, SilenceMeans, Snapshot, StepName},
    permissions::{READ, WRITE},
    policy::{
        house::comes_round,
        narrative::{day, span},
        steps::possible,
    },
    store::{
        list::report_ended,
        report::{
            Maybe, ReportRow, draft_find, draft_keep, number_next, report_find, report_insert, report_lock, report_of,
        },
        search::{search_add, search_place, search_renew},
    },
};

/// The most characters of a part.
const TEXT: usize = 20_000;
/// The most characters of a title.
const TITLE: usize = 120;
/// The most days of a report that is about no period of its rule.
const LONGEST: i64 = 800;
/// How far back the job looks for periods that are over.
const BACK: Days = Days::new(40);
/// What a subject begins with that is a work and no page.
const OF_WORK: &str = "work:";

/// A report to be begun.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// The rule.
    pub rule: String,
    /// First day: that of a period of the rule, or the day of the event.
    pub from: NaiveDate,
    /// Last day; that of the period where the rule has periods.
    #[serde(default)]
    pub to: Option<NaiveDate>,
    /// The page of the record that it is about: `/tickets/…`; only where the rule has no periods.
    #[serde(default)]
    pub subject: Option<String>,
    /// The work that it is about, where each work has its own of a document that is owed once.
    #[serde(default)]
    pub work: Option<String>,
}

/// Texts of a draft.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportText {
    /// Parts that were written.
    #[serde(default)]
    pub parts: Vec<PartText>,
    /// Another title.
    #[serde(default)]
    pub title: Option<String>,
}

/// The text of a part.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ReportPartText)]
#[serde(deny_unknown_fields)]
pub struct PartText {
    /// The part.
    pub key: String,
    /// What was written; absent: what follows from the figures again.
    #[serde(default)]
    pub text: Option<String>,
}

/// Everything that follows from the contract for a report.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) compiled: Arc<Compiled>,
    pub(super) rule: Rule,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) subject: String,
    pub(super) works: Vec<String>,
    pub(super) title: String,
    pub(super) number: String,
    pub(super) version: i64,
    pub(super) due_on: Option<NaiveDate>,
}

impl Plan {
    /// The page of the record that it is about.
    pub(super) fn page(&self) -> Option<&str> {
        Some(self.subject.as_str()).filter(|subject| subject.starts_with('/'))
    }
}

/// What a report of a rule is called.
fn titled(rule: &Rule, from: NaiveDate, to: NaiveDate) -> String {
    let (year, month) = (to.year(), to.month());
    let period = match rule.frequency {
        Frequency::Monthly => format!("{year} 年 {month} 月"),
        Frequency::Quarterly => format!("{year} 年第 {} 季度", ["一", "二", "三", "四"][to.month0() as usize / 3]),
        Frequency::HalfYearly => format!("{year} 年{}半年", if month <= 6 { "上" } else { "下" }),
        Frequency::Once => return rule.title.trim_matches(['《', '》']).to_owned(),
        _ if from == to => day(from),
        _ => span(from, to),
    };
    format!("{}（{period}）", rule.title.trim_matches(['《', '》']))
}

/// What follows from the contract for a new report, when the caller may begin it.
pub async fn plan(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, new: &NewReport) -> Result<Plan, ReportError> {
    desk.reader(&READ, contract)?;
    let history = History::read(desk.app, tx, contract).await?;
    let plan = follows(&history, new, desk.today())?;
    desk.require(&READ, &WRITE, contract, &plan.works)?;
    Ok(plan)
}

fn follows(history: &History, new: &NewReport, today: NaiveDate) -> Result<Plan, ReportError> {
    let compiled = history.on(new.from);
    let Some(rule) = compiled.model.reports.iter().find(|one| one.id == new.rule) else {
        return Err(FormFaults::one("rule", "合同中没有这项报告，请重新选择").into());
    };
    if let Some(inspection) = left_by(&compiled.model, &rule.id) {
        let text =
            format!("《{}》（{}）由巡检（{inspection}）逐次形成，请到巡检记录查看和导出。", rule.title, rule.clause);
        return Err(Refusal::rule("left_by_inspection", text).into());
    }
    let mut plan = Plan {
        compiled: compiled.clone(),
        rule: rule.clone(),
        from: new.from,
        to: new.to.unwrap_or(new.from),
        subject: new.subject.clone().unwrap_or_default(),
        works: rule.works.clone(),
        title: String::new(),
        number: String::new(),
        version: 1,
        due_on: None,
    };
    let calendar = history.0[0].0.time.calendar();
    if rule.frequency == Frequency::OnEvent {
        on_event(&mut plan, new, (today, calendar))?;
    } else {
        of_period(&mut plan, history, new, (today, calendar))?;
    }
    plan.title = titled(&plan.rule, plan.from, plan.to);
    if let Some(key) = &new.work {
        plan.title = of_work(&mut plan, key)?;
    }
    Ok(plan)
}

/// One of a document that is owed once, for a work of its own.
fn of_work(plan: &mut Plan, key: &str) -> Result<String, ReportError> {
    let work = plan.compiled.model.work(key).filter(|_| plan.rule.frequency == Frequency::Once);
    let Some(work) = work.filter(|_| plan.works.is_empty() || plan.works.iter().any(|one| one == key)) else {
        return Err(FormFaults::one("work", "这项报告不能单独为这项工作起草，请重新选择").into());
    };
    let title = format!("{}（{}）", plan.title, work.title);
    plan.works = vec![key.to_owned()];
    plan.subject = format!("{OF_WORK}{key}");
    Ok(title)
}

fn on_event(
    plan: &mut Plan,
    new: &NewReport,
    (today, calendar): (NaiveDate, &WorkCalendar),
) -> Result<(), ReportError> {
    let mut form = Form::default();
    if plan.to < plan.from || (plan.to - plan.from).num_days() >= LONGEST {
        form.wrong("to", "请选择先后正确的起止日期");
    }
    if plan.from > today {
        form.wrong("from", "事项的日期不能晚于今天");
    }
    let page = new.subject.as_deref().unwrap_or("/");
    if !page.starts_with('/') || page.starts_with("//") || page.chars().count() > 200 || page.contains("..") {
        form.wrong("subject", "关联记录应是本系统的页面地址，例如 /tickets/…");
    }
    form.done()?;
    if new.subject.as_deref() == Some("/") {
        plan.subject = String::new();
    }
    plan.due_on = due(plan.rule.due_after, plan.from, calendar)?;
    Ok(())
}

fn due(within: Option<Within>, from: NaiveDate, calendar: &WorkCalendar) -> Result<Option<NaiveDate>, ReportError> {
    let due = within.map(|within| day_after(from, within, calendar)).transpose();
    due.map_err(|_| {
        let text = "期限跨入没有放假安排的年份，算不出到期日。请系统管理员先导入该年的放假安排。";
        Refusal::rule("no_calendar", text).into()
    })
}

fn of_period(
    plan: &mut Plan,
    history: &History,
    new: &NewReport,
    (today, calendar): (NaiveDate, &WorkCalendar),
) -> Result<(), ReportError> {
    let once = plan.rule.frequency == Frequency::Once;
    let period: Option<(NaiveDate, Option<NaiveDate>)> = if once {
        let service = history.whole_service(&new.rule, today).filter(|(from, _)| *from == new.from);
        match service {
            Some((_, to)) => Some((to, due(plan.rule.due_after, to, calendar)?)),
            None => None,
        }
    } else {
        let until = new.from.checked_add_days(Days::new(2000)).unwrap_or(new.from);
        let (found, _) = documents_listed(&history.held(), calendar, (new.from, until));
        let period = found.into_iter().find(|one| one.rule.rule == new.rule && one.from == new.from);
        period.map(|period| (period.to, period.due))
    };
    let Some((last, due_on)) = period else {
        return Err(FormFaults::one("from", "这一天不是这项报告的报告期的第一天，请从列出的报告期中选择").into());
    };
    let mut form = Form::default();
    if new.from > today {
        form.wrong("from", "报告期还没有开始");
    }
    if new.subject.as_deref().is_some_and(|subject| !subject.is_empty()) {
        form.wrong("subject", "定期报告不关联单条记录");
    }
    if new.to.is_some_and(|to| to != last && !once) {
        form.wrong("to", format!("这一期的最后一天是 {last}"));
    }
    form.done()?;
    plan.due_on = due_on;
    plan.to = last;
    if once {
        plan.to = new.to.unwrap_or(today);
        whole_service(plan, history, today);
    }
    Ok(())
}

/// What is owed once speaks of the service up to its last day, as the text of today has it.
fn whole_service(plan: &mut Plan, history: &History, today: NaiveDate) {
    let compiled = history.on(today);
    let Some(rule) = compiled.model.reports.iter().find(|one| one.id == plan.rule.id) else { return };
    plan.rule = rule.clone();
    plan.compiled = compiled.clone();
    plan.to = plan.to.min(compiled.model.service_period().to).max(plan.from);
}

/// The same for a report that there is.
pub(super) async fn plan_of(app: &App, tx: &mut Tx, row: &ReportRow) -> Result<Plan, ReportError> {
    let history = History::read(app, tx, row.contract()).await?;
    let today = zone::local_date(app.env().now());
    let compiled = history.on(row.from_on).clone();
    // A rule that an amendment took away is read from the text that had it.
    let with_rule = |one: &Arc<Compiled>| one.model.reports.iter().find(|rule| rule.id == row.rule).cloned();
    let rule = with_rule(&compiled).or_else(|| history.0.iter().find_map(|(one, _)| with_rule(one)));
    let mut plan = Plan {
        compiled,
        rule: rule.ok_or(Refusal::NotFound)?,
        from: row.from_on,
        to: row.to_on,
        subject: row.subject.clone(),
        works: row.works.0.clone(),
        title: row.title.clone(),
        number: row.number.clone(),
        version: row.submitted_version + 1,
        due_on: row.due_on,
    };
    if plan.rule.frequency == Frequency::Once {
        plan.to = plan.to.max(today);
        whole_service(&mut plan, &history, today);
    }
    Ok(plan)
}

/// What the report would hold now.
pub async fn compose_plan(tx: &mut Tx, desk: Desk<'_>, plan: &Plan) -> Result<Snapshot, ReportError> {
    composing::compose(desk.app, tx, plan, (desk.now(), &desk.by.name)).await
}

/// A draft without figures, for whoever submits it at once: it is composed then.
#[must_use]
pub fn bare(desk: Desk<'_>, plan: &Plan) -> Snapshot {
    composing::bare(plan, (desk.now(), &desk.by.name))
}

/// Keeps a new draft: what `plan` says, with what was composed of it. One of that period is refused with its id.
pub async fn begin(tx: &mut Tx, desk: Desk<'_>, plan: Plan, snapshot: Snapshot) -> Result<ReportDetail, ReportError> {
    let (contract, rule, from, subject) =
        (plan.compiled.contract, plan.rule.id.clone(), plan.from, plan.subject.clone());
    if let Some(row) = keep_new(tx, desk, plan, snapshot).await? {
        return detail(tx, desk, &row).await;
    }
    let problem =
        Problem::from(ReportError::from(Refusal::rule("already_there", "这一期的报告已经有了，请打开它继续办理。")));
    let there = report_of(tx, contract, &rule, from, &subject).await?;
    Err(Refusal::from(problem.with("report_id", there)).into())
}

async fn keep_new(
    tx: &mut Tx,
    desk: Desk<'_>,
    plan: Plan,
    mut snapshot: Snapshot,
) -> Result<Option<ReportRow>, ReportError> {
    let contract = plan.compiled.contract;
    if report_of(tx, contract, &plan.rule.id, plan.from, &plan.subject).await?.is_some() {
        return Ok(None);
    }
    let year = desk.today().year();
    let n = number_next(tx, contract, year).await?;
    let number = format!("{}-BG-{year}-{n:04}", plan.compiled.prefix);
    snapshot.facts.number.clone_from(&number);
    let review = plan.rule.review.as_ref();
    let row = ReportRow {
        id: desk.env.id(),
        no: search_place(tx).await?,
        contract_id: contract.0,
        number,
        clause: plan.rule.clause.clone(),
        assumed: plan.rule.assumed.clone(),
        frequency: plan.rule.frequency.to_string(),
        title: plan.title,
        works: Json(plan.works),
        from_on: plan.from,
        to_on: plan.to,
        subject: plan.subject,
        state: ReportState::Draft,
        edits: Json::default(),
        composed_at: snapshot.facts.composed_at,
        due_on: plan.due_on,
        submitted_version: 0,
        handed_in_on: None,
        handed_in_no: None,
        submitted_at: None,
        submitted_by: None,
        submitted_name: None,
        review_within: review.map(|review| review.within.to_string()),
        review_clause: review.map(|review| review.clause.clone()),
        silence: Maybe(review.map(|review| SilenceMeans::from(review.silence))),
        review_by: None,
        near_told: false,
        overdue_told: false,
        accepted_at: None,
        accepted_how: Maybe(None),
        accepted_name: None,
        correction: None,
        created_at: desk.now(),
        updated_at: desk.now(),
        version: 1,
        rule: plan.rule.id,
    };
    if !report_insert(tx, &row, composing::pack(&snapshot)?.bytes).await? {
        return Ok(None);
    }
    search_add(tx, &row).await?;
    write(tx, desk, &row, Deed::of(EntryWhat::Drafted, "reports.draft", None)).await?;
    Ok(Some(row))
}

/// Begins the drafts of periods that are over and have none: each composed and kept on its own. Told to whoever submits them.
/// How many.
///
/// # Errors
/// When the database refuses, or a contract cannot be read.
pub async fn draft_due(desk: Desk<'_>, contract: ContractId) -> Result<usize, ReportError> {
    let today = desk.today();
    let (first, yesterday) = (today.checked_sub_days(BACK).unwrap_or(today), today.pred_opt().unwrap_or(today));
    let mut tx = desk.app.db().read().await?;
    let history = History::read(desk.app, &mut tx, contract).await?;
    let there = report_ended(&mut tx, contract, (first, yesterday)).await?;
    let calendar = history.0[0].0.time.calendar();
    let until = today.checked_add_days(Days::new(400)).unwrap_or(today);
    let (found, _) = documents_listed(&history.held(), calendar, (first, until));
    let mut begun = 0;
    for one in found.into_iter().filter(|one| first <= one.to && one.to <= yesterday) {
        if there.iter().any(|row| row.rule == one.rule.rule && row.from_on == one.from)
            || !drafted_alone(&history, &one)
        {
            continue;
        }
        let new = NewReport { rule: one.rule.rule, from: one.from, ..NewReport::default() };
        let plan = follows(&history, &new, today)?;
        let snapshot = composing::compose(desk.app, &mut tx, &plan, (desk.now(), &desk.by.name)).await?;
        let mut write = desk.app.db().write().await?;
        if let Some(row) = keep_new(&mut write, desk, plan, snapshot).await? {
            events::record(&mut write, desk.env, &ready(&row, desk.now())).await?;
            write.commit().await?;
            begun += 1;
        }
    }
    Ok(begun)
}

/// Whether the draft of a period comes by itself.
fn drafted_alone(history: &History, document: &DocumentDue) -> bool {
    let compiled = history.on(document.from);
    let rule = compiled.model.reports.iter().find(|one| one.id == document.rule.rule);
    rule.is_some_and(|rule| comes_round(&rule.frequency)) && left_by(&compiled.model, &document.rule.rule).is_none()
}

fn ready(row: &ReportRow, at: DateTime<Utc>) -> DraftReady {
    DraftReady {
        report_id: row.id,
        contract_id: row.contract_id,
        side: "vendor",
        title: row.title.clone(),
        text: "报告期已经结束，草稿已按数据生成。请核对、补充原因和措施后提交甲方。".to_owned(),
        clause: row.clause.clone(),
        due_at: row.due_on.map(end_of),
        at,
    }
}

/// The report, held for a change by whoever may draft it, as it was read.
async fn take(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    step: StepName,
) -> Result<ReportRow, ReportError> {
    let row = readable(desk, report_lock(tx, id).await?)?;
    desk.require(&READ, &WRITE, row.contract(), &row.works.0)?;
    if row.version != version {
        return Err(stale(tx, desk, id).await?);
    }
    if !possible(&row, step, desk.today()) {
        let text = "报告已经提交，不能修改。要修改请先撤回；已接受的请发起更正。";
        return Err(Refusal::state(text).into());
    }
    Ok(row)
}

/// The draft of a report that somebody works on.
pub(super) async fn draft_of(tx: &mut Tx, row: &ReportRow) -> Result<Snapshot, ReportError> {
    let bytes = draft_find(tx, row.id).await?.ok_or(Refusal::NotFound)?;
    let (mut snapshot, _) = composing::unpack(&bytes)?;
    overlay(&mut snapshot, row);
    Ok(snapshot)
}

/// Puts what was written over what was made from the figures.
pub(super) fn overlay(snapshot: &mut Snapshot, row: &ReportRow) {
    snapshot.facts.title.clone_from(&row.title);
    snapshot.facts.version = row.submitted_version + 1;
    for part in &mut snapshot.parts {
        if let Some(text) = row.edits.0.get(&part.key) {
            part.text.clone_from(text);
        }
    }
}

/// Keeps texts of a draft.
pub async fn edit(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    text: ReportText,
) -> Result<ReportDetail, ReportError> {
    let mut row = take(tx, desk, (id, version), StepName::Edit).await?;
    let draft = draft_of(tx, &row).await?;
    let mut form = Form::default();
    for part in text.parts {
        if !draft.parts.iter().any(|known| known.key == part.key) {
            form.wrong("parts", format!("报告中没有“{}”这一部分", part.key));
            continue;
        }
        match form.optional("parts", "正文", part.text.as_deref(), TEXT) {
            Some(text) => row.edits.0.insert(part.key, text),
            None => row.edits.0.remove(&part.key),
        };
    }
    let renamed = text.title.map(|title| form.required("title", "标题", &title, TITLE));
    form.done()?;
    if let Some(title) = renamed.filter(|title| *title != row.title) {
        row.title = title;
        search_renew(tx, &row).await?;
    }
    keep(tx, desk, &mut row, Deed::of(EntryWhat::Edited, "reports.edit", None)).await?;
    detail(tx, desk, &row).await
}

/// What a draft would hold now, read before it is kept.
pub async fn renew(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Snapshot, ReportError> {
    let row = readable(desk, report_find(tx, id).await?)?;
    desk.require(&READ, &WRITE, row.contract(), &row.works.0)?;
    let plan = plan_of(desk.app, tx, &row).await?;
    compose_plan(tx, desk, &plan).await
}

/// Takes the figures of a draft anew. What was written stays.
pub async fn recompose(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    snapshot: Snapshot,
) -> Result<ReportDetail, ReportError> {
    let mut row = take(tx, desk, (id, version), StepName::Recompose).await?;
    (row.composed_at, row.to_on) = (snapshot.facts.composed_at, snapshot.facts.to);
    draft_keep(tx, id, Some(composing::pack(&snapshot)?.bytes)).await?;
    keep(tx, desk, &mut row, Deed::of(EntryWhat::Recomposed, "reports.recompose", None)).await?;
    detail(tx, desk, &row).await
}

/// Whether the caller may begin a report of these works.
pub(super) fn may_begin(desk: Desk<'_>, contract: ContractId, works: &[String]) -> bool {
    covers(&desk.by.scope(&WRITE), contract, works)
}
