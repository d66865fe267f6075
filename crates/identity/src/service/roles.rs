//! Roles given and taken, and the first administrators.

use jianyue_kernel::{Actor, Env, Grant, PersonId, Role};
use jianyue_platform::{DbError, Tx, contracts::Contracts, events};
use serde_json::json;

use crate::{
    model::{NewPerson, Person, PersonChanged},
    passwords::HashedPassword,
    permissions::{PEOPLE_MANAGE, ROLES_GRANT},
    policy::{self, UnknownPlace},
    service::{note, people, people::PersonError},
    store,
};

/// Gives a person exactly these roles.
pub async fn set_roles(
    tx: &mut Tx,
    env: &Env,
    contracts: &Contracts,
    by: &Actor,
    (id, grants): (PersonId, &[Grant]),
) -> Result<Person, PersonError> {
    by.require_system(&ROLES_GRANT)?;
    if let Some(unknown) = unknown_place(tx, contracts, grants).await? {
        return Err(unknown.into());
    }
    give(tx, env, by, id, grants).await
}

/// The first of `grants` that is on a contract or a work that there is not.
pub(super) async fn unknown_place(
    tx: &mut Tx,
    Contracts(contracts): &Contracts,
    grants: &[Grant],
) -> Result<Option<UnknownPlace>, DbError> {
    for grant in grants {
        let Some(contract) = grant.contract else { continue };
        let Some(known) = contracts.works(tx, contract).await? else {
            return Ok(Some(UnknownPlace::Contract(contract)));
        };
        if let Some(work) = grant.works.iter().find(|work| !known.contains(work)) {
            return Ok(Some(UnknownPlace::Work { work: work.clone(), known }));
        }
    }
    Ok(None)
}

async fn give(tx: &mut Tx, env: &Env, by: &Actor, id: PersonId, grants: &[Grant]) -> Result<Person, PersonError> {
    let before = store::people::person_lock(tx, id).await?.ok_or(PersonError::NotFound)?;
    policy::may_grant(by, id, grants)?;
    let person = replace_grants(tx, env, id, grants).await?;
    let detail = json!({ "before": before.grants, "after": person.grants });
    note(tx, env, by, "identity.set_roles", id.0, detail).await?;
    Ok(person)
}

/// Writes the roles, and tells other modules.
pub(super) async fn replace_grants(
    tx: &mut Tx,
    env: &Env,
    id: PersonId,
    grants: &[Grant],
) -> Result<Person, PersonError> {
    store::people::grant_delete_all(tx, id).await?;
    for grant in grants {
        store::people::grant_insert(tx, env.id(), id, grant).await?;
    }
    store::people::person_next_version(tx, id).await?;
    let person = store::people::person_by_id(tx, id).await?.ok_or(PersonError::NotFound)?;
    events::record(tx, env, &PersonChanged::of(&person)).await?;
    Ok(person)
}

/// Sets a password that need not be changed: for demonstrations and for the software's own set-up, never over HTTP.
pub async fn set_password_without_change(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    id: PersonId,
    HashedPassword(hash): &HashedPassword,
) -> Result<(), PersonError> {
    by.require_system(&PEOPLE_MANAGE)?;
    store::people::person_lock(tx, id).await?.ok_or(PersonError::NotFound)?;
    store::people::person_set_password(tx, env.id(), id, hash, false, env.now()).await?;
    note(tx, env, by, "identity.set_password", id.0, json!({})).await?;
    Ok(())
}

/// One of the first three administrators.
#[derive(Clone, Debug)]
pub struct FirstAdministrator {
    /// Account and name.
    pub person: NewPerson,
    /// System administrator, security administrator or auditor.
    pub role: Role,
    /// The first password; it has to be changed at the first sign-in.
    pub password: HashedPassword,
}

/// Opens the accounts of the first administrators when there is nobody at all; with anybody there it does nothing and
/// gives nobody.
pub async fn bootstrap_administrators(
    tx: &mut Tx,
    env: &Env,
    administrators: &[FirstAdministrator],
) -> Result<Vec<Person>, PersonError> {
    if store::people::person_any(tx).await? {
        return Ok(Vec::new());
    }
    let by = Actor::system("首次安装");
    let mut made = Vec::with_capacity(administrators.len());
    for first in administrators {
        let person = people::create_person(tx, env, &by, &first.person, Some(&first.password)).await?;
        let grant = Grant { contract: None, role: first.role, works: Vec::new() };
        made.push(give(tx, env, &by, person.id, &[grant]).await?);
    }
    Ok(made)
}

/// A person with their roles, without asking who wants to know: for the software's own use.
pub async fn person(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, DbError> {
    store::people::person_by_id(tx, id).await
}
