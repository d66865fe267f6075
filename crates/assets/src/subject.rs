//! What assets, spares and stock-takings are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::{asset::asset_find, spare::spare_find, taking::taking_find};

/// Records of this module as subjects.
pub(crate) struct Records;

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        if let Some(row) = spare_find(tx, id).await? {
            return Ok(Some(Subject {
                contract: Some(row.contract_id.into()),
                work: row.work,
                number: row.code,
                title: row.name,
                path: format!("/spares?spare={id}"),
                client_path: format!("/portal/contracts/{}", row.contract_id),
                ..Subject::default()
            }));
        }
        if let Some(row) = asset_find(tx, id).await? {
            return Ok(Some(Subject {
                contract: Some(row.contract_id.into()),
                work: row.work,
                number: row.code,
                title: row.name,
                path: format!("/assets/{id}"),
                client_path: format!("/portal/contracts/{}", row.contract_id),
                ..Subject::default()
            }));
        }
        let Some(row) = taking_find(tx, id).await? else { return Ok(None) };
        Ok(Some(Subject {
            contract: Some(row.contract_id.into()),
            work: row.work,
            title: row.title,
            path: format!("/stock-takings/{id}"),
            client_path: format!("/portal/contracts/{}", row.contract_id),
            ..Subject::default()
        }))
    }
}
