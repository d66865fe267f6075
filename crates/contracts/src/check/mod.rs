//! What a contract contradicts, leaves open or leaves to a reading. General rules only: nothing here knows a contract.

mod capitals;
mod figures;
mod frame;
mod laws;
mod matrix;
mod money;
mod phrases;
mod prices;
mod readings;

use jianyue_sla::WorkCalendar;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::model::{Contract, Rule};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(as = FindingSeverity)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The contract cannot be run until somebody decides.
    Error,
    /// A contradiction that the product resolves; an official should know.
    Warning,
    /// A reading or a gap worth knowing.
    Note,
}

impl Severity {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "警告",
            Self::Note => "提示",
        }
    }
}

/// A place in the contract's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FindingPlace)]
pub struct Place {
    /// The clause as printed.
    pub clause: String,
    /// What stands there, in short.
    pub text: String,
    /// The line in the contract's file, from 1; null where it stands on none, or the file is not at hand.
    #[serde(default)]
    pub line: Option<usize>,
    /// The rule that is meant, where it is one.
    #[serde(skip)]
    #[schema(ignore)]
    pub(crate) rule: Option<String>,
}

impl Place {
    fn new(clause: impl Into<String>, text: impl Into<String>) -> Self {
        Self { clause: clause.into(), text: text.into(), line: None, rule: None }
    }

    /// Stands for the day of signing, which is no rule.
    pub(crate) const SIGNED: &str = "contract.signed";

    fn signed(text: impl Into<String>) -> Self {
        Self { rule: Some(Self::SIGNED.to_owned()), ..Self::new("签订日期", text) }
    }
}

/// Something that an official should know about a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// Slug of the contract.
    pub contract: String,
    /// Stable code: `payment.printed_percent_differs`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// What it is, in plain Chinese.
    pub message: String,
    /// The places concerned; both, where two disagree.
    pub places: Vec<Place>,
    /// What the product follows, if it had to choose.
    pub followed: Option<String>,
}

/// The findings of one contract while they are gathered.
struct Findings<'c> {
    contract: &'c Contract,
    found: Vec<Finding>,
}

impl Findings<'_> {
    fn add(&mut self, severity: Severity, code: &str, message: impl Into<String>, places: Vec<Place>) -> &mut Finding {
        let at = self.found.len();
        self.found.push(Finding {
            contract: self.contract.contract.slug.clone(),
            code: code.to_owned(),
            severity,
            message: message.into(),
            places,
            followed: None,
        });
        &mut self.found[at]
    }
}

impl Finding {
    fn follow(&mut self, followed: impl Into<String>) {
        self.followed = Some(followed.into());
    }
}

/// The place of a rule, with a text about it.
fn place_of(rule: &impl Rule, text: impl Into<String>) -> Place {
    Place { rule: Some(rule.id().to_owned()), ..Place::new(rule.clause(), text) }
}

/// Everything worth knowing about these contracts, contract by contract, graver findings first.
#[must_use]
pub fn check(contracts: &[Contract], calendar: &WorkCalendar) -> Vec<Finding> {
    let mut all = Vec::new();
    for (at, contract) in contracts.iter().enumerate() {
        let mut findings = Findings { contract, found: Vec::new() };
        siblings(&mut findings, &contracts[..at]);
        frame::check(&mut findings, calendar);
        figures::check(&mut findings);
        money::check(&mut findings);
        prices::check(&mut findings);
        phrases::check(&mut findings);
        matrix::check(&mut findings);
        readings::check(&mut findings);
        findings.found.sort_by_key(|finding| finding.severity);
        all.append(&mut findings.found);
    }
    all
}

/// Names that two contracts of one installation must not share.
fn siblings(findings: &mut Findings<'_>, earlier: &[Contract]) {
    let header = &findings.contract.contract;
    for other in earlier.iter().map(|contract| &contract.contract) {
        let places = || vec![Place::new(&other.source, &other.title), Place::new(&header.source, &header.title)];
        if other.slug == header.slug {
            let message = format!("两份合同使用同一个名称“{}”，请改其中一个", header.slug);
            findings.add(Severity::Error, "contracts.repeated_slug", message, places());
        }
        if other.prefix == header.prefix {
            let message = format!("两份合同使用同一个编号前缀“{}”，工单号会混淆，请改其中一个", header.prefix);
            findings.add(Severity::Error, "contracts.repeated_prefix", message, places());
        }
    }
}
