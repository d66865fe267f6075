//! A mail is kept: on the disk first, then as a row that knows it again. Only then is anybody told that it is safe.

use jianyue_platform::App;
use sm3::{Digest, Sm3};
use tokio::io::AsyncRead;
use uuid::Uuid;

use crate::{
    error::MailError,
    letter::{Broken, Letter},
    model::{CameBy, MailReason},
    policy::hint,
    state::{Envelope, Mailbox},
    store::received::{NewMail, mail_insert},
};

/// The most characters of what is kept of a header.
const LONGEST: usize = 500;
/// The most recipients that are kept.
const RECIPIENTS: usize = 20;

/// A mail that is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id; of no use when it was here already.
    pub id: Uuid,
    /// Whether it was not here before.
    pub is_new: bool,
}

/// Keeps the mail that `from` gives, however large and whatever it is. Never more than its beginning is in memory.
///
/// # Errors
/// When the disk or the database refuses: then nothing is kept, and the mail has to be given again.
pub async fn keep(app: &App, from: impl AsyncRead + Unpin, came_by: CameBy) -> Result<Kept, MailError> {
    let mailbox = app.state::<Mailbox>();
    let id = app.env().id();
    let written = mailbox.spool.write(id, from).await?;
    let head = Letter::read_head(&written.head);
    let known_by = match head.as_ref().ok().and_then(Letter::key) {
        Some(key) => Sm3::digest(key.as_bytes()).into(),
        None => written.digest,
    };
    let reason = (written.size > mailbox.limit).then_some(MailReason::TooLarge);
    let detail = reason.map(|_| too_large(written.size, mailbox.limit));
    let kept = row(app, id, head.as_ref(), &known_by, came_by, written.size, (reason, detail, true)).await;
    // What is not known to the database, or known under another id, needs no file.
    if !kept.as_ref().is_ok_and(|kept| kept.is_new) {
        mailbox.spool.remove(id).await;
    }
    kept
}

/// Keeps the beginning of a mail that is not fetched: it waits in quarantine, and the whole of it where it came from.
///
/// # Errors
/// When the database refuses.
pub async fn keep_head(
    app: &App,
    head: &[u8],
    size: u64,
    (reason, detail): (MailReason, Option<String>),
    place: &str,
) -> Result<Kept, MailError> {
    let id = app.env().id();
    let letter = Letter::read_head(head);
    let known_by = match letter.as_ref().ok().and_then(Letter::key) {
        Some(key) => Sm3::digest(key.as_bytes()).into(),
        None => Sm3::digest(place.as_bytes()).into(),
    };
    let detail = detail.or_else(|| Some(too_large(size, app.state::<Mailbox>().limit)));
    row(app, id, letter.as_ref(), &known_by, CameBy::Imap, size, (Some(reason), detail, false)).await
}

fn too_large(size: u64, limit: u64) -> String {
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    format!("邮件有 {} MB，超过上限 {} MB", megabytes(size), megabytes(limit))
}

async fn row(
    app: &App,
    id: Uuid,
    letter: Result<&Letter, &Broken>,
    known_by: &[u8; 32],
    came_by: CameBy,
    size: u64,
    (reason, detail, has_file): (Option<MailReason>, Option<String>, bool),
) -> Result<Kept, MailError> {
    let mailbox = app.state::<Mailbox>();
    let envelope = letter.map(envelope).unwrap_or_default();
    let mail = NewMail {
        id,
        key: hex::encode(known_by),
        came_by,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        sealed: mailbox.seal(id, &envelope),
        sender_blind: mailbox.sender_blind(&envelope.from),
        has_file,
        reason,
        detail,
        hint: hint(&envelope.subject),
        received_at: app.env().now(),
    };
    let mut tx = app.db().write().await?;
    let is_new = mail_insert(&mut tx, &mail).await?;
    tx.commit().await?;
    Ok(Kept { id, is_new })
}

fn envelope(letter: &Letter) -> Envelope {
    let cut = |text: &str| text.chars().filter(|c| !c.is_control()).take(LONGEST).collect::<String>();
    Envelope {
        from_name: cut(&letter.from_name),
        from: cut(&letter.from),
        to: letter.to.iter().take(RECIPIENTS).map(|address| cut(address)).collect(),
        subject: cut(&letter.subject),
    }
}
