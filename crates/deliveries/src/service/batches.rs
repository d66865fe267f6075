//! Tables about orders: paid, made, handed to a courier.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{Desk, desk::covers};
use jianyue_kernel::{BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::Tx;
use jianyue_sheets::RowOf;
use jianyue_sla::zone;
use serde_json::json;
use uuid::Uuid;

use super::{
    done,
    frame::Frame,
    import::{ImportOutcome, ImportResult, ImportRow, TWICE},
    telling::{take_up, tell},
};
use crate::{
    error::DeliveryError,
    model::{Batch, BatchKind, OrderState, Told},
    permissions::{READ, WRITE},
    policy::rules,
    read::OrderDraft,
    store::{
        batch::{BatchRow, batch_insert, batch_list},
        event::EventRow,
        order::{Hold, OrderRow, orders_by_number, orders_keep},
    },
};

/// Whether the caller keeps orders of some works at least: looked at before a file is received.
pub fn may_import(desk: Desk<'_>, contract: ContractId) -> Result<(), DeliveryError> {
    desk.reader(&READ, contract)?;
    desk.by.require(&WRITE, contract)?;
    Ok(())
}

/// Tables that were taken over, the last first.
pub async fn batches(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    page: PageRequest,
) -> Result<Page<Batch>, DeliveryError> {
    desk.reader(&READ, contract)?;
    let limit = page.limit();
    let rows = batch_list(tx, contract, place(&page)?, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.at.to_rfc3339(), row.id.to_string()]).map(Batch::from))
}

/// The moment and id before which a list goes on.
pub(super) fn place(page: &PageRequest) -> Result<(DateTime<Utc>, Uuid), BadCursor> {
    match page.after::<2>()? {
        // Behind everything that is kept, and still a date that both databases know.
        None => Ok((zone::start_of_day(NaiveDate::from_ymd_opt(9999, 1, 1).unwrap_or_default()), Uuid::max())),
        Some([at, id]) => Ok((at.parse().map_err(|_| BadCursor)?, id.parse().map_err(|_| BadCursor)?)),
    }
}

/// What a file is to become.
struct Import<'a> {
    desk: Desk<'a>,
    frame: Frame,
    batch: Uuid,
    told: Vec<ImportRow>,
    /// Orders that are new, or moved.
    orders: Vec<OrderRow>,
    events: Vec<EventRow>,
}

/// Takes what was read of a file over, or looks what would become of it. A row is known by the number of its order.
pub async fn import_batch(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    (kind, file): (BatchKind, &str),
    rows: Vec<RowOf<OrderDraft>>,
    preview: bool,
) -> Result<ImportResult, DeliveryError> {
    may_import(desk, contract)?;
    let frame = Frame::of(tx, desk, contract).await?;
    if rules::deliveries(frame.model()).next().is_none() {
        return Err(DeliveryError::no_rule("配送"));
    }
    let numbers: Vec<&str> = rows.iter().filter_map(|row| Some(row.draft.as_ref().ok()?.number.as_str())).collect();
    let hold = if preview { Hold::No } else { Hold::Yes };
    let known = orders_by_number(tx, contract, &numbers, hold).await?;
    let known: HashMap<String, OrderRow> = known.into_iter().map(|row| (row.number.clone(), row)).collect();
    let batch = desk.env.id();
    let mut import = Import { desk, frame, batch, told: Vec::new(), orders: Vec::new(), events: Vec::new() };
    let mut met = HashSet::new();
    for RowOf { line, about, draft } in rows {
        let outcome = draft.and_then(|draft| {
            if !met.insert(draft.number.clone()) {
                return Err(TWICE.to_owned());
            }
            let known = known.get(&draft.number);
            match kind {
                BatchKind::Payments => import.paid(known, draft),
                BatchKind::Made => import.made(known, &draft),
                BatchKind::Handed => import.handed(known, &draft),
            }
        });
        import.told.push(match outcome {
            Ok((outcome, id)) => ImportRow::taken(line, about, outcome, id),
            Err(reason) => ImportRow::refused(line, about, reason),
        });
    }
    let Import { told, mut orders, events, .. } = import;
    let result = ImportResult::of(preview, told);
    if preview {
        return Ok(result);
    }
    if result.added > 0 {
        if kind == BatchKind::Payments {
            orders_keep(tx, &orders).await.map_err(DeliveryError::meanwhile)?;
        }
        tell(tx, desk, &mut orders, events).await?;
        take_up(tx, desk, &orders).await?;
    }
    let n = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let row = BatchRow {
        id: batch,
        contract_id: contract.0,
        kind,
        file: file.chars().take(120).collect(),
        added: n(result.added),
        same: n(result.same),
        refused: n(result.refused),
        by_name: desk.by.name.clone(),
        at: desk.now(),
    };
    batch_insert(tx, &row).await?;
    let detail = json!({ "kind": kind, "file": row.file, "added": row.added, "refused": row.refused });
    done(tx, desk, (contract, batch), ("deliveries.import", "imported"), detail).await?;
    Ok(result)
}

type Became = Result<(ImportOutcome, Uuid), String>;

