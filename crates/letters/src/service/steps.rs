//! What the sides do with a letter.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal, registry::Registry};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, events, files::files_of, form::Form};
use jianyue_sla::zone;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Deed, keep, looking, readable, reading, sides};
use crate::{
    error::LetterError,
    http::KIND,
    model::{ClaimAccepted, EntryWhat, LetterDetail, LetterKind, LetterSide, LetterState, StepName, TermOf},
    permissions::{READ, speaks_for},
    policy::steps::{may, only_tells, silent},
    store::letter::{LetterRow, letter_lock},
};

/// The most characters of an answer or a remark.
const TEXT: usize = 2000;

/// Something that is done with a letter.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = LetterStep)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Step {
    /// The other side confirms that it came.
    Receive {
        /// The day on which it came, where it came on paper before it was entered; today when absent.
        #[serde(default)]
        received_on: Option<NaiveDate>,
    },
    /// The sender hands the proof in; a file of the part `proof` must be there.
    Prove {
        /// A remark.
        #[serde(default)]
        text: Option<String>,
    },
    /// The other side answers.
    Answer {
        /// Whether a claim is accepted; a claim needs it.
        #[serde(default)]
        accept: Option<bool>,
        /// The answer.
        text: String,
    },
    /// The other side consents or refuses.
    Decide(Decision),
    /// Either side ends the time in which clocks are held.
    EndPause {
        /// A remark.
        #[serde(default)]
        text: Option<String>,
    },
    /// The sender takes it back.
    Withdraw {
        /// Why.
        text: String,
    },
    /// Either side closes it.
    Close {
        /// A remark.
        #[serde(default)]
        text: Option<String>,
    },
    /// Either side remarks something.
    Note {
        /// The remark.
        text: String,
    },
}

/// Consent or refusal.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = LetterDecision)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Whether it is consented to.
    pub consent: bool,
    /// A remark; a refusal needs one.
    #[serde(default)]
    pub text: Option<String>,
    /// The time in which clocks are held; only with the client's consent to force majeure.
    #[serde(default)]
    pub pause: Option<Pause>,
}

/// The time in which clocks are held.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = LetterPauseWish)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// The first day, today or later.
    pub from: NaiveDate,
    /// The last day; absent: until somebody ends it.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Keys of the works whose clocks are held; those of the letter when absent or empty.
    #[serde(default)]
    pub works: Vec<String>,
}

impl Step {
    fn name(&self) -> StepName {
        match self {
            Self::Receive { .. } => StepName::Receive,
            Self::Prove { .. } => StepName::Prove,
            Self::Answer { .. } => StepName::Answer,
            Self::Decide(_) => StepName::Decide,
            Self::EndPause { .. } => StepName::EndPause,
            Self::Withdraw { .. } => StepName::Withdraw,
            Self::Close { .. } => StepName::Close,
            Self::Note { .. } => StepName::Note,
        }
    }
}

/// Does `step` with the letter of an id, if it is still of `version`.
pub async fn step(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    step: Step,
) -> Result<LetterDetail, LetterError> {
    let mut row = readable(desk, letter_lock(tx, id).await?)?;
    let (name, today) = (step.name(), desk.today());
    let side = speaker(desk, &row, name)?;
    if row.version != version {
        return Err(Refusal::stale(&reading::shown(&row, today)).into());
    }
    if !may(&row, side, name, today) {
        return Err(refused(&row, side, name, today));
    }
    let row = &mut row;
    match step {
        Step::Receive { received_on } => receive(tx, desk, row, side, received_on).await?,
        Step::Prove { text } => prove(tx, desk, row, side, text.as_deref()).await?,
        Step::Answer { accept, text } => answer(tx, desk, row, side, (accept, &text)).await?,
        Step::Decide(decision) => decide(tx, desk, row, side, decision).await?,
        Step::EndPause { text } => {
            let text = remark(text.as_deref())?;
            looking::end_pause(tx, desk, row, Some(side), desk.now(), text.as_deref()).await?;
        }
        Step::Withdraw { text } => {
            let text = reason("撤回原因", &text)?;
            row.state = LetterState::Withdrawn;
            row.ended_at = Some(desk.now());
            done(tx, desk, row, side, (EntryWhat::Withdrawn, "letters.withdraw"), Some(&text)).await?;
        }
        Step::Close { text } => {
            let text = remark(text.as_deref())?;
            row.state = LetterState::Closed;
            row.ended_at = Some(desk.now());
            done(tx, desk, row, side, (EntryWhat::Closed, "letters.close"), text.as_deref()).await?;
        }
        Step::Note { text } => {
            let text = reason("备注", &text)?;
            done(tx, desk, row, side, (EntryWhat::Noted, "letters.note"), Some(&text)).await?;
        }
    }
    reading::detail(tx, desk, row).await
}

