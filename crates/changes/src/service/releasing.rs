//! Release, and what comes of it.

use chrono::{DateTime, Utc};
use jianyue_contracts::Desk;
use jianyue_platform::{Tx, events, form::Form};
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::step::{Known, Told, audit_row, deed};
use crate::{
    error::ChangeError,
    model::{ChangeDetail, ChangeReleased, ChangeState, Deed, Outcome, Step},
    permissions::{PLAN, VERIFY},
};

/// A release.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = NewSystemChangeRelease)]
#[serde(deny_unknown_fields)]
pub struct NewRelease {
    /// When it was made, in the window and not in the future; now when absent.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    /// What was released: version, package.
    #[serde(default)]
    pub note: Option<String>,
}

/// That it works.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = SystemChangeVerification)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// What was looked at, and what was found.
    pub text: String,
}

/// Why.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = SystemChangeReason)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// In words.
    pub reason: String,
}

/// Releases: after approval and a passed test of the text as it is, in its window, and in no freeze.
pub async fn release(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: (Uuid, i64),
    new: NewRelease,
) -> Result<ChangeDetail, ChangeError> {
    let at = new.at.unwrap_or_else(|| desk.now());
    let mut known = Known::for_step(tx, desk, id, (Step::Release, &PLAN), at).await?;
    let mut form = Form::default();
    let note = form.optional("note", "发布说明", new.note.as_deref(), 1000);
    let decided = known
        .row
        .decision
        .as_ref()
        .map(|decision| decision.0.word.as_ref().map_or(decision.0.deed.at, |word| word.given_at));
    if at > desk.now() {
        form.wrong("at", "发布时间不能晚于现在");
    } else if decided.is_some_and(|decided| at < decided) {
        form.wrong("at", "发布时间不能早于批准时间");
    }
    form.done()?;
    let row = &mut known.row;
    row.state = ChangeState::Released;
    row.released = Some(Json(Deed { at, ..deed(desk, note.clone()) }));
    let event = ChangeReleased {
        change_id: row.id,
        contract_id: row.contract_id,
        works: row.works.0.clone(),
        title: row.title.clone(),
        at,
        touches_data: row.touches_data,
    };
    events::record(tx, desk.env, &event).await?;
    known.keep(tx, desk, Told { action: "changes.release", what: "released", text: note }).await
}

/// Writes down that somebody tried to release in a freeze.
pub async fn note_frozen(tx: &mut Tx, desk: Desk<'_>, id: Uuid, text: &str) -> Result<(), ChangeError> {
    let known = Known::find(tx, desk, id).await?;
    let detail = json!({ "number": known.row.number, "title": known.row.title, "text": text });
    audit_row(tx, desk, &known.row, "changes.frozen_refused", detail).await
}

/// It works.
pub async fn verify(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: (Uuid, i64),
    new: Verification,
) -> Result<ChangeDetail, ChangeError> {
    let known = Known::for_step(tx, desk, id, (Step::Verify, &VERIFY), desk.now()).await?;
    let text = required("text", "验证情况", &new.text)?;
    let told = Told { action: "changes.verify", what: "verified", text: Some(text.clone()) };
    ended(tx, desk, known, (ChangeState::Verified, text), told).await
}

/// It is taken back.
pub async fn roll_back(tx: &mut Tx, desk: Desk<'_>, id: (Uuid, i64), new: Reason) -> Result<ChangeDetail, ChangeError> {
    let known = Known::for_step(tx, desk, id, (Step::RollBack, &PLAN), desk.now()).await?;
    let text = required("reason", "回退原因", &new.reason)?;
    let told = Told { action: "changes.roll_back", what: "rolled_back", text: Some(text.clone()) };
    ended(tx, desk, known, (ChangeState::RolledBack, text), told).await
}

async fn ended(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut known: Known,
    (state, text): (ChangeState, String),
    told: Told,
) -> Result<ChangeDetail, ChangeError> {
    known.row.state = state;
    let verified = state == ChangeState::Verified;
    known.row.outcome = Some(Json(Outcome { verified, deed: deed(desk, Some(text)) }));
    known.keep(tx, desk, told).await
}

/// It is over.
pub async fn close(tx: &mut Tx, desk: Desk<'_>, id: (Uuid, i64)) -> Result<ChangeDetail, ChangeError> {
    let mut known = Known::for_step(tx, desk, id, (Step::Close, &PLAN), desk.now()).await?;
    known.row.state = ChangeState::Closed;
    known.keep(tx, desk, Told { action: "changes.close", what: "closed", text: None }).await
}

/// It is given up before it is released.
pub async fn withdraw(tx: &mut Tx, desk: Desk<'_>, id: (Uuid, i64), new: Reason) -> Result<ChangeDetail, ChangeError> {
    let mut known = Known::for_step(tx, desk, id, (Step::Withdraw, &PLAN), desk.now()).await?;
    let text = required("reason", "撤回原因", &new.reason)?;
    known.row.state = ChangeState::Withdrawn;
    known.keep(tx, desk, Told { action: "changes.withdraw", what: "withdrawn", text: Some(text) }).await
}

fn required(field: &'static str, name: &str, text: &str) -> Result<String, ChangeError> {
    let mut form = Form::default();
    let text = form.required(field, name, text, 1000);
    form.done()?;
    Ok(text)
}
