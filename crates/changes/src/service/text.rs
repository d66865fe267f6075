//! The text of a change: what is approved and tested.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::{Desk, registry::Compiled};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, form::Form};
use jianyue_sla::zone;
use serde::Deserialize;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    calendar::MOST_DAYS,
    frame,
    reading::detail,
    step::{Known, Told, record},
};
use crate::{
    error::ChangeError,
    model::{ChangeDetail, ChangeKind, ChangeState, Risk, Step, Urgency},
    permissions::{PLAN, READ},
    policy::{
        rules::{rules_of, systems_of},
        steps::frozen,
    },
    store::change::{ChangeRow, change_insert, change_number, change_works},
};

/// The most characters of a long text.
const LONG: usize = 4000;
/// The most steps of a plan.
const STEPS: usize = 50;

/// A change as it is written.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewSystemChange)]
#[serde(deny_unknown_fields)]
pub struct NewChange {
    /// Keys of the works concerned; at least one.
    pub works: Vec<String>,
    /// Systems concerned, as the contract calls them; none means all of the works.
    #[serde(default)]
    pub systems: Vec<String>,
    /// The rule that it answers; that of its works when absent.
    #[serde(default)]
    pub rule: Option<String>,
    /// What it is called.
    pub title: String,
    /// Why it is done.
    pub reason: String,
    /// What is changed.
    pub kind: ChangeKind,
    /// How soon it must be done.
    pub urgency: Urgency,
    /// How much can go wrong.
    pub risk: Risk,
    /// What can go wrong, and what is done about it.
    pub risk_note: String,
    /// What is done, step by step.
    pub plan: Vec<String>,
    /// How it is tested.
    pub test_plan: String,
    /// How it is taken back.
    pub roll_back_plan: String,
    /// When its window begins.
    pub planned_from: DateTime<Utc>,
    /// When its window ends, at most 31 days later.
    pub planned_to: DateTime<Utc>,
    /// Whether it changes databases.
    #[serde(default)]
    pub touches_data: bool,
    /// The page that it comes from, such as `/tickets/…`.
    #[serde(default)]
    pub source: Option<String>,
}

/// Writes a change down.
pub async fn add(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewChange,
) -> Result<ChangeDetail, ChangeError> {
    desk.require(&READ, &PLAN, contract, &new.works)?;
    let version = desk.version(tx, contract, desk.today()).await?;
    let mut row = ChangeRow {
        id: desk.env.id(),
        contract_id: contract.0,
        number: String::new(),
        rule: None,
        clause: None,
        assumed: None,
        works: Json(Vec::new()),
        systems: Json(Vec::new()),
        title: String::new(),
        reason: String::new(),
        kind: new.kind,
        urgency: new.urgency,
        risk: new.risk,
        risk_note: String::new(),
        plan: Json(Vec::new()),
        test_plan: String::new(),
        roll_back_plan: String::new(),
        planned_from: new.planned_from,
        planned_to: new.planned_to,
        due_on: zone::local_date(new.planned_to),
        touches_data: new.touches_data,
        source: None,
        state: ChangeState::Draft,
        text_no: 1,
        submitted_by: None,
        submitted_name: None,
        submitted_at: None,
        decision: None,
        unconfirmed: false,
        released: None,
        outcome: None,
        created_by: desk.by.person.0,
        created_name: desk.by.name.clone(),
        created_at: desk.now(),
        updated_at: desk.now(),
        version: 1,
    };
    fill(tx, desk, &version, &mut row, new).await?;
    row.number = format!("{}-BG-{:04}", version.prefix, change_number(tx, contract).await?);
    change_insert(tx, &row).await?;
    record(tx, desk, &row, Told { action: "changes.create", what: "created", text: None }).await?;
    let known = Known::of(tx, desk, row).await?;
    detail(tx, desk, known).await
}

/// Changes the text. An approval and tests of the text before do not count for the new one.
pub async fn edit(tx: &mut Tx, desk: Desk<'_>, id: (Uuid, i64), new: NewChange) -> Result<ChangeDetail, ChangeError> {
    let mut known = Known::for_step(tx, desk, id, (Step::Edit, &PLAN), desk.now()).await?;
    desk.require(&READ, &PLAN, known.contract(), &new.works)?;
    let before = known.row.clone();
    let version = desk.version(tx, known.contract(), desk.today()).await?;
    fill(tx, desk, &version, &mut known.row, new).await?;
    if known.row.works.0 != before.works.0 {
        change_works(tx, &known.row).await?;
    }
    let again = matches!(before.state, ChangeState::Refused | ChangeState::RolledBack);
    let text = if substance(&before) != substance(&known.row) || again {
        let taken_back = renew(&mut known.row, &before);
        taken_back.then(|| "方案已修改，原来的批准和测试不再有效，请重新报批".to_owned())
    } else {
        None
    };
    known.keep(tx, desk, Told { action: "changes.edit", what: "edited", text }).await
}

/// It is a new text: what was decided and tested before does not count. Whether anything was.
fn renew(row: &mut ChangeRow, before: &ChangeRow) -> bool {
    row.text_no += 1;
    // Who decides has the newest text before them anyway.
    if before.state != ChangeState::Submitted {
        row.state = ChangeState::Draft;
        row.decision = None;
        row.unconfirmed = false;
        row.released = None;
        row.outcome = None;
    }
    !matches!(before.state, ChangeState::Draft | ChangeState::Submitted)
}

