//! Drills: planned, held, missed; what they find is followed until it is done.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{Desk, Refusal, model::Rule as _};
use jianyue_kernel::{BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{
    Tx,
    files::{NewFile, Record, RecordFile, attach, files_of},
    form::Form,
};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DRILL, may, tell};
use crate::{
    error::EmergencyError,
    model::{Drill, DrillState, Finding, Moment, Outcome},
    permissions::{COMMAND, PLAN, READ},
    policy::rules::rule_for,
    store::{
        drill::{
            DrillRow, FindingRow, drill_find, drill_hold, drill_insert, drill_list, drill_lock, drill_move,
            finding_done, finding_insert, finding_lock, findings_of,
        },
        plan::plan_find,
        works_of, works_text,
    },
};

const TEXT: usize = 2000;
/// The most rows of a part of a drill.
const ROWS: usize = 100;

/// A drill that is planned.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewEmergencyDrill)]
#[serde(deny_unknown_fields)]
pub struct NewDrill {
    /// What it is called.
    pub title: String,
    /// What is played.
    pub scenario: String,
    /// The day.
    pub planned_on: NaiveDate,
    /// The plan that is tried.
    #[serde(default)]
    pub plan_id: Option<Uuid>,
    /// Keys of the works concerned, where no plan says it; empty means all.
    #[serde(default)]
    pub works: Vec<String>,
}

/// Something that a drill found.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewEmergencyFinding)]
#[serde(deny_unknown_fields)]
pub struct NewFinding {
    /// What.
    pub text: String,
    /// Who sees to it.
    pub owner: String,
    /// Until when.
    pub due_on: NaiveDate,
}

/// What became of a drill.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = HeldEmergencyDrill)]
#[serde(deny_unknown_fields)]
pub struct HeldDrill {
    /// When it began; not in the future.
    pub held_at: DateTime<Utc>,
    /// Minutes that it took.
    pub minutes: u32,
    /// Who took part.
    pub participants: String,
    /// What happened, in order.
    #[serde(default)]
    pub timeline: Vec<Moment>,
    /// What came of it.
    pub summary: String,
    /// Who watched for the client.
    #[serde(default)]
    pub observer: Option<String>,
    /// Their signature, as a data URL of a picture.
    #[serde(default)]
    pub signature: Option<String>,
    /// What it found.
    #[serde(default)]
    pub findings: Vec<NewFinding>,
}

