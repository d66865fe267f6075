//! The port through which mails become tickets and answers.

use async_trait::async_trait;
use jianyue_kernel::{Actor, ContractId, PersonId};
use jianyue_platform::{
    App, Tx,
    mail::{IncomingFile, IncomingMail, MailDesk, MailFor, TakeMailError, TakenMail},
    people::People,
    sealed::Sealer,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    error::TicketError,
    model::{Channel, Ticket, Visibility},
    on_call::given,
    service::{self, Desk, MailedReply, NewAttachment},
};

/// The most characters of what a mail says; the mailbox puts what is longer into a file.
const TEXT: usize = 10_000;
/// The most characters of a title.
const TITLE: usize = 200;
/// The most characters of a name.
const NAME: usize = 60;
/// What is kept of the history that a mail quotes.
const QUOTED: usize = 20_000;

/// Mails as tickets and answers.
pub(crate) struct Mails;

#[async_trait]
impl MailDesk for Mails {
    async fn take(&self, app: &App, tx: &mut Tx, mail: IncomingMail) -> Result<TakenMail, TakeMailError> {
        let from: String = plain(&mail.from_name).chars().take(NAME).collect();
        let by = Actor::system(&format!("{from}（邮件）"));
        let desk = Desk::at(app, &by).with_sealer(app.state::<Sealer>());
        taken(app, tx, desk, from, mail).await.map_err(refused)
    }
}

async fn taken(
    app: &App,
    tx: &mut Tx,
    desk: Desk<'_>,
    from: String,
    mail: IncomingMail,
) -> Result<TakenMail, TicketError> {
    let text: String = plain(&mail.text).trim().chars().take(TEXT).collect();
    let (ticket, is_new) = match mail.wanted {
        MailFor::New { contract, work, service, channel } => {
            let subject = plain(&mail.subject);
            let title = [subject.trim(), text.lines().next().unwrap_or_default().trim(), "（无主题邮件）"];
            let title = title.into_iter().find(|line| !line.is_empty()).unwrap_or_default();
            let title: String = title.replace(['\n', '\t'], " ").chars().take(TITLE).collect();
            let way = Channel::from_code(&channel).unwrap_or(Channel::Email);
            let about = (work, service, way);
            let ticket = service::opened_by_mail(tx, desk, contract, about, (title, text, from)).await?;
            let ticket = given(app, tx, desk, ticket).await?;
            (watched(app, tx, desk, ticket, &mail.from_address).await?, true)
        }
        MailFor::Answer(id) => {
            let ticket = service::find(tx, desk.by, id).await?;
            let known = known(app, tx, &ticket, &mail.from_address).await?;
            let quoted: String = plain(&mail.quoted).trim().chars().take(QUOTED).collect();
            let shown = json!({ "from": masked(&mail.from_address), "known": known, "quoted": quoted });
            let text = if text.is_empty() { "（邮件没有正文）".to_owned() } else { text };
            (service::replied_by_mail(tx, desk, id, MailedReply { text, mail: shown }).await?, false)
        }
    };
    let id = ticket.row.id;
    for file in mail.files {
        attach(tx, desk, id, file).await?;
    }
    Ok(TakenMail { record: id, number: ticket.row.number.clone(), contract: ticket.row.contract(), is_new })
}

async fn attach(tx: &mut Tx, desk: Desk<'_>, ticket: Uuid, file: IncomingFile) -> Result<(), TicketError> {
    let IncomingFile { name, media_type, size, digest } = file;
    let file = NewAttachment { name, media_type, size, digest, visibility: Visibility::Public };
    match service::attach(tx, desk, ticket, file).await {
        // A ticket that is full keeps what was said.
        Ok(_) | Err(TicketError::BadFields(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whoever of the contract's people has the sender's address is told of what becomes of the ticket.
async fn watched(app: &App, tx: &mut Tx, desk: Desk<'_>, ticket: Ticket, address: &str) -> Result<Ticket, TicketError> {
    let people = app.state::<People>();
    match person_of(people, tx, ticket.row.contract(), &[], address).await? {
        Some(person) => match service::watch(tx, desk, people, ticket.row.id, person.0).await {
            Ok(ticket) => Ok(ticket),
            Err(TicketError::BadFields(_)) => Ok(ticket),
            Err(error) => Err(error),
        },
        None => Ok(ticket),
    }
}

/// What the sender's address is to the ticket: `opener`, `watcher` or `team`; `None` for somebody from outside. Shown
/// only: an address proves nothing.
async fn known(app: &App, tx: &mut Tx, ticket: &Ticket, address: &str) -> Result<Option<&'static str>, TicketError> {
    let watchers: Vec<PersonId> = ticket.watchers.0.iter().map(|watcher| watcher.id.into()).collect();
    let others: Vec<PersonId> = watchers.iter().copied().chain([PersonId(ticket.opened_by)]).collect();
    let found = person_of(app.state::<People>(), tx, ticket.row.contract(), &others, address).await?;
    Ok(found.map(|person| match person {
        person if person.0 == ticket.opened_by => "opener",
        person if watchers.contains(&person) => "watcher",
        _ => "team",
    }))
}

async fn person_of(
    people: &People,
    tx: &mut Tx,
    contract: ContractId,
    others: &[PersonId],
    address: &str,
) -> Result<Option<PersonId>, TicketError> {
    let mut all: Vec<PersonId> = people.0.team(tx, contract).await?.into_iter().map(|member| member.id).collect();
    all.extend(others.iter().copied().filter(|person| !person.0.is_nil()));
    all.sort_unstable();
    all.dedup();
    let contacts = people.0.contacts(tx, &all).await?;
    let fits = |email: &Option<String>| email.as_deref().is_some_and(|email| email.eq_ignore_ascii_case(address));
    Ok(all.into_iter().zip(contacts).find(|(_, contact)| fits(&contact.email)).map(|(person, _)| person))
}

/// An address as everybody may see it who sees the ticket: `wa***@example.gov.cn`.
fn masked(address: &str) -> String {
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let shown: String = local.chars().take(if local.chars().count() > 3 { 2 } else { 1 }).collect();
    format!("{shown}***@{domain}")
}

/// Without control characters that no text may have.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

fn refused(error: TicketError) -> TakeMailError {
    match error {
        TicketError::Db(error) => error.into(),
        other => TakeMailError::Refused(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_recognised_and_not_given_away() {
        assert_eq!(masked("wangwu@example.gov.cn"), "wa***@example.gov.cn");
        assert_eq!(masked("wu@example.gov.cn"), "w***@example.gov.cn");
        assert_eq!(masked("x"), "x***@");
    }
}
