//! What is paid, and when.

use jianyue_kernel::{Money, Percent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Day, DueRule,
    rule::rule,
    values::{AmountText, RateText},
};

/// Facts that payments wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// The contract is signed.
    Signed,
    /// The contract is in force.
    InForce,
    /// Budget funds have arrived.
    FundsArrived,
    /// The vendor's invoice is there.
    InvoiceReceived,
    /// The reports due by then are accepted.
    ReportsAccepted,
    /// The stage's work is done and accepted.
    StageAccepted,
    /// The final acceptance is passed.
    FinalAcceptance,
    /// No breach has happened.
    NoBreach,
    /// The first payment has been received.
    FirstPayment,
    /// The bond has been handed in.
    BondReceived,
    /// The exam is over.
    ExamEnded,
    /// The client has signed the sheet that fixes the quantity.
    QuantitySigned,
    /// Notice was given.
    NoticeGiven,
}

impl Fact {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Signed,
        Self::InForce,
        Self::FundsArrived,
        Self::InvoiceReceived,
        Self::ReportsAccepted,
        Self::StageAccepted,
        Self::FinalAcceptance,
        Self::NoBreach,
        Self::FirstPayment,
        Self::BondReceived,
        Self::ExamEnded,
        Self::QuantitySigned,
        Self::NoticeGiven,
    ];

    /// The word in files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::InForce => "in_force",
            Self::FundsArrived => "funds_arrived",
            Self::InvoiceReceived => "invoice_received",
            Self::ReportsAccepted => "reports_accepted",
            Self::StageAccepted => "stage_accepted",
            Self::FinalAcceptance => "final_acceptance",
            Self::NoBreach => "no_breach",
            Self::FirstPayment => "first_payment",
            Self::BondReceived => "bond_received",
            Self::ExamEnded => "exam_ended",
            Self::QuantitySigned => "quantity_signed",
            Self::NoticeGiven => "notice_given",
        }
    }

    /// The fact of a word in files.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.code() == code)
    }

    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signed => "合同签订",
            Self::InForce => "合同生效",
            Self::FundsArrived => "财政资金到位",
            Self::InvoiceReceived => "收到发票",
            Self::ReportsAccepted => "报告通过评审",
            Self::StageAccepted => "阶段工作完成",
            Self::FinalAcceptance => "最终验收合格",
            Self::NoBreach => "未发生违约",
            Self::FirstPayment => "收到首付款",
            Self::BondReceived => "履约保证金已提交",
            Self::ExamEnded => "考试结束",
            Self::QuantitySigned => "数量经甲方签字确认",
            Self::NoticeGiven => "发出通知",
        }
    }
}

rule! {
    /// The price and how it is paid.
    pub struct Payments {
        /// Total with tax; absent when the price depends on quantities.
        #[schemars(with = "Option<AmountText>")]
        pub total: Option<Money>,
        /// The total as printed in capitals.
        pub capitals: Option<String>,
        /// Instalments, in their order.
        #[serde(default)]
        pub instalments: Vec<Instalment>,
        /// A price per unit instead of a total.
        pub unit_fee: Option<UnitFee>,
        /// Terms that are no instalment: fiscal delay, invoices, use of funds.
        #[serde(default)]
        pub terms: Vec<PaymentTerm>,
    }
}

rule! {
    /// One payment.
    pub struct Instalment {
        /// What it is called.
        pub title: String,
        /// Share of the total.
        #[schemars(with = "RateText")]
        pub percent: Percent,
        /// Printed amount.
        #[schemars(with = "AmountText")]
        pub amount: Money,
        /// Printed amount in capitals.
        pub capitals: Option<String>,
        /// Facts that it waits for.
        pub conditions: Vec<Fact>,
        /// When it falls due; with several, the earliest that can be computed holds once its facts are there.
        #[serde(default)]
        pub due: Vec<DueRule>,
        /// Shares of consortium members.
        #[serde(default)]
        pub splits: Vec<Split>,
        /// The reports that its condition `reports_accepted` waits for; without it that is told by people.
        pub reports: Option<AwaitedReports>,
    }
}

/// The reports that a payment waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AwaitedReports {
    /// Their rules.
    pub rules: Vec<String>,
    /// Those whose period ends on this day at the latest.
    pub ended_by: Day,
    /// Those whose period ends on this day at the earliest; from the beginning when absent.
    pub ended_from: Option<Day>,
    /// Where it stands.
    pub clause: String,
    /// Why this is a reading and not the letter.
    pub assumed: Option<String>,
}

/// A consortium member's share of a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Key of the party.
    pub party: String,
    /// Printed amount.
    #[schemars(with = "AmountText")]
    pub amount: Money,
    /// Printed amount in capitals.
    pub capitals: Option<String>,
}

rule! {
    /// A price per unit.
    pub struct UnitFee {
        /// What is counted: `每人每小时`.
        pub unit: String,
        /// The price does not pass this.
        #[schemars(with = "AmountText")]
        pub at_most: Money,
        /// The formula in our words.
        pub formula: String,
        /// The sheet that fixes the quantity.
        pub quantity_from: String,
        /// Facts that payment waits for.
        pub conditions: Vec<Fact>,
        /// When it falls due.
        pub due: Vec<DueRule>,
    }
}

rule! {
    /// A term of payment that is no instalment.
    pub struct PaymentTerm {
        /// What it is called, short.
        pub title: String,
        /// The term in our words.
        pub text: String,
    }
}

rule! {
    /// The performance bond.
    pub struct Bond {
        /// Share of the total.
        #[schemars(with = "RateText")]
        pub percent: Percent,
        /// Printed amount.
        #[schemars(with = "AmountText")]
        pub amount: Money,
        /// Printed amount in capitals.
        pub capitals: Option<String>,
        /// When it is handed in.
        pub due: DueRule,
        /// The fact after which it goes back.
        pub refunded_after: Fact,
        /// Whether it goes back with interest.
        #[serde(default)]
        pub interest: bool,
        /// When it is kept, in our words.
        pub kept_when: Option<String>,
    }
}
