//! Weeks of money: rows come in, what differs is found and explained.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{Tx, form::Form};
use jianyue_sheets::RowOf;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    frame::Frame,
    import::{ImportOutcome, ImportResult, ImportRow, TWICE},
};
use crate::{
    error::DeliveryError,
    model::{Difference, MoneyRow, Side, Totals, WeekState},
    permissions::{READ, RECONCILE},
    policy::{
        compare::{Entry, compare, totals},
        rules,
    },
    read::MoneyDraft,
    store::{
        money::{
            EntryRow, Outcome, ReasonRow, WeekRow, reason_add, reason_list, row_all, row_drop, row_find, row_page,
            rows_add, rows_by_number, week_find, week_insert, week_list, week_lock, week_of,
        },
        order::orders_paid,
    },
};

/// How long behind the end of a week money may reach the treasury.
const TREASURY: Days = Days::new(31);

/// A week to be opened.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewReconciliation)]
pub struct NewWeek {
    /// A day of it.
    pub day: NaiveDate,
}

/// A row that somebody types.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewReconciliationRow)]
pub struct NewMoneyRow {
    /// Whose books.
    pub side: Side,
    /// Number of the transaction, receipt or transfer.
    pub number: String,
    /// The order; of a transfer none.
    #[serde(default)]
    pub order_number: Option<String>,
    /// In fen.
    pub amount: i64,
    /// The day.
    pub happened_on: NaiveDate,
}

/// Why something differs.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReconciliationExplanation)]
pub struct Explanation {
    /// The difference.
    pub key: String,
    /// Why, and what is done about it.
    pub text: String,
}

/// What was said of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReconciliationReason)]
pub struct Reason {
    /// In words.
    pub text: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A difference with what was said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReconciliationLine)]
pub struct WeekLine {
    /// What differs.
    #[serde(flatten)]
    pub difference: Difference,
    /// What was said of it last.
    pub reason: Option<Reason>,
}

/// A week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Reconciliation)]
pub struct Week {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// Its Monday.
    pub from: NaiveDate,
    /// Its Sunday.
    pub to: NaiveDate,
    /// Where it stands.
    pub state: WeekState,
    /// How many differences there are; of an open week only on its own page.
    pub differences: Option<usize>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// By whom.
    pub closed_by: Option<String>,
}

/// A week with what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReconciliationDetail)]
pub struct WeekDetail {
    /// The week.
    #[serde(flatten)]
    pub week: Week,
    /// What the contract asks for, one each.
    pub items: Vec<String>,
    /// Its sums.
    pub totals: Totals,
    /// What differs.
    pub lines: Vec<WeekLine>,
    /// How many of them nobody explained.
    pub unexplained: usize,
    /// Whether the caller may work on it.
    pub may: bool,
    /// Why it cannot be closed now.
    pub obstacle: Option<String>,
}

/// Which rows are wanted.
#[derive(Clone, Debug)]
pub struct MoneyWish {
    /// Whose books.
    pub side: Side,
    /// Which page.
    pub page: PageRequest,
}

/// The Monday of a day's week.
pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// The contract and its rule, where the caller may see it.
pub(super) async fn ruled(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
) -> Result<(Frame, Option<String>), DeliveryError> {
    desk.reader(&READ, contract)?;
    let frame = Frame::of(tx, desk, contract).await?;
    let rule = rules::reconciliation(frame.model()).map(|duty| duty.id.clone());
    if let Some(rule) = &rule {
        frame.require(desk, &READ, rule)?;
    }
    Ok((frame, rule))
}

/// Weeks of a contract, the last first.
pub async fn weeks(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    page: PageRequest,
) -> Result<Page<Week>, DeliveryError> {
    let (frame, rule) = ruled(tx, desk, contract).await?;
    let before = match page.after::<1>()? {
        None => desk.today() + Days::new(7),
        Some([day]) => day.parse().map_err(|_| BadCursor)?,
    };
    let limit = page.limit();
    let rows = match rule {
        Some(rule) => week_list(tx, contract, &rule, before, limit + 1).await?,
        None => Vec::new(),
    };
    Ok(Page::of(rows, limit, |row| [row.week_on.to_string()]).map(|row| shown(&frame, &row)))
}

