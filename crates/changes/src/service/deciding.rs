//! The client's office approves or refuses.

use chrono::{DateTime, Utc};
use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{Tx, form::Form};
use jianyue_sla::zone;
use serde::Deserialize;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::step::{Known, Told, deed};
use crate::{
    error::ChangeError,
    model::{ChangeDetail, ChangeState, Decision, Step, Word},
    permissions::{APPROVE, BY_WORD, PLAN},
    policy::steps::by_tests,
};

/// Working days within which an approval by word of mouth is confirmed in writing: the house's rule, no contract's.
const CONFIRM_WITHIN: u32 = 1;

/// Approval or refusal.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewSystemChangeDecision)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    /// Whether it may be done.
    pub approve: bool,
    /// A remark; a refusal needs one.
    #[serde(default)]
    pub note: Option<String>,
}

/// An approval by word of mouth.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewSystemChangeWord)]
#[serde(deny_unknown_fields)]
pub struct ByWord {
    /// Who gave it: name and office.
    pub given_by: String,
    /// When; not in the future.
    pub given_at: DateTime<Utc>,
    /// What was said.
    #[serde(default)]
    pub note: Option<String>,
}

/// A confirmation in writing.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[schema(as = SystemChangeConfirmation)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Asks the client's office.
pub async fn submit(tx: &mut Tx, desk: Desk<'_>, id: (Uuid, i64)) -> Result<ChangeDetail, ChangeError> {
    let mut known = Known::for_step(tx, desk, id, (Step::Submit, &PLAN), desk.now()).await?;
    let row = &mut known.row;
    row.state = ChangeState::Submitted;
    row.submitted_by = Some(desk.by.person.0);
    row.submitted_name = Some(desk.by.name.clone());
    row.submitted_at = Some(desk.now());
    row.decision = None;
    known.keep(tx, desk, Told { action: "changes.submit", what: "submitted", text: None }).await
}

/// Approves or refuses; nobody decides on what they submitted.
pub async fn decide(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: (Uuid, i64),
    new: NewDecision,
) -> Result<ChangeDetail, ChangeError> {
    let mut known = Known::for_step(tx, desk, id, (Step::Decide, &APPROVE), desk.now()).await?;
    let mut form = Form::default();
    let note = form.optional("note", "审批意见", new.note.as_deref(), 500);
    if !new.approve && note.is_none() {
        form.wrong("note", "不批准时请写明原因");
    }
    form.done()?;
    let told = if new.approve {
        Told { action: "changes.approve", what: "approved", text: note.clone() }
    } else {
        Told { action: "changes.refuse", what: "refused", text: note.clone() }
    };
    decided(&mut known, new.approve, deed(desk, note), None);
    known.keep(tx, desk, told).await
}

/// Records that an emergency change was approved by word of mouth; it is to be confirmed in writing.
pub async fn approve_by_word(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: (Uuid, i64),
    new: ByWord,
) -> Result<ChangeDetail, ChangeError> {
    let mut known = Known::for_step(tx, desk, id, (Step::ByWord, &BY_WORD), desk.now()).await?;
    let mut form = Form::default();
    let given_by = form.required("given_by", "批准人", &new.given_by, 50);
    let note = form.optional("note", "说明", new.note.as_deref(), 500);
    if new.given_at > desk.now() || known.row.submitted_at.is_some_and(|at| at.date_naive() > new.given_at.date_naive())
    {
        form.wrong("given_at", "口头批准的时间应在提交当天以后，且不晚于现在");
    }
    form.done()?;
    let calendar = known.version.time.calendar();
    let confirm_until = calendar
        .add_working_days(zone::local_date(new.given_at), CONFIRM_WITHIN)
        .map_err(|error| Refusal::rule("no_calendar", error.to_string()))?;
    let text = format!("{given_by}口头批准，应于 {confirm_until} 前书面确认");
    let word = Word { given_by, given_at: new.given_at, confirm_until, confirmed: None };
    decided(&mut known, true, deed(desk, note), Some(word));
    known.row.unconfirmed = true;
    known.keep(tx, desk, Told { action: "changes.approve_by_word", what: "approved_by_word", text: Some(text) }).await
}

/// Confirms in writing what was approved by word of mouth.
pub async fn confirm(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: (Uuid, i64),
    new: Confirmation,
) -> Result<ChangeDetail, ChangeError> {
    let mut known = Known::for_step(tx, desk, id, (Step::Confirm, &APPROVE), desk.now()).await?;
    let mut form = Form::default();
    let note = form.optional("note", "说明", new.note.as_deref(), 500);
    form.done()?;
    let confirmed = deed(desk, note.clone());
    if let Some(word) = known.row.decision.as_mut().and_then(|decision| decision.0.word.as_mut()) {
        word.confirmed = Some(confirmed);
    }
    known.row.unconfirmed = false;
    known.keep(tx, desk, Told { action: "changes.confirm", what: "confirmed", text: note }).await
}

fn decided(known: &mut Known, approved: bool, deed: crate::model::Deed, word: Option<Word>) {
    let tested = known.tested();
    let row = &mut known.row;
    row.decision = Some(Json(Decision { approved, text_no: row.text_no, deed, word }));
    row.state = if approved { by_tests(ChangeState::Approved, tested) } else { ChangeState::Refused };
}
