//! Letters are written and sent.

use chrono::{Datelike as _, Days, NaiveDate};
use jianyue_contracts::{
    Contract, Desk, Refusal,
    desk::covers,
    model::{Duty, Rule as _},
    registry::Compiled,
};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx, events,
    form::{Form, FormFaults},
};
use serde::Deserialize;
use sqlx::types::Json;
use utoipa::ToSchema;

use super::{Deed, end_of, reading::detail, term_of, write};
use crate::{
    error::LetterError,
    model::{EntryWhat, LetterDetail, LetterKind, LetterRule, LetterSent, LetterSide, LetterState, LetterTerm, TermOf},
    permissions::{READ, speaks_for},
    policy::rules::{self, needs_consent, needs_proof, silence, term},
    store::{
        letter::{LetterRow, Maybe, letter_insert, number_next},
        search::{search_add, search_place},
    },
};

/// The most characters of a subject and of a text.
const SUBJECT: usize = 120;
const TEXT: usize = 5000;
/// How far ahead something may be planned, and back something may have happened, in days.
const REACH: Days = Days::new(800);

/// A letter to be sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLetter {
    /// From which side.
    pub direction: LetterSide,
    /// The rule that it is written under; absent for any other letter.
    #[serde(default)]
    pub rule: Option<String>,
    /// What it is about, in a line.
    pub subject: String,
    /// In words.
    pub text: String,
    /// When that happened, or is planned where the rule counts back; today when absent.
    #[serde(default)]
    pub happened_on: Option<NaiveDate>,
    /// When it was sent, where it went on paper before; today when absent. Where silence accepts it is today always.
    #[serde(default)]
    pub sent_on: Option<NaiveDate>,
    /// The day by which an answer is wished; only where the contract fixes none.
    #[serde(default)]
    pub reply_by: Option<NaiveDate>,
    /// Keys of the works concerned; those of the rule when absent, empty means all.
    #[serde(default)]
    pub works: Option<Vec<String>>,
}

/// A letter that somebody thinks of.
#[derive(Clone, Debug)]
pub struct TermWish {
    /// From which side.
    pub direction: LetterSide,
    /// The rule.
    pub rule: String,
    /// When that happened, or is planned.
    pub happened_on: NaiveDate,
}

fn no_rule() -> LetterError {
    FormFaults::one("rule", "合同中没有这条可以发函的约定，请重新选择").into()
}

/// The rules of a contract that letters are written under, as far as the caller sees them.
pub async fn letter_rules(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<LetterRule>, LetterError> {
    let scope = desk.reader(&READ, contract)?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    // Who sees some works may write about these under what holds for all of them.
    Ok(rules::rules(&compiled.model, |works| works.is_empty() || covers(&scope, contract, works)))
}

/// The term that a letter would have if it was sent today; none where the contract prints none.
pub async fn letter_term(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    wish: TermWish,
) -> Result<Option<LetterTerm>, LetterError> {
    desk.reader(&READ, contract)?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let (duty, _) = rules::rule(&compiled.model, &wish.rule).ok_or_else(no_rule)?;
    reach(desk, wish.happened_on)?;
    computed(desk, &compiled, duty, wish.direction, (wish.happened_on, desk.today()))
}

fn reach(desk: Desk<'_>, day: NaiveDate) -> Result<(), LetterError> {
    let today = desk.today();
    if day < today - REACH || day > today + REACH {
        return Err(FormFaults::one("happened_on", "日期离今天太远，请核对年份").into());
    }
    Ok(())
}

fn computed(
    desk: Desk<'_>,
    compiled: &Compiled,
    duty: &Duty,
    from: LetterSide,
    days: (NaiveDate, NaiveDate),
) -> Result<Option<LetterTerm>, LetterError> {
    term(duty, from, days, desk.today(), compiled.time.calendar()).map_err(|_| {
        let text = "期限跨入没有放假安排的年份，算不出到期日。请系统管理员先导入该年的放假安排";
        FormFaults::one("happened_on", text).into()
    })
}

/// What is fixed of a letter before its words are looked at.
struct Frame<'a> {
    duty: Option<&'a Duty>,
    kind: LetterKind,
    works: Vec<String>,
    happened_on: NaiveDate,
    sent_on: NaiveDate,
}

