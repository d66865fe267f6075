//! What people say of a duty.

use chrono::{Days, NaiveDate};
use jianyue_contracts::{
    Desk, Refusal,
    derive::{documents_listed, left_by},
};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    duties::Duty,
    events,
    form::{Form, FormFaults},
};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::types::Json;
use utoipa::ToSchema;

use super::{
    History,
    shown::{Key, evidence, kept},
};
use crate::{
    error::DutyError,
    model::{DutyChanged, RecordKind},
    permissions::{CONSENT, PROVE, READ},
    policy::rules::opening,
    store::{
        evidence::{EvidenceRow, evidence_insert},
        record::{RecordRow, document_lock, record_end, record_insert, record_lock},
    },
};

/// The most characters of a remark.
const TEXT: usize = 1000;
/// How long behind the first day of its period a document may be listed.
const REACH: Days = Days::new(800);

/// Something happened that makes a duty due.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDuty {
    /// The rule.
    pub rule: String,
    /// What happened.
    pub note: String,
    /// The day on which it happened; not in the future.
    pub happened_on: NaiveDate,
}

/// What shows that a duty was done.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewDutyEvidence)]
#[serde(deny_unknown_fields)]
pub struct NewEvidence {
    /// The duty.
    pub key: String,
    /// In words: what, where the paper lies, who signed it.
    pub text: String,
    /// A page of this software that shows it, such as `/tickets/…`.
    #[serde(default)]
    pub path: Option<String>,
    /// The day on which the duty was done with it; absent where more is to come.
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
}

/// The client lets a duty go.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = DutyWaiver)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The duty.
    pub key: String,
    /// Why.
    pub reason: String,
}

/// Makes a duty due.
pub async fn open(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, new: NewDuty) -> Result<Duty, DutyError> {
    desk.reader(&READ, contract)?;
    let history = History::read(desk.app, tx, contract).await?;
    let compiled = history.on(new.happened_on);
    let Some(rule) = opening(&compiled.model, &new.rule) else {
        return Err(FormFaults::one("rule", "合同中没有这条由事件触发的事项，请重新选择").into());
    };
    either(desk, contract, rule.works())?;
    let mut form = Form::default();
    let note = form.required("note", "发生了什么", &new.note, TEXT);
    if new.happened_on > desk.today() && !rule.is_before() {
        form.wrong("happened_on", "发生日期不能晚于今天");
    }
    let due = rule.due(new.happened_on, history.calendar());
    if due.is_err() {
        form.wrong("happened_on", "期限跨入没有放假安排的年份，算不出到期日。请系统管理员先导入该年的放假安排");
    }
    form.done()?;
    let (clause, assumed) = rule.cited();
    let due_on = due.ok().flatten();
    // What must be done before something is owed from the day on which it is known.
    let from_on = if rule.is_before() {
        new.happened_on.min(desk.today()).min(due_on.unwrap_or(desk.today()))
    } else {
        new.happened_on
    };
    let row = RecordRow {
        id: desk.env.id(),
        contract_id: contract.0,
        kind: RecordKind::Event,
        rule: new.rule,
        clause: clause.to_owned(),
        assumed: assumed.map(str::to_owned),
        title: rule.title().to_owned(),
        works: Json(rule.works().to_vec()),
        note: Some(note),
        from_on,
        to_on: due_on.unwrap_or(new.happened_on).max(from_on),
        due_on,
        done_on: None,
        waived: false,
        ended_at: None,
    };
    record_insert(tx, &row, desk.env.now()).await?;
    let duty = kept(&row, Vec::new(), desk.today());
    tell(tx, desk, (&row, &duty), "obligations.open", json!({ "title": row.title, "note": row.note })).await?;
    Ok(duty)
}

