//! What was kept is understood, one mail after another; one that cannot be never stops the next.

use std::sync::Arc;

use axum::body::Bytes;
use chrono::TimeDelta;
use futures::stream;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    blob::{BlobError, BlobStore, safe_name},
    events::{self, Event},
    mail::{IncomingFile, IncomingMail, MailDesk, MailFor, TakeMailError, TakenMail},
};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    error::MailError,
    letter::Letter,
    model::{MailAddress, MailReason, MailState},
    policy::{Known, Verdict, bare_subject, judge},
    state::Mailbox,
    store::{
        address::address_list,
        received::{MailRow, Settled, mail_find, mail_lock, mail_put_off, mail_sent_since, mail_settle, mail_waiting},
    },
};

/// Mails looked at in one run.
const BATCH: i64 = 50;
/// Attempts after which somebody has to look at it.
const ATTEMPTS: i64 = 6;
/// In which a sender's mails are counted.
const HOUR: TimeDelta = TimeDelta::hours(1);
/// Characters that a ticket takes; what is longer becomes a file as well.
const TEXT: usize = 9_000;

/// A mail of this installation did not arrive.
#[derive(Debug, Serialize)]
struct Bounced {
    message_id: Uuid,
    record: Uuid,
    why: String,
}

impl Event for Bounced {
    const KIND: &'static str = "mailbox.bounced";

    fn subject(&self) -> Uuid {
        self.message_id
    }

    fn contract(&self) -> Option<ContractId> {
        None
    }
}

/// Understands what was kept; gives how many mails were settled.
///
/// # Errors
/// When the database refuses to tell what there is.
pub async fn sort_due(app: &App) -> Result<usize, MailError> {
    let mut settled = 0;
    loop {
        let due = mail_waiting(&mut app.db().peek().await?, app.env().now(), BATCH).await?;
        if due.is_empty() || app.jobs().is_ending() {
            return Ok(settled);
        }
        for id in due {
            match sort_one(app, id).await {
                Ok(()) => settled += 1,
                Err(error) => put_off(app, id, &error).await?,
            }
        }
    }
}

/// Tried again after a while, and given to somebody when that does not help.
async fn put_off(app: &App, id: Uuid, error: &MailError) -> Result<(), MailError> {
    tracing::warn!(mail = %id, %error, "a mail could not be understood yet");
    let mut tx = app.db().write().await?;
    let Some(row) = mail_lock(&mut tx, id).await?.filter(|row| row.state == MailState::Kept) else { return Ok(()) };
    let now = app.env().now();
    if row.attempts + 1 >= ATTEMPTS {
        let detail = Some(format!("处理了 {ATTEMPTS} 次都没有成功，系统日志记录了原因"));
        let end = Settled { reason: Some(MailReason::Refused), detail, keeps_file: row.has_file, ..Settled::default() };
        mail_settle(&mut tx, id, &end, now).await?;
    } else {
        let pause = TimeDelta::seconds(10 << row.attempts.clamp(0, 8));
        mail_put_off(&mut tx, id, now + pause, "处理时出错，稍后再试").await?;
    }
    Ok(tx.commit().await?)
}

