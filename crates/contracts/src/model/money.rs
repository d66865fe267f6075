//! What is paid, when, and what a breach costs.

use jianyue_kernel::{Money, Percent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Day, DueRule, Side, Within,
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
    }
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

/// What a rate is taken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Base {
    /// The contract's total.
    Total,
    /// The annual fee.
    AnnualFee,
    /// The amount that is late.
    LateAmount,
}

impl Base {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Total => "合同总价",
            Self::AnnualFee => "年度技术服务费",
            Self::LateAmount => "逾期金额",
        }
    }
}

/// What a penalty is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Once for the breach.
    Breach,
    /// Each time that it happens.
    Occurrence,
    /// Each duty that is not met.
    Item,
    /// Each day of delay.
    Day,
    /// Each week of delay.
    Week,
}

impl Per {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Breach => "一次性",
            Self::Occurrence => "每次",
            Self::Item => "每项",
            Self::Day => "每日",
            Self::Week => "每周",
        }
    }
}

/// What a penalty brings besides money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// All that was paid goes back.
    RefundAll,
    /// What was paid for time not served goes back.
    RefundUnserved,
    /// The client may terminate.
    Terminate,
    /// Loss is made good.
    Damages,
    /// The bond is kept.
    KeepBond,
    /// The work is done again.
    Redo,
    /// The vendor may pause.
    Pause,
}

/// A band of a measured rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// From this rate on.
    #[schemars(with = "RateText")]
    pub from: Percent,
    /// Up to this rate; absent for everything above.
    #[schemars(with = "Option<RateText>")]
    pub to: Option<Percent>,
    /// What it costs; absent when the consequence is not money.
    #[schemars(with = "Option<RateText>")]
    pub rate: Option<Percent>,
    /// What else it brings.
    #[serde(default)]
    pub also: Vec<Consequence>,
}

rule! {
    /// What a breach costs.
    pub struct Penalty {
        /// What it is called, short.
        pub title: String,
        /// Who owes it.
        pub owed_by: Side,
        /// The breach in our words.
        pub breach: String,
        /// What the rate is taken of.
        pub base: Option<Base>,
        /// The rate.
        #[schemars(with = "Option<RateText>")]
        pub rate: Option<Percent>,
        /// A fixed sum instead of a rate.
        #[schemars(with = "Option<AmountText>")]
        pub sum: Option<Money>,
        /// Bands instead of one rate.
        #[serde(default)]
        pub bands: Vec<Band>,
        /// What it is counted by.
        pub per: Per,
        /// Whether a part of a day or week counts whole.
        #[serde(default)]
        pub part_counts_whole: bool,
        /// It never passes this share of its base.
        #[schemars(with = "Option<RateText>")]
        pub cap: Option<Percent>,
        /// What else it brings.
        #[serde(default)]
        pub also: Vec<Consequence>,
        /// After this many times there is more.
        pub escalates: Option<Escalation>,
        /// Whether it adds to other penalties.
        #[serde(default)]
        pub adds_up: bool,
    }
}

/// What happens when a breach is repeated or its cap is reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// At the so-manieth time (`3` in "3 times"; for "more than 3", 4); absent when the cap triggers it.
    pub at_time: Option<u32>,
    /// An additional rate of the base.
    #[schemars(with = "Option<RateText>")]
    pub rate: Option<Percent>,
    /// What it brings.
    pub also: Vec<Consequence>,
    /// Where it stands.
    pub clause: String,
}

rule! {
    /// What the client owes when it pays late.
    pub struct LatePayment {
        /// Rate for each day.
        #[schemars(with = "Option<RateText>")]
        pub rate_per_day: Option<Percent>,
        /// What the rate is taken of.
        pub base: Base,
        /// From which day of delay on; 1 when absent.
        pub from_day: Option<u32>,
        /// Whether `from_day` counts working days.
        #[serde(default)]
        pub working_days: bool,
        /// It never passes this share of its base.
        #[schemars(with = "Option<RateText>")]
        pub cap: Option<Percent>,
        /// What else, in our words.
        pub text: Option<String>,
    }
}

/// How a share of a price is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proration {
    /// Days of the period ÷ days of the year.
    ByDays,
    /// Amount ÷ 365 × days.
    By365,
    /// Amount ÷ 12 × months.
    ByMonths,
    /// Time served ÷ time of the whole year.
    ByTime,
}

rule! {
    /// What this vendor pays on to the one before it.
    pub struct HandOver {
        /// What it is called.
        pub title: String,
        /// First day that the previous vendor served.
        pub from: Day,
        /// Last day that the previous vendor served, counted in.
        pub until: Day,
        /// What the share is taken of, in our words: `本年度合同总金额`.
        pub base: String,
        /// Its amount; absent when it is another contract's total.
        #[schemars(with = "Option<AmountText>")]
        pub base_amount: Option<Money>,
        /// How the share is computed.
        pub proration: Proration,
        /// When it is paid.
        pub due: Option<DueRule>,
        /// The rule in our words.
        pub text: String,
    }
}

rule! {
    /// What goes back when the contract ends early.
    pub struct Refund {
        /// What it is called.
        pub title: String,
        /// What the share is taken of.
        pub base: Base,
        /// How the share is computed.
        pub proration: Proration,
        /// How long there is.
        pub within: Option<Within>,
        /// The rule in our words.
        pub text: String,
    }
}

rule! {
    /// Service goes on after the end.
    pub struct RunningOn {
        /// Until when, in our words.
        pub until: String,
        /// How it is paid.
        pub proration: Option<Proration>,
        /// Who pays, in our words.
        pub paid_by: Option<String>,
        /// The rule in our words.
        pub text: String,
    }
}

rule! {
    /// A right to end the contract.
    pub struct Termination {
        /// What it is called.
        pub title: String,
        /// Who may end it.
        pub by: Side,
        /// When, in our words.
        pub when: String,
        /// Time to make good after written notice.
        pub cure: Option<Within>,
    }
}
