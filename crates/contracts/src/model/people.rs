//! People that the vendor must provide, and duties of other kinds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Frequency, Side, Silence, Within, rule::rule};

rule! {
    /// A position to be staffed.
    pub struct Position {
        /// Position as printed.
        pub title: String,
        /// How many people.
        pub heads: u32,
        /// `true` when the figure is a minimum.
        #[serde(default)]
        pub at_least: bool,
        /// One per so many served (proctors: 30 candidates each).
        pub one_per: Option<u32>,
        /// When they must be there, if not always.
        pub when: Option<String>,
        /// What they must know.
        pub skills: Option<String>,
        /// What they do.
        pub tasks: Option<String>,
        /// Whether a change needs notice and consent.
        #[serde(default)]
        pub key_person: bool,
        /// Id of the window in which they are there.
        pub window: Option<String>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
    }
}

rule! {
    /// The team as a whole.
    pub struct Team {
        /// How many people in all.
        pub heads: Option<u32>,
        /// Notice before a key person changes.
        pub change_notice: Option<Within>,
        /// Whether the client must agree to the change.
        #[serde(default)]
        pub consent: bool,
        /// The rule in our words.
        pub text: String,
    }
}

/// Kinds of duties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DutyKind {
    /// Account, address or other facts must be told.
    Notice,
    /// Force majeure: notice and proof.
    ForceMajeure,
    /// A change or upgrade of the systems served.
    Change,
    /// A permission is changed against a form.
    Permission,
    /// Data is corrected, changed, exported or exchanged.
    Data,
    /// Training.
    Training,
    /// Help, advice, support.
    Support,
    /// Emergency plan and response.
    Emergency,
    /// Network and information security.
    Security,
    /// Secrets.
    Confidentiality,
    /// Data and papers go back or are destroyed.
    DataReturn,
    /// Something is delivered to somebody.
    Delivery,
    /// Accounts are reconciled, receipts, treasury.
    Reconciliation,
    /// Keys, cards, readers and other devices are looked after.
    Devices,
    /// At most so much work is included.
    Quota,
    /// People and their management.
    Staff,
    /// Rights in what is made.
    IntellectualProperty,
    /// Sub-contracting and transfer.
    Transfer,
    /// Integrity.
    Integrity,
    /// Claims and their answers.
    Claim,
    /// What the client provides.
    Cooperation,
    /// Anything else.
    Other,
}

rule! {
    /// A duty that is neither fault, inspection, document nor money.
    pub struct Duty {
        /// What it is called, short.
        pub title: String,
        /// Its kind.
        pub kind: DutyKind,
        /// Who owes it.
        pub owed_by: Side,
        /// What must be done, in our words.
        pub text: String,
        /// What makes it due.
        pub trigger: Option<String>,
        /// How long there is from the trigger.
        pub within: Option<Within>,
        /// Whether that time counts back from what is planned: at least so long before it.
        #[serde(default)]
        pub before: bool,
        /// How often, when it comes round.
        pub frequency: Option<Frequency>,
        /// At least so many times in the term.
        pub times: Option<u32>,
        /// At most so much: `1 人月`.
        pub at_most: Option<String>,
        /// The form that it needs: `系统权限调整单`.
        pub form: Option<String>,
        /// Whose consent it needs.
        pub consent: Option<Side>,
        /// What silence means.
        pub silence: Option<Silence>,
        /// Points to prove, one each.
        #[serde(default)]
        pub items: Vec<String>,
        /// Keys of the works concerned; empty means all.
        #[serde(default)]
        pub works: Vec<String>,
    }
}
