//! What return calls and gaps in rosters are about, for modules that tell people of them.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::store::{return_call::return_find, special::gap_find};

/// Return calls and gaps as subjects. They belong to a contract as a whole: none has a work, so that whoever sees some
/// works of it only is told of none.
pub(crate) struct Records;

#[async_trait]
impl SubjectSource for Records {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        if let Some(call) = return_find(tx, id).await? {
            let client_path =
                call.ticket_id.map_or_else(|| "/portal".to_owned(), |id| format!("/portal/requests/{id}"));
            return Ok(Some(Subject {
                contract: Some(call.contract_id.into()),
                number: call.ticket_number.unwrap_or_else(|| "客户走访".to_owned()),
                title: call.title,
                path: format!("/return-calls?call={id}"),
                client_path,
                ..Subject::default()
            }));
        }
        let Some((contract, day, said)) = gap_find(tx, id).await? else { return Ok(None) };
        // It begins with what the contract is called in numbers.
        let (prefix, title) = said.split_once(' ').unwrap_or(("", &said));
        Ok(Some(Subject {
            contract: Some(contract.into()),
            number: prefix.to_owned(),
            title: title.to_owned(),
            path: format!("/roster?contract={contract}&day={day}"),
            client_path: format!("/portal/contracts/{contract}"),
            ..Subject::default()
        }))
    }
}
