//! The report of an emergency, and the client's word on it.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{Tx, form::Form};
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    command::{held, noted},
    shown::whole,
    tell,
};
use crate::{
    error::EmergencyError,
    model::{EntryKind, File, Report, State},
    permissions::{CONFIRM, PLAN},
    store::emergency::{EmergencyRow, emergency_update},
};

/// The most characters of a part of a report.
const TEXT: usize = 4000;

/// The client confirms or agrees.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = EmergencyAgreement)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// What is said with it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Why the report is sent back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = EmergencyReason)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// In words.
    pub reason: String,
}

/// The day until which the report is wanted.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = EmergencyDay)]
#[serde(deny_unknown_fields)]
pub struct Day {
    /// The last day on which it is in time.
    pub on: NaiveDate,
}

/// The manager hands the report in.
pub async fn report(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Report) -> Result<File, EmergencyError> {
    let mut row = held(tx, desk, &PLAN, id).await?;
    if row.state.burns() {
        let text = format!("应急还没有解除，不能提交处置报告。请总指挥先解除应急，再按{}提交书面材料。", row.clause);
        return Err(Refusal::rule("not_stood_down", text).into());
    }
    if row.state != State::StoodDown {
        return Err(Refusal::state("处置报告已经提交。需要修改时，请甲方先退回。").into());
    }
    let report = checked(desk, &row, &new)?;
    row.report = Some(Json(report));
    row.state = State::Reported;
    (row.reported_by, row.reported_name, row.reported_at) =
        (Some(desk.by.person.0), Some(desk.by.name.clone()), Some(desk.now()));
    row.note = None;
    emergency_update(tx, &row).await?;
    ended(tx, desk, row, EntryKind::Reported, "提交了处置报告", "emergencies.reported").await
}

/// The client confirms the report: never who wrote it.
pub async fn confirm(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Agreement) -> Result<File, EmergencyError> {
    let mut row = reported(tx, desk, id).await?;
    let mut form = Form::default();
    let note = form.optional("note", "意见", new.note.as_deref(), TEXT);
    form.done()?;
    row.state = State::Confirmed;
    (row.confirmed_name, row.confirmed_at) = (Some(desk.by.name.clone()), Some(desk.now()));
    let text = note.as_ref().map_or_else(|| "确认了处置报告".to_owned(), |note| format!("确认了处置报告：{note}"));
    row.note = note;
    emergency_update(tx, &row).await?;
    ended(tx, desk, row, EntryKind::Confirmed, &text, "emergencies.confirmed").await
}

/// The client sends the report back.
pub async fn give_back(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Reason) -> Result<File, EmergencyError> {
    let mut row = reported(tx, desk, id).await?;
    let mut form = Form::default();
    let reason = form.required("reason", "退回原因", &new.reason, TEXT);
    form.done()?;
    row.state = State::StoodDown;
    (row.reported_by, row.reported_name, row.reported_at) = (None, None, None);
    let text = format!("退回了处置报告：{reason}");
    row.note = Some(reason);
    emergency_update(tx, &row).await?;
    ended(tx, desk, row, EntryKind::Returned, &text, "emergencies.returned").await
}

/// The client agrees to a day until which the report is wanted.
pub async fn agree_day(tx: &mut Tx, desk: Desk<'_>, id: Uuid, day: Day) -> Result<File, EmergencyError> {
    let mut row = held(tx, desk, &CONFIRM, id).await?;
    if !row.state.burns() && row.state != State::StoodDown {
        return Err(Refusal::state("处置报告已经提交，不再约定提交日期。").into());
    }
    if day.on < row.opened_on {
        return Err(Refusal::field("on", format!("提交日期不能早于启动应急的 {}", row.opened_on)).into());
    }
    row.agreed_on = Some(day.on);
    emergency_update(tx, &row).await?;
    let detail = json!({ "number": row.number, "on": day.on });
    tell(tx, desk, (id, row.contract_id), "emergencies.day_agreed", detail).await?;
    whole(tx, desk, row).await
}

async fn reported(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<EmergencyRow, EmergencyError> {
    let row = held(tx, desk, &CONFIRM, id).await?;
    if row.state != State::Reported {
        return Err(Refusal::state("没有等待确认的处置报告：请等项目经理提交后再办理。").into());
    }
    if row.reported_by == Some(desk.by.person.0) {
        let text = "处置报告是您提交的，不能由您确认。请甲方其他经办人办理。";
        return Err(Refusal::rule("own_report", text).into());
    }
    Ok(row)
}

async fn ended(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: EmergencyRow,
    kind: EntryKind,
    text: &str,
    action: &'static str,
) -> Result<File, EmergencyError> {
    noted(tx, desk, &row, kind, &format!("{}{text}", desk.by.name), desk.now()).await?;
    tell(tx, desk, (row.id, row.contract_id), action, json!({ "number": row.number, "text": text })).await?;
    whole(tx, desk, row).await
}

/// All that is wrong with a report at once. Where users could not work, it says from when until when, and how many.
fn checked(desk: Desk<'_>, row: &EmergencyRow, new: &Report) -> Result<Report, EmergencyError> {
    let mut form = Form::default();
    let report = Report {
        cause: form.required("cause", "原因", &new.cause, TEXT),
        effect: form.required("effect", "影响", &new.effect, TEXT),
        effect_from: new.effect_from,
        effect_to: new.effect_to,
        users_affected: new.users_affected,
        handling: form.required("handling", "处置经过", &new.handling, TEXT),
        losses: form.optional("losses", "损失", new.losses.as_deref(), TEXT),
        measures: form.required("measures", "防止再次发生的措施", &new.measures, TEXT),
    };
    if row.affects_use {
        let why = format!("影响了使用，按{}的书面材料要写明", row.clause);
        if new.effect_from.is_none() || new.effect_to.is_none() {
            form.wrong("effect_from", format!("{why}影响的起止时间"));
        }
        if new.users_affected.is_none() {
            form.wrong("users_affected", format!("{why}受影响的用户数"));
        }
    }
    if let (Some(from), Some(to)) = (new.effect_from, new.effect_to)
        && (to < from || to > desk.now())
    {
        form.wrong("effect_to", "影响的结束时间应在开始之后、现在之前");
    }
    form.done()?;
    Ok(report)
}
