//! What a breach costs.

use jianyue_kernel::{Money, Percent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Side, TargetKind,
    rule::rule,
    values::{AmountText, RateText},
};

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

/// What may happen that a penalty is proposed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// A promised time passed: a target of a case.
    ClockBreached,
    /// The last day of a duty is over and it is not done. Done afterwards, it counts no longer.
    DutyMissed,
    /// The last day of a duty passed before it was done, if it is done at all.
    DutyLate,
    /// The client questioned a report, and no corrected one is accepted yet.
    ReportQuestioned,
    /// The vendor accepted a claim of the client, by answer or by silence.
    ClaimAccepted,
    /// A key person changed without the notice or consent that the contract asks for.
    KeyPersonChanged,
}

impl Happening {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClockBreached => "时限超时",
            Self::DutyMissed => "到期未做",
            Self::DutyLate => "逾期完成",
            Self::ReportQuestioned => "报告被质疑",
            Self::ClaimAccepted => "索赔成立",
            Self::KeyPersonChanged => "未经同意换人",
        }
    }
}

/// What counts as one breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OncePer {
    /// Each happening.
    Happening,
    /// Everything that happens under one rule in a calendar month.
    RuleAndMonth,
    /// Everything that happens to one work in a calendar month.
    WorkAndMonth,
    /// Everything that happens under the contract.
    Contract,
}

impl OncePer {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Happening => "每发生一次计一次",
            Self::RuleAndMonth => "同一条款一个月内合计一次",
            Self::WorkAndMonth => "同一服务内容一个月内合计一次",
            Self::Contract => "整个合同合计一次",
        }
    }
}

/// The kinds of duties, as the ledger of duties calls them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutySort {
    /// An inspection.
    Inspection,
    /// A backup.
    Backup,
    /// A backup is checked.
    BackupCheck,
    /// Stock is counted.
    StockCount,
    /// A duty that comes round.
    Duty,
    /// A visit.
    Visit,
    /// A document.
    Document,
    /// A duty that an event makes due.
    Event,
}

impl DutySort {
    /// The word of the ledger.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Inspection => "inspection",
            Self::Backup => "backup",
            Self::BackupCheck => "backup_check",
            Self::StockCount => "stock_count",
            Self::Duty => "duty",
            Self::Visit => "visit",
            Self::Document => "document",
            Self::Event => "event",
        }
    }
}

/// What the software proposes a penalty for. A penalty without it is raised by people only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RaisedBy {
    /// What has to happen.
    pub by: Happening,
    /// Of promised times: these targets only; none means all.
    #[serde(default)]
    pub targets: Vec<TargetKind>,
    /// These rules only (of cases, duties, reports, letters, positions); none means all.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Of duties: these kinds only; none means all.
    #[serde(default)]
    pub kinds: Vec<DutySort>,
    /// What counts as one breach.
    pub once_per: OncePer,
    /// The clause that makes it a breach, where it is not that of the penalty.
    pub clause: Option<String>,
    /// Why this is a reading and not the letter.
    pub assumed: Option<String>,
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
        /// What the software proposes it for; none means that people raise it.
        #[serde(default)]
        pub raised_by: Vec<RaisedBy>,
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