/// The side that the caller speaks for in this step.
fn speaker(desk: Desk<'_>, row: &LetterRow, name: StepName) -> Result<LetterSide, LetterError> {
    let of_sender = matches!(name, StepName::Prove | StepName::Withdraw);
    let of_other = matches!(name, StepName::Receive | StepName::Answer | StepName::Decide);
    let contract = ContractId(row.contract_id);
    let mine = sides(desk, contract, &row.works.0);
    let wanted = match (of_sender, of_other) {
        (true, _) => row.direction,
        (_, true) => row.direction.other(),
        _ => mine.first().copied().unwrap_or(row.direction),
    };
    desk.require(&READ, speaks_for(wanted), contract, &row.works.0)?;
    Ok(wanted)
}

/// Why a step is not possible now: which rule it is and what to do.
fn refused(row: &LetterRow, side: LetterSide, name: StepName, today: NaiveDate) -> LetterError {
    let clause = row.clause.as_deref().map(|clause| format!("合同 {clause}")).unwrap_or_default();
    if let Some(due) = row.due_on.filter(|_| silent(row, today) || row.state == LetterState::Accepted) {
        let text = format!("答复期限 {due} 24:00 已过，按{clause}视为接受，不能再答复。可以备注说明。");
        return Refusal::rule("accepted_by_silence", text).into();
    }
    let text = match name {
        StepName::Receive => "这份函件已经签收或撤回。",
        StepName::Prove => "这份函件不需要证明，或证明已经提交。",
        StepName::Answer if side == row.direction => "答复由对方作出。",
        StepName::Answer => "这份函件已经答复、办结或撤回，或需要的是同意与否。",
        StepName::Decide => "这份函件不需要同意，或已经有结论。",
        StepName::EndPause => "这份函件没有正在进行的顺延。",
        StepName::Withdraw => "已经答复、办结或撤回的函件不能撤回。",
        StepName::Close => "还有未办的步骤，不能办结。请先按页面上的“下一步”办理。",
        StepName::Note => "现在不能备注。",
    };
    Refusal::state(text).into()
}

fn remark(text: Option<&str>) -> Result<Option<String>, LetterError> {
    let mut form = Form::default();
    let text = form.optional("text", "说明", text, TEXT);
    form.done()?;
    Ok(text)
}

fn reason(name: &str, text: &str) -> Result<String, LetterError> {
    let mut form = Form::default();
    let text = form.required("text", name, text, TEXT);
    form.done()?;
    Ok(text)
}

