//! The life of a vulnerability, step by step.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::Permission;
use jianyue_platform::{Tx, form::Form};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    TEXT, done,
    intake::step_of,
    require,
    shown::{self, decided, past_day},
    ticket,
};
use crate::{
    error::SecurityError,
    model::{Decision, State, StepKind, Vulnerability},
    permissions::{CONFIRM, MANAGE, WRITE},
    policy::life::Act,
    store::{
        step::steps_insert,
        vulnerability::{VulnerabilityRow, vulnerability_lock, vulnerability_save},
    },
};

/// Why it is there, what it touches, and what is to be done.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VulnerabilityAnalysis)]
pub struct Analysis {
    /// Why it is there.
    pub cause: String,
    /// What it touches.
    pub affected: String,
    /// What is to be done.
    pub decision: Decision,
    /// How, or why the risk is to be borne.
    #[serde(default)]
    pub note: Option<String>,
}

/// How it was mended.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VulnerabilityMending)]
pub struct Mending {
    /// What was done.
    pub text: String,
    /// When; today when absent.
    #[serde(default)]
    pub fixed_on: Option<NaiveDate>,
    /// The change that it was done by: a path of this software.
    #[serde(default)]
    pub change: Option<String>,
}

/// How the test went.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VulnerabilityRetest)]
pub struct Retest {
    /// Whether it was passed.
    pub passed: bool,
    /// How it was tested, and what was seen.
    pub text: String,
    /// When; today when absent.
    #[serde(default)]
    pub tested_on: Option<NaiveDate>,
}

/// What the client is told.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VulnerabilityFeedback)]
pub struct Feedback {
    /// The result, in words.
    pub text: String,
}

/// That the client was told at once.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VulnerabilityReporting)]
pub struct Reporting {
    /// Who was told, how and what.
    pub text: String,
    /// When; today when absent.
    #[serde(default)]
    pub reported_on: Option<NaiveDate>,
}

/// That the client confirms.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VulnerabilityConfirmation)]
pub struct Confirmation {
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// That the client sends it back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VulnerabilitySendBack)]
pub struct SendBack {
    /// Why.
    pub reason: String,
}

/// The vulnerability, held for something that fits its state.
async fn take(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, act): (Uuid, Act),
    needed: &Permission,
) -> Result<VulnerabilityRow, SecurityError> {
    let row = vulnerability_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    require(desk, needed, row.contract_id, row.work.as_ref())?;
    if !act.fits(row.state, decided(&row)) {
        let text = format!("这个漏洞现在是“{}”，不能{}。请刷新页面查看下一步。", row.state.name(), act.name());
        return Err(Refusal::state(text).into());
    }
    Ok(row)
}

/// What was done, for what is kept and told.
struct Did {
    kind: StepKind,
    action: &'static str,
    day: NaiveDate,
    text: String,
    data: Value,
}

async fn keep(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut row: VulnerabilityRow,
    did: Did,
) -> Result<Vulnerability, SecurityError> {
    row.updated_at = desk.now();
    if !vulnerability_save(tx, &row).await? {
        return Err(Refusal::stale(&shown::vulnerability(desk, row)).into());
    }
    row.version += 1;
    let step = step_of(desk, row.id, did.kind, did.day, (&did.text, did.data));
    steps_insert(tx, &[step]).await?;
    ticket::tell(tx, desk, &row, did.kind, &did.text).await?;
    let detail = json!({ "title": row.title, "text": did.text, "state": row.state.name() });
    done(tx, desk, (row.contract_id, row.id), (did.action, did.kind.code()), detail).await?;
    Ok(shown::vulnerability(desk, row))
}

/// Finds the cause, and decides what is to be done.
pub async fn analyse(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Analysis) -> Result<Vulnerability, SecurityError> {
    let mut row = take(tx, desk, (id, Act::Analyse), &WRITE).await?;
    let mut form = Form::default();
    let cause = form.required("cause", "原因分析", &new.cause, TEXT);
    let affected = form.required("affected", "影响范围", &new.affected, TEXT);
    let note = form.optional("note", "处理说明", new.note.as_deref(), TEXT);
    if new.decision == Decision::Accept && note.is_none() {
        form.wrong("note", "接受风险须经甲方同意，请写明理由和补偿措施");
    }
    form.done()?;
    row.state = State::Analysed;
    row.decision = Some(new.decision.code().to_owned());
    let said = note.as_ref().map(|note| format!("：{note}")).unwrap_or_default();
    let text = format!("{}{said}", new.decision.name());
    let data = json!({ "cause": cause, "affected": affected, "decision": new.decision, "note": note });
    let did = Did { kind: StepKind::Analysed, action: "security.analyse", day: desk.today(), text, data };
    keep(tx, desk, row, did).await
}

