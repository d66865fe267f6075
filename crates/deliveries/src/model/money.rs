//! Weeks of money.

use chrono::NaiveDate;
use jianyue_platform::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// Whose books a row is of.
    #[schema(as = ReconciliationSide)]
    pub enum Side {
        /// The payment platform: a transaction.
        Payment = "payment",
        /// A receipt that was taken.
        Receipt = "receipt",
        /// A transfer to the treasury.
        Treasury = "treasury",
    }
}

impl Side {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Payment => "支付流水",
            Self::Receipt => "票据",
            Self::Treasury => "缴款书",
        }
    }
}

words! {
    /// Where a week stands.
    #[schema(as = ReconciliationState)]
    pub enum WeekState {
        /// Rows come in, differences are explained.
        Open = "open",
        /// Done.
        Closed = "closed",
    }
}

words! {
    /// In what something differs.
    #[schema(as = ReconciliationDifferenceKind)]
    pub enum DifferenceKind {
        /// Ordered, and the platform knows no payment.
        OrderWithoutPayment = "order_without_payment",
        /// Paid, and there is no such order in the week.
        PaymentWithoutOrder = "payment_without_order",
        /// Another amount was paid.
        AmountDiffers = "amount_differs",
        /// Paid more than once.
        PaidTwice = "paid_twice",
        /// Paid without a receipt.
        ReceiptMissing = "receipt_missing",
        /// The receipt has another amount.
        ReceiptAmountDiffers = "receipt_amount_differs",
        /// A receipt without a payment.
        ReceiptWithoutPayment = "receipt_without_payment",
        /// The treasury received another sum.
        TreasuryDiffers = "treasury_differs",
    }
}

impl DifferenceKind {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::OrderWithoutPayment => "有订单无支付",
            Self::PaymentWithoutOrder => "有支付无订单",
            Self::AmountDiffers => "金额不符",
            Self::PaidTwice => "重复支付",
            Self::ReceiptMissing => "缺票据",
            Self::ReceiptAmountDiffers => "票据金额不符",
            Self::ReceiptWithoutPayment => "有票据无支付",
            Self::TreasuryDiffers => "缴库金额不符",
        }
    }
}

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(as = ReconciliationDifference)]
pub struct Difference {
    /// Names it; a difference of another amount has another name.
    pub key: String,
    /// In what.
    pub kind: DifferenceKind,
    /// The order; empty for the treasury.
    pub order_number: String,
    /// The transaction, receipt or transfer that it is about; empty where there is none.
    pub number: String,
    /// What should be there, in fen.
    pub expected: i64,
    /// What is there, in fen.
    pub found: i64,
}

/// Sums of a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReconciliationTotals)]
pub struct Totals {
    /// Orders.
    pub orders: i64,
    /// Their fees, in fen.
    pub orders_fen: i64,
    /// Payments.
    pub payments: i64,
    /// Their sum, in fen.
    pub payments_fen: i64,
    /// Receipts.
    pub receipts: i64,
    /// Their sum, in fen.
    pub receipts_fen: i64,
    /// Transfers to the treasury.
    pub transfers: i64,
    /// Their sum, in fen.
    pub transfers_fen: i64,
}

/// What the payment platform, a receipt or the treasury says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReconciliationRow)]
pub struct MoneyRow {
    /// Its id.
    pub id: Uuid,
    /// Whose books.
    pub side: Side,
    /// Number of the transaction, receipt or transfer.
    pub number: String,
    /// The order.
    pub order_number: Option<String>,
    /// In fen.
    pub amount: i64,
    /// The day.
    pub happened_on: NaiveDate,
    /// Who wrote it down.
    pub by: String,
}
