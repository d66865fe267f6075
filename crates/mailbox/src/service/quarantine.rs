//! What waits for somebody's decision.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    blob::safe_name,
    mail::{MailFor, TakeMailError},
    subjects::subject_of,
};
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncReadExt;
use utoipa::ToSchema;
use uuid::Uuid;

use super::sorting::{desk, incoming, read, settle};
use crate::{
    error::MailError,
    model::{MailFile, MailReason, MailState, QuarantinedMail, ReceivedMail},
    permissions::MANAGE,
    state::Mailbox,
    store::received::{self as store, MailRow, Settled, Wanted},
};

/// The most bytes of a mail that is read as a whole, even when somebody asks for it.
const LARGEST: i64 = 100 << 20;
/// The most bytes of headers that are shown.
const HEADERS: usize = 16 * 1024;
/// The most characters of a text that are shown.
const TEXT: usize = 20_000;

/// What a mail is accepted as.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = MailAcceptance)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// The contract that it belongs to.
    pub contract_id: Uuid,
    /// The ticket that it answers on; a new ticket is opened when absent.
    #[serde(default)]
    pub ticket_id: Option<Uuid>,
    /// Key of the work concerned, for a new ticket under a contract with several.
    #[serde(default)]
    pub work: Option<String>,
}

/// Mails in quarantine (or all, as a log), the newest first.
pub async fn page(
    app: &App,
    by: &Actor,
    (state, reason): (Option<MailState>, Option<MailReason>),
    request: &PageRequest,
) -> Result<Page<ReceivedMail>, MailError> {
    by.require_system(&MANAGE)?;
    let before = match request.after::<2>()? {
        None => None,
        Some([at, id]) => {
            let at: DateTime<Utc> = at.parse().map_err(|_| BadCursor)?;
            Some((at, id.parse().map_err(|_| BadCursor)?))
        }
    };
    let limit = request.limit();
    let mut tx = app.db().peek().await?;
    let rows = store::mail_list(&mut tx, &Wanted { state, reason, before }, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.received_at.to_rfc3339(), row.id.to_string()]);
    Ok(page.map(|row| shown(app.state(), row)))
}

/// As it is shown. An envelope that does not open is left out, and logged: the mail is there all the same.
fn shown(mailbox: &Mailbox, row: MailRow) -> ReceivedMail {
    let envelope = mailbox.open(row.id, &row.sealed).unwrap_or_else(|error| {
        tracing::warn!(mail = %row.id, %error, "the envelope of a mail cannot be read");
        crate::state::Envelope::default()
    });
    ReceivedMail {
        id: row.id,
        came_by: row.came_by,
        size: row.size,
        from_name: envelope.from_name,
        from: envelope.from,
        to: envelope.to,
        subject: envelope.subject,
        state: row.state,
        reason: row.reason.and_then(|reason| MailReason::try_from(reason).ok()),
        detail: row.detail,
        contract_id: row.contract_id,
        ticket_id: row.ticket_id,
        number: row.number,
        hint: row.hint,
        has_file: row.has_file,
        received_at: row.received_at,
        settled_at: row.settled_at,
        settled_by: row.settled_by,
    }
}

async fn waiting(app: &App, by: &Actor, id: Uuid) -> Result<MailRow, MailError> {
    by.require_system(&MANAGE)?;
    let row = store::mail_find(&mut app.db().peek().await?, id).await?;
    row.filter(|row| row.state == MailState::Quarantined).ok_or(MailError::NotFound)
}

/// One mail of the quarantine in full.
pub async fn one(app: &App, by: &Actor, id: Uuid) -> Result<QuarantinedMail, MailError> {
    let row = waiting(app, by, id).await?;
    let mailbox = app.state::<Mailbox>();
    let mut full = QuarantinedMail {
        mail: shown(mailbox, row.clone()),
        headers: String::new(),
        text: String::new(),
        quoted: String::new(),
        files: Vec::new(),
    };
    if !row.has_file {
        return Ok(full);
    }
    let mut head = Vec::new();
    mailbox.spool.open(id).await?.take(HEADERS as u64).read_to_end(&mut head).await?;
    full.headers = headers(&head);
    if row.size > LARGEST {
        return Ok(full);
    }
    if let Some(letter) = read(mailbox.spool.read(id).await?).await {
        let cut = |text: &str| text.chars().take(TEXT).collect::<String>();
        (full.text, full.quoted) = (cut(&letter.text), cut(&letter.quoted));
        let files = letter.files.iter();
        full.files =
            files.map(|file| MailFile { name: safe_name(&file.name), size: file.content.len() as u64 }).collect();
    }
    Ok(full)
}

