//! Card readers: sent in, repaired, called back.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{ContractId, Page, PageRequest};
use jianyue_platform::{Tx, form::Form};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{done, frame::Frame, orders::StateCount};
use crate::{
    error::DeliveryError,
    model::{Reader, ReaderMove, ReaderMovement, ReaderState},
    permissions::{READ, WRITE},
    policy::{custody::reader_moves, rules},
    store::reader::{
        CaseRow, MovementRow, ReaderRow, WantedReaders, case_add, case_end, movement_add, movement_list, reader_find,
        reader_insert, reader_keep, reader_list, reader_lock, reader_overdue, reader_states,
    },
};

/// A reader to be written down.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCardReader)]
pub struct NewReader {
    /// Its number, once in a contract.
    pub number: String,
    /// Its model.
    #[serde(default)]
    pub model: Option<String>,
    /// Whose it is.
    #[serde(default)]
    pub school: Option<String>,
    /// Who has it.
    #[serde(default)]
    pub custodian: Option<String>,
    /// Its code in the register of assets.
    #[serde(default)]
    pub asset_code: Option<String>,
}

/// Something that happens to a reader.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCardReaderMovement)]
pub struct NewReaderMovement {
    /// What.
    pub kind: ReaderMove,
    /// On which day; today when absent.
    #[serde(default)]
    pub moved_on: Option<NaiveDate>,
    /// Whose it is from now on; as before when absent.
    #[serde(default)]
    pub school: Option<String>,
    /// Who has it from now on; as before when absent.
    #[serde(default)]
    pub custodian: Option<String>,
    /// Until when it should be back: agreed when it is sent in or called back.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
    /// In words; needed when it is given up.
    #[serde(default)]
    pub text: Option<String>,
}

/// A reader with its ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CardReaderDetail)]
pub struct ReaderDetail {
    /// The reader.
    #[serde(flatten)]
    pub reader: Reader,
    /// What happened to it, the last first.
    pub movements: Vec<ReaderMovement>,
}

/// A page of readers, with the figures of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CardReaderPage)]
pub struct ReaderPage {
    /// Rows.
    pub items: Vec<Reader>,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// All readers by state.
    pub states: Vec<StateCount>,
    /// Those that should be back and are not.
    pub overdue: i64,
    /// The clause of the duty.
    pub clause: Option<String>,
    /// Whether the caller may write down more.
    pub may: bool,
}

/// Which readers are wanted.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the members are those of the query")]
pub struct ReaderWish {
    pub state: Option<ReaderState>,
    pub overdue: bool,
    pub q: Option<String>,
    pub page: PageRequest,
}

fn works(frame: &Frame) -> &[String] {
    rules::readers(frame.model()).map_or(&[], |duty| &duty.works)
}

async fn framed(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Frame, DeliveryError> {
    desk.reader(&READ, contract)?;
    let frame = Frame::of(tx, desk, contract).await?;
    desk.require(&READ, &READ, contract, works(&frame))?;
    Ok(frame)
}

/// Readers of a contract.
pub async fn readers(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    wish: ReaderWish,
) -> Result<ReaderPage, DeliveryError> {
    let frame = framed(tx, desk, contract).await?;
    let today = desk.today();
    let wanted = WantedReaders {
        state: wish.state,
        overdue: wish.overdue.then_some(today),
        q: wish.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()),
        after: wish.page.after::<1>()?.map(|[number]| number),
    };
    let limit = wish.page.limit();
    let rows = reader_list(tx, contract, &wanted, limit + 1).await?;
    let Page { items, next } = Page::of(rows, limit, |row| [row.number.clone()]).map(|row| shown(row, today));
    let states = reader_states(tx, contract).await?;
    let duty = rules::readers(frame.model());
    Ok(ReaderPage {
        items,
        next,
        states: states.into_iter().map(|(state, n)| StateCount { state, n }).collect(),
        overdue: reader_overdue(tx, contract, today).await?,
        clause: duty.map(|duty| duty.clause.clone()),
        may: duty.is_some() && desk.require(&READ, &WRITE, contract, works(&frame)).is_ok(),
    })
}

