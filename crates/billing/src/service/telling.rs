//! Something is told to a ledger.

use jianyue_contracts::{Contract, Desk, Refusal};
use jianyue_kernel::{ContractId, Money};
use jianyue_platform::{
    Tx,
    audit::{self, Entry as Row},
    events,
    files::{self, NewFile, Record, RecordFile},
    form::{Form, FormFaults},
};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    FILES,
    ledger::{card, entry_of},
    objecting::{ObjectionTerm, objection_terms},
    people::tell_people,
};
use crate::{
    account::{account, check},
    error::BillingError,
    facts::Paid,
    fold::{Told, fold},
    model::{BillingChanged, Entry, EntryCard, NewBreach},
    permissions::{READ, needed},
    store::entry::{EntryRow, entry_insert, entry_list, entry_next},
};

/// The most characters of a text.
const TEXT: usize = 1000;

/// Tells of something. It is checked against the contract and what was told before, and never changed afterwards.
pub async fn tell(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, entry: Entry) -> Result<EntryCard, BillingError> {
    desk.require(&READ, needed(&entry), contract, &[])?;
    let version = desk.version(tx, contract, desk.today()).await?;
    let seq = entry_next(tx, contract).await?;
    let mut rows = entry_list(tx, [contract.0]).await?;
    texts(&entry)?;
    if entry.on().is_some_and(|on| on > desk.today()) {
        return Err(FormFaults::one("on", "还没有发生的事不能登记，请检查日期").into());
    }
    let before = fold(&rows);
    refers(&entry, &rows, &before)?;
    in_time(&entry, &objection_terms(&version.model, version.time.calendar(), &rows, desk.today()))?;
    let row = EntryRow {
        id: desk.env.id(),
        contract_id: contract.0,
        seq,
        kind: entry.kind().to_owned(),
        body: Json(entry),
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        at: desk.now(),
    };
    rows.push(row.clone());
    fits(&version.model, &before, &fold(&rows))?;
    if let Entry::Payment(paid) = &row.body.0 {
        let known = account(&version.model, version.time.calendar(), &before.facts, desk.today());
        within(known.lines.iter().find(|line| line.key == paid.of).map(|line| (line.open, line.paid)), paid.amount)?;
        once(&before, paid)?;
    }
    keep(tx, desk, &row).await?;
    Ok(card(row, false, Vec::new()))
}

/// Keeps an entry that was checked, with its trace and its event.
pub(super) async fn keep(tx: &mut Tx, desk: Desk<'_>, row: &EntryRow) -> Result<(), BillingError> {
    keep_for(tx, desk, row, None).await
}

/// The same with what names it, so that it is told once.
pub(super) async fn keep_for(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &EntryRow,
    cause: Option<&str>,
) -> Result<(), BillingError> {
    entry_insert(tx, row, cause).await?;
    let contract = ContractId(row.contract_id);
    let detail = json!({ "name": row.body.0.name(), "seq": row.seq, "entry": row.body.0 });
    let audited = Row { action: "billing.tell", subject: row.id, contract: Some(contract), detail };
    audit::record(tx, desk.env, desk.by, audited).await?;
    let event = BillingChanged { entry_id: row.id, contract_id: contract.0, what: row.body.0.kind(), at: desk.now() };
    events::record(tx, desk.env, &event).await?;
    tell_people(tx, desk, row).await
}

/// An objection is told within its term, where the contract has one.
fn in_time(entry: &Entry, terms: &[ObjectionTerm]) -> Result<(), Refusal> {
    let Entry::Objection { breach, .. } = entry else { return Ok(()) };
    match terms.iter().find(|term| term.breach == *breach && term.over) {
        None => Ok(()),
        Some(term) => {
            let text = format!(
                "异议期已在 {} 结束（{}：提出后 {}）。逾期没有异议视为接受，有新证据请联系甲方另作决定。",
                term.until, term.rule.clause, term.within
            );
            Err(Refusal::rule("objection_over", text))
        }
    }
}

/// A voucher pays once: its number is free again when a correction took back all of it.
fn once(before: &Told, paid: &Paid) -> Result<(), BillingError> {
    let number = paid.voucher.trim();
    let known: Money =
        before.facts.payments.iter().filter(|one| one.voucher.trim() == number).map(|one| one.amount).sum();
    if paid.amount > Money::ZERO && known > Money::ZERO {
        let text = format!("凭证号“{number}”已经登记过 {known}，一个凭证号只登记一次。登记有误时先登记负数更正");
        return Err(Refusal::field("voucher", text).into());
    }
    Ok(())
}

