//! An emergency is opened: by hand, or by a ticket of severity one.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Utc};
use jianyue_contracts::{
    Desk, Refusal,
    derive::day_after,
    model::{Duty, Rule, Within},
    registry::Compiled,
};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, events, form::Form, subjects::subject_of};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{command::noted, plans::prefer, shown::whole, tell};
use crate::{
    error::EmergencyError,
    model::{EmergencyOpened, EntryKind, File, RuleLine, State},
    permissions::{OPEN, READ},
    policy::rules::{concerns, emergency_rules, rule_for},
    store::{
        emergency::{EmergencyRow, emergency_insert, emergency_number, emergency_of_ticket},
        plan::{VersionRow, plans_of, versions_published},
        works_of, works_text,
    },
};

/// An emergency that is opened by hand.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEmergency {
    /// What happened.
    pub title: String,
    /// More of it.
    #[serde(default)]
    pub scenario: Option<String>,
    /// Keys of the works concerned; empty means all.
    #[serde(default)]
    pub works: Vec<String>,
    /// The rule; the first of the contract that concerns the works when absent.
    #[serde(default)]
    pub rule: Option<String>,
    /// The plan; the first that concerns the works when absent.
    #[serde(default)]
    pub plan_id: Option<Uuid>,
    /// 1 is the gravest.
    #[serde(default)]
    pub level: Option<u8>,
    /// Whether users cannot work.
    #[serde(default)]
    pub affects_use: bool,
    /// The ticket that it is about.
    #[serde(default)]
    pub ticket_id: Option<Uuid>,
}

/// What an emergency is opened with.
pub(super) struct Opening {
    pub contract: ContractId,
    pub works: Vec<String>,
    pub title: String,
    pub scenario: Option<String>,
    pub level: Option<i64>,
    pub affects_use: bool,
    pub ticket: Option<(Uuid, String)>,
    pub plan: Option<Uuid>,
    pub at: DateTime<Utc>,
}

