//! The port through which one module learns how another one's record was solved, in words that may be written down for
//! everybody of the contract: no internal note, no phone number and no name of whoever reported it.

use async_trait::async_trait;
use jianyue_kernel::{ContractId, ContractScope};
use uuid::Uuid;

use crate::{
    app::App,
    db::{DbError, Tx},
};

/// What happened and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketStory {
    /// Its contract.
    pub contract: ContractId,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// Key of the service concerned.
    pub service: Option<String>,
    /// Its number, as people quote it.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// What was wrong.
    pub problem: String,
    /// Why, where somebody wrote it down; empty otherwise.
    pub cause: String,
    /// What was done; empty where nobody wrote it down.
    pub solution: String,
    /// Whether it has a solution.
    pub solved: bool,
}

/// Tells the stories of one module's records; found through [`crate::Module::stories`].
#[async_trait]
pub trait StorySource: Send + Sync {
    /// The story of the record, or `None` where there is none of this id inside `scope`.
    async fn story(&self, tx: &mut Tx, id: Uuid, scope: &ContractScope) -> Result<Option<TicketStory>, DbError>;
}

/// The story of the record, as the first module tells it that knows it.
///
/// # Errors
/// When the database refuses.
pub async fn story_of(app: &App, tx: &mut Tx, id: Uuid, scope: &ContractScope) -> Result<Option<TicketStory>, DbError> {
    for source in app.modules().iter().filter_map(|module| module.stories()) {
        if let Some(story) = source.story(tx, id, scope).await? {
            return Ok(Some(story));
        }
    }
    Ok(None)
}
