//! Walks through checklists: begun, answered piece by piece, signed, corrected.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{Tx, form::Form, readings::reading};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Desk, audited, keep, occurrences::held};
use crate::{
    error::InspectionError,
    model::{Answer, Body, GivenAnswer, ItemKind, Photo, Place, Run, RunSignature, RunState, Signer, State},
    permissions::{READ, RUN, require},
    policy::{house, judge},
    store::{
        checklist::{Author, checklist_body, checklist_insert, checklist_of},
        deviation::finding_of,
        occurrence::{OccurrenceRow, occurrence_lock},
        run::{RunRow, run_find, run_insert, run_lock, run_open, run_update},
    },
};

/// The most photos of a run, pictures of signatures included.
const MOST_PHOTOS: usize = 100;
/// Who answers what a probe has read.
pub(super) const PROBE: &str = "探针";
/// How old what a probe has read may be: some look once a day.
const LATELY: TimeDelta = TimeDelta::hours(25);
/// How far a device's clock may be ahead of the server's.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// How a run is begun.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewInspectionRun)]
#[serde(deny_unknown_fields)]
pub struct NewRun {
    /// When, as the device showed it. Kept beside the server's time.
    #[serde(default)]
    pub device_time: Option<DateTime<Utc>>,
    /// Where, as the device says.
    #[serde(default)]
    pub place: Option<Place>,
}

/// A signature.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewInspectionSignature)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// On which side.
    pub who: Signer,
    /// Name of who signs.
    pub name: String,
    /// Digest of a photo of this run, or the picture itself as a data URL of a PNG or JPEG.
    pub image: String,
    /// When, as the device showed it.
    #[serde(default)]
    pub device_at: Option<DateTime<Utc>>,
}

/// A time that a device showed, if it is not in the future.
pub(super) fn device_time(desk: Desk<'_>, at: Option<DateTime<Utc>>) -> Result<Option<DateTime<Utc>>, InspectionError> {
    if at.is_some_and(|at| at > desk.now() + AHEAD) {
        let says = "设备时间比系统时间快了五分钟以上，没有保存。请把手机设为自动校准时间后重试";
        return Err(InspectionError::field("device_time", says));
    }
    Ok(at)
}

/// Begins the run of an occurrence, or gives the one that is open.
pub async fn start(tx: &mut Tx, desk: Desk<'_>, occurrence: Uuid, new: NewRun) -> Result<Run, InspectionError> {
    let row = held(tx, desk, occurrence, &RUN).await?;
    if let Some(open) = run_open(tx, occurrence).await? {
        return shown(tx, open).await;
    }
    match row.state {
        State::Done | State::DoneLate => {
            return Err(InspectionError::WrongState("这项工作已经完成。需要更正时，请打开记录并选择“更正”。"));
        }
        State::Cancelled => return Err(InspectionError::WrongState("这项工作已取消，不需要执行。")),
        State::Planned | State::Announced | State::Running | State::Missed => {}
    }
    if desk.today() < row.from_on {
        return Err(InspectionError::TooEarly { from: row.from_on });
    }
    let (run, body) = draft(tx, desk, &row, new).await?;
    begin(tx, desk, row, run.clone(), Some(desk.by)).await?;
    Ok(view(run, body))
}

/// A run of an occurrence as it is begun, with what probes have read; nothing of it is kept yet.
pub(super) async fn draft(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &OccurrenceRow,
    new: NewRun,
) -> Result<(RunRow, Body), InspectionError> {
    let device_at = device_time(desk, new.device_time)?;
    let (checklist_id, checklist_version, body) = checklist_for(tx, desk, row).await?;
    let mut run = RunRow {
        id: desk.env.id(),
        occurrence_id: row.id,
        contract_id: row.contract_id,
        works: row.works.clone(),
        checklist_id,
        checklist_version,
        state: RunState::Open,
        started_at: desk.now(),
        device_at,
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        answers: Json(BTreeMap::new()),
        photos: Json(Vec::new()),
        signatures: Json(Vec::new()),
        place: new.place.map(Json),
        closed_at: None,
        closed_by: None,
        digest: None,
        corrects: None,
        corrected_by: None,
        reason: None,
        version: 1,
    };
    fill(tx, desk, &mut run, &body).await?;
    Ok((run, body))
}

