//! What ties mails to tickets: the token by which an answer finds its ticket, and the port through which a mail that came
//! in becomes a ticket or an answer.
//!
//! A token names a record and proves that this installation wrote it: HMAC-SM3 under a key that only the server has, cut
//! to 96 bits. It stands in the address that answers go to (`local+TOKEN@domain`) and in the `Message-ID` of every mail
//! that tells of the record, from where it comes back in `In-Reply-To` and `References`. Whoever has a token was sent it,
//! or was forwarded such a mail: it lets somebody be heard on that one record and grants nothing else.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use uuid::Uuid;

use crate::{
    app::App,
    db::{DbError, Tx},
    sealed::Sealer,
};

/// Bytes of the proof.
const PROOF: usize = 12;
/// Letters of a token: 28 bytes, five bits a letter.
pub const TOKEN_LETTERS: usize = 45;
/// What separates a mailbox from a token in an address (RFC 5233).
const DETAIL: char = '+';
/// The most letters before the `@` (RFC 5321).
const LOCAL_PART: usize = 64;
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// What proofs are made for: no proof of anything else is one of these.
const PLACE: &[u8] = b"mail.token";

/// The token of a record, under the newest key.
#[must_use]
pub fn token(sealer: &Sealer, record: Uuid) -> String {
    let proof = sealer.blind(record.as_bytes(), PLACE).into_iter().next().unwrap_or_default();
    let mut bytes = record.as_bytes().to_vec();
    bytes.extend(&proof[..PROOF]);
    letters(&bytes)
}

/// The record that `text` is the token of, under any key of this installation; letters of either case are the same.
#[must_use]
pub fn record_of(sealer: &Sealer, text: &str) -> Option<Uuid> {
    let bytes = bytes(text)?;
    let (record, shown) = bytes.split_at_checked(16)?;
    let record = Uuid::from_slice(record).ok()?;
    let known = sealer.blind(record.as_bytes(), PLACE);
    // Every key is compared to the end, so that the time taken tells nothing.
    let fits = known.iter().fold(false, |fits, proof| fits | same(&proof[..PROOF], shown));
    fits.then_some(record)
}

/// Whether `text` has the form of a token, good or not.
#[must_use]
pub fn looks_like_token(text: &str) -> bool {
    text.len() == TOKEN_LETTERS && bytes(text).is_some()
}

/// `address` with a token in it; `None` where it would become longer than mail servers take.
#[must_use]
pub fn address_with(address: &str, token: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let long = local.len() + 1 + token.len() > LOCAL_PART;
    (!long).then(|| format!("{local}{DETAIL}{token}@{domain}"))
}

/// What stands behind the last `+` of an address's local part, and the address without it.
#[must_use]
pub fn detail_of(address: &str) -> Option<(&str, String)> {
    let (local, domain) = address.rsplit_once('@')?;
    let (mailbox, detail) = local.rsplit_once(DETAIL)?;
    (!mailbox.is_empty() && !detail.is_empty()).then(|| (detail, format!("{mailbox}@{domain}")))
}

/// The `Message-ID` (without brackets) of the mail `id` about the record of `token`.
#[must_use]
pub fn message_id(id: Uuid, token: Option<&str>, domain: &str) -> String {
    match token {
        Some(token) => format!("{}.{token}@{domain}", id.simple()),
        None => format!("{}@{domain}", id.simple()),
    }
}

/// The mail and the record of a [`message_id`] of this installation; `None` for those of others.
#[must_use]
pub fn written_here(sealer: &Sealer, message_id: &str) -> Option<(Uuid, Uuid)> {
    let (local, _) = message_id.trim_matches(['<', '>', ' ']).rsplit_once('@')?;
    let (id, token) = local.split_once('.')?;
    Some((Uuid::try_parse(id).ok()?, record_of(sealer, token)?))
}

fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

/// RFC 4648 base 32 without padding, in small letters: mail servers keep no capitals.
fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(LETTERS[(held >> bits) as usize & 31]));
        }
    }
    if bits > 0 {
        text.push(char::from(LETTERS[(held << (5 - bits)) as usize & 31]));
    }
    text
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.len() != TOKEN_LETTERS {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0);
    for letter in text.bytes() {
        let value = LETTERS.iter().position(|known| *known == letter.to_ascii_lowercase())?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 255).ok()?);
        }
    }
    // One record has one token: what is left over of the last letter is zero.
    ((held & ((1 << bits) - 1)) == 0).then_some(bytes)
}

/// A file that came with a mail; its content is in the blob store already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingFile {
    /// File name without folders.
    pub name: String,
    /// Type found in its content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Where the blob store keeps it.
    pub digest: String,
}

