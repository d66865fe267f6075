//! Who works on a contract, for the modules that do not know accounts and roles.

use async_trait::async_trait;
use jianyue_kernel::{ContractId, Grant, PersonId};
use jianyue_platform::{
    DbError, Tx,
    people::{Contact, PeopleDirectory, PersonOnContract, TeamMember},
    sealed::Sealer,
};

use crate::{sealing::Field, state::Identity, store};

/// The directory over this module's tables.
pub(crate) struct Directory(pub(crate) Identity);

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

    async fn team(&self, tx: &mut Tx, contract: ContractId) -> Result<Vec<TeamMember>, DbError> {
        let team = store::people::team_list(tx, contract).await?;
        let member = |(id, name, grant): (uuid::Uuid, String, Grant)| TeamMember {
            id: id.into(),
            name,
            role: grant.role,
            works: grant.works,
        };
        Ok(team.into_iter().map(member).collect())
    }

    async fn by_account(
        &self,
        tx: &mut Tx,
        account: &str,
        contract: ContractId,
    ) -> Result<Option<PersonOnContract>, DbError> {
        match store::people::person_id_by_account(tx, account).await? {
            Some(id) => self.person(tx, id, contract).await,
            None => Ok(None),
        }
    }

    async fn contacts(&self, tx: &mut Tx, people: &[PersonId]) -> Result<Vec<Contact>, DbError> {
        let found = store::people::contact_list(tx, people).await?;
        let contact = |person: &PersonId| {
            let (_, name, (phone, email)) = found.iter().find(|(id, ..)| *id == person.0)?;
            Some(Contact {
                name: name.clone(),
                phone: open(&self.0.sealer, Field::Phone, *person, phone.as_deref()),
                email: open(&self.0.sealer, Field::Email, *person, email.as_deref()),
            })
        };
        Ok(people.iter().map(|person| contact(person).unwrap_or_default()).collect())
    }
}

/// A sealed field in clear. One that does not open leaves the person unreachable by it, which the outbox shows.
fn open(sealer: &Sealer, field: Field, person: PersonId, kept: Option<&[u8]>) -> Option<String> {
    let plain = field.open(sealer, person, kept?);
    match plain {
        Ok(plain) => String::from_utf8(plain).ok(),
        Err(error) => {
            tracing::error!(%error, ?field, person = %person.0, "a contact does not open");
            None
        }
    }
}