/// Sends a letter.
pub async fn send(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewLetter,
) -> Result<LetterDetail, LetterError> {
    desk.reader(&READ, contract)?;
    let today = desk.today();
    let compiled = desk.version(tx, contract, today).await?;
    let frame = frame(&compiled.model, &new, today)?;
    desk.require(&READ, speaks_for(new.direction), contract, &frame.works)?;
    let mut form = Form::default();
    let subject = form.required("subject", "事由", &new.subject, SUBJECT);
    let text = form.required("text", "正文", &new.text, TEXT);
    days(&mut form, &frame, &new, today);
    form.done()?;
    reach(desk, frame.happened_on)?;
    let term = match frame.duty {
        Some(duty) => computed(desk, &compiled, duty, new.direction, (frame.happened_on, frame.sent_on))?,
        None => None,
    };
    let year = today.year();
    let n = number_next(tx, contract, year).await?;
    let mut row = LetterRow {
        id: desk.env.id(),
        no: search_place(tx).await?,
        contract_id: contract.0,
        number: format!("{}函〔{year}〕{n}号", compiled.prefix),
        kind: frame.kind,
        direction: new.direction,
        rule: frame.duty.map(|duty| duty.id.clone()),
        clause: frame.duty.map(|duty| duty.clause().to_owned()),
        assumed: frame.duty.and_then(|duty| duty.assumed()).map(str::to_owned),
        title: frame.duty.map_or_else(|| "其他函件".to_owned(), |duty| duty.title.clone()),
        works: Json(frame.works),
        subject,
        text,
        happened_on: frame.happened_on,
        sent_on: frame.sent_on,
        due_on: term.map(|term| term.due_on),
        due_of: Maybe(term.map(|term| term.due_of)),
        due_by: Maybe(term.map(|term| term.due_by)),
        reply_by: new.reply_by,
        silence: frame.duty.is_some_and(silence),
        needs_proof: frame.duty.is_some_and(needs_proof),
        consent: frame.duty.is_some_and(|duty| needs_consent(duty, new.direction)),
        state: LetterState::Sent,
        done_on: None,
        received_name: None,
        received_at: None,
        proved_on: None,
        answered_on: None,
        ended_at: None,
        pause_from: None,
        pause_until: None,
        pause_works: None,
        pause_by: None,
        pause_began: None,
        pause_ended: None,
        near_told: false,
        sent_by: desk.by.person.0,
        sent_name: desk.by.name.clone(),
        created_at: desk.now(),
        updated_at: desk.now(),
        version: 1,
    };
    let waits = row.consent || row.reply_by.is_some();
    if row.due_of.0.map_or(!waits, |of| of == TermOf::Notice) {
        // What must be told is told with the letter, on the day on which the other side can read it here.
        row.done_on = Some(today);
    }
    letter_insert(tx, &row).await?;
    search_add(tx, &row).await?;
    let deed = Deed { what: EntryWhat::Sent, action: "letters.send", side: Some(row.direction), text: None };
    write(tx, desk, &row, deed).await?;
    let side = row.direction.other();
    let theirs = term_of(&row, today).filter(|term| term.due_by == side).map(|term| term.due_on);
    let event = LetterSent {
        letter_id: row.id,
        contract_id: row.contract_id,
        side,
        title: row.subject.clone(),
        text: format!("{}（{}），{}发出", row.title, row.number, row.direction.name()),
        clause: row.clause.clone(),
        due_at: theirs.or(row.reply_by).map(end_of),
        by: row.sent_by,
        at: desk.now(),
    };
    events::record(tx, desk.env, &event).await?;
    detail(tx, desk, &row).await
}

fn frame<'a>(model: &'a Contract, new: &NewLetter, today: NaiveDate) -> Result<Frame<'a>, LetterError> {
    let found = match &new.rule {
        Some(name) => Some(rules::rule(model, name).ok_or_else(no_rule)?),
        None => None,
    };
    let (duty, kind) = found.map_or((None, LetterKind::Other), |(duty, kind)| (Some(duty), kind));
    let of_rule = duty.map(|duty| duty.works.clone()).unwrap_or_default();
    let mut works = new.works.clone().unwrap_or_else(|| of_rule.clone());
    works.sort();
    works.dedup();
    if let Some(work) = works.iter().find(|work| model.work(work).is_none()) {
        return Err(FormFaults::one("works", format!("合同中没有“{work}”这项工作，请重新选择")).into());
    }
    if !of_rule.is_empty() && (works.is_empty() || works.iter().any(|work| !of_rule.contains(work))) {
        return Err(FormFaults::one("works", format!("{}只约定了其中的工作，请重新选择", clause(duty))).into());
    }
    if let Some(duty) = duty.filter(|duty| !rules::senders(duty).contains(&new.direction)) {
        let text = format!("{}的函件不由{}发出", clause(Some(duty)), new.direction.name());
        return Err(Refusal::field("direction", text).into());
    }
    let sent_on = new.sent_on.unwrap_or(today);
    Ok(Frame { duty, kind, works, happened_on: new.happened_on.unwrap_or(sent_on), sent_on })
}

fn clause(duty: Option<&Duty>) -> String {
    duty.map(|duty| format!("合同 {}“{}”", duty.clause(), duty.title)).unwrap_or_default()
}

fn days(form: &mut Form, frame: &Frame<'_>, new: &NewLetter, today: NaiveDate) {
    let silence = frame.duty.is_some_and(silence);
    if frame.sent_on > today {
        form.wrong("sent_on", "发出日期不能晚于今天");
    } else if silence && frame.sent_on != today {
        let text = format!("{}到期不答复即视为接受，期限只能从登记当天起算", clause(frame.duty));
        form.wrong("sent_on", text);
    } else if frame.sent_on < today - REACH {
        form.wrong("sent_on", "发出日期离今天太远，请核对年份");
    }
    if frame.happened_on > today && !frame.duty.is_some_and(|duty| duty.before) {
        form.wrong("happened_on", "发生日期不能晚于今天");
    }
    if let Some(day) = new.reply_by {
        if silence {
            form.wrong("reply_by", format!("答复期限由{}确定，不能另定", clause(frame.duty)));
        } else if day < today {
            form.wrong("reply_by", "希望答复的日期不能早于今天");
        }
    }
}
