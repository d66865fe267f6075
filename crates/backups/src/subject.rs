//! What policies are about, in words, for modules that tell people of their events.

use async_trait::async_trait;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::policy::policy_any;

/// Policies as subjects. They belong to a contract as a whole.
pub(crate) struct Policies;

#[async_trait]
impl SubjectSource for Policies {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        let Some(row) = policy_any(tx, id).await? else { return Ok(None) };
        Ok(Some(Subject {
            contract: Some(ContractId(row.contract_id)),
            title: format!("{}备份“{}”", row.what.label(), row.title),
            path: format!("/backups/{id}"),
            client_path: client_path(id),
            ..Subject::default()
        }))
    }
}

/// Where an official sees a policy.
pub(crate) fn client_path(id: Uuid) -> String {
    format!("/portal/backups/{id}")
}
