//! What data inventory is about, for modules that tell people of it.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::source::source_find;

/// Sources as subjects. They belong to a contract as a whole.
pub(crate) struct Sources;

#[async_trait]
impl SubjectSource for Sources {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let Some(row) = source_find(tx, id).await? else { return Ok(None) };
        let mut subject = Subject {
            contract: Some(row.contract_id.into()),
            work: row.work,
            title: format!("数据源“{}”", row.title),
            number: row.title,
            path: format!("/inventory/sources/{id}"),
            client_path: format!("/portal/inventory/sources/{id}"),
            ..Subject::default()
        };
        subject.words.insert("state", row.last_text.unwrap_or_default());
        Ok(Some(subject))
    }
}