/// A reader with its ledger.
pub async fn reader(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<ReaderDetail, DeliveryError> {
    let row = reader_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    framed(tx, desk, row.contract_id.into()).await?;
    detail(tx, desk, row).await
}

async fn detail(tx: &mut Tx, desk: Desk<'_>, row: ReaderRow) -> Result<ReaderDetail, DeliveryError> {
    let movements = movement_list(tx, row.id).await?;
    Ok(ReaderDetail { reader: shown(row, desk.today()), movements })
}

/// Writes a reader down.
pub async fn add_reader(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewReader,
) -> Result<ReaderDetail, DeliveryError> {
    let frame = framed(tx, desk, contract).await?;
    desk.require(&READ, &WRITE, contract, works(&frame))?;
    let rule = rules::readers(frame.model()).ok_or_else(|| DeliveryError::no_rule("机具的送检和回收"))?;
    let mut form = Form::default();
    let row = ReaderRow {
        id: desk.env.id(),
        contract_id: contract.0,
        rule: rule.id.clone(),
        number: form.required("number", "机具编号", &new.number, 60),
        model: form.optional("model", "型号", new.model.as_deref(), 60),
        school: form.optional("school", "学校", new.school.as_deref(), 100),
        custodian: form.optional("custodian", "保管人", new.custodian.as_deref(), 40),
        asset_code: form.optional("asset_code", "资产编号", new.asset_code.as_deref(), 60),
        state: ReaderState::InUse,
        since_on: desk.today(),
        due_on: None,
        case_id: None,
        last_seq: 1,
        version: 1,
        created_at: desk.now(),
        updated_at: desk.now(),
    };
    form.done()?;
    if !reader_insert(tx, &row).await? {
        return Err(Refusal::field("number", format!("机具“{}”已经登记过", row.number)).into());
    }
    movement_add(tx, &movement(desk, &row, (ReaderMove::Registered, desk.today()), None)).await?;
    let said = json!({ "number": row.number });
    done(tx, desk, (contract, row.id), ("deliveries.reader_add", "reader"), said).await?;
    detail(tx, desk, row).await
}

/// Writes down what happens to a reader. A time away begins when it is sent in or called back, and ends when it is given back or
/// given up.
pub async fn move_reader(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    new: NewReaderMovement,
) -> Result<ReaderDetail, DeliveryError> {
    let mut row = reader_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    let frame = framed(tx, desk, row.contract_id.into()).await?;
    desk.require(&READ, &WRITE, frame.contract, works(&frame))?;
    let Some((_, state)) = reader_moves(row.state).iter().find(|(kind, _)| *kind == new.kind) else {
        let text = format!("机具 {} 现在不能登记“{}”。请刷新后查看它的最新状态。", row.number, new.kind.label());
        return Err(Refusal::state(text).into());
    };
    let mut form = Form::default();
    let day = new.moved_on.unwrap_or_else(|| desk.today());
    if day > desk.today() || day < row.since_on {
        form.wrong("moved_on", format!("日期应在 {} 与今天之间", row.since_on));
    }
    let school = form.optional("school", "学校", new.school.as_deref(), 100);
    let custodian = form.optional("custodian", "保管人", new.custodian.as_deref(), 40);
    let text = form.optional("text", "说明", new.text.as_deref(), 500);
    if new.kind == ReaderMove::Scrapped && text.is_none() {
        form.wrong("text", "请写明报废原因");
    }
    if new.due_on.is_some_and(|due| due < day) {
        form.wrong("due_on", "约定归还日不能早于登记的日期");
    }
    form.done()?;
    row.school = school.or(row.school);
    row.custodian = custodian.or(row.custodian);
    row.state = *state;
    row.since_on = day;
    row.last_seq += 1;
    row.updated_at = desk.now();
    let away = !matches!(state, ReaderState::InUse | ReaderState::Scrapped);
    if away && row.case_id.is_none() {
        let rule = rules::readers(frame.model()).ok_or_else(|| DeliveryError::no_rule("机具的送检和回收"))?;
        let due = frame.due(rule, day)?;
        let case = CaseRow {
            id: desk.env.id(),
            contract_id: row.contract_id,
            reader_id: id,
            rule: rule.id.clone(),
            title: format!("{} 机具 {}", new.kind.label(), row.number),
            from_on: day,
            due_on: due.or(new.due_on),
            done_on: None,
            done_text: None,
            done_by: None,
            done_at: None,
        };
        case_add(tx, &case).await?;
        row.case_id = Some(case.id);
        row.due_on = case.due_on;
    } else if let Some(case) = row.case_id.filter(|_| !away) {
        let said = text.clone().unwrap_or_else(|| format!("机具 {} 已{}", row.number, new.kind.label()));
        case_end(tx, case, day, &said, (&desk.by.name, desk.now())).await?;
        row.case_id = None;
        row.due_on = None;
    }
    reader_keep(tx, &row).await?;
    movement_add(tx, &movement(desk, &row, (new.kind, day), text.clone())).await?;
    let said = json!({ "number": row.number, "label": new.kind.label(), "text": text });
    done(tx, desk, (frame.contract, id), ("deliveries.reader_move", "reader"), said).await?;
    detail(tx, desk, row).await
}

fn movement(desk: Desk<'_>, row: &ReaderRow, what: (ReaderMove, NaiveDate), text: Option<String>) -> MovementRow {
    MovementRow {
        id: desk.env.id(),
        reader_id: row.id,
        seq: row.last_seq,
        kind: what.0,
        moved_on: what.1,
        school: row.school.clone(),
        custodian: row.custodian.clone(),
        text,
        by_name: desk.by.name.clone(),
        at: desk.now(),
    }
}

fn shown(row: ReaderRow, today: NaiveDate) -> Reader {
    Reader {
        id: row.id,
        contract_id: row.contract_id,
        number: row.number,
        model: row.model,
        school: row.school,
        custodian: row.custodian,
        asset_code: row.asset_code,
        state: row.state,
        since_on: row.since_on,
        due_on: row.due_on,
        overdue: row.due_on.is_some_and(|due| due < today),
        moves: reader_moves(row.state).iter().map(|(kind, _)| *kind).collect(),
    }
}
