//! What a mail is taken for, from what it shows. Pure.

use jianyue_platform::{
    mail::{detail_of, looks_like_token, record_of, written_here},
    sealed::Sealer,
};
use uuid::Uuid;

use crate::{
    letter::Letter,
    model::{MailAddress, MailReason},
};

/// What a mail is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A new request by this address.
    New(MailAddress),
    /// An answer on this record.
    Answer(Uuid),
    /// The mail of this installation about this record did not arrive.
    Returned {
        /// The mail.
        message: Uuid,
        /// What it told of.
        record: Uuid,
        /// What the mail server said.
        why: String,
    },
    /// Somebody has to look at it.
    Quarantine(MailReason),
}

/// What is known here.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The keys of tokens.
    pub sealer: &'a Sealer,
    /// Addresses of contracts.
    pub addresses: &'a [MailAddress],
    /// The address that this installation sends from, in small letters.
    pub sends_from: Option<&'a str>,
}

/// What `letter` is taken for. Programs come first: nothing that one wrote acts on a ticket, token or not.
#[must_use]
pub fn judge(letter: &Letter, known: Known<'_>) -> Verdict {
    if let Some(returned) = &letter.returned {
        let ours = returned.message_ids.iter().find_map(|id| written_here(known.sealer, id));
        return match ours.filter(|_| returned.for_good) {
            Some((message, record)) => Verdict::Returned { message, record, why: returned.why.clone() },
            None => Verdict::Quarantine(MailReason::Bounce),
        };
    }
    if let Some(reason) = of_a_program(letter, known) {
        return Verdict::Quarantine(reason);
    }
    if let Some(record) = answered(letter, known.sealer) {
        return Verdict::Answer(record);
    }
    let details = letter.to.iter().filter_map(|address| detail_of(address));
    if details.clone().any(|(detail, _)| looks_like_token(detail)) {
        return Verdict::Quarantine(MailReason::BadToken);
    }
    match letter.to.iter().find_map(|address| address_of(address, known.addresses)) {
        Some(address) => Verdict::New(address.clone()),
        None => Verdict::Quarantine(MailReason::NoContract),
    }
}

/// The record that a letter answers on: by the address that it was sent to, or by the mails that it refers to.
#[must_use]
pub fn answered(letter: &Letter, sealer: &Sealer) -> Option<Uuid> {
    let by_address = letter.to.iter().filter_map(|address| detail_of(address));
    by_address
        .filter_map(|(detail, _)| record_of(sealer, detail))
        .chain(letter.references.iter().filter_map(|id| Some(written_here(sealer, id)?.1)))
        .next()
}

/// The address of a contract that `address` is, with or without something behind a `+`.
fn address_of<'a>(address: &str, addresses: &'a [MailAddress]) -> Option<&'a MailAddress> {
    let bare = detail_of(address).map(|(_, bare)| bare);
    addresses.iter().find(|known| known.address == address || Some(&known.address) == bare.as_ref())
}

fn of_a_program(letter: &Letter, known: Known<'_>) -> Option<MailReason> {
    let says = |name: &str| letter.mark(name).map(str::to_ascii_lowercase);
    let own_number = letter.message_id.as_deref().is_some_and(|id| written_here(known.sealer, id).is_some());
    if own_number || known.sends_from.is_some_and(|own| own == letter.from) || says("x-loop").is_some() {
        return Some(MailReason::Loop);
    }
    if says("list-id").is_some() || says("list-unsubscribe").is_some() {
        return Some(MailReason::List);
    }
    let precedence = says("precedence").unwrap_or_default();
    if matches!(precedence.as_str(), "bulk" | "junk" | "list") {
        return Some(MailReason::List);
    }
    let automatic = says("auto-submitted").is_some_and(|how| !how.starts_with("no"))
        || precedence == "auto_reply"
        || says("x-autoreply").is_some_and(|how| how != "no")
        || says("x-autorespond").is_some()
        || says("return-path").is_some_and(|path| path == "<>")
        || ["mailer-daemon@", "noreply@", "no-reply@"].iter().any(|name| letter.from.starts_with(name));
    automatic.then_some(MailReason::Automatic)
}

/// A subject without what mail programs put before it.
#[must_use]
pub fn bare_subject(subject: &str) -> String {
    const BEFORE: [&str; 8] = ["re:", "fw:", "fwd:", "aw:", "回复:", "回复：", "答复:", "答复："];
    const FORWARDED: [&str; 4] = ["转发:", "转发：", "re：", "fw："];
    let mut rest = subject.trim();
    loop {
        let lower = rest.to_lowercase();
        let found = BEFORE.iter().chain(&FORWARDED).find(|before| lower.starts_with(**before));
        let Some(before) = found else { return rest.to_owned() };
        rest = rest.get(before.len()..).unwrap_or_default().trim_start();
    }
}

/// A ticket's number in `subject`, such as `HS-2026-000123`: a hint to people, and nothing else.
#[must_use]
pub fn hint(subject: &str) -> Option<String> {
    let words = subject.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    let fits = |word: &&str| {
        let parts: Vec<&str> = word.split('-').collect();
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        matches!(parts[..], [prefix, year, number] if (1..=8).contains(&prefix.len()) && digits(year, 4) && digits(number, 6))
    };
    words.into_iter().find(fits).map(str::to_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_bare_and_show_numbers() {
        assert_eq!(bare_subject("Re: 回复：FW: 打印机"), "打印机");
        assert_eq!(bare_subject("报告：打印机"), "报告：打印机");
        assert_eq!(hint("回复：【践约】超时：hs-2026-000123 打印机").as_deref(), Some("HS-2026-000123"));
        assert_eq!(hint("2026-11-21 的打印机"), None);
    }
}
