//! Facts that other modules are told of.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::events::Event;
use serde::Serialize;
use uuid::Uuid;

/// An article moved on.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleChanged {
    /// The article.
    pub article_id: Uuid,
    /// Its contract; none: of the whole house.
    pub contract_id: Option<Uuid>,
    /// Its number.
    pub number: String,
    /// `written`, `edited`, `submitted`, `published`, `returned`, `retired` or `expired`.
    pub what: &'static str,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; absent for the software itself.
    pub by: Option<Uuid>,
}

impl Event for ArticleChanged {
    const KIND: &'static str = "knowledge.article_changed";

    fn subject(&self) -> Uuid {
        self.article_id
    }

    fn contract(&self) -> Option<ContractId> {
        self.contract_id.map(ContractId)
    }
}

/// An article that is offered will soon be offered no more, unless somebody confirms it.
#[derive(Clone, Debug, Serialize)]
pub struct ArticleExpiring {
    /// The article.
    pub article_id: Uuid,
    /// Its contract; none: of the whole house.
    pub contract_id: Option<Uuid>,
    /// Who wrote it.
    pub author_id: Uuid,
    /// In words.
    pub text: String,
    /// When it ends.
    pub due_at: DateTime<Utc>,
    /// When this was found.
    pub at: DateTime<Utc>,
}

impl Event for ArticleExpiring {
    const KIND: &'static str = "knowledge.article_expiring";

    fn subject(&self) -> Uuid {
        self.article_id
    }

    fn contract(&self) -> Option<ContractId> {
        self.contract_id.map(ContractId)
    }
}
