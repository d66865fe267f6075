//! What letters are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::letter::letter_find;

/// Letters as subjects.
pub(crate) struct Letters;

#[async_trait]
impl SubjectSource for Letters {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let Some(row) = letter_find(tx, id).await? else { return Ok(None) };
        Ok(Some(Subject {
            contract: Some(row.contract_id.into()),
            // Whoever sees some works only is told of letters about one of them.
            work: row.works.0.first().filter(|_| row.works.0.len() == 1).cloned(),
            number: row.number,
            title: row.subject,
            path: format!("/letters/{id}"),
            client_path: format!("/portal/letters/{id}"),
            opened_by: Some(row.sent_by.into()),
            ..Subject::default()
        }))
    }
}
