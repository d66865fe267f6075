//! A dossier as it is shown.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, Value};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Evidence of a clause that is shown at once; the archive has all of it.
const SHOWN: usize = 30;

/// Where a clause stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = DossierState)]
#[serde(rename_all = "snake_case")]
pub enum ClauseState {
    /// Something was missed, or nothing shows that it was kept.
    Gap,
    /// Its time has not come, or what makes it due has not happened.
    NotYet,
    /// Something shows that it was kept.
    Evidence,
}

/// What shows that a clause was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DossierProof)]
pub struct Proof {
    /// In words.
    pub text: String,
    /// The page that shows it to the vendor's people; empty where there is none.
    pub path: String,
    /// The page that shows it to the client; empty where there is none.
    pub client_path: String,
    /// When it was given.
    pub at: Option<DateTime<Utc>>,
}

/// A clause with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DossierClause)]
pub struct Clause {
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// What it is called.
    pub title: String,
    /// Why the rule is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is: `inspection`, `document`, `clock`, `payment` …
    pub kind: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// How often it was kept in time.
    pub done: i64,
    /// How often it was kept too late.
    pub late: i64,
    /// How often it was not kept.
    pub missed: i64,
    /// How often the client let it go.
    pub waived: i64,
    /// How often it is still to be kept.
    pub open: i64,
    /// What shows it, the last of it first; at most thirty.
    pub evidence: Vec<Proof>,
    /// How much of that there is.
    pub evidence_count: i64,
    /// Where it stands.
    pub state: ClauseState,
}

/// The acceptance dossier of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = AcceptanceDossier)]
pub struct Dossier {
    /// The contract.
    pub contract_id: Uuid,
    /// Its title.
    pub contract: String,
    /// First day of service.
    pub from: NaiveDate,
    /// Last day of service.
    pub to: NaiveDate,
    /// The share of clauses with evidence among those that should have some, such as `97.4%`; null while there are none.
    pub percent: Option<String>,
    /// Clauses that only say what words, hours and amounts are: nothing has to show them.
    pub definitions: i64,
    /// Clauses: those with gaps first, then those whose time has not come, each in the order of the contract.
    pub clauses: Vec<Clause>,
}

impl Dossier {
    pub(super) fn of(
        contract: ContractId,
        title: &str,
        (from, to): (NaiveDate, NaiveDate),
        mut clauses: Vec<Clause>,
        definitions: i64,
    ) -> Self {
        clauses.sort_by_key(|clause| clause.state);
        let n = |state| i64::try_from(clauses.iter().filter(|one| one.state == state).count()).unwrap_or_default();
        let (shown, gaps) = (n(ClauseState::Evidence), n(ClauseState::Gap));
        let percent = match Value::share(shown, shown + gaps) {
            Value::Empty => None,
            share => Some(share.to_string()),
        };
        Self { contract_id: contract.0, contract: title.to_owned(), from, to, percent, definitions, clauses }
    }

    /// How many clauses stand so.
    #[must_use]
    pub fn count(&self, state: ClauseState) -> usize {
        self.clauses.iter().filter(|clause| clause.state == state).count()
    }

    /// The same with no more evidence of a clause than is shown at once.
    #[must_use]
    pub fn shown(mut self) -> Self {
        self.clauses.iter_mut().for_each(|clause| clause.evidence.truncate(SHOWN));
        self
    }
}

impl ClauseState {
    /// As people say it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Gap => "缺证据",
            Self::NotYet => "尚未到期",
            Self::Evidence => "有证据",
        }
    }
}
