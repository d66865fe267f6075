//! What is shared by time: with the vendor before, when it ends early, and when it runs on.

use jianyue_kernel::Money;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Base, Day, DueRule, Side, Within, rule::rule, values::AmountText};

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