impl Import<'_> {
    fn may(&self, rule: &str) -> Result<(), String> {
        let works = rules::works(self.frame.model(), rule);
        let covered = covers(&self.desk.by.scope(&WRITE), self.frame.contract, works);
        covered.then_some(()).ok_or_else(|| "没有登记这类配送的权限。请联系项目经理".to_owned())
    }

    /// A moment that is not in the future.
    fn past(&self, at: DateTime<Utc>) -> Result<(), String> {
        let late = zone::local_date(at) > self.desk.today();
        if late { Err(format!("日期 {} 在今天之后，请核对", zone::local_date(at))) } else { Ok(()) }
    }

    fn paid(&mut self, known: Option<&OrderRow>, draft: OrderDraft) -> Became {
        let Some(duty) = rules::delivery(self.frame.model(), draft.rule.as_deref()) else {
            let titles: Vec<_> = rules::deliveries(self.frame.model()).map(|duty| duty.title.as_str()).collect();
            let named = draft.rule.unwrap_or_default();
            return Err(format!("合同没有“{named}”这类配送，可填：{}", titles.join("、")));
        };
        self.may(&duty.id)?;
        self.past(draft.at)?;
        let paid_on = zone::local_date(draft.at);
        let due = self.frame.due(duty, paid_on).map_err(|error| error.to_string())?;
        let agreed = draft.agreed_on.filter(|_| due.is_none());
        let now = self.desk.now();
        let row = OrderRow {
            id: self.desk.env.id(),
            contract_id: self.frame.contract.0,
            rule: duty.id.clone(),
            number: draft.number,
            district: draft.district,
            school: draft.school,
            receiver: draft.receiver,
            paid_on,
            fee: draft.fee,
            due_on: due.or(agreed),
            state: OrderState::Paid,
            is_open: true,
            is_behind: false,
            made_at: None,
            handed_at: None,
            company: None,
            waybill: None,
            moved_at: None,
            ended_at: None,
            signed_by: None,
            batch_id: Some(self.batch),
            made_batch_id: None,
            handed_batch_id: None,
            created_at: now,
            updated_at: now,
        };
        let Some(known) = known else {
            let id = row.id;
            self.orders.push(row);
            return Ok((ImportOutcome::Added, id));
        };
        match different(known, &row) {
            None => Ok((ImportOutcome::Same, known.id)),
            Some(text) => Err(format!("订单已登记，{text}。请核对后改正表格")),
        }
    }

    fn known<'a>(&self, known: Option<&'a OrderRow>, at: DateTime<Utc>) -> Result<&'a OrderRow, String> {
        let Some(order) = known else { return Err("没有这个订单，请先导入缴费清单".to_owned()) };
        self.may(&order.rule)?;
        self.past(at)?;
        if zone::local_date(at) < order.paid_on {
            return Err(format!("日期早于缴费日 {}，请核对", order.paid_on));
        }
        Ok(order)
    }

    fn made(&mut self, known: Option<&OrderRow>, draft: &OrderDraft) -> Became {
        let order = self.known(known, draft.at)?;
        match order.made_at {
            Some(at) if at == draft.at => return Ok((ImportOutcome::Same, order.id)),
            Some(at) => return Err(format!("已登记制卡时间 {}，与表中不同", zone::display(at))),
            None => {}
        }
        let mut row = order.clone();
        row.made_batch_id = Some(self.batch);
        Ok(self.push(row, Told::Made, draft))
    }

    fn handed(&mut self, known: Option<&OrderRow>, draft: &OrderDraft) -> Became {
        let order = self.known(known, draft.at)?;
        if order.waybill == draft.waybill && order.handed_at == Some(draft.at) {
            return Ok((ImportOutcome::Same, order.id));
        }
        match order.state {
            OrderState::Delivered => return Err("已经签收，不能再交寄".to_owned()),
            OrderState::Cancelled => return Err("订单已取消，不能交寄".to_owned()),
            OrderState::Shipped => {
                let waybill = order.waybill.as_deref().unwrap_or("未登记");
                return Err(format!("已在途（运单 {waybill}）。退回或投递失败后才能重新交寄"));
            }
            OrderState::Paid | OrderState::Made | OrderState::Failed | OrderState::Returned => {}
        }
        let mut row = order.clone();
        row.handed_batch_id = Some(self.batch);
        Ok(self.push(row, Told::Handed, draft))
    }

    fn push(&mut self, order: OrderRow, kind: Told, draft: &OrderDraft) -> (ImportOutcome, Uuid) {
        let id = order.id;
        self.events.push(EventRow {
            id: self.desk.env.id(),
            order_id: id,
            kind,
            at: draft.at,
            text: draft.text.clone(),
            company: draft.company.clone(),
            waybill: draft.waybill.clone(),
            signed_by: None,
            by_name: self.desk.by.name.clone(),
            source_id: None,
            event_id: None,
            recorded_at: self.desk.now(),
        });
        self.orders.push(order);
        (ImportOutcome::Added, id)
    }
}

/// In what a known order differs from a row about it.
fn different(known: &OrderRow, row: &OrderRow) -> Option<String> {
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    if known.paid_on != row.paid_on {
        return Some(format!("缴费日是 {}，表中是 {}", known.paid_on, row.paid_on));
    }
    if known.fee != row.fee {
        return Some(format!("费用是 {} 元，表中是 {} 元", yuan(known.fee), yuan(row.fee)));
    }
    if known.rule != row.rule {
        return Some("类型不同".to_owned());
    }
    if (&known.district, &known.school, &known.receiver) != (&row.district, &row.school, &row.receiver) {
        return Some("收件的区、学校或收件人不同".to_owned());
    }
    (known.due_on != row.due_on).then(|| "约定送达日期不同".to_owned())
}