/// A week with what differs.
pub async fn week(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<WeekDetail, DeliveryError> {
    let row = week_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let frame = seen(tx, desk, &row).await?;
    detail(tx, desk, &frame, row).await
}

pub(super) async fn seen(tx: &mut Tx, desk: Desk<'_>, row: &WeekRow) -> Result<Frame, DeliveryError> {
    desk.reader(&READ, row.contract_id.into())?;
    let frame = Frame::of(tx, desk, row.contract_id.into()).await?;
    frame.require(desk, &READ, &row.rule)?;
    Ok(frame)
}

/// A week that is open and held, by somebody who may work on it.
pub(super) async fn held(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(Frame, WeekRow), DeliveryError> {
    let row = week_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    let frame = seen(tx, desk, &row).await?;
    frame.require(desk, &RECONCILE, &row.rule)?;
    if row.state == WeekState::Closed {
        return Err(Refusal::state("这一周的对账已经办结，内容不能再改。").into());
    }
    Ok((frame, row))
}

fn shown(frame: &Frame, row: &WeekRow) -> Week {
    let clause = rules::reconciliation(frame.model()).filter(|duty| duty.id == row.rule);
    Week {
        id: row.id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        clause: clause.map(|duty| duty.clause.clone()).unwrap_or_default(),
        from: row.week_on,
        to: row.week_on + Days::new(6),
        state: row.state,
        differences: row.result.as_ref().map(|result| result.differences.len()),
        closed_at: row.closed_at,
        closed_by: row.closed_by.clone(),
    }
}

/// What is found in a week now, or was found when it was closed.
pub(super) async fn found(tx: &mut Tx, row: &WeekRow, rows: &[EntryRow]) -> Result<Outcome, DeliveryError> {
    if let Some(result) = &row.result {
        return Ok(result.0.clone());
    }
    let orders = orders_paid(tx, row.contract_id.into(), (row.week_on, row.week_on + Days::new(6))).await?;
    let entries: Vec<Entry> = rows.iter().map(entry).collect();
    Ok(Outcome { totals: totals(&orders, &entries), differences: compare(&orders, &entries), orders })
}

fn entry(row: &EntryRow) -> Entry {
    Entry {
        side: row.side,
        day: row.happened_on,
        number: row.number.clone(),
        order_number: row.order_number.clone().unwrap_or_default(),
        amount: row.amount,
    }
}

/// What was said of each difference last.
pub(super) async fn reasons(tx: &mut Tx, week: Uuid) -> Result<HashMap<String, Reason>, DeliveryError> {
    let said = reason_list(tx, week).await?.into_iter();
    Ok(said.map(|row| (row.difference, Reason { text: row.text, by: row.by_name, at: row.at })).collect())
}

/// Why a week cannot be closed.
pub(super) fn obstacle(row: &WeekRow, today: NaiveDate, unexplained: usize) -> Option<String> {
    let sunday = row.week_on + Days::new(6);
    if row.state == WeekState::Closed {
        return None;
    }
    if today <= sunday {
        return Some(format!("这一周到 {sunday} 才结束，之后才能办结对账。"));
    }
    (unexplained > 0).then(|| format!("还有 {unexplained} 项差异没有说明原因，逐项说明后才能办结。"))
}

pub(super) async fn detail(
    tx: &mut Tx,
    desk: Desk<'_>,
    frame: &Frame,
    row: WeekRow,
) -> Result<WeekDetail, DeliveryError> {
    let rows = if row.result.is_some() { Vec::new() } else { row_all(tx, row.id).await? };
    let outcome = found(tx, &row, &rows).await?;
    let mut said = reasons(tx, row.id).await?;
    let lines: Vec<WeekLine> = outcome
        .differences
        .into_iter()
        .map(|difference| WeekLine { reason: said.remove(&difference.key), difference })
        .collect();
    let unexplained = lines.iter().filter(|line| line.reason.is_none()).count();
    let mut week = shown(frame, &row);
    week.differences = Some(lines.len());
    let duty = rules::reconciliation(frame.model()).filter(|duty| duty.id == row.rule);
    Ok(WeekDetail {
        items: duty.map(|duty| duty.items.clone()).unwrap_or_default(),
        totals: outcome.totals,
        may: row.state == WeekState::Open && frame.require(desk, &RECONCILE, &row.rule).is_ok(),
        obstacle: obstacle(&row, desk.today(), unexplained),
        week,
        lines,
        unexplained,
    })
}

/// Opens a week; one that is there is given back.
pub async fn open_week(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewWeek,
) -> Result<WeekDetail, DeliveryError> {
    let (frame, rule) = ruled(tx, desk, contract).await?;
    let works = rule.as_deref().map_or(&[][..], |rule| rules::works(frame.model(), rule));
    desk.require(&READ, &RECONCILE, contract, works)?;
    let rule = rule.ok_or_else(|| DeliveryError::no_rule("每周对账"))?;
    if new.day > desk.today() {
        return Err(Refusal::field("day", "不能为还没开始的一周建立对账").into());
    }
    let week_on = monday(new.day);
    let known = week_of(tx, contract, &rule, week_on).await?;
    let row = WeekRow {
        id: desk.env.id(),
        contract_id: contract.0,
        rule: rule.clone(),
        week_on,
        state: WeekState::Open,
        result: None,
        version: 1,
        created_at: desk.now(),
        closed_at: None,
        closed_by: None,
    };
    let row = if let Some(row) = known {
        row
    } else {
        week_insert(tx, &row).await?;
        let said = json!({ "week_on": week_on });
        done(tx, desk, (contract, row.id), ("deliveries.week_open", "week"), said).await?;
        week_of(tx, contract, &rule, week_on).await?.ok_or(Refusal::NotFound)?
    };
    detail(tx, desk, &frame, row).await
}

/// Rows of one side of a week, by number.
pub async fn rows(tx: &mut Tx, desk: Desk<'_>, id: Uuid, wish: MoneyWish) -> Result<Page<MoneyRow>, DeliveryError> {
    let row = week_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    seen(tx, desk, &row).await?;
    let after = wish.page.after::<1>()?.map(|[number]| number).unwrap_or_default();
    let limit = wish.page.limit();
    let rows = row_page(tx, id, wish.side, &after, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.number.clone()]).map(MoneyRow::from))
}