/// Keeps a run that is begun. `person` makes the occurrence theirs where it is nobody's.
pub(super) async fn begin(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut row: OccurrenceRow,
    run: RunRow,
    person: Option<&Actor>,
) -> Result<(), InspectionError> {
    run_insert(tx, std::slice::from_ref(&run)).await?;
    let before = row.clone();
    row.run_id = Some(run.id);
    row.touched = true;
    if row.state == State::Planned {
        row.state = State::Running;
    }
    if let Some(person) = person.filter(|_| row.assignee_id.is_none()) {
        (row.assignee_id, row.assignee_name) = (Some(person.person.0), Some(person.name.clone()));
    }
    keep(tx, desk, &before, &mut row).await?;
    let detail = json!({ "title": row.title, "planned": row.planned_on, "device_at": run.device_at });
    audited(tx, desk, "inspection.start", row.id, row.contract_id, detail).await
}

/// The checklist of an occurrence in its last version; the house's own is written down when it is first needed.
async fn checklist_for(tx: &mut Tx, desk: Desk<'_>, row: &OccurrenceRow) -> Result<(Uuid, i64, Body), InspectionError> {
    let contract: ContractId = row.contract_id.into();
    if let Some(found) = checklist_of(tx, contract, &row.rule, row.kind).await? {
        return Ok((found.id, found.version, found.body.0));
    }
    let registry = desk.app.state::<jianyue_contracts::registry::Registry>();
    let version = registry.version(tx, row.version_id.into()).await?.ok_or(InspectionError::NotFound)?;
    let body = house::checklist(&version.model, &row.rule, row.kind).ok_or(InspectionError::NotFound)?;
    let id = desk.env.id();
    let by = Author { id: Uuid::nil(), name: "内置巡检表", at: desk.now() };
    checklist_insert(tx, (id, contract, &row.rule, row.kind, &row.works(), true), &body, by).await?;
    Ok((id, 1, body))
}

/// Answers what probes have read lately, where nobody has answered it.
pub(super) async fn fill(tx: &mut Tx, desk: Desk<'_>, run: &mut RunRow, body: &Body) -> Result<(), InspectionError> {
    for item in body.items.iter().filter(|item| item.kind == ItemKind::Automatic) {
        let Some(probe) = item.probe_id.filter(|_| !judge::is_answered(item, run.answers.0.get(&item.key))) else {
            continue;
        };
        let read = reading(desk.app, tx, run.contract_id.into(), probe).await?;
        let Some(read) = read.filter(|read| desk.now() - read.at <= LATELY) else { continue };
        let value = read.value.map_or_else(|| json!(read.text), |value| json!(value));
        let deviation = !read.ok || judge::deviates(item, &value);
        let answer = Answer {
            value,
            note: Some(read.text),
            photos: Vec::new(),
            at: desk.now(),
            device_at: Some(read.at),
            by: PROBE.to_owned(),
            deviation,
            ticket_id: None,
            ticket_number: None,
        };
        run.answers.0.insert(item.key.clone(), answer);
    }
    Ok(())
}

