//! What the ledger tells of, for the module that tells people.

use async_trait::async_trait;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::told::told_last;

/// The ledgers of contracts as subjects: they are named by their contracts.
pub(crate) struct Ledgers;

#[async_trait]
impl SubjectSource for Ledgers {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        Ok(told_last(tx, id).await?.map(|_| Subject {
            contract: Some(ContractId(id)),
            path: format!("/duties?contract={id}"),
            client_path: format!("/portal/duties?contract={id}"),
            ..Subject::default()
        }))
    }
}
