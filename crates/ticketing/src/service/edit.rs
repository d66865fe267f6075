//! Corrections of what was written down, who holds it, and how severe it is. Each may say from which version it was made.

use jianyue_kernel::PersonId;
use jianyue_platform::{Tx, people::People};
use jianyue_sla::clock::FactKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Desk, catalogue::concern, hand::Hand, opening::words, sites};
use crate::{
    error::TicketError,
    model::{EntryKind, Given, State, Ticket},
    policy::{Action, OPEN},
    store, text,
};

/// Words and concerns to be corrected; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// What it is about.
    #[serde(default)]
    pub title: Option<String>,
    /// In words.
    #[serde(default)]
    pub description: Option<String>,
    /// The service concerned; empty for none.
    #[serde(default)]
    pub service: Option<String>,
    /// The system or device concerned; empty for none.
    #[serde(default)]
    pub asset: Option<String>,
    /// The work concerned.
    #[serde(default)]
    pub work: Option<String>,
    /// Where it is to be worked on: a site of the contract; null for none.
    #[serde(default, skip_serializing_if = "Given::is_absent")]
    #[schema(value_type = Option<Uuid>)]
    pub site_id: Given<Uuid>,
}

/// 修改内容.
pub async fn edit(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: Option<i64>,
    edit: Edit,
) -> Result<Ticket, TicketError> {
    let mut hand = Hand::take(tx, desk, id, Action::Edit).await?;
    hand.expect_version(desk, version)?;
    let before = snapshot(&hand.ticket);
    let site = hand.ticket.row.site.as_ref().map(|site| site.id);
    let wanted = edit.site_id.or(site);
    let moved = wanted != site;
    if moved {
        let found = sites::offered(tx, hand.ticket.row.contract(), wanted).await?;
        hand.ticket.row.site = found.map(|site| Json(site.card()));
    }
    apply(&mut hand.ticket, edit)?;
    let contract = hand.contract.clone();
    let row = &hand.ticket.row;
    let asset = hand.ticket.asset.clone();
    let concern = concern(&contract, &row.case_key, row.work.as_deref(), row.service.as_deref(), asset.as_deref())
        .map_err(TicketError::BadFields)?;
    if !desk.by.scope(&OPEN).covers(row.contract(), concern.work) {
        return Err(TicketError::field("work", "您不负责这项工作，不能把工单改到其下。请选择您负责的工作。"));
    }
    hand.ticket.row.work = concern.work.map(str::to_owned);
    hand.ticket.row.service = concern.service.map(str::to_owned);
    let changes = changes(&before, &snapshot(&hand.ticket));
    if changes.is_empty() {
        return Ok(hand.ticket);
    }
    if moved {
        store::ticket_site_set(tx, id, hand.ticket.row.site.as_deref()).await?;
    }
    let words = words(&hand.ticket, &contract, &concern);
    let row = &hand.ticket.row;
    store::search_replace(tx, row.ord, row.contract(), &words.each_ref().map(String::as_str)).await?;
    let changes = Value::Object(changes);
    hand.add(hand.entry(EntryKind::Edited).data(changes.clone()));
    hand.done(tx, desk, EntryKind::Edited, "ticketing.edit", changes).await
}

fn apply(ticket: &mut Ticket, edit: Edit) -> Result<(), TicketError> {
    let mut bad = Vec::new();
    if let Some(title) = edit.title {
        ticket.row.title = text::line("title", "标题", &title, &mut bad);
    }
    if let Some(description) = edit.description {
        ticket.description = text::optional("description", "描述", &description, &mut bad);
    }
    if let Some(service) = edit.service {
        ticket.row.service = text::short("service", "服务", &service, &mut bad);
    }
    if let Some(asset) = edit.asset {
        ticket.asset = text::short("asset", "系统或设备", &asset, &mut bad);
    }
    if let Some(work) = edit.work {
        ticket.row.work = text::short("work", "工作", &work, &mut bad);
    }
    if bad.is_empty() { Ok(()) } else { Err(TicketError::BadFields(bad)) }
}

fn snapshot(ticket: &Ticket) -> [(&'static str, Value); 6] {
    [
        ("title", json!(ticket.row.title)),
        ("description", json!(ticket.description)),
        ("service", json!(ticket.row.service)),
        ("asset", json!(ticket.asset)),
        ("work", json!(ticket.row.work)),
        ("site", json!(ticket.row.site.as_ref().map(|site| &site.name))),
    ]
}

fn changes(before: &[(&'static str, Value)], after: &[(&'static str, Value)]) -> Map<String, Value> {
    let changed = before.iter().zip(after).filter(|(before, after)| before.1 != after.1);
    changed.map(|(before, after)| (before.0.to_owned(), json!({ "from": before.1, "to": after.1 }))).collect()
}

/// 派单: somebody of the vendor's people holds it from now on.
pub async fn assign(
    tx: &mut Tx,
    desk: Desk<'_>,
    people: &People,
    id: Uuid,
    version: Option<i64>,
    person: Uuid,
) -> Result<Ticket, TicketError> {
    let mut hand = Hand::take(tx, desk, id, Action::Assign).await?;
    hand.expect_version(desk, version)?;
    let contract = hand.ticket.row.contract();
    let found = people.0.person(tx, PersonId(person), contract).await?;
    let Some(found) = found.filter(|found| found.roles.iter().any(|role| role.is_vendor())) else {
        return Err(TicketError::field(
            "person_id",
            "这个人不在本合同的运维团队中，不能派单给他。请从可派单人员中选择。",
        ));
    };
    let before = hand.ticket.row.assignee_name.clone();
    hand.ticket.row.assignee_id = Some(person);
    hand.ticket.row.assignee_name = Some(found.name.clone());
    if matches!(hand.ticket.row.state, State::Open | State::Working) {
        hand.turn(State::Assigned);
    }
    let detail = json!({ "from": before, "to": found.name, "person_id": person });
    hand.add(hand.entry(EntryKind::Assigned).data(detail.clone()));
    hand.done(tx, desk, EntryKind::Assigned, "ticketing.assign", detail).await
}

/// Another case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeverityChange {
    /// Key of the case.
    pub case: String,
    /// Why.
    pub reason: String,
}

/// 调整严重程度: other promises from now on; the time that was used stays used.
pub async fn change_severity(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: Option<i64>,
    change: SeverityChange,
) -> Result<Ticket, TicketError> {
    let reason = text::one("reason", "调整原因", &change.reason)?;
    let mut hand = Hand::take(tx, desk, id, Action::Severity).await?;
    hand.expect_version(desk, version)?;
    let contract = hand.contract.clone();
    let concern = concern(&contract, change.case.trim(), hand.ticket.row.work.as_deref(), None, None)
        .map_err(TicketError::BadFields)?;
    let from = hand.ticket.row.case_key.clone();
    if concern.case.id == from {
        return Err(TicketError::field("case", "工单已经是这个级别，不需要调整。"));
    }
    let row = &mut hand.ticket.row;
    row.case_key.clone_from(&concern.case.id);
    row.case_name.clone_from(&concern.case.title);
    row.level = i64::from(concern.case.level);
    hand.ticket.severity_set_by.clone_from(&desk.by.name);
    let to = concern.case.id.clone();
    let detail = json!({ "from": from, "to": to, "reason": reason });
    let fact = FactKind::SeverityChanged { from: Some(from), to, reason: Some(reason.clone()) };
    hand.add(hand.entry(EntryKind::SeverityChanged).text(reason).data(detail.clone()).fact(fact));
    hand.done(tx, desk, EntryKind::SeverityChanged, "ticketing.severity", detail).await
}
