//! The mailbox is read: what is new is kept, one mail after another, and marked only then.

use chrono::{DateTime, Utc};
use jianyue_kernel::Actor;
use jianyue_platform::App;

use super::intake::{keep, keep_head};
use crate::{
    error::MailError,
    imap::{Failure, ImapAddress, Reader},
    model::{CameBy, MailPolling, MailReason},
    permissions::MANAGE,
    state::Mailbox,
    store::{
        poll::{Poll, poll_find, poll_save},
        received::mail_in_quarantine,
    },
};

/// Mails read in one look; the next one goes on.
const BATCH: usize = 200;
/// Looks after which a mail that the server would not give is passed over.
const PATIENCE: i64 = 3;
/// The most bytes of the beginning of a mail that is not fetched.
const HEAD: u32 = 64 * 1024;

/// Why a look ended early.
enum Stopped {
    /// By the mail server.
    Server(String),
    /// By the disk or the database.
    Here(MailError),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Server(failure.to_string())
    }
}

impl From<MailError> for Stopped {
    fn from(error: MailError) -> Self {
        Self::Here(error)
    }
}

/// Looks into the mailbox that the settings name, and keeps what is new; gives how many mails. Does nothing without one.
///
/// # Errors
/// When the disk or the database refuses. What the mail server refuses is written down and shown.
pub async fn look(app: &App) -> Result<u64, MailError> {
    let Some(address) = app.state::<Mailbox>().imap.clone() else { return Ok(0) };
    let mailbox = address.shown();
    let known = poll_find(&mut app.db().peek().await?, &mailbox).await?;
    let mut poll = known.clone().unwrap_or_default();
    let before = poll.kept;
    let read = read(app, &address, &mailbox, &mut poll).await;
    let now = app.env().now();
    poll.looked_at = Some(now);
    let failed = match read {
        Ok(()) => {
            poll.succeeded_at = Some(now);
            poll.error = None;
            None
        }
        Err(Stopped::Server(why)) => {
            poll.error = Some(why.chars().take(300).collect());
            None
        }
        Err(Stopped::Here(error)) => {
            poll.error = Some("邮件没有存下来：请检查磁盘和数据库".to_owned());
            Some(error)
        }
    };
    save(app, &mailbox, &poll).await?;
    match failed {
        Some(error) => Err(error),
        None => Ok(u64::try_from(poll.kept - before).unwrap_or_default()),
    }
}

async fn save(app: &App, mailbox: &str, poll: &Poll) -> Result<(), MailError> {
    let mut tx = app.db().write().await?;
    poll_save(&mut tx, mailbox, poll).await?;
    Ok(tx.commit().await?)
}

async fn read(app: &App, address: &ImapAddress, mailbox: &str, poll: &mut Poll) -> Result<(), Stopped> {
    let config = app.state::<Mailbox>();
    let mut reader = Reader::open(address, config.move_to.as_deref()).await?;
    let validity = i64::from(reader.uid_validity);
    // Of a mailbox that is read for the first time, or was numbered anew, what people have read already is none of ours.
    // Until that look is through, the numbering is kept with a minus.
    let only_unread = poll.uid_validity != validity;
    if poll.uid_validity.abs() != validity {
        (poll.uid_validity, poll.last_uid, poll.stuck_uid, poll.stuck_times) = (-validity, 0, 0, 0);
    }
    let after = u32::try_from(poll.last_uid).unwrap_or(u32::MAX);
    let found = reader.newer_than(after, only_unread).await?;
    let is_all = found.len() <= BATCH;
    let mut unmarked = None;
    for uid in found.into_iter().take(BATCH) {
        if app.jobs().is_ending() {
            return Ok(());
        }
        match one(app, &mut reader, uid).await {
            Ok(is_whole) => {
                // It is kept: that it could not be marked or moved is told, and stops nothing.
                let marked = reader.settle(uid, is_whole, config.move_to.as_deref()).await;
                unmarked = marked.err().map(|failure| failure.to_string()).or(unmarked);
                poll.kept += 1;
            }
            Err(Stopped::Server(why)) => {
                if !passed_over(app, mailbox, poll, uid, &why).await? {
                    return Err(Stopped::Server(why));
                }
                // The connection may be in any state after that.
                reader = Reader::open(address, config.move_to.as_deref()).await?;
            }
            Err(stopped) => return Err(stopped),
        }
        poll.last_uid = i64::from(uid);
        poll.looked_at = Some(app.env().now());
        save(app, mailbox, poll).await?;
    }
    if only_unread && is_all {
        // Whatever was older stays as it is.
        poll.uid_validity = validity;
        poll.last_uid = poll.last_uid.max(i64::from(reader.uid_next.saturating_sub(1)));
    }
    reader.close().await;
    match unmarked {
        Some(why) => Err(Stopped::Server(format!("邮件已收下，但没有标记或移走：{why}"))),
        None => Ok(()),
    }
}

/// Keeps a mail; gives whether it is here as a whole, and not its beginning only. One that was found and is not given is
/// looked for again: by then somebody has taken it away, or it is the server's fault.
async fn one(app: &App, reader: &mut Reader, uid: u32) -> Result<bool, Stopped> {
    let not_given = || Stopped::Server("邮件服务器没有给出邮件".to_owned());
    let size = reader.size(uid).await?.ok_or_else(not_given)?;
    if u64::from(size) > app.state::<Mailbox>().limit {
        let head = reader.head(uid, HEAD).await?.ok_or_else(not_given)?;
        let place = format!("{}/{uid}", reader.uid_validity);
        keep_head(app, &head, u64::from(size), (MailReason::TooLarge, None), &place).await?;
        return Ok(false);
    }
    let mail = reader.mail(uid).await?.ok_or_else(not_given)?;
    keep(app, mail.as_slice(), CameBy::Imap).await?;
    Ok(true)
}

/// Whether a mail that the server would not give is passed over by now; it is in quarantine then.
async fn passed_over(app: &App, mailbox: &str, poll: &mut Poll, uid: u32, why: &str) -> Result<bool, MailError> {
    let same = poll.stuck_uid == i64::from(uid);
    poll.stuck_times = if same { poll.stuck_times + 1 } else { 1 };
    poll.stuck_uid = i64::from(uid);
    if poll.stuck_times < PATIENCE {
        return Ok(false);
    }
    let detail = Some(format!("邮件服务器 {PATIENCE} 次都没有给出这封邮件：{why}"));
    let place = format!("{mailbox}/{}/{uid}", poll.uid_validity);
    keep_head(app, &[], 0, (MailReason::Unreadable, detail), &place).await?;
    Ok(true)
}

/// How the reading of the mailbox stands.
pub async fn polling(app: &App, by: &Actor) -> Result<MailPolling, MailError> {
    by.require_system(&MANAGE)?;
    let config = app.state::<Mailbox>();
    let mailbox = config.imap.as_ref().map(ImapAddress::shown);
    let mut tx = app.db().read().await?;
    let poll = match &mailbox {
        Some(mailbox) => poll_find(&mut tx, mailbox).await?.unwrap_or_default(),
        None => Poll::default(),
    };
    let looked_at: Option<DateTime<Utc>> = poll.looked_at;
    Ok(MailPolling {
        mailbox,
        move_to: config.move_to.clone(),
        looked_at,
        succeeded_at: poll.succeeded_at,
        error: poll.error,
        kept: poll.kept,
        quarantined: mail_in_quarantine(&mut tx).await?,
        limit: config.limit,
        per_hour: config.per_hour,
        reads_at: config.reads_at.clone(),
    })
}
