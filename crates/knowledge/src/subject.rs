//! What an article is about, for modules that tell people of it.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::{model::number, store::article::article_known};

/// Articles as subjects.
pub(crate) struct Articles;

#[async_trait]
impl SubjectSource for Articles {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let Some(row) = article_known(tx, id).await? else { return Ok(None) };
        Ok(Some(Subject {
            // What belongs to the whole house is told of among those of the contract that it came from.
            contract: row.contract_id.or(row.from_contract).map(Into::into),
            work: row.work,
            number: number(row.no),
            title: row.title,
            path: format!("/knowledge/{id}"),
            client_path: "/portal".to_owned(),
            assignee: Some(row.author_id.into()),
            ..Subject::default()
        }))
    }
}