/// Mends it.
pub async fn mend(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Mending) -> Result<Vulnerability, SecurityError> {
    let mut row = take(tx, desk, (id, Act::Fix), &WRITE).await?;
    let mut form = Form::default();
    let text = form.required("text", "整改内容", &new.text, TEXT);
    let day = past_day(&mut form, desk, ("fixed_on", "整改日期"), new.fixed_on, row.received_on);
    let change = form.optional("change", "变更链接", new.change.as_deref(), 300);
    if change.as_ref().is_some_and(|path| !path.starts_with('/') || path.starts_with("//")) {
        form.wrong("change", "变更链接应是本系统的页面地址，例如 /changes/…");
    }
    form.done()?;
    row.state = State::Fixed;
    row.fixed_by = Some(desk.by.person.0);
    row.fixed_on = Some(day);
    row.retested_on = None;
    let data = json!({ "change": change });
    keep(tx, desk, row, Did { kind: StepKind::Fixed, action: "security.fix", day, text, data }).await
}

/// Tests it: somebody else than who mended it. What fails goes back.
pub async fn retest(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Retest) -> Result<Vulnerability, SecurityError> {
    let mut row = take(tx, desk, (id, Act::Retest), &WRITE).await?;
    if row.fixed_by == Some(desk.by.person.0) {
        let rule = match (&row.rule, &row.clause) {
            (Some(rule), Some(clause)) => format!("（{rule}，{clause}）"),
            _ => String::new(),
        };
        let text = format!("整改人不能复测自己的整改{rule}。请换一位同事登记复测。");
        return Err(Refusal::rule("own_work", text).into());
    }
    let mut form = Form::default();
    let text = form.required("text", "复测说明", &new.text, TEXT);
    let first = row.fixed_on.unwrap_or(row.received_on);
    let day = past_day(&mut form, desk, ("tested_on", "复测日期"), new.tested_on, first);
    form.done()?;
    let kind = if new.passed {
        row.state = State::Retested;
        row.retested_on = Some(day);
        StepKind::Passed
    } else {
        row.state = State::Analysed;
        row.fixed_on = None;
        StepKind::Failed
    };
    let data = json!({ "passed": new.passed });
    keep(tx, desk, row, Did { kind, action: "security.retest", day, text, data }).await
}

/// Tells the client the result; of a risk that is to be borne: asks for consent.
pub async fn feed_back(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Feedback) -> Result<Vulnerability, SecurityError> {
    let mut row = take(tx, desk, (id, Act::FeedBack), &MANAGE).await?;
    let mut form = Form::default();
    let text = form.required("text", "反馈内容", &new.text, TEXT);
    form.done()?;
    let day = desk.today();
    row.state = State::FedBack;
    (row.fed_back_on, row.fed_back_at) = (Some(day), Some(desk.now()));
    let data = json!({ "decision": row.decision });
    keep(tx, desk, row, Did { kind: StepKind::FedBack, action: "security.feed_back", day, text, data }).await
}

/// Confirms for the client: the result, or that the risk is borne. With this it is closed.
pub async fn confirm(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Confirmation) -> Result<Vulnerability, SecurityError> {
    let mut row = take(tx, desk, (id, Act::Confirm), &CONFIRM).await?;
    let mut form = Form::default();
    let text = form.optional("note", "意见", new.note.as_deref(), TEXT).unwrap_or_default();
    form.done()?;
    let day = desk.today();
    row.state = State::Closed;
    row.closed_on = Some(day);
    let data = json!({ "decision": row.decision });
    keep(tx, desk, row, Did { kind: StepKind::Confirmed, action: "security.confirm", day, text, data }).await
}

/// Sends it back for the client: what was told does not count.
pub async fn send_back(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: SendBack) -> Result<Vulnerability, SecurityError> {
    let mut row = take(tx, desk, (id, Act::Confirm), &CONFIRM).await?;
    let mut form = Form::default();
    let text = form.required("reason", "退回原因", &new.reason, TEXT);
    form.done()?;
    row.state = State::Analysed;
    (row.fixed_on, row.retested_on) = (None, None);
    (row.fed_back_on, row.fed_back_at) = (None, None);
    let did = Did { kind: StepKind::Returned, action: "security.send_back", day: desk.today(), text, data: json!({}) };
    keep(tx, desk, row, did).await
}

/// Says that the client was told of it at once, as the contract asks.
pub async fn report(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Reporting) -> Result<Vulnerability, SecurityError> {
    let mut row = vulnerability_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    require(desk, &WRITE, row.contract_id, row.work.as_ref())?;
    if row.report_rule.is_none() {
        return Err(Refusal::state("合同没有要求对这类漏洞第一时间报告，不用登记。").into());
    }
    if let Some(day) = row.reported_on {
        return Err(Refusal::state(format!("已在 {day} 登记过报告甲方，不用再登记。")).into());
    }
    if row.state == State::Closed {
        return Err(Refusal::state("这个漏洞已经关闭。").into());
    }
    let mut form = Form::default();
    let text = form.required("text", "报告情况", &new.text, TEXT);
    let day = past_day(&mut form, desk, ("reported_on", "报告日期"), new.reported_on, row.received_on);
    form.done()?;
    row.reported_on = Some(day);
    let data = json!({ "clause": row.report_clause });
    keep(tx, desk, row, Did { kind: StepKind::Reported, action: "security.report", day, text, data }).await
}
