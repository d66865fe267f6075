//! Tables that are handed in.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use jianyue_sheets::{Cells, Column, RowOf, TableError, column, read_table};
use jianyue_sla::zone;

use crate::{
    model::{BatchKind, Side},
    policy::mask::masked,
};

/// Orders that were paid.
pub const PAYMENT_COLUMNS: [Column; 8] = [
    column("订单号", &["订单编号", "订单"], true),
    column("缴费时间", &["缴费日期", "支付时间", "制卡完成时间"], true),
    column("费用", &["缴费金额", "金额"], false),
    column("类型", &["业务类型", "配送类型"], false),
    column("区", &["区县", "所属区"], false),
    column("学校", &["学校名称"], false),
    column("收件人", &["姓名", "学生姓名"], false),
    column("约定送达日期", &["约定日期"], false),
];
/// Cards that were made.
pub const MADE_COLUMNS: [Column; 3] = [
    column("订单号", &["订单编号", "订单"], true),
    column("制卡时间", &["制卡日期", "完成时间"], true),
    column("备注", &["说明"], false),
];
/// Cards that were handed to a courier.
pub const HANDED_COLUMNS: [Column; 5] = [
    column("订单号", &["订单编号", "订单"], true),
    column("运单号", &["快递单号", "运单编号"], true),
    column("交寄时间", &["交寄日期", "发货时间"], true),
    column("快递公司", &["快递", "承运公司"], false),
    column("备注", &["说明"], false),
];
/// Transactions of the payment platform.
pub const TRANSACTION_COLUMNS: [Column; 4] = [
    column("流水号", &["交易号", "交易流水号"], true),
    column("订单号", &["订单编号", "商户订单号"], true),
    column("金额", &["支付金额", "交易金额"], true),
    column("支付时间", &["交易时间", "日期"], true),
];
/// Receipts.
pub const RECEIPT_COLUMNS: [Column; 4] = [
    column("票据号", &["票据号码", "票号"], true),
    column("订单号", &["订单编号"], true),
    column("金额", &["票据金额"], true),
    column("开票日期", &["日期"], true),
];
/// Transfers to the treasury.
pub const TREASURY_COLUMNS: [Column; 3] = [
    column("缴款书号", &["缴款书编号", "缴款书"], true),
    column("金额", &["缴款金额"], true),
    column("缴款日期", &["日期", "缴库日期"], true),
];

/// The columns of a table.
#[must_use]
pub fn batch_columns(kind: BatchKind) -> &'static [Column] {
    match kind {
        BatchKind::Payments => &PAYMENT_COLUMNS,
        BatchKind::Made => &MADE_COLUMNS,
        BatchKind::Handed => &HANDED_COLUMNS,
    }
}

/// The columns of a table.
#[must_use]
pub fn side_columns(side: Side) -> &'static [Column] {
    match side {
        Side::Payment => &TRANSACTION_COLUMNS,
        Side::Receipt => &RECEIPT_COLUMNS,
        Side::Treasury => &TREASURY_COLUMNS,
    }
}

/// A row of a table about orders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are those of an order and its events")]
pub struct OrderDraft {
    pub number: String,
    pub at: DateTime<Utc>,
    pub fee: i64,
    pub rule: Option<String>,
    pub district: Option<String>,
    pub school: Option<String>,
    /// Masked already.
    pub receiver: Option<String>,
    pub agreed_on: Option<NaiveDate>,
    pub waybill: Option<String>,
    pub company: Option<String>,
    pub text: Option<String>,
}

/// A row of a table about money.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are those of a row")]
pub struct MoneyDraft {
    pub number: String,
    pub order_number: Option<String>,
    pub amount: i64,
    pub happened_on: NaiveDate,
}

/// Reads a table about orders by the ending of its name.
///
/// # Errors
/// [`TableError`] when nothing of it can be read; a row that does not fit is a row with its reason.
pub fn read_orders(kind: BatchKind, name: &str, content: &[u8]) -> Result<Vec<RowOf<OrderDraft>>, TableError> {
    let columns = batch_columns(kind);
    read_table(name, content, columns, |cells| {
        let draft = match kind {
            BatchKind::Payments => payment(cells),
            BatchKind::Made => made(cells),
            BatchKind::Handed => handed(cells),
        };
        (cells.text(0), draft)
    })
}

