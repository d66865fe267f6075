//! The port through which modules learn who works on a contract, without knowing accounts and roles as tables.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_kernel::{ContractId, PersonId, Role};

use crate::db::{DbError, Tx};

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
}

/// The directory, as [`crate::App::state`] finds it.
#[derive(Clone)]
pub struct People(pub Arc<dyn PeopleDirectory>);