/// Attaches a file to an entry.
pub async fn attach_file(tx: &mut Tx, desk: Desk<'_>, id: Uuid, file: NewFile) -> Result<RecordFile, BillingError> {
    let row = entry_of(tx, desk, id).await?;
    let contract = ContractId(row.contract_id);
    desk.require(&READ, needed(&row.body.0), contract, &[])?;
    let detail = json!({ "seq": row.seq, "file": file.name });
    let record = Record { contract, kind: FILES, id, part: "" };
    let kept = files::attach(tx, desk.env, desk.by, record, file).await?;
    let audited = Row { action: "billing.attach", subject: id, contract: Some(contract), detail };
    audit::record(tx, desk.env, desk.by, audited).await?;
    Ok(kept)
}

fn texts(entry: &Entry) -> Result<(), FormFaults> {
    let mut form = Form::default();
    match entry {
        Entry::Breach(NewBreach { raised: Some(_), .. }) | Entry::BreachUpdated(_) => {
            form.wrong("body", "系统核对出的内容由系统登记，请只填写违约情况和证据");
        }
        Entry::Breach(one) => drop(form.required("text", "违约情况", &one.text, TEXT)),
        Entry::Objection { text, .. } => drop(form.required("text", "异议理由", text, TEXT)),
        Entry::Withdrawal { reason, .. } => drop(form.required("reason", "撤回原因", reason, TEXT)),
        Entry::Decision(one) => drop(form.optional("reason", "理由", Some(&one.reason), TEXT)),
        Entry::Payment(one) => drop(form.required("voucher", "凭证号", &one.voucher, 100)),
        _ => {}
    }
    form.done()
}

/// What it refers to must be there and stand.
fn refers(entry: &Entry, rows: &[EntryRow], told: &Told) -> Result<(), BillingError> {
    let stands =
        |id: &Uuid| rows.iter().find(|row| row.id == *id && !told.withdrawn.contains(id)).map(|row| &row.body.0);
    let breach = |number: &str| told.facts.breaches.iter().find(|one| one.id == number);
    match entry {
        Entry::BreachEnded { breach: number, .. } | Entry::Objection { breach: number, .. } => {
            breach(number).ok_or_else(|| Refusal::field("breach", "没有这个编号的违约，或者已经撤回"))?;
        }
        Entry::Decision(one) => {
            breach(&one.breach).ok_or_else(|| Refusal::field("breach", "没有这个编号的违约，或者已经撤回"))?;
        }
        Entry::FiscalDelayEnded { entry, .. } if !matches!(stands(entry), Some(Entry::FiscalDelay(_))) => {
            return Err(Refusal::field("entry", "没有这条财政支付受限的登记").into());
        }
        Entry::BondReturned { entry, .. } if !matches!(stands(entry), Some(Entry::Bond(_))) => {
            return Err(Refusal::field("entry", "没有这笔保证金的登记").into());
        }
        Entry::Withdrawal { entry, .. } => match stands(entry) {
            None => return Err(Refusal::field("entry", "没有这条登记，或者已经撤回").into()),
            Some(Entry::Payment(_)) => {
                let text = "付款登记不能撤回。登记有误时，请另登记一笔负数更正，并写明凭证号。";
                return Err(Refusal::rule("payment_stays", text).into());
            }
            Some(Entry::Decision(_) | Entry::Withdrawal { .. }) => {
                let text = "违约金的决定和撤回都不能撤回。需要改变决定时，请另作一次决定。";
                return Err(Refusal::rule("decision_stays", text).into());
            }
            Some(_) => {}
        },
        _ => {}
    }
    Ok(())
}

/// What is told must fit the contract; what did not fit before is no fault of this entry.
fn fits(contract: &Contract, before: &Told, after: &Told) -> Result<(), BillingError> {
    let known = check(contract, &before.facts);
    let mut form = Form::default();
    for fault in check(contract, &after.facts).into_iter().filter(|fault| !known.contains(fault)) {
        let member = fault.at.rsplit('.').next().unwrap_or_default();
        let field =
            ["for", "rule", "amount", "price", "measured", "count", "party", "reason", "on", "until", "valid_until"]
                .into_iter()
                .find(|field| *field == member);
        form.wrong(field.unwrap_or("body"), fault.message);
    }
    Ok(form.done()?)
}

/// A payment is not above what is open, a correction not above what was paid.
fn within(line: Option<(Money, Money)>, amount: Money) -> Result<(), BillingError> {
    let Some((open, paid)) = line else { return Ok(()) };
    if amount > open && amount > Money::ZERO {
        return Err(Refusal::field("amount", format!("付款 {amount} 超过这一期未付的 {open}，请核对金额和期次")).into());
    }
    if amount < Money::ZERO && -amount > paid {
        return Err(Refusal::field("amount", format!("更正 {amount} 超过这一期已付的 {paid}")).into());
    }
    Ok(())
}