/// Whether the caller may work on the week: looked at before a file is received.
pub async fn may_import_money(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), DeliveryError> {
    let row = week_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let frame = seen(tx, desk, &row).await?;
    Ok(frame.require(desk, &RECONCILE, &row.rule)?)
}

/// Takes what was read of a file into a week, or looks what would become of it. A row is known by its number.
pub async fn import_money(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    (side, file): (Side, &str),
    rows: Vec<RowOf<MoneyDraft>>,
    preview: bool,
) -> Result<ImportResult, DeliveryError> {
    let (frame, week) = held(tx, desk, id).await?;
    let numbers: Vec<&str> = rows.iter().filter_map(|row| Some(row.draft.as_ref().ok()?.number.as_str())).collect();
    let known = rows_by_number(tx, frame.contract, side, &numbers).await?;
    let known: HashMap<String, EntryRow> = known.into_iter().map(|row| (row.number.clone(), row)).collect();
    let (mut met, mut new, mut rows_told) = (HashSet::new(), Vec::new(), Vec::new());
    for RowOf { line, about, draft } in rows {
        let became = draft.and_then(|draft| {
            if !met.insert(draft.number.clone()) {
                return Err(TWICE.to_owned());
            }
            in_week(&week, side, draft.happened_on)?;
            match known.get(&draft.number) {
                None => Ok((ImportOutcome::Added, row(desk, &week, side, draft))),
                Some(there) => same(there, &week, &draft).map(|()| (ImportOutcome::Same, there.clone())),
            }
        });
        rows_told.push(match became {
            Err(reason) => ImportRow::refused(line, about, reason),
            Ok((outcome, row)) => {
                let told = ImportRow::taken(line, about, outcome, row.id);
                if outcome == ImportOutcome::Added {
                    new.push(row);
                }
                told
            }
        });
    }
    let result = ImportResult::of(preview, rows_told);
    if !preview {
        rows_add(tx, &new).await?;
        let said = json!({
            "week_on": week.week_on, "side": side, "label": side.label(), "file": file, "added": result.added,
            "refused": result.refused,
        });
        done(tx, desk, (frame.contract, id), ("deliveries.week_import", "week"), said).await?;
    }
    Ok(result)
}

/// Whether a day belongs to a week: exactly, but what goes to the treasury takes its time.
fn in_week(week: &WeekRow, side: Side, day: NaiveDate) -> Result<(), String> {
    let sunday = week.week_on + Days::new(6);
    let last = if side == Side::Payment { sunday } else { sunday + TREASURY };
    if week.week_on <= day && day <= last {
        return Ok(());
    }
    Err(format!("日期 {day} 不属于 {} 至 {sunday} 这一周，请到对应的一周导入", week.week_on))
}

