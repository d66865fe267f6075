//! What notices are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::notice::notice_find;

/// Records of this module as subjects.
pub(crate) struct Records;

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let found = notice_find(tx, id).await?;
        Ok(found.map(|(contract, text)| Subject {
            contract: Some(contract.into()),
            title: text,
            path: format!("/deliveries?contract={contract}&show=ahead"),
            client_path: format!("/portal/deliveries?contract={contract}&show=ahead"),
            ..Subject::default()
        }))
    }
}
