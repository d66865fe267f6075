//! What changes are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_kernel::PersonId;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::change::change_find;

/// Records of this module as subjects.
pub(crate) struct Records;

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let Some(row) = change_find(tx, id).await? else { return Ok(None) };
        // Several works: told to those only who see the contract as a whole.
        let mut works = row.works.0.into_iter();
        let work = match (works.next(), works.next()) {
            (Some(work), None) => Some(work),
            _ => None,
        };
        Ok(Some(Subject {
            contract: Some(row.contract_id.into()),
            work,
            number: row.number,
            title: row.title,
            path: format!("/changes/{id}"),
            client_path: format!("/portal/changes/{id}"),
            // Whoever submitted it is told what became of it.
            assignee: row.submitted_by.map(PersonId),
            ..Subject::default()
        }))
    }
}
