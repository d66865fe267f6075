//! What the records of this module are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::vulnerability::vulnerability_find;

/// Vulnerabilities as subjects.
pub(crate) struct Records;

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let Some(row) = vulnerability_find(tx, id).await? else { return Ok(None) };
        Ok(Some(Subject {
            contract: Some(row.contract_id.into()),
            work: row.work,
            level: Some(row.severity.level()),
            number: row.number.unwrap_or_default(),
            title: row.title,
            path: format!("/security/vulnerabilities/{id}"),
            client_path: format!("/portal/security/vulnerabilities/{id}"),
            opened_by: Some(row.created_by.into()),
            ..Subject::default()
        }))
    }
}
