//! Use cases: check, change, record, audit. The transaction is the caller's.

mod batches;
mod closing;
mod couriers;
mod export;
mod feed;
mod frame;
mod import;
mod keys;
mod money;
mod orders;
mod readers;
pub(crate) mod reminding;
mod telling;

pub use batches::{batches, import_batch, may_import};
pub use closing::{close_week, reconciliation_table};
pub use couriers::{
    CourierSourceWithSecret, NewCourierSource, Settlement, UnknownWish, add_source, remove_source, rotate_source,
    settle, sources, unknown,
};
pub use export::template;
pub use feed::{CourierEvent, CourierOutcome, CourierResult, take_feed, trusted};
pub use import::{ImportOutcome, ImportResult, ImportRow};
pub use keys::{
    CountedKey, KeyDetail, NewKey, NewKeyCount, NewKeyMovement, add_key, count_keys, key, key_counts, keys, move_key,
    signature_of,
};
pub use money::{
    Explanation, MoneyWish, NewMoneyRow, NewWeek, Reason, Week, WeekDetail, WeekLine, add_row, drop_row, explain,
    import_money, may_import_money, open_week, rows, week, weeks,
};
pub use orders::{
    DeliveryRule, DeliverySummary, NewOrderEvent, OrderDetail, OrderWish, OrdersShown, StateCount, add_event, order,
    orders, summary,
};
pub use readers::{
    NewReader, NewReaderMovement, ReaderDetail, ReaderPage, ReaderWish, add_reader, move_reader, reader, readers,
};

use jianyue_contracts::Desk;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    DbError, Tx,
    audit::{self, Entry},
    events,
};
use serde_json::Value;
use uuid::Uuid;

use crate::model::DeliveriesChanged;

/// Writes down what was done, and tells live lists.
async fn done(
    tx: &mut Tx,
    desk: Desk<'_>,
    (contract, subject): (ContractId, Uuid),
    (action, what): (&'static str, &'static str),
    detail: Value,
) -> Result<(), DbError> {
    audit::record(tx, desk.env, desk.by, Entry { action, subject, contract: Some(contract), detail }).await?;
    told(tx, desk, (contract, subject), what).await
}

/// Tells live lists.
async fn told(
    tx: &mut Tx,
    desk: Desk<'_>,
    (contract, subject): (ContractId, Uuid),
    what: &'static str,
) -> Result<(), DbError> {
    let event = DeliveriesChanged { subject_id: subject, contract_id: contract.0, what, at: desk.now() };
    events::record(tx, desk.env, &event).await
}
