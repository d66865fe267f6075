//! Cards that are owed.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::words;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// Where an order stands.
    #[schema(as = DeliveryState)]
    pub enum OrderState {
        /// Paid, nothing made yet.
        Paid = "paid",
        /// The card is made.
        Made = "made",
        /// The courier has it.
        Shipped = "shipped",
        /// The courier could not hand it over.
        Failed = "failed",
        /// It came back.
        Returned = "returned",
        /// Received.
        Delivered = "delivered",
        /// Not owed any more.
        Cancelled = "cancelled",
    }
}

impl OrderState {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Paid => "待制卡",
            Self::Made => "已制卡",
            Self::Shipped => "运输中",
            Self::Failed => "投递失败",
            Self::Returned => "已退回",
            Self::Delivered => "已签收",
            Self::Cancelled => "已取消",
        }
    }

    /// Whether the card is still owed.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Delivered | Self::Cancelled)
    }
}

words! {
    /// What happened to an order, in the order in which such things happen.
    #[schema(as = DeliveryTold)]
    pub enum Told {
        /// The card was made.
        Made = "made",
        /// Handed to the courier.
        Handed = "handed",
        /// The courier has moved it.
        Moving = "moving",
        /// It could not be handed over.
        Failed = "failed",
        /// It came back.
        Returned = "returned",
        /// Received.
        Delivered = "delivered",
        /// Not owed any more.
        Cancelled = "cancelled",
        /// A remark.
        Note = "note",
    }
}

impl Told {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Made => "制卡完成",
            Self::Handed => "交给快递",
            Self::Moving => "运输中",
            Self::Failed => "投递失败",
            Self::Returned => "退回",
            Self::Delivered => "签收",
            Self::Cancelled => "取消",
            Self::Note => "备注",
        }
    }
}

words! {
    /// What a table tells of.
    #[schema(as = DeliveryBatchKind)]
    pub enum BatchKind {
        /// Orders that were paid.
        Payments = "payments",
        /// Cards that were made.
        Made = "made",
        /// Cards that were handed to a courier.
        Handed = "handed",
    }
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeliveryOrder)]
pub struct Order {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule under which it is owed.
    pub rule: String,
    /// Its number.
    pub number: String,
    /// The district of whoever receives it.
    pub district: Option<String>,
    /// The school of whoever receives it.
    pub school: Option<String>,
    /// Whose card it is, all but the first character hidden.
    pub receiver: Option<String>,
    /// When it was paid.
    pub paid_on: NaiveDate,
    /// In fen.
    pub fee: i64,
    /// The last day on which it is in time; none where the contract prints none.
    pub due_on: Option<NaiveDate>,
    /// Where it stands.
    pub state: OrderState,
    /// Its last day is over and it was not received, or received later.
    pub late: bool,
    /// It will be late if nothing happens: due in two working days, and not with the courier or not moving.
    pub ahead: bool,
    /// When the card was made.
    pub made_at: Option<DateTime<Utc>>,
    /// When the courier took it.
    pub handed_at: Option<DateTime<Utc>>,
    /// The courier.
    pub company: Option<String>,
    /// The courier's number.
    pub waybill: Option<String>,
    /// When the courier last told of it.
    pub moved_at: Option<DateTime<Utc>>,
    /// When it was received.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who signed for it, hidden likewise.
    pub signed_by: Option<String>,
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeliveryOrderEvent)]
pub struct OrderEvent {
    /// Its id.
    pub id: Uuid,
    /// What.
    pub kind: Told,
    /// When.
    pub at: DateTime<Utc>,
    /// In words.
    pub text: Option<String>,
    /// The courier.
    pub company: Option<String>,
    /// The courier's number.
    pub waybill: Option<String>,
    /// Who signed.
    pub signed_by: Option<String>,
    /// Who told it: a person or a courier.
    pub by: String,
    /// When it was told.
    pub recorded_at: DateTime<Utc>,
}

/// A table that was taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DeliveryBatch)]
pub struct Batch {
    /// Its id.
    pub id: Uuid,
    /// What it tells of.
    pub kind: BatchKind,
    /// The name of the file.
    pub file: String,
    /// Rows taken over.
    pub added: i64,
    /// Rows that were there already.
    pub same: i64,
    /// Rows refused.
    pub refused: i64,
    /// Who took it over.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}
