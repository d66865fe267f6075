//! What reports are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::report::report_find;

/// Reports as subjects.
pub(crate) struct Reports;

#[async_trait]
impl SubjectSource for Reports {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let Some(row) = report_find(tx, id).await? else { return Ok(None) };
        Ok(Some(Subject {
            contract: Some(row.contract()),
            // Whoever sees some works only is told of reports about one of them.
            work: row.works.0.first().filter(|_| row.works.0.len() == 1).cloned(),
            number: row.number,
            title: row.title,
            path: format!("/reports/{id}"),
            client_path: format!("/portal/reports/{id}"),
            opened_by: row.submitted_by.map(Into::into),
            ..Subject::default()
        }))
    }
}
