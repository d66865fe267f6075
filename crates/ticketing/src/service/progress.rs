//! Work on a ticket: taking it, being on site, handing it up, holding it, bringing service back.

use chrono::{DateTime, Utc};
use jianyue_platform::Tx;
use jianyue_sla::clock::FactKind;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Desk,
    hand::{Hand, LAST_LEVEL},
};
use crate::{
    error::{BadField, TicketError},
    model::{EntryKind, SiteCard, State, Ticket},
    place::Place,
    policy::Action,
    text,
};

/// 接单: the one who acts holds it and works on it.
pub async fn take(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Ticket, TicketError> {
    let mut hand = Hand::take(tx, desk, id, Action::Take).await?;
    let before = hand.ticket.row.assignee_name.clone();
    if hand.ticket.row.assignee_id == Some(desk.by.person.0) && hand.ticket.row.state != State::Assigned {
        return Err(TicketError::Refused("这张工单已经由您处理，不需要再次接单。"));
    }
    hand.ticket.row.assignee_id = Some(desk.by.person.0);
    hand.ticket.row.assignee_name = Some(desk.by.name.clone());
    if hand.ticket.row.state != State::Restored {
        hand.turn(State::Working);
    }
    hand.add(hand.entry(EntryKind::Taken).data(json!({ "from": before })));
    hand.done(tx, desk, EntryKind::Taken, "ticketing.take", json!({ "from": before })).await
}

/// 上报: one level up, by hand.
pub async fn escalate(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reason: &str) -> Result<Ticket, TicketError> {
    let reason = text::one("reason", "上报原因", reason)?;
    let mut hand = Hand::take(tx, desk, id, Action::Escalate).await?;
    let level = (hand.ticket.row.escalation_level + 1).min(LAST_LEVEL);
    hand.ticket.row.escalation_level = level;
    let to_level = u8::try_from(level).unwrap_or(u8::MAX);
    let entry = hand.entry(EntryKind::Escalated).text(&*reason).data(json!({ "to_level": level, "automatic": false }));
    hand.add(entry.fact(FactKind::Escalated { to_level }));
    let detail = json!({ "to_level": level, "reason": reason });
    hand.done(tx, desk, EntryKind::Escalated, "ticketing.escalate", detail).await
}

/// 到场打卡. The server's time counts; the device's time and place are kept beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// Degrees north, WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// Metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<f64>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The device's time. Kept as evidence; it moves no clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

impl CheckIn {
    fn check(&self) -> Result<(), TicketError> {
        let mut bad = Vec::new();
        let mut within = |field: &'static str, value: Option<f64>, low: f64, high: f64, name: &str| {
            if value.is_some_and(|value| !(low..=high).contains(&value)) {
                bad.push(BadField::new(field, format!("{name}应在 {low} 到 {high} 之间")));
            }
        };
        within("latitude", self.latitude, -90.0, 90.0, "纬度");
        within("longitude", self.longitude, -180.0, 180.0, "经度");
        within("accuracy", self.accuracy, 0.0, 100_000.0, "定位精度");
        if bad.is_empty() { Ok(()) } else { Err(TicketError::BadFields(bad)) }
    }
}

/// How far from the site it was done, and whether that counts as there; unknown where one of the two has no position.
/// Being elsewhere is shown and not refused: a position of a phone is no proof.
fn measure(data: &mut Value, site: &SiteCard, visit: &CheckIn) {
    let here = Place::of(visit.latitude, visit.longitude);
    let distance = site.place().zip(here).map(|(site, here)| site.metres_to(here));
    data["site"] = json!({ "id": site.id, "name": site.name });
    data["distance_m"] = json!(distance);
    data["within"] = json!(distance.map(|metres| metres <= site.tolerance_m));
}

