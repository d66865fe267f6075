//! What requests are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::request::request_find;

/// Requests as subjects; whoever asked is told what becomes of theirs.
pub(crate) struct Records;

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let Some(row) = request_find(tx, id).await? else { return Ok(None) };
        Ok(Some(Subject {
            contract: Some(row.contract_id.into()),
            work: row.work,
            number: row.number,
            title: row.title,
            path: format!("/service-requests/{id}"),
            client_path: format!("/portal/service-requests/{id}"),
            assignee: row.executor_id.map(Into::into),
            watchers: vec![row.asked_by.into()],
            opened_by: Some(row.asked_by.into()),
            ..Subject::default()
        }))
    }
}
