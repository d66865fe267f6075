//! The port through which modules learn who works on a contract, without knowing accounts and roles as tables.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, PersonId, Role};

use crate::{
    app::App,
    db::{DbError, Tx},
};

/// A person with the roles held on a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonOnContract {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Roles on that contract, system-wide ones included.
    pub roles: Vec<Role>,
}

/// A role that somebody holds on a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamMember {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// The role; whoever holds several is listed several times.
    pub role: Role,
    /// The works that it is limited to; empty: all of them.
    pub works: Vec<String>,
}

/// Where somebody can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Name; empty when the account is closed or unknown.
    pub name: String,
    /// Phone number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
}

/// Knows people. Offered by the identity module.
#[async_trait]
pub trait PeopleDirectory: Send + Sync {
    /// The person, with the roles held on `contract`; `None` when there is none, or the account is closed.
    async fn person(
        &self,
        tx: &mut Tx,
        id: PersonId,
        contract: ContractId,
    ) -> Result<Option<PersonOnContract>, DbError>;

    /// Everybody with a role on `contract` and an open account, by name.
    async fn team(&self, _tx: &mut Tx, _contract: ContractId) -> Result<Vec<TeamMember>, DbError> {
        Ok(Vec::new())
    }

    /// The person with an account of this name, with the roles held on `contract`; `None` when there is none, or it is
    /// closed. For programs that name people by their accounts.
    async fn by_account(
        &self,
        _tx: &mut Tx,
        _account: &str,
        _contract: ContractId,
    ) -> Result<Option<PersonOnContract>, DbError> {
        Ok(None)
    }

    /// Where each of `people` can be reached, in their order.
    async fn contacts(&self, _tx: &mut Tx, people: &[PersonId]) -> Result<Vec<Contact>, DbError> {
        Ok(vec![Contact::default(); people.len()])
    }
}

/// The directory, as [`crate::App::state`] finds it.
#[derive(Clone)]
pub struct People(pub Arc<dyn PeopleDirectory>);

/// Knows who is on call. Offered by a module that keeps rosters; found through [`crate::Module::on_call`].
#[async_trait]
pub trait OnCall: Send + Sync {
    /// Who is on call at `at` for a level of support (1 to 3) of `contract`, where the roster says so.
    async fn on_call(
        &self,
        tx: &mut Tx,
        contract: ContractId,
        work: Option<&str>,
        level: u8,
        at: DateTime<Utc>,
    ) -> Result<Option<PersonId>, DbError>;
}

/// Who is on call, as the first module says that knows; `None` where nobody is, or no module keeps rosters.
///
/// # Errors
/// When the database refuses.
pub async fn on_call(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    work: Option<&str>,
    level: u8,
    at: DateTime<Utc>,
) -> Result<Option<PersonId>, DbError> {
    match app.modules().iter().find_map(|module| module.on_call()) {
        Some(roster) => roster.on_call(tx, contract, work, level, at).await,
        None => Ok(None),
    }
}
