//! What the registry hands out.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractVersionId};
use jianyue_sla::{BusinessTime, clock::SeverityMatrix};
use serde::Serialize;
use utoipa::ToSchema;

use super::special::SpecialMatrices;
use crate::{
    Lines,
    check::{Finding, check},
    model::{Contract, Matrix, MatrixCase},
};

/// A version of a contract, read once and ready for clocks. Shared behind an `Arc`; never changes.
#[derive(Debug)]
pub struct Compiled {
    /// The contract.
    pub contract: ContractId,
    /// The version; records made under it keep this id.
    pub version: ContractVersionId,
    /// 1 for the original, growing with each amendment.
    pub version_no: i64,
    /// Its stable name, which is the name of its file.
    pub slug: String,
    /// Prefix of the numbers of its tickets.
    pub prefix: String,
    /// Title in this version, as printed.
    pub title: String,
    /// First day on which this version holds, in Shanghai.
    pub effective_on: NaiveDate,
    /// The whole text as types.
    pub model: Arc<Contract>,
    /// The working-day calendar with the windows compiled under it so far.
    pub time: Arc<BusinessTime>,
    /// Its cases with their targets, as clocks want them, in ordinary times.
    pub matrix: Arc<SeverityMatrix>,
    /// The same for special periods that were asked about.
    pub(super) special: SpecialMatrices,
    /// Where its rules stand in the text.
    pub lines: Arc<Lines>,
}

/// What is read from a text once and shared by whatever the registry makes of it later.
pub(super) struct ReadText {
    pub model: Arc<Contract>,
    pub matrix: Arc<SeverityMatrix>,
    pub lines: Arc<Lines>,
}

impl ReadText {
    pub(super) fn of(model: Contract, text: &str) -> Self {
        Self { matrix: Arc::new(model.matrix(&[])), model: Arc::new(model), lines: Arc::new(Lines::of(text)) }
    }
}

impl Compiled {
    /// First and last day on which this vendor serves under this version, both counted in.
    #[must_use]
    pub fn term(&self) -> (NaiveDate, NaiveDate) {
        let service = self.model.service_period();
        (service.from, service.to)
    }

    /// The parts that were read from the text.
    pub(super) fn read(&self) -> ReadText {
        let Self { model, matrix, lines, .. } = self;
        ReadText { model: model.clone(), matrix: matrix.clone(), lines: lines.clone() }
    }

    /// What the check of the text finds, under the calendar of now.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = check(std::slice::from_ref(&*self.model), self.time.calendar());
        self.lines.mark(&mut findings);
        findings
    }

    /// The case of a key (`HS-S1`) as the contract words it, with the matrix it stands in. Its targets for clocks are in
    /// [`Compiled::matrix`].
    #[must_use]
    pub fn case(&self, key: &str) -> Option<(&Matrix, &MatrixCase)> {
        self.cases().find(|(_, case)| case.id == key)
    }

    /// Every case with its matrix, in the order of the text.
    pub fn cases(&self) -> impl Iterator<Item = (&Matrix, &MatrixCase)> {
        self.model.matrices.iter().flat_map(|matrix| matrix.cases.iter().map(move |case| (matrix, case)))
    }

    /// The cases that a ticket on `work` may have; without a work, those that hold for all of them.
    pub fn cases_of(&self, work: Option<&str>) -> impl Iterator<Item = (&Matrix, &MatrixCase)> {
        self.cases().filter(move |(matrix, _)| {
            matrix.works.is_empty() || work.is_some_and(|work| matrix.works.iter().any(|key| key == work))
        })
    }
}

/// What a contract is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContractLabel {
    /// The contract.
    #[schema(value_type = uuid::Uuid)]
    pub id: ContractId,
    /// Its stable name.
    pub slug: String,
    /// Prefix of its numbers.
    pub prefix: String,
    /// Title in its newest version, as printed.
    pub title: String,
}

/// What a version is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ContractVersionKind)]
pub enum VersionKind {
    /// The contract as first signed.
    Original,
    /// 补充协议: a new text from its effective date on.
    Amendment,
}

impl VersionKind {
    /// The stable text kept in databases.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Amendment => "amendment",
        }
    }

    /// The kind of a stable text, if it names one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Original, Self::Amendment].into_iter().find(|kind| kind.code() == code)
    }
}

/// A version in the history of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ContractVersion)]
pub struct Version {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: ContractVersionId,
    /// 1 for the original, growing with each amendment.
    pub version: i64,
    /// Original or amendment.
    pub kind: VersionKind,
    /// First day on which it holds.
    pub effective_on: NaiveDate,
    /// SM3 digest of its text, in hexadecimal.
    pub text_hash: String,
    /// Why it was published, if its publisher said so.
    pub note: Option<String>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Who published it.
    pub published_by: String,
}

/// Where a contract stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContractState {
    /// Its term has begun and is not over.
    InForce,
    /// Its term, or its first version, begins later.
    NotYet,
    /// Its term is over.
    Expired,
}

/// A contract and its versions, as the cache knows them without reading a text.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub label: ContractLabel,
    /// By effective date, the earliest first; never empty.
    pub versions: Vec<EntryVersion>,
}

/// A version as the cache knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntryVersion {
    pub id: ContractVersionId,
    pub no: i64,
    pub effective_on: NaiveDate,
}

impl Entry {
    /// The last version that holds on `day`.
    pub(super) fn on(&self, day: NaiveDate) -> Option<EntryVersion> {
        self.versions.iter().rev().find(|version| version.effective_on <= day).copied()
    }
}
