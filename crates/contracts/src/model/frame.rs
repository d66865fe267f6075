//! The frame of a contract: what it is, between whom, for how long, which of its papers wins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Day, rule::rule};

/// What the contract is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Short lasting name: `hrss-exam-security-2021`.
    pub slug: String,
    /// Two capital letters that begin its ticket numbers and rule names: `HS`.
    pub prefix: String,
    /// Title as printed.
    pub title: String,
    /// Name of the project, when it differs.
    pub project: Option<String>,
    /// Contract, project or tender number as printed.
    pub number: Option<String>,
    /// File name of the text that clauses point into.
    pub source: String,
    /// Day of signing.
    pub signed: Day,
    /// Working-day calendar; only `state-council` is known.
    pub calendar: String,
    /// What is served, in a few words.
    pub summary: String,
    /// Where the work is done.
    pub place: Option<String>,
    /// Laws that it names as its ground.
    #[serde(default)]
    pub laws: Vec<CitedLaw>,
}

/// A law that the contract names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CitedLaw {
    /// Title without the brackets: `中华人民共和国合同法`.
    pub title: String,
    /// Where it is named.
    pub clause: String,
}

/// Which side a party stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 甲方.
    Client,
    /// 乙方.
    Vendor,
    /// Both sides alike.
    Both,
}

impl Side {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Client => "甲方",
            Self::Vendor => "乙方",
            Self::Both => "双方",
        }
    }
}

/// An organisation that signed. Never a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Short name that other tables refer to: `client`, `vendor`, `tianhao`.
    pub key: String,
    /// `client` or `vendor`.
    pub side: Side,
    /// Name as printed.
    pub name: String,
    /// Where the name is printed.
    pub clause: String,
    /// Every place where an address or phone of the party is printed.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// In a consortium: keys of the works that this member does.
    #[serde(default)]
    pub works: Vec<String>,
}

/// Kinds of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    /// Postal address.
    Address,
    /// Phone; the number itself is never written here.
    Phone,
    /// Mailbox; the address itself is never written here.
    Email,
}

/// A printed contact of a party.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// Where it is printed.
    pub clause: String,
    /// The address; absent for what is withheld (phones, mailboxes).
    pub text: Option<String>,
    /// `true` on the one that the product follows, when there are several.
    #[serde(default)]
    pub followed: bool,
}

rule! {
    /// The service period.
    pub struct Term {
        /// First day of service, counted in.
        pub start: Day,
        /// Last day of service, counted in.
        pub end: Day,
        /// First day on which this vendor serves, when the period began before the contract was made.
        pub effective: Option<Day>,
        /// How the contract words it, in our words.
        pub text: Option<String>,
    }
}

rule! {
    /// A paper that is part of the contract.
    pub struct Document {
        /// Short name that other tables refer to: `cover`, `body`, `pledge`.
        pub key: String,
        /// Title as printed.
        pub title: String,
        /// Which one wins: 1 goes before 2. Equal ranks have equal force; absent when nothing is said.
        pub rank: Option<u32>,
        /// Its own date, when it carries one.
        pub dated: Option<Day>,
    }
}

rule! {
    /// The clause that says which paper wins when two disagree.
    pub struct Precedence {
        /// The rule in our words.
        pub text: String,
    }
}

/// What a figure printed a second time repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureKind {
    /// The contract's total (`of` = the payments rule).
    Total,
    /// The total without tax (`of` = the payments rule).
    TaxExclusiveTotal,
    /// An instalment's percentage (`of` = the instalment).
    InstalmentPercent,
    /// An instalment's amount (`of` = the instalment).
    InstalmentAmount,
    /// The bond's amount (`of` = the bond).
    BondAmount,
    /// The day of signing, as `2021-07-06` (`of` = the term).
    SignedDate,
}

rule! {
    /// A figure printed a second time, elsewhere (cover, award notice, general terms); the checker compares.
    pub struct Figure {
        /// What it repeats.
        pub kind: FigureKind,
        /// The rule it repeats.
        pub of: String,
        /// The figure as text: `30%`, `1912500.00`, `2021-07-06`.
        pub value: String,
        /// Key of the paper that it stands in, for the question which one wins.
        pub document: Option<String>,
    }
}