/// The headers at the beginning of a mail, as text.
fn headers(head: &[u8]) -> String {
    let text = String::from_utf8_lossy(head);
    let lines = text.lines().map(str::trim_end).take_while(|line| !line.is_empty());
    lines
        .map(|line| line.chars().filter(|c| !c.is_control() || *c == '\t').collect::<String>())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The mail itself, to be downloaded: an open file and its bytes.
pub async fn raw(app: &App, by: &Actor, id: Uuid) -> Result<(tokio::fs::File, u64), MailError> {
    let row = waiting(app, by, id).await?;
    if !row.has_file {
        return Err(MailError::NoFile);
    }
    let file = app.state::<Mailbox>().spool.open(id).await?;
    let size = file.metadata().await?.len();
    Ok((file, size))
}

/// Takes a mail out of the quarantine: as a new ticket of a contract, or as an answer on one of its tickets.
pub async fn accept(app: &App, by: &Actor, id: Uuid, asked: Accept) -> Result<ReceivedMail, MailError> {
    let row = waiting(app, by, id).await?;
    if !row.has_file || row.size > LARGEST {
        return Err(MailError::NoFile);
    }
    let mailbox = app.state::<Mailbox>();
    let letter = read(mailbox.spool.read(id).await?).await.ok_or(MailError::Broken)?;
    let contract = ContractId(asked.contract_id);
    let wanted = match asked.ticket_id {
        Some(ticket) => {
            let found = subject_of(app, &mut app.db().peek().await?, "ticketing.", ticket).await?;
            if found.and_then(|subject| subject.contract) != Some(contract) {
                return Err(MailError::field("ticket_id", "这份合同下没有这张工单，请核对编号"));
            }
            MailFor::Answer(ticket)
        }
        None => MailFor::New { contract, work: asked.work.clone(), service: None, channel: "email".to_owned() },
    };
    let mail = incoming(app, &row, letter, wanted).await?;
    let mut tx = app.db().write().await?;
    hold(&mut tx, id).await?;
    let taken = desk(app)?.take(app, &mut tx, mail).await.map_err(|error| match error {
        TakeMailError::Refused(why) => MailError::Refused(why),
        TakeMailError::Db(error) => error.into(),
    })?;
    settle(app, &mut tx, id, &taken, Some(by.name.clone())).await?;
    let detail = json!({ "number": taken.number, "is_new": taken.is_new, "reason": row.reason });
    let entry = Entry { action: "mailbox.accept", subject: id, contract: Some(taken.contract), detail };
    audit::record(&mut tx, app.env(), by, entry).await?;
    let row = store::mail_find(&mut tx, id).await?.ok_or(MailError::NotFound)?;
    tx.commit().await?;
    mailbox.spool.remove(id).await;
    Ok(shown(mailbox, row))
}

/// Takes a mail out of the quarantine as of no use.
pub async fn discard(app: &App, by: &Actor, id: Uuid, reason: &str) -> Result<ReceivedMail, MailError> {
    waiting(app, by, id).await?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(MailError::field("reason", "请填写丢弃的原因，最多 200 个字"));
    }
    let mut tx = app.db().write().await?;
    hold(&mut tx, id).await?;
    let end = Settled {
        state: Some(MailState::Discarded),
        detail: Some(reason.to_owned()),
        by: Some(by.name.clone()),
        ..Settled::default()
    };
    store::mail_settle(&mut tx, id, &end, app.env().now()).await?;
    let entry = Entry { action: "mailbox.discard", subject: id, contract: None, detail: json!({ "reason": reason }) };
    audit::record(&mut tx, app.env(), by, entry).await?;
    let row = store::mail_find(&mut tx, id).await?.ok_or(MailError::NotFound)?;
    tx.commit().await?;
    let mailbox = app.state::<Mailbox>();
    mailbox.spool.remove(id).await;
    Ok(shown(mailbox, row))
}

async fn hold(tx: &mut Tx, id: Uuid) -> Result<(), MailError> {
    match store::mail_lock(tx, id).await? {
        Some(row) if row.state == MailState::Quarantined => Ok(()),
        Some(_) => Err(MailError::Settled),
        None => Err(MailError::NotFound),
    }
}