/// What a mail is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailFor {
    /// A new request under a contract.
    New {
        /// The contract.
        contract: ContractId,
        /// Key of the work concerned, where the contract has several.
        work: Option<String>,
        /// Key of the service concerned.
        service: Option<String>,
        /// The way in, by its code: `email`.
        channel: String,
    },
    /// An answer on this record.
    Answer(Uuid),
}

/// A mail that is to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingMail {
    /// Its id.
    pub id: Uuid,
    /// What it is taken for.
    pub wanted: MailFor,
    /// Name of the sender, or the part before the `@`.
    pub from_name: String,
    /// Address of the sender. Anybody may write any address: it shows who it claims to be and proves nothing.
    pub from_address: String,
    /// Its subject without `Re:` and the like.
    pub subject: String,
    /// What was written, as text.
    pub text: String,
    /// The history that it quotes, as text; may be empty.
    pub quoted: String,
    /// Its files.
    pub files: Vec<IncomingFile>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

/// What a mail has become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenMail {
    /// The record.
    pub record: Uuid,
    /// Its number.
    pub number: String,
    /// Its contract.
    pub contract: ContractId,
    /// Whether it was opened by this mail.
    pub is_new: bool,
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeMailError {
    /// It cannot be, for the reason told in plain Chinese; somebody has to look at it.
    #[error("{0}")]
    Refused(String),
    /// The database refused; tried again.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes tickets and answers of mails. Found through [`crate::Module::mail_desk`].
#[async_trait]
pub trait MailDesk: Send + Sync {
    /// Takes `mail` inside `tx`, which the caller commits together with the note that it was taken: so it is done once.
    async fn take(&self, app: &App, tx: &mut Tx, mail: IncomingMail) -> Result<TakenMail, TakeMailError>;
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::sealed::{Cipher, KeyRing};

    fn sealer() -> (TempDir, KeyRing) {
        let folder = TempDir::new().unwrap();
        let ring = KeyRing::load_or_create(&folder.path().join("keys.toml"), Cipher::Sm4Gcm).unwrap();
        (folder, ring)
    }

    #[test]
    fn a_token_names_its_record_in_either_case_and_after_a_rotation() {
        let (_folder, mut ring) = sealer();
        let record = Uuid::from_u128(7);
        let token = token(&Sealer::new(ring.clone()), record);
        assert_eq!(token.len(), TOKEN_LETTERS);
        ring.rotate().unwrap();
        let sealer = Sealer::new(ring);
        assert_eq!(record_of(&sealer, &token), Some(record));
        assert_eq!(record_of(&sealer, &token.to_uppercase()), Some(record));
    }

    #[test]
    fn no_letter_of_a_token_can_be_changed_and_nobody_else_makes_one() {
        let (_folder, ring) = sealer();
        let sealer = Sealer::new(ring);
        let good = token(&sealer, Uuid::from_u128(7));
        for place in 0..good.len() {
            for letter in ["a", "b", "7", "!"] {
                let mut changed = good.clone();
                changed.replace_range(place..=place, letter);
                assert!(changed == good || record_of(&sealer, &changed).is_none(), "{changed}");
            }
        }
        assert_eq!(record_of(&sealer, &good[1..]), None);
        assert_eq!(record_of(&sealer, ""), None);
        let (_other, ring) = self::sealer();
        let foreign = token(&Sealer::new(ring), Uuid::from_u128(7));
        assert!(looks_like_token(&foreign) && record_of(&sealer, &foreign).is_none());
    }

    #[test]
    fn it_goes_through_an_address_and_a_message_id() {
        let (_folder, ring) = sealer();
        let sealer = Sealer::new(ring);
        let (mail, record) = (Uuid::from_u128(9), Uuid::from_u128(7));
        let token = token(&sealer, record);
        let address = address_with("yunwei@example.gov.cn", &token).unwrap();
        let (detail, mailbox) = detail_of(&address).unwrap();
        assert_eq!((record_of(&sealer, detail), mailbox.as_str()), (Some(record), "yunwei@example.gov.cn"));
        assert_eq!(address_with(&format!("{}@example.gov.cn", "y".repeat(19)), &token), None);
        let id = message_id(mail, Some(&token), "example.gov.cn");
        assert_eq!(written_here(&sealer, &format!("<{id}>")), Some((mail, record)));
        assert_eq!(written_here(&sealer, &message_id(mail, None, "example.gov.cn")), None);
        assert_eq!(written_here(&sealer, "<20261121.abc@example.com>"), None);
    }
}
