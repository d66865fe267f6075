//! The port through which one module learns what another one's record is about, in words: enough to tell people of it,
//! and nothing that only some of those who may read the record may read.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jianyue_kernel::{ContractId, PersonId};
use uuid::Uuid;

use crate::{
    app::App,
    db::{DbError, Tx},
};

/// What a record is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Its contract.
    pub contract: Option<ContractId>,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// 1 is the gravest; absent where there are no levels.
    pub level: Option<i64>,
    /// Its number, as people quote it.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Where it is shown to the vendor's people, as a path of the web application.
    pub path: String,
    /// Where it is shown to the client's people.
    pub client_path: String,
    /// Who holds it.
    pub assignee: Option<PersonId>,
    /// Who asked to be told.
    pub watchers: Vec<PersonId>,
    /// Who brought it in, where that is a person with an account.
    pub opened_by: Option<PersonId>,
    /// Further facts for texts: `state`, `severity`, `assignee`, `reporter`, `contract`.
    pub words: BTreeMap<&'static str, String>,
}

/// Tells what the records of one module are about; found through [`crate::Module::subjects`].
#[async_trait]
pub trait SubjectSource: Send + Sync {
    /// The record, or `None` where there is none of this id.
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError>;
}

/// What the subject of an event of `kind` (`module.what_happened`) is about; `None` where its module tells nothing.
///
/// # Errors
/// When the database refuses.
pub async fn subject_of(app: &App, tx: &mut Tx, kind: &str, id: Uuid) -> Result<Option<Subject>, DbError> {
    let name = kind.split_once('.').map_or(kind, |(module, _)| module);
    let source = app.modules().iter().find(|module| module.name() == name).and_then(|module| module.subjects());
    match source {
        Some(source) => source.subject(tx, id).await,
        None => Ok(None),
    }
}