/// A drill is to be held on another day.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = MovedEmergencyDrill)]
#[serde(deny_unknown_fields)]
pub struct MovedDrill {
    /// The day; not before today.
    pub planned_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// How a finding was seen to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = EmergencyFindingDone)]
#[serde(deny_unknown_fields)]
pub struct FindingDone {
    /// In words.
    pub note: String,
}

/// Which drills are wanted.
#[derive(Clone, Debug, Default)]
pub struct DrillsWanted {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Which page.
    pub page: PageRequest,
}

/// Drills, the last first.
pub async fn drills(tx: &mut Tx, desk: Desk<'_>, wanted: DrillsWanted) -> Result<Page<Drill>, EmergencyError> {
    let after = match wanted.page.after::<2>()? {
        Some([day, id]) => {
            Some((day.parse::<NaiveDate>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let limit = wanted.page.limit();
    let rows = drill_list(tx, &desk.by.scope(&READ), wanted.contract, after, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.planned_on.to_string(), row.id.to_string()]);
    let ids: Vec<Uuid> = page.items.iter().map(|row| row.id).collect();
    let mut findings: BTreeMap<Uuid, Vec<FindingRow>> = BTreeMap::new();
    for row in findings_of(tx, ids.clone()).await? {
        findings.entry(row.drill_id).or_default().push(row);
    }
    let mut files = files_of(tx, DRILL, ids).await?;
    Ok(page.map(|row| {
        let found = findings.remove(&row.id).unwrap_or_default();
        let files = files.remove(&row.id).unwrap_or_default();
        shown(desk, row, found, files)
    }))
}

/// A drill.
pub async fn drill(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Drill, EmergencyError> {
    let row = drill_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &READ, row.contract_id.into(), &works_of(&row.works))?;
    again(tx, desk, row).await
}

/// Plans a drill.
pub async fn plan_drill(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewDrill,
) -> Result<Drill, EmergencyError> {
    desk.reader(&READ, contract)?;
    let mut form = Form::default();
    let title = form.required("title", "演练名称", &new.title, 100);
    let scenario = form.required("scenario", "演练情形", &new.scenario, TEXT);
    if new.planned_on < desk.today() {
        form.wrong("planned_on", "演练日期不能早于今天");
    }
    let plan = match new.plan_id {
        Some(id) => plan_find(tx, id).await?.filter(|plan| plan.contract_id == contract.0),
        None => None,
    };
    if new.plan_id.is_some() && plan.is_none() {
        form.wrong("plan_id", "这份合同没有这个预案，请重新选择");
    }
    let works = plan.as_ref().map_or(new.works, |plan| works_of(&plan.works));
    let version = desk.version(tx, contract, desk.today()).await?;
    if let Some(work) = works.iter().find(|key| !version.model.works.iter().any(|work| work.key == **key)) {
        form.wrong("works", format!("合同中没有工作“{work}”，请重新选择"));
    }
    desk.require(&READ, &PLAN, contract, &works)?;
    form.done()?;
    let rule = rule_for(&version.model, &works, None);
    let row = DrillRow {
        id: desk.env.id(),
        contract_id: contract.0,
        works: works_text(&works),
        plan_id: new.plan_id,
        rule: rule.map(|rule| rule.id.clone()),
        clause: rule.map(|rule| rule.clause().to_owned()),
        title,
        scenario,
        planned_on: new.planned_on,
        planned_name: desk.by.name.clone(),
        state: DrillState::Planned,
        held_at: None,
        held_on: None,
        held_name: None,
        outcome: None,
        version: 1,
    };
    drill_insert(tx, &row).await?;
    let detail = json!({ "title": row.title, "on": row.planned_on });
    tell(tx, desk, (row.id, contract.0), "emergencies.drill_planned", detail).await?;
    again(tx, desk, row).await
}

/// Moves a drill whose day has not passed to another day; one whose day has passed stays missed until it is held.
pub async fn move_drill(tx: &mut Tx, desk: Desk<'_>, id: Uuid, to: MovedDrill) -> Result<Drill, EmergencyError> {
    let mut row = drill_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &PLAN, row.contract_id.into(), &works_of(&row.works))?;
    if !movable(&row, desk.today()) {
        let text = "演练已举行或已过计划日期，不能改期。过期的演练请按实际举行的时间登记。";
        return Err(Refusal::state(text).into());
    }
    let mut form = Form::default();
    let reason = form.required("reason", "改期原因", &to.reason, TEXT);
    if to.planned_on < desk.today() {
        form.wrong("planned_on", "演练日期不能早于今天");
    }
    if to.planned_on == row.planned_on {
        form.wrong("planned_on", "请选择另外的日期");
    }
    form.done()?;
    let detail = json!({ "title": row.title, "from": row.planned_on, "on": to.planned_on, "reason": reason });
    row.planned_on = to.planned_on;
    drill_move(tx, id, row.planned_on).await?;
    tell(tx, desk, (id, row.contract_id), "emergencies.drill_moved", detail).await?;
    again(tx, desk, row).await
}

fn movable(row: &DrillRow, today: NaiveDate) -> bool {
    row.state == DrillState::Planned && row.planned_on >= today
}

/// Writes down what became of a drill, late where its day has passed; `signature` was kept before.
pub async fn hold(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    new: HeldDrill,
    signature: Option<NewFile>,
) -> Result<Drill, EmergencyError> {
    let mut row = drill_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &COMMAND, row.contract_id.into(), &works_of(&row.works))?;
    if row.state != DrillState::Planned {
        return Err(Refusal::state("这次演练已经登记过，不能再改。补充材料请作为附件上传。").into());
    }
    let (outcome, findings) = checked(desk, &row, &new)?;
    (row.state, row.held_at, row.held_on) = (DrillState::Held, Some(new.held_at), Some(zone::local_date(new.held_at)));
    (row.held_name, row.outcome) = (Some(desk.by.name.clone()), Some(Json(outcome)));
    drill_hold(tx, &row).await?;
    for finding in &findings {
        finding_insert(tx, finding).await?;
    }
    if let Some(file) = signature {
        let record = Record { contract: row.contract_id.into(), kind: DRILL, id, part: "signature" };
        attach(tx, desk.env, desk.by, record, file).await?;
    }
    let detail = json!({ "title": row.title, "findings": findings.len() });
    tell(tx, desk, (id, row.contract_id), "emergencies.drill_held", detail).await?;
    again(tx, desk, row).await
}

fn checked(desk: Desk<'_>, row: &DrillRow, new: &HeldDrill) -> Result<(Outcome, Vec<FindingRow>), EmergencyError> {
    let mut form = Form::default();
    if new.held_at > desk.now() {
        form.wrong("held_at", "演练时间不能晚于现在");
    }
    if new.timeline.len() > ROWS || new.findings.len() > ROWS {
        form.wrong("timeline", format!("每一部分最多 {ROWS} 行，请合并"));
    }
    let outcome = Outcome {
        participants: form.required("participants", "参加人员", &new.participants, TEXT),
        minutes: new.minutes,
        timeline: new
            .timeline
            .iter()
            .map(|one| Moment { minute: one.minute, text: form.required("timeline", "经过", &one.text, TEXT) })
            .collect(),
        summary: form.required("summary", "演练结论", &new.summary, TEXT),
        observer: form.optional("observer", "甲方观察员", new.observer.as_deref(), 60),
    };
    if new.signature.is_some() && outcome.observer.is_none() {
        form.wrong("observer", "有签字时请写明甲方观察员的姓名");
    }
    let findings = new
        .findings
        .iter()
        .map(|one| FindingRow {
            id: desk.env.id(),
            drill_id: row.id,
            contract_id: row.contract_id,
            text: form.required("findings", "发现的问题", &one.text, TEXT),
            owner: form.required("findings", "整改责任人", &one.owner, 100),
            due_on: one.due_on,
            done_at: None,
            done_name: None,
            done_note: None,
        })
        .collect();
    form.done()?;
    Ok((outcome, findings))
}

/// A finding was seen to.
pub async fn finding_end(tx: &mut Tx, desk: Desk<'_>, id: Uuid, done: FindingDone) -> Result<Drill, EmergencyError> {
    let mut finding = finding_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    let row = drill_find(tx, finding.drill_id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &COMMAND, row.contract_id.into(), &works_of(&row.works))?;
    let mut form = Form::default();
    let note = form.required("note", "整改结果", &done.note, TEXT);
    form.done()?;
    if finding.done_at.is_some() {
        return Err(Refusal::state("这个问题已经整改完成。").into());
    }
    (finding.done_at, finding.done_name, finding.done_note) =
        (Some(desk.now()), Some(desk.by.name.clone()), Some(note.clone()));
    finding_done(tx, &finding).await?;
    let detail = json!({ "title": row.title, "text": finding.text, "note": note });
    tell(tx, desk, (row.id, row.contract_id), "emergencies.finding_done", detail).await?;
    again(tx, desk, row).await
}

async fn again(tx: &mut Tx, desk: Desk<'_>, row: DrillRow) -> Result<Drill, EmergencyError> {
    let findings = findings_of(tx, [row.id]).await?;
    let files = files_of(tx, DRILL, [row.id]).await?.remove(&row.id).unwrap_or_default();
    Ok(shown(desk, row, findings, files))
}

fn shown(desk: Desk<'_>, row: DrillRow, findings: Vec<FindingRow>, files: Vec<RecordFile>) -> Drill {
    let works = works_of(&row.works);
    let commands = may(desk, &COMMAND, row.contract_id, &works);
    let all = [
        ("hold", commands && row.state == DrillState::Planned),
        ("move", may(desk, &PLAN, row.contract_id, &works) && movable(&row, desk.today())),
        ("finding", commands && row.state == DrillState::Held),
        ("attach", commands && row.state == DrillState::Held),
    ];
    let missed = row.state == DrillState::Planned && row.planned_on < desk.today();
    Drill {
        id: row.id,
        contract_id: row.contract_id,
        works,
        plan_id: row.plan_id,
        clause: row.clause,
        title: row.title,
        scenario: row.scenario,
        planned_on: row.planned_on,
        planned_by: row.planned_name,
        state: if missed { DrillState::Missed } else { row.state },
        held_at: row.held_at,
        held_by: row.held_name,
        outcome: row.outcome.map(|outcome| outcome.0),
        findings: findings.into_iter().map(|one| finding(one, desk.today())).collect(),
        files,
        allowed_actions: all.into_iter().filter_map(|(name, may)| may.then_some(name)).collect(),
    }
}

fn finding(row: FindingRow, today: NaiveDate) -> Finding {
    Finding {
        id: row.id,
        overdue: row.done_at.is_none() && row.due_on < today,
        text: row.text,
        owner: row.owner,
        due_on: row.due_on,
        done_at: row.done_at,
        done_by: row.done_name,
        done_note: row.done_note,
    }
}