/// 到场打卡: somebody of the vendor is there.
pub async fn check_in(tx: &mut Tx, desk: Desk<'_>, id: Uuid, visit: CheckIn) -> Result<Ticket, TicketError> {
    visit.check()?;
    let mut bad = Vec::new();
    let note = visit.note.as_deref().map(|note| text::optional("note", "说明", note, &mut bad));
    if !bad.is_empty() {
        return Err(TicketError::BadFields(bad));
    }
    let mut hand = Hand::take(tx, desk, id, Action::CheckIn).await?;
    hand.hold_by(desk.by);
    if matches!(hand.ticket.row.state, State::Open | State::Assigned) {
        hand.turn(State::Working);
    }
    let device_at = desk.device_time(visit.at)?;
    let mut data = json!({
        "latitude": visit.latitude, "longitude": visit.longitude, "accuracy": visit.accuracy, "device_at": device_at,
    });
    hand.ticket.row.site.as_ref().inspect(|site| measure(&mut data, &site.0, &visit));
    let mut entry = hand.entry(EntryKind::Arrived).data(data).fact(FactKind::Arrived);
    entry.text = note.filter(|note| !note.is_empty());
    hand.add(entry);
    hand.done(tx, desk, EntryKind::Arrived, "ticketing.check_in", json!({ "device_at": visit.at })).await
}

/// 临时方案: service is back, the cause is not yet removed.
pub async fn work_around(tx: &mut Tx, desk: Desk<'_>, id: Uuid, said: &str) -> Result<Ticket, TicketError> {
    let said = text::one("text", "临时方案的内容", said)?;
    bring_back(tx, desk, id, said, Action::WorkAround).await
}

/// 恢复服务.
pub async fn restore(tx: &mut Tx, desk: Desk<'_>, id: Uuid, said: &str) -> Result<Ticket, TicketError> {
    let said = text::one("text", "恢复情况", said)?;
    bring_back(tx, desk, id, said, Action::Restore).await
}

async fn bring_back(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    said: String,
    action: Action,
) -> Result<Ticket, TicketError> {
    let mut hand = Hand::take(tx, desk, id, action).await?;
    hand.hold_by(desk.by);
    hand.turn(State::Restored);
    let (kind, fact, audited) = match action {
        Action::WorkAround => (EntryKind::WorkedAround, FactKind::WorkedAround, "ticketing.work_around"),
        _ => (EntryKind::Restored, FactKind::Restored, "ticketing.restore"),
    };
    hand.add(hand.entry(kind).text(said).fact(fact));
    hand.done(tx, desk, kind, audited, json!({})).await
}

/// 暂停: held for a reason that is not the vendor's, with what shows it and who of the client agreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// Why.
    pub reason: String,
    /// What shows it: a file, a message, a form's number.
    pub evidence: String,
    /// Who of the client agreed.
    pub agreed_by: String,
}

/// 暂停.
pub async fn pause(tx: &mut Tx, desk: Desk<'_>, id: Uuid, asked: Pause) -> Result<Ticket, TicketError> {
    let mut bad = Vec::new();
    let reason = text::line("reason", "暂停原因", &asked.reason, &mut bad);
    let evidence = text::line("evidence", "暂停依据", &asked.evidence, &mut bad);
    let agreed_by = text::line("agreed_by", "甲方同意人", &asked.agreed_by, &mut bad);
    if !bad.is_empty() {
        return Err(TicketError::BadFields(bad));
    }
    let mut hand = Hand::take(tx, desk, id, Action::Pause).await?;
    hand.ticket.resume_state = Some(hand.ticket.row.state.code().to_owned());
    hand.turn(State::Paused);
    let detail = json!({ "reason": reason, "evidence": evidence, "agreed_by": agreed_by });
    let fact =
        FactKind::Paused { reason: reason.clone(), evidence: Some(evidence), agreed_by: Some(agreed_by), clause: None };
    hand.add(hand.entry(EntryKind::Paused).text(reason).data(detail.clone()).fact(fact));
    hand.done(tx, desk, EntryKind::Paused, "ticketing.pause", detail).await
}

/// 恢复计时: the hold is over.
pub async fn resume(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Ticket, TicketError> {
    let mut hand = Hand::take(tx, desk, id, Action::Resume).await?;
    let before = hand.ticket.resume_state.take();
    hand.turn(before.as_deref().and_then(State::from_code).unwrap_or(State::Working));
    hand.add(hand.entry(EntryKind::Resumed).fact(FactKind::Resumed));
    hand.done(tx, desk, EntryKind::Resumed, "ticketing.resume", json!({})).await
}