async fn done(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &mut LetterRow,
    side: LetterSide,
    (what, action): (EntryWhat, &'static str),
    text: Option<&str>,
) -> Result<(), LetterError> {
    keep(tx, desk, row, Deed { what, action, side: Some(side), text }).await
}

/// Whoever answers or decides has the letter.
fn has_it(desk: Desk<'_>, row: &mut LetterRow) {
    if row.received_at.is_none() {
        (row.received_name, row.received_at) = (Some(desk.by.name.clone()), Some(desk.now()));
    }
}

async fn receive(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &mut LetterRow,
    side: LetterSide,
    received_on: Option<NaiveDate>,
) -> Result<(), LetterError> {
    let today = desk.today();
    let day = received_on.unwrap_or(today);
    if day > today || day < row.sent_on {
        return Err(Refusal::field("received_on", format!("签收日期应在 {} 与今天之间", row.sent_on)).into());
    }
    has_it(desk, row);
    // Only whoever got it says that it came earlier than it was entered.
    if row.due_of.0 == Some(TermOf::Notice) {
        row.done_on = row.done_on.map(|known| known.min(day));
    }
    if row.state == LetterState::Sent {
        row.state = if only_tells(row) { LetterState::Closed } else { LetterState::Received };
        row.ended_at = only_tells(row).then(|| desk.now());
    }
    let text = (day < today).then(|| format!("{day} 已收到纸质函件"));
    done(tx, desk, row, side, (EntryWhat::Received, "letters.receive"), text.as_deref()).await
}

async fn prove(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &mut LetterRow,
    side: LetterSide,
    text: Option<&str>,
) -> Result<(), LetterError> {
    let text = remark(text)?;
    let files = files_of(tx, KIND, [row.id]).await?.remove(&row.id).unwrap_or_default();
    if !files.iter().any(|file| file.part == "proof") {
        return Err(Refusal::rule("no_proof", "还没有上传证明文件。请先上传盖章的证明，再提交。").into());
    }
    row.proved_on = Some(desk.today());
    if row.due_of.0 == Some(TermOf::Proof) {
        row.done_on = Some(desk.today());
    }
    row.state = LetterState::Proved;
    done(tx, desk, row, side, (EntryWhat::Proved, "letters.prove"), text.as_deref()).await
}

async fn answer(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &mut LetterRow,
    side: LetterSide,
    (accept, text): (Option<bool>, &str),
) -> Result<(), LetterError> {
    let text = reason("答复内容", text)?;
    if row.kind == LetterKind::Claim && accept.is_none() {
        return Err(Refusal::field("accept", "请选择接受还是不接受索赔").into());
    }
    has_it(desk, row);
    let today = desk.today();
    row.answered_on = Some(today);
    if row.due_of.0 != Some(TermOf::Notice) {
        row.done_on = Some(today);
    }
    row.ended_at = Some(desk.now());
    if row.kind == LetterKind::Claim && accept == Some(true) {
        row.state = LetterState::Accepted;
        done(tx, desk, row, side, (EntryWhat::Accepted, "letters.accept"), Some(&text)).await?;
        let event = ClaimAccepted::of(row, false, desk.now());
        return Ok(events::record(tx, desk.env, &event).await?);
    }
    row.state = LetterState::Answered;
    done(tx, desk, row, side, (EntryWhat::Answered, "letters.answer"), Some(&text)).await
}

impl ClaimAccepted {
    /// That the claim of `row` was accepted `at`.
    pub(super) fn of(row: &LetterRow, by_silence: bool, at: chrono::DateTime<chrono::Utc>) -> Self {
        Self {
            letter_id: row.id,
            contract_id: row.contract_id,
            from: row.direction,
            rule: row.rule.clone(),
            clause: row.clause.clone(),
            number: row.number.clone(),
            subject: row.subject.clone(),
            due_on: row.due_on,
            by_silence,
            at,
        }
    }
}

async fn decide(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &mut LetterRow,
    side: LetterSide,
    decision: Decision,
) -> Result<(), LetterError> {
    let text = remark(decision.text.as_deref())?;
    let today = desk.today();
    if decision.consent && row.needs_proof && row.proved_on.is_none() {
        let clause = row.clause.as_deref().unwrap_or_default();
        let text = format!("按合同 {clause}“{}”要提供证明，证明还没有提交，不能同意。请等证明提交后再办。", row.title);
        return Err(Refusal::rule("proof_missing", text).into());
    }
    if !decision.consent && text.is_none() {
        return Err(Refusal::field("text", "不同意时请写明原因").into());
    }
    has_it(desk, row);
    row.answered_on = Some(today);
    if !matches!(row.due_of.0, Some(TermOf::Notice | TermOf::Proof)) {
        row.done_on = Some(today);
    }
    if let Some(pause) = decision.pause {
        plan_pause(tx, desk, row, side, decision.consent, pause).await?;
    }
    let (state, what, action) = if decision.consent {
        (LetterState::Consented, EntryWhat::Consented, "letters.consent")
    } else {
        (LetterState::Refused, EntryWhat::Refused, "letters.refuse")
    };
    row.state = state;
    row.ended_at = Some(desk.now());
    done(tx, desk, row, side, (what, action), text.as_deref()).await?;
    if row.pause_from.is_some_and(|from| from <= today) {
        looking::begin_pause(tx, desk, row).await?;
    }
    Ok(())
}

/// The clocks of which works are held, and when.
async fn plan_pause(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &mut LetterRow,
    side: LetterSide,
    consent: bool,
    pause: Pause,
) -> Result<(), LetterError> {
    let mut form = Form::default();
    if !consent || side != LetterSide::Client || row.kind != LetterKind::ForceMajeure {
        form.wrong("pause", "只有甲方同意乙方的不可抗力函件时，才能约定顺延");
    }
    if pause.from < desk.today() {
        form.wrong("pause", "顺延只能从今天或以后开始：已经走过的时限不倒改");
    }
    if pause.until.is_some_and(|until| until < pause.from) {
        form.wrong("pause", "顺延的最后一天不能早于第一天");
    }
    let compiled = desk.app.state::<Registry>().shown(tx, ContractId(row.contract_id), zone::start_of_day(pause.from));
    let compiled = compiled.await?.ok_or(Refusal::NotFound)?;
    let works = if pause.works.is_empty() { row.works.0.clone() } else { pause.works };
    if works.iter().any(|work| compiled.model.work(work).is_none())
        || (!row.works.0.is_empty() && works.iter().any(|work| !row.works.0.contains(work)))
    {
        form.wrong("pause", "顺延的工作应在函件所涉的工作之内");
    }
    form.done()?;
    row.pause_from = Some(pause.from);
    row.pause_until = pause.until;
    row.pause_works = Some(Json(works));
    row.pause_by = Some(desk.by.name.clone());
    Ok(())
}