fn same(there: &EntryRow, week: &WeekRow, draft: &MoneyDraft) -> Result<(), String> {
    if there.reconciliation_id != week.id {
        return Err("这个编号已登记在另一周的对账里，请核对".to_owned());
    }
    let equal = (&there.order_number, there.amount, there.happened_on)
        == (&draft.order_number, draft.amount, draft.happened_on);
    let yuan = there.amount / 100;
    let text = || format!("已登记为 {yuan}.{:02} 元、{}，与表中不同", there.amount % 100, there.happened_on);
    if equal { Ok(()) } else { Err(text()) }
}

fn row(desk: Desk<'_>, week: &WeekRow, side: Side, draft: MoneyDraft) -> EntryRow {
    EntryRow {
        id: desk.env.id(),
        contract_id: week.contract_id,
        reconciliation_id: week.id,
        side,
        number: draft.number,
        order_number: draft.order_number,
        amount: draft.amount,
        happened_on: draft.happened_on,
        by_name: desk.by.name.clone(),
        at: desk.now(),
    }
}

/// Writes down a row by hand.
pub async fn add_row(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: NewMoneyRow) -> Result<MoneyRow, DeliveryError> {
    let (frame, week) = held(tx, desk, id).await?;
    let mut form = Form::default();
    let number = form.required("number", "编号", &new.number, 60);
    let order_number = form.optional("order_number", "订单号", new.order_number.as_deref(), 60);
    if new.side != Side::Treasury && order_number.is_none() {
        form.wrong("order_number", "请填写订单号");
    }
    if !(1..=100_000_000_000).contains(&new.amount) {
        form.wrong("amount", "请填写大于 0 的金额");
    }
    if let Err(text) = in_week(&week, new.side, new.happened_on) {
        form.wrong("happened_on", text);
    }
    if !rows_by_number(tx, frame.contract, new.side, &[&number]).await?.is_empty() {
        form.wrong("number", format!("{}“{number}”已经登记过", new.side.label()));
    }
    form.done()?;
    let order_number = order_number.filter(|_| new.side != Side::Treasury);
    let draft = MoneyDraft { number, order_number, amount: new.amount, happened_on: new.happened_on };
    let entry = row(desk, &week, new.side, draft);
    rows_add(tx, std::slice::from_ref(&entry)).await?;
    let said = json!({
        "week_on": week.week_on, "label": new.side.label(), "number": entry.number, "amount": entry.amount,
    });
    done(tx, desk, (frame.contract, id), ("deliveries.week_row_add", "week"), said).await?;
    Ok(entry.into())
}

/// Takes a row out of an open week.
pub async fn drop_row(tx: &mut Tx, desk: Desk<'_>, row: Uuid) -> Result<(), DeliveryError> {
    let entry = row_find(tx, row).await?.ok_or(Refusal::NotFound)?;
    let (frame, week) = held(tx, desk, entry.reconciliation_id).await?;
    row_drop(tx, week.id, row).await?;
    let said = json!({
        "week_on": week.week_on, "label": entry.side.label(), "number": entry.number, "amount": entry.amount,
    });
    done(tx, desk, (frame.contract, week.id), ("deliveries.week_row_drop", "week"), said).await?;
    Ok(())
}

/// Says why something differs.
pub async fn explain(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Explanation) -> Result<WeekDetail, DeliveryError> {
    let (frame, week) = held(tx, desk, id).await?;
    let mut form = Form::default();
    let text = form.required("text", "差异说明", &new.text, 500);
    let rows = row_all(tx, id).await?;
    let differs = found(tx, &week, &rows).await?.differences.into_iter().find(|one| one.key == new.key);
    if differs.is_none() {
        form.wrong("key", "没有这项差异，可能数据已经改变。请刷新后重新说明");
    }
    form.done()?;
    let kind = differs.map(|one| one.kind.label()).unwrap_or_default();
    let reason = ReasonRow { difference: new.key, text: text.clone(), by_name: desk.by.name.clone(), at: desk.now() };
    reason_add(tx, desk.env.id(), id, &reason).await?;
    let said = json!({ "week_on": week.week_on, "kind": kind, "text": text });
    done(tx, desk, (frame.contract, id), ("deliveries.week_explain", "week"), said).await?;
    detail(tx, desk, &frame, week).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_begins_on_its_monday() {
        let day = |n| NaiveDate::from_ymd_opt(2026, 3, n).unwrap();
        assert_eq!([monday(day(2)), monday(day(8)), monday(day(9))], [day(2), day(2), day(9)]);
    }
}