/// What is approved and tested.
fn substance(row: &ChangeRow) -> impl PartialEq + use<'_> {
    (
        (&row.works.0, &row.systems.0, &row.rule, row.kind, row.urgency, row.risk, &row.risk_note),
        (&row.plan.0, &row.test_plan, &row.roll_back_plan, row.planned_from, row.planned_to, row.touches_data),
    )
}

/// Takes over what was written.
async fn fill(
    tx: &mut Tx,
    desk: Desk<'_>,
    version: &Compiled,
    row: &mut ChangeRow,
    new: NewChange,
) -> Result<(), ChangeError> {
    let mut form = Form::default();
    let works = works(version, new.works, &mut form);
    let systems = systems(version, &works, new.systems, &mut form);
    rule(version, &works, new.rule.as_deref(), row, &mut form);
    row.title = form.required("title", "标题", &new.title, 100);
    row.reason = form.required("reason", "变更原因", &new.reason, LONG);
    row.risk_note = form.required("risk_note", "风险分析", &new.risk_note, LONG);
    row.test_plan = form.required("test_plan", "测试方案", &new.test_plan, LONG);
    row.roll_back_plan = form.required("roll_back_plan", "回退方案", &new.roll_back_plan, LONG);
    row.plan = Json(plan(&new.plan, &mut form));
    row.source = source(new.source.as_deref(), &mut form);
    let moved = row.number.is_empty() || (row.planned_from, row.planned_to) != (new.planned_from, new.planned_to);
    row.works = Json(works);
    row.systems = Json(systems);
    row.kind = new.kind;
    row.urgency = new.urgency;
    row.risk = new.risk;
    row.touches_data = new.touches_data;
    row.planned_from = new.planned_from;
    row.planned_to = new.planned_to;
    row.due_on = zone::local_date(new.planned_to);
    if moved {
        window(tx, desk, row, &mut form).await?;
    }
    Ok(form.done()?)
}

fn works(version: &Compiled, given: Vec<String>, form: &mut Form) -> Vec<String> {
    let known = |key: &String| version.model.works.iter().any(|work| work.key == *key);
    let mut works = given;
    works.sort_unstable();
    works.dedup();
    if works.is_empty() || !works.iter().all(known) {
        form.wrong("works", "请选择变更涉及的工作内容，至少一项");
    }
    works
}

fn systems(version: &Compiled, works: &[String], given: Vec<String>, form: &mut Form) -> Vec<String> {
    let known = systems_of(&version.model, works);
    let mut systems = given;
    systems.sort_unstable();
    systems.dedup();
    if !systems.iter().all(|system| known.contains(system)) {
        form.wrong("systems", "所选系统不在这些工作内容中，请重新选择");
    }
    systems
}

fn rule(version: &Compiled, works: &[String], named: Option<&str>, row: &mut ChangeRow, form: &mut Form) {
    let rules = rules_of(&version.model, works);
    let found = match named.filter(|name| !name.is_empty()) {
        Some(name) => {
            let found = rules.iter().find(|rule| rule.id == name);
            if found.is_none() {
                form.wrong("rule", "这一条款不管所选工作内容的变更，请重新选择");
            }
            found
        }
        None => rules.first(),
    };
    row.rule = found.map(|rule| rule.id.clone());
    row.clause = found.map(|rule| rule.clause.clone());
    row.assumed = found.and_then(|rule| rule.assumed.clone());
}

fn plan(given: &[String], form: &mut Form) -> Vec<String> {
    let mut steps = Vec::new();
    for step in given {
        steps.extend(form.optional("plan", "实施步骤", Some(step), 500));
    }
    if steps.is_empty() || steps.len() > STEPS {
        form.wrong("plan", format!("请写明实施步骤，1 至 {STEPS} 步"));
    }
    steps
}

fn source(given: Option<&str>, form: &mut Form) -> Option<String> {
    let path = form.optional("source", "来源", given, 200)?;
    if !path.starts_with('/') || path.starts_with("//") || path.contains(char::is_whitespace) {
        form.wrong("source", "来源应是本系统内的页面，如 /tickets/…");
    }
    Some(path)
}

/// A window lies ahead, is not endless, and in no freeze.
async fn window(tx: &mut Tx, desk: Desk<'_>, row: &ChangeRow, form: &mut Form) -> Result<(), ChangeError> {
    let (from, to) = (row.planned_from, row.planned_to);
    if to <= from || to - from > TimeDelta::days(MOST_DAYS) {
        form.wrong("planned_to", format!("窗口的结束应晚于开始，且不超过 {MOST_DAYS} 天"));
        return Ok(());
    }
    if to <= desk.now() {
        form.wrong("planned_to", "计划窗口已经过去，请改为以后的时间");
    }
    let days = (zone::local_date(from), zone::local_date(to));
    let freezes = frame::freezes(tx, desk, row.contract_id.into(), &row.works.0, days).await?;
    if let Some(period) = freezes.first() {
        form.wrong("planned_from", frozen("计划窗口落在", period));
    }
    Ok(())
}
