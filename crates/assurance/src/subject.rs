//! What special periods are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::period::period_find;

/// Records of this module as subjects.
pub(crate) struct Records;

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let Some(row) = period_find(tx, id).await? else { return Ok(None) };
        // Several works: told to those only who see the contract as a whole.
        let mut works = row.works().into_iter();
        let work = match (works.next(), works.next()) {
            (Some(work), None) => Some(work),
            _ => None,
        };
        Ok(Some(Subject {
            contract: Some(row.contract()),
            work,
            number: format!("{} 至 {}", row.from_on, row.to_on),
            title: row.title,
            path: format!("/assurance/{id}"),
            client_path: format!("/portal/assurance/{id}"),
            ..Subject::default()
        }))
    }
}