/// Gives evidence; with a day, the duty is done.
pub async fn prove(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, new: NewEvidence) -> Result<Duty, DutyError> {
    let (mut row, owner) = take(tx, desk, contract, &new.key).await?;
    match owner {
        Owner::Vendor => desk.require(&READ, &PROVE, contract, &row.works)?,
        Owner::Client => either(desk, contract, &row.works)?,
    }
    let mut form = Form::default();
    let text = form.required("text", "佐证说明", &new.text, TEXT);
    let path = form.optional("path", "链接", new.path.as_deref(), 300);
    if path.as_ref().is_some_and(|path| !path.starts_with('/') || path.starts_with("//")) {
        form.wrong("path", "链接应是本系统的页面地址，例如 /tickets/…");
    }
    if new.done_on.is_some_and(|day| day > desk.today() || day < row.from_on) {
        form.wrong("done_on", format!("完成日期应在 {} 与今天之间", row.from_on));
    }
    form.done()?;
    if row.waived {
        return Err(Refusal::state("这件事甲方已经免除，不需要再登记。").into());
    }
    if row.done_on.is_some() && new.done_on.is_some() {
        return Err(Refusal::state("这件事已经办结。可以补充佐证，但不能再改完成日期。").into());
    }
    let one = EvidenceRow {
        id: desk.env.id(),
        record_id: row.id,
        text: text.clone(),
        path,
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        at: desk.env.now(),
    };
    evidence_insert(tx, &one).await?;
    let mut action = "obligations.prove";
    if let Some(day) = new.done_on {
        (row.done_on, row.ended_at) = (Some(day), Some(desk.env.now()));
        record_end(tx, &row).await?;
        action = "obligations.finish";
    }
    let said = evidence(tx, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let duty = kept(&row, said, desk.today());
    let detail = json!({ "title": row.title, "text": text, "done_on": new.done_on });
    tell(tx, desk, (&row, &duty), action, detail).await?;
    Ok(duty)
}

/// Lets a duty go: the client's decision.
pub async fn waive(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, new: Waiver) -> Result<Duty, DutyError> {
    let (mut row, _) = take(tx, desk, contract, &new.key).await?;
    desk.require(&READ, &CONSENT, contract, &row.works)?;
    let mut form = Form::default();
    let reason = form.required("reason", "免除原因", &new.reason, TEXT);
    form.done()?;
    if row.waived || row.done_on.is_some() {
        return Err(Refusal::state("这件事已经办结或免除，不能再免除。").into());
    }
    row.waived = true;
    row.ended_at = Some(desk.env.now());
    row.note = Some(match row.note.take() {
        Some(note) => format!("{note}；免除：{reason}"),
        None => format!("免除：{reason}"),
    });
    record_end(tx, &row).await?;
    let said = evidence(tx, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let duty = kept(&row, said, desk.today());
    tell(tx, desk, (&row, &duty), "obligations.waive", json!({ "title": row.title, "reason": reason })).await?;
    Ok(duty)
}

/// Whose duty it is.
pub(super) enum Owner {
    Vendor,
    Client,
}

/// Lets on who works for the vendor or decides for the client.
pub(super) fn either(desk: Desk<'_>, contract: ContractId, works: &[String]) -> Result<(), DutyError> {
    let held = |permission: &Permission| desk.require(&READ, permission, contract, works);
    Ok(held(&CONSENT).or_else(|_| held(&PROVE))?)
}

/// What is kept of the duty, held for a change; that of a document is begun.
pub(super) async fn take(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    key: &str,
) -> Result<(RecordRow, Owner), DutyError> {
    desk.reader(&READ, contract)?;
    let history = History::read(desk.app, tx, contract).await?;
    match Key::read(key).ok_or_else(DutyError::elsewhere)? {
        Key::Event(id) => {
            let row = record_lock(tx, contract, id).await?.ok_or(Refusal::NotFound)?;
            let clients = opening(&history.on(row.from_on).model, &row.rule).is_some_and(|rule| rule.is_clients());
            Ok((row, if clients { Owner::Client } else { Owner::Vendor }))
        }
        Key::Document(rule, from) => {
            let until = from.checked_add_days(REACH).unwrap_or(from);
            let (found, _) = documents_listed(&history.versions(), history.calendar(), (from, until));
            let one = found.into_iter().find(|one| one.rule.rule == rule && one.from == from);
            let one = one.ok_or(Refusal::NotFound)?;
            if left_by(&history.on(one.from).model, &rule).is_some() {
                return Err(DutyError::elsewhere());
            }
            let row = RecordRow {
                id: desk.env.id(),
                contract_id: contract.0,
                kind: RecordKind::Document,
                rule: one.rule.rule,
                clause: one.rule.clause,
                assumed: one.rule.assumed,
                title: one.title,
                works: Json(one.works),
                note: None,
                from_on: one.from,
                to_on: one.to,
                due_on: one.due,
                done_on: None,
                waived: false,
                ended_at: None,
            };
            record_insert(tx, &row, desk.env.now()).await?;
            let row = document_lock(tx, contract, &rule, from).await?.ok_or(Refusal::NotFound)?;
            Ok((row, Owner::Vendor))
        }
    }
}

/// Writes down what was done, and tells live lists.
pub(super) async fn tell(
    tx: &mut Tx,
    desk: Desk<'_>,
    (row, duty): (&RecordRow, &Duty),
    action: &'static str,
    detail: Value,
) -> Result<(), DutyError> {
    let contract = Some(ContractId(row.contract_id));
    audit::record(tx, desk.env, desk.by, Entry { action, subject: row.id, contract, detail }).await?;
    let event = DutyChanged {
        record_id: row.id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        title: row.title.clone(),
        state: duty.state,
        at: desk.env.now(),
    };
    Ok(events::record(tx, desk.env, &event).await?)
}
