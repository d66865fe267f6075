//! Who is at a training: the list, signatures, scores.

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    files::{NewFile, Record, attach},
    form::Form,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    LINE, NAME, TEXT, done,
    trainings::{take, whole},
};
use crate::{
    error::StaffingError,
    model::{SIGNATURE_FILE, Training, TrainingState},
    permissions::ATTEND,
    store::{
        attendee::{AttendeeRow, attendee_drop, attendee_find, attendee_insert, attendee_rate, attendee_sign},
        training::TrainingRow,
    },
};

/// Somebody to be trained.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewTrainingAttendee)]
#[serde(deny_unknown_fields)]
pub struct NewAttendee {
    /// Name.
    pub name: String,
    /// Their unit.
    #[serde(default)]
    pub unit: Option<String>,
}

/// How good it was.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = TrainingRating)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// 1 to 5.
    pub score: i64,
    /// In words.
    #[serde(default)]
    pub comment: Option<String>,
}

/// Whether `desk.by` keeps the list of somebody's training: looked at before a picture is received.
pub async fn attendable(tx: &mut Tx, desk: Desk<'_>, attendee: Uuid) -> Result<(), StaffingError> {
    of_attendee(tx, desk, attendee).await.map(drop)
}

/// Puts somebody on the list.
pub async fn add_attendee(
    tx: &mut Tx,
    desk: Desk<'_>,
    training: Uuid,
    new: NewAttendee,
) -> Result<Training, StaffingError> {
    let row = open(take(tx, desk, training, &ATTEND).await?)?;
    let mut form = Form::default();
    let one = AttendeeRow {
        id: desk.env.id(),
        training_id: training,
        name: form.required("name", "姓名", &new.name, NAME),
        unit: form.optional("unit", "单位", new.unit.as_deref(), LINE),
        signed_at: None,
        signature: None,
        score: None,
        comment: None,
        rated_at: None,
        created_at: desk.now(),
    };
    form.done()?;
    attendee_insert(tx, &one).await?;
    let detail = json!({ "topic": row.topic, "name": one.name });
    done(tx, desk, (ContractId(row.contract_id), training), "staffing.list_attendee", detail).await?;
    whole(tx, desk, row).await
}

/// Somebody signs, once.
pub async fn sign(tx: &mut Tx, desk: Desk<'_>, id: Uuid, picture: NewFile) -> Result<Training, StaffingError> {
    let (row, one) = of_attendee(tx, desk, id).await?;
    if one.signed_at.is_some() {
        return Err(Refusal::state(format!("{}已经签过名。", one.name)).into());
    }
    let contract = ContractId(row.contract_id);
    let record = Record { contract, kind: SIGNATURE_FILE, id, part: "" };
    let file = attach(tx, desk.env, desk.by, record, picture).await?;
    attendee_sign(tx, id, desk.now(), file.id).await?;
    let detail = json!({ "topic": row.topic, "name": one.name });
    done(tx, desk, (contract, row.id), "staffing.sign_attendee", detail).await?;
    whole(tx, desk, row).await
}

/// Somebody says how good it was.
pub async fn rate(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Rating) -> Result<Training, StaffingError> {
    let (row, one) = of_attendee(tx, desk, id).await?;
    let mut form = Form::default();
    let comment = form.optional("comment", "意见", new.comment.as_deref(), TEXT);
    if !(1..=5).contains(&new.score) {
        form.wrong("score", "评分应为 1 至 5 分");
    }
    form.done()?;
    attendee_rate(tx, id, (new.score, comment.as_deref()), desk.now()).await?;
    let detail = json!({ "topic": row.topic, "name": one.name, "score": new.score });
    done(tx, desk, (ContractId(row.contract_id), row.id), "staffing.rate_training", detail).await?;
    whole(tx, desk, row).await
}

/// Takes somebody off the list who did not sign.
pub async fn remove_attendee(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), StaffingError> {
    let (row, one) = of_attendee(tx, desk, id).await?;
    if one.signed_at.is_some() {
        return Err(Refusal::state("已经签名的人不能从名单上删除。").into());
    }
    attendee_drop(tx, id).await?;
    let detail = json!({ "topic": row.topic, "name": one.name });
    done(tx, desk, (ContractId(row.contract_id), row.id), "staffing.unlist_attendee", detail).await
}

async fn of_attendee(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(TrainingRow, AttendeeRow), StaffingError> {
    let one = attendee_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let row = open(take(tx, desk, one.training_id, &ATTEND).await?)?;
    Ok((row, one))
}

/// The training, when its list may still change.
fn open(row: TrainingRow) -> Result<TrainingRow, StaffingError> {
    if matches!(row.state, TrainingState::Confirmed | TrainingState::Cancelled) {
        return Err(Refusal::state("这次培训甲方已经确认或已取消，签到和评价不能再改。").into());
    }
    Ok(row)
}
