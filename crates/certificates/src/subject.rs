//! What certificates are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::{certificate::certificate_find, request::request_find};

/// Certificates and requests as subjects. They belong to a contract as a whole.
pub(crate) struct Records;

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        if let Some(row) = certificate_find(tx, id).await? {
            return Ok(Some(Subject {
                contract: Some(row.contract_id.into()),
                number: row.serial,
                title: format!("{}（{}）的证书", row.holder, row.unit),
                path: format!("/certificates?certificate={id}"),
                client_path: format!("/portal/certificates?certificate={id}"),
                ..Subject::default()
            }));
        }
        let Some(row) = request_find(tx, id).await? else { return Ok(None) };
        Ok(Some(Subject {
            contract: Some(row.contract_id.into()),
            title: format!("证书{}", row.kind.label()),
            path: format!("/certificates/requests?request={id}"),
            client_path: format!("/portal/certificates?request={id}"),
            opened_by: Some(row.asked_by.into()),
            ..Subject::default()
        }))
    }
}
