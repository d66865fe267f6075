//! What occurrences and runs are about, for modules that tell people of them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jianyue_kernel::PersonId;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::{occurrence::occurrence_find, run::run_find};

/// Occurrences by their ids, and by the ids of their runs.
pub(crate) struct Occurrences;

#[async_trait]
impl SubjectSource for Occurrences {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let mut found = occurrence_find(tx, id).await?;
        if found.is_none()
            && let Some(run) = run_find(tx, id).await?
        {
            found = occurrence_find(tx, run.occurrence_id).await?;
        }
        Ok(found.map(|row| {
            let works = row.works();
            let told = BTreeMap::from([
                ("state", row.state.label().to_owned()),
                ("assignee", row.assignee_name.clone().unwrap_or_default()),
            ]);
            Subject {
                contract: Some(row.contract_id.into()),
                // What concerns several works belongs to the contract as a whole.
                work: works.first().filter(|_| works.len() == 1).cloned(),
                level: None,
                number: row.planned_on.to_string(),
                title: row.title,
                path: format!("/inspections/{}", row.id),
                client_path: format!("/portal/inspections/{}", row.id),
                assignee: row.assignee_id.map(PersonId),
                watchers: Vec::new(),
                opened_by: None,
                words: told,
            }
        }))
    }
}