/// Reads a table about money by the ending of its name.
///
/// # Errors
/// [`TableError`] when nothing of it can be read; a row that does not fit is a row with its reason.
pub fn read_money(side: Side, name: &str, content: &[u8]) -> Result<Vec<RowOf<MoneyDraft>>, TableError> {
    read_table(name, content, side_columns(side), |cells| (cells.text(0), money(side, cells)))
}

fn payment(cells: &Cells<'_>) -> Result<OrderDraft, String> {
    Ok(OrderDraft {
        number: number(cells, 0)?,
        at: moment(cells, 1, PAYMENT_COLUMNS[1].heading)?,
        fee: cells.fen(2)?.unwrap_or(0),
        rule: cells.optional(3, 60)?,
        district: cells.optional(4, 40)?,
        school: cells.optional(5, 100)?,
        receiver: cells.optional(6, 40)?.as_deref().and_then(masked),
        agreed_on: cells.day(7)?,
        ..OrderDraft::default()
    })
}

fn made(cells: &Cells<'_>) -> Result<OrderDraft, String> {
    Ok(OrderDraft {
        number: number(cells, 0)?,
        at: moment(cells, 1, MADE_COLUMNS[1].heading)?,
        text: cells.optional(2, 200)?,
        ..OrderDraft::default()
    })
}

fn handed(cells: &Cells<'_>) -> Result<OrderDraft, String> {
    Ok(OrderDraft {
        number: number(cells, 0)?,
        waybill: Some(number(cells, 1)?),
        at: moment(cells, 2, HANDED_COLUMNS[2].heading)?,
        company: cells.optional(3, 40)?,
        text: cells.optional(4, 200)?,
        ..OrderDraft::default()
    })
}

fn money(side: Side, cells: &Cells<'_>) -> Result<MoneyDraft, String> {
    let columns = side_columns(side);
    let last = columns.len() - 1;
    let missing = |at: usize| format!("没有填写{}", columns[at].heading);
    let order_number = if side == Side::Treasury { None } else { Some(number(cells, 1)?) };
    Ok(MoneyDraft {
        number: number(cells, 0)?,
        order_number,
        amount: cells.fen(last - 1)?.filter(|fen| *fen > 0).ok_or_else(|| missing(last - 1))?,
        happened_on: cells.day(last)?.ok_or_else(|| missing(last))?,
    })
}

/// A number of an order, a parcel or a paper: long ones that Excel has cut are refused.
fn number(cells: &Cells<'_>, at: usize) -> Result<String, String> {
    cells.long(at, 60)?.map_or_else(|| cells.required(at, 60), Ok)
}

/// A moment: the day that a cell names, with the time behind it; noon where there is none.
fn moment(cells: &Cells<'_>, at: usize, heading: &str) -> Result<DateTime<Utc>, String> {
    let day = cells.day(at)?.ok_or_else(|| format!("没有填写{heading}，这一行不能导入"))?;
    let text = cells.text(at);
    let noon = TimeDelta::hours(12);
    let within = text
        .split_once([' ', 'T'])
        .and_then(|(_, time)| time_of(time.trim()))
        .or_else(|| text.parse().ok().and_then(of_serial))
        .unwrap_or(noon);
    Ok(zone::start_of_day(day) + within)
}

fn time_of(text: &str) -> Option<TimeDelta> {
    let time = ["%H:%M:%S", "%H:%M"].iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())?;
    Some(time - NaiveTime::MIN)
}

/// The time of a spreadsheet's number: the part of a day behind its point.
fn of_serial(days: f64) -> Option<TimeDelta> {
    let part = days.fract();
    #[expect(clippy::cast_possible_truncation, reason = "less than the seconds of a day")]
    (days < 110_000.0 && part > 0.0).then(|| TimeDelta::seconds((part * 86_400.0).round() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_a_day_is_a_row_with_a_reason() {
        let text = "订单号,缴费时间,费用,学校,姓名\nR1,2026-03-04 10:20,20.00,第一小学（演示）,王小某\nR2,,20,第一小学（演示）,李某\n";
        let rows = read_orders(BatchKind::Payments, "a.csv", text.as_bytes()).unwrap();
        let first = rows[0].draft.clone().unwrap();
        assert_eq!((first.fee, first.receiver.as_deref()), (2000, Some("王**")));
        assert_eq!(zone::local(first.at).to_rfc3339(), "2026-03-04T10:20:00+08:00");
        assert_eq!((rows[1].line, rows[1].draft.clone()), (3, Err("没有填写缴费时间，这一行不能导入".to_owned())));
    }
}
