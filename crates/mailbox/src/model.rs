//! Addresses, and mails with what became of them.

use chrono::{DateTime, Utc};
use jianyue_platform::words;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What became of a mail.
    pub enum MailState {
        /// It is safe, and nobody has looked at it yet.
        Kept = "kept",
        /// It opened a ticket.
        Opened = "opened",
        /// It became an answer.
        Replied = "replied",
        /// It told that a mail of this installation did not arrive.
        Bounced = "bounced",
        /// It waits for somebody's decision.
        Quarantined = "quarantined",
        /// Somebody decided that it is of no use.
        Discarded = "discarded",
    }
}

words! {
    /// Why a mail is in quarantine.
    pub enum MailReason {
        /// It was sent to no address of a contract, and is no answer.
        NoContract = "no_contract",
        /// It is larger than allowed.
        TooLarge = "too_large",
        /// It is no mail that could be read.
        Broken = "broken",
        /// A program wrote it: an absence note, an alarm.
        Automatic = "automatic",
        /// This installation wrote it.
        Loop = "loop",
        /// It came over a mailing list or in bulk.
        List = "list",
        /// A mail did not arrive, and it does not show which.
        Bounce = "bounce",
        /// Its sender has sent too many within an hour.
        TooMany = "too_many",
        /// It claims to be an answer, with a token that was not made here.
        BadToken = "bad_token",
        /// The contract or the ticket does not take it.
        Refused = "refused",
        /// The mail server would not give it.
        Unreadable = "unreadable",
    }
}

words! {
    /// How a mail came.
    pub enum CameBy {
        /// From a mail server's pipe.
        Pipe = "pipe",
        /// Read from a mailbox.
        Imap = "imap",
    }
}

/// An address at which mail for a contract arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub struct MailAddress {
    /// Its id.
    pub id: Uuid,
    /// The address, in small letters.
    pub address: String,
    /// The contract under which tickets are opened.
    pub contract_id: Uuid,
    /// Key of the work concerned, where the contract has several.
    pub work: Option<String>,
    /// Key of the service concerned.
    pub service: Option<String>,
    /// The way in that tickets show: `email`, `qq`, `web`.
    pub channel: String,
    /// Grows with every change.
    pub version: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// A mail as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReceivedMail {
    /// Its id.
    pub id: Uuid,
    /// How it came.
    pub came_by: CameBy,
    /// Bytes.
    pub size: i64,
    /// Name of the sender, as the mail says.
    pub from_name: String,
    /// Address of the sender, as the mail says; anybody may write any.
    pub from: String,
    /// Addresses it was sent to.
    pub to: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// What became of it.
    pub state: MailState,
    /// Why it is or was in quarantine.
    pub reason: Option<MailReason>,
    /// Further particulars in words.
    pub detail: Option<String>,
    /// The contract it belongs to.
    pub contract_id: Option<Uuid>,
    /// The ticket it belongs to.
    pub ticket_id: Option<Uuid>,
    /// Number of that ticket.
    pub number: Option<String>,
    /// A ticket's number that its subject shows; proves nothing.
    pub hint: Option<String>,
    /// Whether the mail itself can be downloaded.
    pub has_file: bool,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// When it was decided what becomes of it.
    pub settled_at: Option<DateTime<Utc>>,
    /// Who decided; absent for the software itself.
    pub settled_by: Option<String>,
}

/// A file of a mail in quarantine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailFile {
    /// File name without folders.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// One mail of the quarantine in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct QuarantinedMail {
    /// What the list shows.
    #[serde(flatten)]
    pub mail: ReceivedMail,
    /// Its headers as they came, one a line; cut after 16 kB.
    pub headers: String,
    /// What was written, as plain text; cut after 20,000 characters.
    pub text: String,
    /// The history that it quotes.
    pub quoted: String,
    /// Its files.
    pub files: Vec<MailFile>,
}

/// How the reading of the mailbox stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct MailPolling {
    /// The mailbox that is read, without its password; `null`: the settings name none.
    pub mailbox: Option<String>,
    /// Where mails are moved to.
    pub move_to: Option<String>,
    /// The last look.
    pub looked_at: Option<DateTime<Utc>>,
    /// The last look that went well.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// What the last look failed at.
    pub error: Option<String>,
    /// Mails read so far.
    pub kept: i64,
    /// Mails that wait in quarantine; 1,000 stands for more.
    pub quarantined: i64,
    /// The most bytes of a mail.
    pub limit: u64,
    /// The most mails of one sender in an hour.
    pub per_hour: u32,
    /// The mailbox that answers go to; `null`: answers go to the sender of mail.
    pub reads_at: Option<String>,
}