/// Understands one mail.
///
/// # Errors
/// When the disk or the database refuses; nothing of it is kept then.
pub async fn sort_one(app: &App, id: Uuid) -> Result<(), MailError> {
    let mailbox = app.state::<Mailbox>();
    let found = mail_find(&mut app.db().peek().await?, id).await?;
    let Some(row) = found.filter(|row| row.state == MailState::Kept) else { return Ok(()) };
    let letter = match mailbox.spool.read(id).await {
        Ok(raw) => read(raw).await,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let Some(letter) = letter else { return quarantine(app, &row, MailReason::Broken, None).await };
    let addresses = address_list(&mut app.db().peek().await?).await?;
    let known = Known { sealer: &mailbox.sealer, addresses: &addresses, sends_from: mailbox.sends_from.as_deref() };
    match judge(&letter, known) {
        Verdict::Quarantine(reason) => quarantine(app, &row, reason, None).await,
        Verdict::Returned { message, record, why } => returned(app, &row, message, record, why).await,
        Verdict::Answer(_) | Verdict::New(_) if floods(app, &row).await? => {
            let detail = Some(format!("同一发件人一小时内超过 {} 封", mailbox.per_hour));
            quarantine(app, &row, MailReason::TooMany, detail).await
        }
        Verdict::Answer(record) => take(app, &row, letter, MailFor::Answer(record)).await,
        Verdict::New(address) => take(app, &row, letter, new_at(address)).await,
    }
}

fn new_at(address: MailAddress) -> MailFor {
    let MailAddress { contract_id, work, service, channel, .. } = address;
    MailFor::New { contract: contract_id.into(), work, service, channel }
}

/// A mail as it is read, away from the threads that answer requests; `None` when it is none.
pub(super) async fn read(raw: Vec<u8>) -> Option<Letter> {
    let letter = tokio::task::spawn_blocking(move || Letter::read(&raw)).await;
    letter.ok()?.ok()
}

async fn floods(app: &App, row: &MailRow) -> Result<bool, MailError> {
    let most = i64::from(app.state::<Mailbox>().per_hour);
    let hour = (row.received_at - HOUR, row.received_at);
    let mut tx = app.db().peek().await?;
    Ok(mail_sent_since(&mut tx, &row.sender_blind, hour, row.id, most).await? >= most)
}

async fn quarantine(app: &App, row: &MailRow, reason: MailReason, detail: Option<String>) -> Result<(), MailError> {
    let end = Settled { reason: Some(reason), detail, keeps_file: row.has_file, ..Settled::default() };
    let mut tx = app.db().write().await?;
    if held(&mut tx, row.id).await? {
        mail_settle(&mut tx, row.id, &end, app.env().now()).await?;
    }
    Ok(tx.commit().await?)
}

async fn returned(app: &App, row: &MailRow, message_id: Uuid, record: Uuid, why: String) -> Result<(), MailError> {
    let mut tx = app.db().write().await?;
    if held(&mut tx, row.id).await? {
        let end = Settled {
            state: Some(MailState::Bounced),
            detail: Some(why.chars().take(300).collect()),
            ..Settled::default()
        };
        mail_settle(&mut tx, row.id, &end, app.env().now()).await?;
        events::record(&mut tx, app.env(), &Bounced { message_id, record, why }).await?;
    }
    tx.commit().await?;
    app.state::<Mailbox>().spool.remove(row.id).await;
    Ok(())
}

/// Whether the mail still waits; it is held then.
async fn held(tx: &mut Tx, id: Uuid) -> Result<bool, MailError> {
    Ok(mail_lock(tx, id).await?.is_some_and(|row| row.state == MailState::Kept))
}

/// The record and the note of what became of the mail are one transaction.
async fn take(app: &App, row: &MailRow, letter: Letter, wanted: MailFor) -> Result<(), MailError> {
    let mail = incoming(app, row, letter, wanted).await?;
    let mut tx = app.db().write().await?;
    if !held(&mut tx, row.id).await? {
        return Ok(());
    }
    match desk(app)?.take(app, &mut tx, mail).await {
        Ok(taken) => {
            settle(app, &mut tx, row.id, &taken, None).await?;
            tx.commit().await?;
            app.state::<Mailbox>().spool.remove(row.id).await;
            Ok(())
        }
        Err(TakeMailError::Db(error)) => Err(error.into()),
        Err(TakeMailError::Refused(why)) => {
            drop(tx);
            quarantine(app, row, MailReason::Refused, Some(why)).await
        }
    }
}

pub(super) async fn settle(
    app: &App,
    tx: &mut Tx,
    id: Uuid,
    taken: &TakenMail,
    by: Option<String>,
) -> Result<(), MailError> {
    let end = Settled {
        state: Some(if taken.is_new { MailState::Opened } else { MailState::Replied }),
        contract: Some(taken.contract.0),
        ticket: Some(taken.record),
        number: Some(taken.number.clone()),
        by,
        ..Settled::default()
    };
    Ok(mail_settle(tx, id, &end, app.env().now()).await?)
}

pub(super) fn desk(app: &App) -> Result<Arc<dyn MailDesk>, MailError> {
    let desk = app.modules().iter().find_map(|module| module.mail_desk());
    desk.ok_or_else(|| MailError::Refused("系统没有可以登记邮件的模块".to_owned()))
}

/// The mail with its files in the blob store, and words about those that were not kept.
pub(super) async fn incoming(
    app: &App,
    row: &MailRow,
    letter: Letter,
    wanted: MailFor,
) -> Result<IncomingMail, MailError> {
    let blobs = app.state::<BlobStore>();
    let (mut files, mut notes) = (Vec::new(), letter.notes);
    for file in letter.files {
        match kept(blobs, &file.name, file.content).await {
            Ok(file) => files.push(file),
            Err(BlobError::Io(error)) => return Err(error.into()),
            Err(error) => notes.push(format!("附件“{}”没有保存。{error}", safe_name(&file.name))),
        }
    }
    let mut text = letter.text;
    if text.chars().count() > TEXT {
        let whole = std::mem::take(&mut text);
        text = whole.chars().take(TEXT).collect();
        match kept(blobs, "邮件正文.txt", whole.into_bytes()).await {
            Ok(file) => {
                files.push(file);
                notes.push("正文很长，完整内容见附件“邮件正文.txt”。".to_owned());
            }
            Err(BlobError::Io(error)) => return Err(error.into()),
            Err(error) => notes.push(format!("正文很长，后面的内容没有保存。{error}")),
        }
    }
    if !notes.is_empty() {
        let shown: String = notes.join("\n").chars().take(800).collect();
        text = format!("{text}\n\n【收信提示】{shown}");
    }
    Ok(IncomingMail {
        id: row.id,
        wanted,
        from_name: letter.from_name,
        from_address: letter.from,
        subject: bare_subject(&letter.subject),
        text,
        quoted: letter.quoted,
        files,
        received_at: row.received_at,
    })
}

/// Keeps a file under its name, or under one whose extension says what it is.
async fn kept(blobs: &BlobStore, name: &str, content: Vec<u8>) -> Result<IncomingFile, BlobError> {
    let content = Bytes::from(content);
    let name = safe_name(name);
    let put = |name: String| {
        let piece: Result<Bytes, std::io::Error> = Ok(content.clone());
        async move { blobs.put(stream::iter([piece]), None, &name).await.map(|blob| (name, blob)) }
    };
    let kept = match put(name.clone()).await {
        Err(BlobError::Mismatch { extension, .. }) => put(format!("{name}.{extension}")).await,
        kept => kept,
    };
    kept.map(|(name, blob)| IncomingFile {
        name,
        media_type: blob.media_type.to_owned(),
        size: i64::try_from(blob.size).unwrap_or(i64::MAX),
        digest: blob.digest,
    })
}
