//! What an entry or an account is about, for modules that tell people of it.

use async_trait::async_trait;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::{
    fold::breach_number,
    model::Entry,
    store::entry::{entry_find, entry_last},
};

/// Entries of ledgers, and the accounts of contracts.
pub(crate) struct Ledgers;

#[async_trait]
impl SubjectSource for Ledgers {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        if let Some(row) = entry_find(tx, id).await? {
            let breach = match &row.body.0 {
                Entry::Breach(_) => Some(breach_number(row.seq)),
                Entry::Decision(one) => Some(one.breach.clone()),
                Entry::Objection { breach, .. } | Entry::BreachEnded { breach, .. } => Some(breach.clone()),
                _ => None,
            };
            return Ok(Some(of(row.contract_id, breach)));
        }
        Ok((entry_last(tx, id.into()).await? > 0).then(|| of(id, None)))
    }
}

fn of(contract: Uuid, breach: Option<String>) -> Subject {
    let place = breach.map(|breach| format!("?penalty={breach}")).unwrap_or_default();
    Subject {
        contract: Some(contract.into()),
        path: format!("/billing/{contract}{place}"),
        client_path: format!("/billing/{contract}{place}"),
        ..Subject::default()
    }
}
