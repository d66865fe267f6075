//! Who works on a contract, for the modules that do not know accounts and roles.

use async_trait::async_trait;
use jianyue_kernel::{ContractId, PersonId};
use jianyue_platform::{
    DbError, Tx,
    people::{PeopleDirectory, PersonOnContract},
};

use crate::store;

/// The directory over this module's tables.
pub(crate) struct Directory;

#[async_trait]
impl PeopleDirectory for Directory {
    async fn person(
        &self,
        tx: &mut Tx,
        id: PersonId,
        contract: ContractId,
    ) -> Result<Option<PersonOnContract>, DbError> {
        let person = store::people::person_by_id(tx, id).await?;
        Ok(person.filter(|person| person.disabled_at.is_none()).map(|person| {
            let held = person.grants.iter().filter(|grant| grant.contract.is_none_or(|on| on == contract));
            PersonOnContract { id, roles: held.map(|grant| grant.role).collect(), name: person.name }
        }))
    }
}