/// The duties of a contract that emergencies are opened under, as far as the caller may see it.
pub async fn rules(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<RuleLine>, EmergencyError> {
    desk.reader(&READ, contract)?;
    let version = desk.version(tx, contract, desk.today()).await?;
    let line = |duty: &Duty| RuleLine {
        rule: duty.id.clone(),
        title: duty.title.clone(),
        clause: duty.clause().to_owned(),
        within: duty.within.map(Within::in_chinese),
        trigger: duty.trigger.clone(),
        text: duty.text.clone(),
        items: duty.items.clone(),
        works: duty.works.clone(),
    };
    Ok(emergency_rules(&version.model).map(line).collect())
}

/// Opens an emergency by hand.
pub async fn open(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewEmergency,
) -> Result<File, EmergencyError> {
    desk.require(&READ, &OPEN, contract, &new.works)?;
    let version = desk.version(tx, contract, desk.today()).await?;
    let mut form = Form::default();
    let title = form.required("title", "发生了什么", &new.title, 200);
    let scenario = form.optional("scenario", "情况说明", new.scenario.as_deref(), 2000);
    if let Some(work) = new.works.iter().find(|key| !version.model.works.iter().any(|work| work.key == **key)) {
        form.wrong("works", format!("合同中没有工作“{work}”，请重新选择"));
    }
    if new.level.is_some_and(|level| !(1..=9).contains(&level)) {
        form.wrong("level", "级别应在 1 到 9 之间");
    }
    form.done()?;
    let rule = rule_for(&version.model, &new.works, new.rule.as_deref()).ok_or_else(EmergencyError::no_duty)?;
    let ticket = match new.ticket_id {
        Some(id) => Some((id, ticket_number(tx, desk, contract, id).await?)),
        None => None,
    };
    let opening = Opening {
        contract,
        works: new.works,
        title,
        scenario,
        level: new.level.map(i64::from),
        affects_use: new.affects_use,
        ticket,
        plan: new.plan_id,
        at: desk.now(),
    };
    let row = begin(tx, desk, &version, rule, opening).await?;
    whole(tx, desk, row).await
}

/// The number of a ticket of the contract that the caller's own works may know; each ticket opens one emergency.
async fn ticket_number(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, id: Uuid) -> Result<String, EmergencyError> {
    let found = subject_of(desk.app, tx, "ticketing.ticket", id).await?;
    let scope = desk.by.scope(&READ);
    let ticket =
        found.filter(|ticket| ticket.contract == Some(contract) && scope.covers(contract, ticket.work.as_deref()));
    let ticket = ticket.ok_or_else(|| Refusal::field("ticket_id", "这份合同没有这张工单，请重新选择"))?;
    if emergency_of_ticket(tx, id).await?.is_some() {
        return Err(Refusal::rule("already_open", "这张工单已经启动过应急处置，请到应急列表中打开它。").into());
    }
    Ok(ticket.number)
}

/// Opens an emergency under `rule`, with the plan that fits.
pub(super) async fn begin(
    tx: &mut Tx,
    desk: Desk<'_>,
    version: &Compiled,
    rule: &Duty,
    opening: Opening,
) -> Result<EmergencyRow, EmergencyError> {
    let plan = plan_for(tx, opening.contract, &opening.works, opening.plan).await?;
    let opened_on = zone::local_date(opening.at);
    let n = emergency_number(tx, opening.contract, opened_on.year()).await?;
    let term = rule.within.filter(|within| *within != Within::AtOnce);
    let due_on = term.and_then(|within| day_after(opened_on, within, version.time.calendar()).ok());
    let (ticket_id, ticket_number) = opening.ticket.unzip();
    let row = EmergencyRow {
        id: desk.env.id(),
        contract_id: opening.contract.0,
        works: works_text(&opening.works),
        number: format!("{}-YJ-{}-{n:03}", version.prefix, opened_on.year()),
        rule: rule.id.clone(),
        clause: rule.clause().to_owned(),
        assumed: rule.assumed().map(str::to_owned),
        within: rule.within.map(|within| within.to_string()),
        title: opening.title,
        scenario: opening.scenario,
        level: opening.level,
        affects_use: opening.affects_use,
        ticket_id,
        ticket_number,
        plan_version_id: plan.map(|version| version.id),
        state: State::Open,
        opened_by: desk.by.person.0,
        opened_name: desk.by.name.clone(),
        opened_at: opening.at,
        opened_on,
        roles: Json(Vec::new()),
        commander_id: None,
        commander_name: None,
        first_command_at: None,
        decisions: 0,
        controlled_at: None,
        stood_down_at: None,
        stood_down_name: None,
        report: None,
        reported_by: None,
        reported_name: None,
        reported_at: None,
        confirmed_name: None,
        confirmed_at: None,
        note: None,
        agreed_on: None,
        due_on,
        version: 1,
    };
    emergency_insert(tx, &row).await?;
    let text = match &row.ticket_number {
        Some(number) => format!("{}启动应急处置，工单 {number}", row.opened_name),
        None => format!("{}启动应急处置", row.opened_name),
    };
    noted(tx, desk, &row, EntryKind::Opened, &text, row.opened_at).await?;
    told(tx, desk, &row, &opening.works).await?;
    Ok(row)
}

async fn told(tx: &mut Tx, desk: Desk<'_>, row: &EmergencyRow, works: &[String]) -> Result<(), EmergencyError> {
    let event = EmergencyOpened {
        emergency_id: row.id,
        contract_id: row.contract_id,
        work: works.first().filter(|_| works.len() == 1).cloned(),
        level: 1,
        title: row.title.clone(),
        text: "请立即打开指挥页接任总指挥，并记下第一条决策。".to_owned(),
        clause: row.clause.clone(),
        by: desk.by.person.0,
        at: row.opened_at,
    };
    events::record(tx, desk.env, &event).await?;
    let detail = json!({ "number": row.number, "title": row.title, "ticket": row.ticket_number });
    tell(tx, desk, (row.id, row.contract_id), "emergencies.opened", detail).await
}

/// The version of the named plan, or of the first that concerns the works: one that names them before one for all.
async fn plan_for(
    tx: &mut Tx,
    contract: ContractId,
    works: &[String],
    named: Option<Uuid>,
) -> Result<Option<VersionRow>, EmergencyError> {
    let mut plans = plans_of(tx, contract).await?;
    plans.retain(|plan| concerns(&works_of(&plan.works), works) && named.is_none_or(|named| plan.id == named));
    plans.sort_by_key(|plan| plan.works.is_empty());
    let mut in_force = BTreeMap::new();
    for version in versions_published(tx, plans.iter().map(|plan| plan.id)).await? {
        prefer(&mut in_force, version);
    }
    let found = plans.iter().find_map(|plan| in_force.remove(&plan.id));
    if found.is_none() && named.is_some() {
        return Err(Refusal::field("plan_id", "这个预案不适用于所选工作，或还没有发布，请重新选择").into());
    }
    Ok(found)
}
