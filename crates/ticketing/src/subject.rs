//! What a ticket is about, for modules that tell people of it.

use async_trait::async_trait;
use jianyue_kernel::ContractScope;
use jianyue_platform::{
    DbError, Tx,
    subjects::{Subject, SubjectSource},
};
use uuid::Uuid;

use crate::{model::Ticket, store};

/// Tickets as subjects.
pub(crate) struct Tickets;

#[async_trait]
impl SubjectSource for Tickets {
    async fn subject(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Subject>, DbError> {
        Ok(store::ticket_find(tx, id, &ContractScope::All).await?.map(subject))
    }
}

fn subject(ticket: Ticket) -> Subject {
    let row = ticket.row;
    let words = [
        ("contract", row.contract_prefix),
        ("severity", row.case_name),
        ("state", row.state.label().to_owned()),
        ("assignee", row.assignee_name.unwrap_or_default()),
        ("reporter", row.reporter_name),
    ];
    Subject {
        contract: Some(row.contract_id.into()),
        work: row.work,
        level: Some(row.level),
        number: row.number,
        title: row.title,
        path: format!("/tickets/{}", row.id),
        client_path: format!("/portal/requests/{}", row.id),
        assignee: row.assignee_id.map(Into::into),
        watchers: ticket.watchers.0.iter().map(|watcher| watcher.id.into()).collect(),
        opened_by: Some(ticket.opened_by.into()),
        words: words.into(),
    }
}
