//! What emergencies are about, for modules that tell people of them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jianyue_kernel::PersonId;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::{emergency::emergency_find, works_of};

/// Emergencies by their ids.
pub(crate) struct Records;

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        Ok(emergency_find(tx, id).await?.map(|row| {
            let works = works_of(&row.works);
            let assignee = row.commander_name.clone().unwrap_or_default();
            Subject {
                contract: Some(row.contract_id.into()),
                // What concerns several works belongs to the contract as a whole.
                work: works.first().filter(|_| works.len() == 1).cloned(),
                level: row.level,
                number: row.number,
                title: row.title,
                path: format!("/emergencies/{id}"),
                client_path: format!("/portal/emergencies/{id}"),
                assignee: row.commander_id.map(PersonId),
                watchers: Vec::new(),
                opened_by: Some(PersonId(row.opened_by)).filter(|person| !person.0.is_nil()),
                words: BTreeMap::from([("state", row.state.says().to_owned()), ("assignee", assignee)]),
            }
        }))
    }
}