/// A run.
pub async fn run(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Run, InspectionError> {
    let row = run_find(tx, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, &READ, row.contract_id.into(), &row.works())?;
    let mut run = shown(tx, row).await?;
    ticketed(tx, &mut run).await?;
    Ok(run)
}

/// Names the tickets about what a run found wrong.
pub(super) async fn ticketed(tx: &mut Tx, run: &mut Run) -> Result<(), InspectionError> {
    if run.state == RunState::Closed {
        for found in finding_of(tx, vec![run.id]).await? {
            if let Some(answer) = run.answers.get_mut(&found.item) {
                (answer.ticket_id, answer.ticket_number) = (found.ticket_id, found.ticket_number);
            }
        }
    }
    Ok(())
}

/// Asked before a byte of a photo is read: the run is there, is not closed, and the one who acts may change it.
pub async fn runnable(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), InspectionError> {
    let row = run_find(tx, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, &RUN, row.contract_id.into(), &row.works())?;
    if row.state == RunState::Closed { Err(InspectionError::Closed) } else { Ok(()) }
}

/// Holds a run that is not closed.
pub(super) async fn held_run(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<RunRow, InspectionError> {
    let row = run_lock(tx, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, &RUN, row.contract_id.into(), &row.works())?;
    if row.state == RunState::Closed { Err(InspectionError::Closed) } else { Ok(row) }
}

/// Keeps answers, some or all of them. An answer that is older on its device than the one that is kept is left out. What
/// was signed for and changes must be signed for again.
pub async fn answer(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    given: BTreeMap<String, GivenAnswer>,
) -> Result<Run, InspectionError> {
    let mut row = held_run(tx, desk, id).await?;
    let body = body_of(tx, &row).await?;
    let mut form = Form::default();
    let mut moved = false;
    for (key, given) in given {
        let Some(item) = body.item(&key) else {
            form.wrong("answers", format!("本次巡检表中没有检查项 {key}，请刷新后重新填写"));
            continue;
        };
        if let Some(misfit) = judge::misfit(item, &given.value) {
            form.wrong("answers", misfit);
            continue;
        }
        let note = form.optional("answers", &format!("“{}”的说明", item.title), given.note.as_deref(), 2_000);
        let unknown = |digest: &&String| !row.photos.0.iter().any(|photo| photo.digest == **digest);
        if given.photos.iter().any(|digest| unknown(&digest)) {
            form.wrong("answers", format!("“{}”的照片还没有上传到本次记录，请先上传", item.title));
            continue;
        }
        let before = row.answers.0.get(&key);
        if before.and_then(|old| old.device_at).zip(given.at).is_some_and(|(old, new)| new < old) {
            continue;
        }
        let deviation = given.deviation || judge::deviates(item, &given.value);
        let same = before.is_some_and(|old| {
            (&old.value, &old.note, &old.photos, old.deviation) == (&given.value, &note, &given.photos, deviation)
        });
        if same || (before.is_none() && given.value.is_null() && note.is_none() && given.photos.is_empty()) {
            continue;
        }
        moved = true;
        let answer = Answer {
            value: given.value,
            note,
            photos: given.photos,
            at: desk.now(),
            device_at: device_time(desk, given.at)?,
            by: desk.by.name.clone(),
            deviation,
            ticket_id: None,
            ticket_number: None,
        };
        row.answers.0.insert(key, answer);
    }
    form.done()?;
    if moved {
        row.signatures.0.clear();
        row.state = RunState::Open;
        run_update(tx, &row).await?;
        row.version += 1;
    }
    Ok(view(row, body))
}

/// Adds a photo or the picture of a signature; the same one is there once.
pub async fn add_photo(tx: &mut Tx, desk: Desk<'_>, id: Uuid, photo: Photo) -> Result<Photo, InspectionError> {
    let mut row = held_run(tx, desk, id).await?;
    if let Some(there) = row.photos.0.iter().find(|there| there.digest == photo.digest) {
        return Ok(there.clone());
    }
    if row.photos.0.len() >= MOST_PHOTOS {
        return Err(InspectionError::field("file", format!("一份记录最多 {MOST_PHOTOS} 张照片")));
    }
    row.photos.0.push(photo.clone());
    run_update(tx, &row).await?;
    Ok(photo)
}

/// A photo of a run that the one who acts may see.
pub async fn photo_of(tx: &mut Tx, desk: Desk<'_>, id: Uuid, digest: &str) -> Result<Photo, InspectionError> {
    let row = run_find(tx, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, &READ, row.contract_id.into(), &row.works())?;
    row.photos.0.into_iter().find(|photo| photo.digest == digest).ok_or(InspectionError::NotFound)
}

/// Keeps a signature; a second one of the same side takes the place of the first.
pub async fn sign(tx: &mut Tx, desk: Desk<'_>, id: Uuid, signed: Signed) -> Result<Run, InspectionError> {
    let mut row = held_run(tx, desk, id).await?;
    let body = body_of(tx, &row).await?;
    let mut form = Form::default();
    let name = form.required("name", "签字人姓名", &signed.name, 50);
    let picture = row.photos.0.iter().find(|photo| photo.digest == signed.image);
    if !picture.is_some_and(|photo| photo.media_type.starts_with("image/")) {
        form.wrong("image", "签名应是本次记录中的图片，请重新签名");
    }
    form.done()?;
    let device_at = device_time(desk, signed.device_at)?;
    row.signatures.0.retain(|there| there.who != signed.who);
    row.signatures.0.push(RunSignature { who: signed.who, name, at: desk.now(), device_at, image: signed.image });
    let complete = judge::unsigned(&body, &row.signatures.0).is_empty();
    row.state = if complete { RunState::Signed } else { RunState::Open };
    run_update(tx, &row).await?;
    row.version += 1;
    Ok(view(row, body))
}

/// Begins a correction of a closed run: a new one with the same answers, to be changed, signed and closed in its turn.
pub async fn correct(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reason: &str) -> Result<Run, InspectionError> {
    let old = run_lock(tx, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, &RUN, old.contract_id.into(), &old.works())?;
    let mut form = Form::default();
    let reason = form.required("reason", "更正原因", reason, 500);
    form.done()?;
    if old.state != RunState::Closed {
        return Err(InspectionError::WrongState("这份记录还没有提交，可以直接修改，不需要更正。"));
    }
    if old.corrected_by.is_some() {
        return Err(InspectionError::WrongState("这份记录已被更正过，请更正最新的一份。"));
    }
    let occurrence = occurrence_lock(tx, old.occurrence_id).await?.ok_or(InspectionError::NotFound)?;
    if let Some(open) = run_open(tx, occurrence.id).await? {
        return shown(tx, open).await;
    }
    let body = body_of(tx, &old).await?;
    let run = RunRow {
        id: desk.env.id(),
        state: RunState::Open,
        started_at: desk.now(),
        device_at: None,
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        signatures: Json(Vec::new()),
        closed_at: None,
        closed_by: None,
        digest: None,
        corrects: Some(id),
        corrected_by: None,
        reason: Some(reason.clone()),
        version: 1,
        ..old
    };
    run_insert(tx, std::slice::from_ref(&run)).await?;
    let detail = json!({ "title": occurrence.title, "reason": reason, "corrects": id });
    audited(tx, desk, "inspection.correct", run.id, run.contract_id, detail).await?;
    Ok(view(run, body))
}

/// What the checklist of a run says, in the version that it was begun with.
pub(super) async fn body_of(tx: &mut Tx, row: &RunRow) -> Result<Body, InspectionError> {
    checklist_body(tx, row.checklist_id, row.checklist_version).await?.ok_or(InspectionError::NotFound)
}

pub(super) async fn shown(tx: &mut Tx, row: RunRow) -> Result<Run, InspectionError> {
    let body = body_of(tx, &row).await?;
    Ok(view(row, body))
}

pub(super) fn view(row: RunRow, body: Body) -> Run {
    let closed = row.state == RunState::Closed;
    Run {
        missing: if closed { Vec::new() } else { judge::missing(&body, &row.answers.0) },
        unsigned: if closed { Vec::new() } else { judge::unsigned(&body, &row.signatures.0) },
        id: row.id,
        occurrence_id: row.occurrence_id,
        contract_id: row.contract_id,
        checklist_id: row.checklist_id,
        checklist_version: row.checklist_version,
        checklist: body,
        state: row.state,
        started_at: row.started_at,
        device_time: row.device_at,
        by: row.by_name,
        answers: row.answers.0,
        photos: row.photos.0,
        signatures: row.signatures.0,
        place: row.place.map(|place| place.0),
        closed_at: row.closed_at,
        closed_by: row.closed_by,
        digest: row.digest,
        corrects: row.corrects,
        corrected_by: row.corrected_by,
        reason: row.reason,
        version: row.version,
    }
}

/// SM3 over everything that a run says, in hexadecimal.
///
/// # Errors
/// When it cannot be written down as JSON, which a run always can.
pub fn digest_of(row: &RunRow) -> Result<String, InspectionError> {
    use sm3::Digest as _;
    let content: Value = json!({
        "run": row.id, "occurrence": row.occurrence_id, "checklist": row.checklist_id,
        "checklist_version": row.checklist_version, "started_at": row.started_at, "by": row.by_id,
        "answers": row.answers.0, "photos": row.photos.0, "signatures": row.signatures.0,
        "corrects": row.corrects, "reason": row.reason, "closed_at": row.closed_at,
    });
    let bytes = serde_json::to_vec(&content).map_err(jianyue_platform::DbError::from)?;
    Ok(hex::encode(sm3::Sm3::digest(bytes)))
}
