//! The port through which the acceptance dossier learns what shows that a contract was kept, and which papers prove it.

use std::fmt;

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_kernel::ContractId;

use crate::{
    app::App,
    db::{DbError, Tx},
    duties::{Duty, DutyEvidence},
};

/// What a dossier is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierAsk {
    /// The contract.
    pub contract: ContractId,
    /// Keys of the works that it is cut to; empty means all. What names no work, or another one too, is left out of a cut one.
    pub works: Vec<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
}

impl DossierAsk {
    /// Whether something of these works may be in it; none means all of them.
    #[must_use]
    pub fn covers(&self, works: &[String]) -> bool {
        self.works.is_empty() || (!works.is_empty() && works.iter().all(|work| self.works.contains(work)))
    }
}

/// How a rule that no duty stands for was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleKept {
    /// The rule.
    pub rule: String,
    /// How often it was kept.
    pub done: i64,
    /// How often too late, or not reached.
    pub late: i64,
    /// How often it is not told yet.
    pub open: i64,
    /// What shows it.
    pub evidence: Vec<DutyEvidence>,
}

/// A paper of a record, made when it is asked for.
pub struct DossierPaper {
    /// Names it among those of its module, in their order: where to go on.
    pub key: String,
    /// Folder and name in the archive, without the ending: `服务单/HS-2026-000001-F1`.
    pub name: String,
    /// Makes the PDF; blocks.
    pub make: Box<dyn FnOnce() -> Result<Vec<u8>, String> + Send>,
}

impl fmt::Debug for DossierPaper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DossierPaper").field("key", &self.key).field("name", &self.name).finish_non_exhaustive()
    }
}

/// Knows something that belongs into a dossier; found through [`crate::Module::dossier`].
#[async_trait]
pub trait DossierSource: Send + Sync {
    /// Everything that the contract owes, with what people said of it: what the module knows that keeps the ledger, and no other.
    async fn ledger(&self, _app: &App, _tx: &mut Tx, _ask: &DossierAsk) -> Result<Option<Vec<Duty>>, DbError> {
        Ok(None)
    }

    /// How rules were kept that no duty stands for.
    async fn kept(&self, _app: &App, _tx: &mut Tx, _ask: &DossierAsk) -> Result<Vec<RuleKept>, DbError> {
        Ok(Vec::new())
    }

    /// Up to a few dozen papers behind the one that `after` names; none when there are no more.
    async fn papers(
        &self,
        _app: &App,
        _tx: &mut Tx,
        _ask: &DossierAsk,
        _after: Option<&str>,
    ) -> Result<Vec<DossierPaper>, DbError> {
        Ok(Vec::new())
    }
}
