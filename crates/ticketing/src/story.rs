//! How a ticket was solved, for modules that keep what was learnt: public entries only, and nobody's name or number.

use async_trait::async_trait;
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    DbError, Tx,
    phone::half_width,
    stories::{StorySource, TicketStory},
};
use uuid::Uuid;

use crate::{
    model::{Entry, EntryKind, State, Ticket},
    store,
};

/// Entries of a ticket that are read.
const READ: u32 = 200;
/// What stands in the place of a phone number.
const NUMBER: &str = "（电话略）";
/// What stands in the place of the reporter's name.
const NAME: &str = "报修人";
/// Words behind which a short number is a phone number.
const BEFORE_NUMBERS: [&str; 6] = ["电话", "手机", "联系", "致电", "座机", "来电"];

/// Tickets as stories.
pub(crate) struct Stories;

#[async_trait]
impl StorySource for Stories {
    async fn story(&self, tx: &mut Tx, id: Uuid, scope: &ContractScope) -> Result<Option<TicketStory>, DbError> {
        let Some(ticket) = store::ticket_find(tx, id, scope).await? else { return Ok(None) };
        let entries = store::entry_list(tx, id, 0, false, READ).await?;
        let entries: Vec<Entry> = entries.into_iter().map(|row| row.shown(id)).collect();
        let sheet = store::sheet_list(tx, id).await?.into_iter().next().map(|written| written.sheet);
        let (found, done) = sheet.map(|sheet| (sheet.found, sheet.done)).unwrap_or_default();
        Ok(Some(story(ticket, &entries, &found, &done)))
    }
}

fn story(ticket: Ticket, entries: &[Entry], found: &str, done: &str) -> TicketStory {
    let row = ticket.row;
    let clean = |text: &str| without_numbers(text).replace_name(&row.reporter_name);
    let last = |kind: EntryKind| entries.iter().rev().find(|entry| entry.kind == kind).and_then(|one| one.text.clone());
    let solution = last(EntryKind::Resolved).filter(|text| !text.trim().is_empty()).unwrap_or_else(|| done.to_owned());
    let around = last(EntryKind::WorkedAround).map(|text| format!("临时方案：{text}\n\n")).unwrap_or_default();
    TicketStory {
        contract: ContractId(row.contract_id),
        solved: matches!(row.state, State::Resolved | State::Closed),
        title: clean(&row.title),
        problem: clean(&ticket.description),
        cause: clean(found),
        solution: clean(&format!("{around}{solution}")),
        work: row.work,
        service: row.service,
        number: row.number,
    }
}

trait ReplaceName {
    fn replace_name(self, name: &str) -> String;
}

impl ReplaceName for String {
    /// A name of one character may be any word.
    fn replace_name(self, name: &str) -> String {
        if name.chars().count() < 2 { self } else { self.replace(name, NAME) }
    }
}

/// `text` with whatever looks like a phone number taken out.
pub(crate) fn without_numbers(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let digit = |at: usize| characters.get(at).map(|c| half_width(*c)).filter(char::is_ascii_digit);
    let inside_a_word = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let mut cleaned = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        if digit(at).is_none() || at.checked_sub(1).is_some_and(|before| inside_a_word(characters[before])) {
            cleaned.push(characters[at]);
            at += 1;
            continue;
        }
        let mut digits = String::new();
        let mut end = at;
        while let Some(found) = digit(end).or_else(|| digit(end + 1).filter(|_| between(&characters, end))) {
            end += usize::from(digit(end).is_none()) + 1;
            digits.push(found);
        }
        if is_number(&digits, &cleaned) && characters.get(end).is_none_or(|after| !inside_a_word(*after)) {
            cleaned.push_str(NUMBER);
        } else {
            cleaned.extend(&characters[at..end]);
        }
        at = end;
    }
    cleaned
}

/// Whether the character at `at` may stand between the digits of a number.
fn between(characters: &[char], at: usize) -> bool {
    characters.get(at).is_some_and(|c| matches!(half_width(*c), '-' | ' '))
}

fn is_number(digits: &str, before: &str) -> bool {
    let mobile = |digits: &str| digits.len() == 11 && digits.starts_with('1') && !digits.starts_with("10");
    let abroad = digits.strip_prefix("86").is_some_and(mobile);
    let fixed = (10..=12).contains(&digits.len()) && digits.starts_with('0');
    let tail: String = before.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    let named = (5..=8).contains(&digits.len()) && BEFORE_NUMBERS.iter().any(|word| tail.contains(word));
    mobile(digits) || abroad || fixed || named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_taken_out_and_nothing_else() {
        for (text, cleaned) in [
            ("请回电 13800000000。", "请回电 （电话略）。"),
            ("138 0000-0000", "（电话略）"),
            ("+86 13800000000", "+（电话略）"),
            ("（010-62000000）", "（（电话略））"),
            ("联系电话：62000000 王工", "联系电话：（电话略） 王工"),
            ("１３８００００００００", "（电话略）"),
            ("HS-2026-000123 于 2026-03-02 10:00 报修", "HS-2026-000123 于 2026-03-02 10:00 报修"),
            ("地址 192.168.10.25 端口 8443", "地址 192.168.10.25 端口 8443"),
            ("受理号 20260302000001", "受理号 20260302000001"),
        ] {
            assert_eq!(without_numbers(text), cleaned, "{text}");
        }
    }

    #[test]
    fn the_reporter_is_not_named() {
        assert_eq!("王工（演示）说打不开".to_owned().replace_name("王工（演示）"), "报修人说打不开");
        assert_eq!("王工".to_owned().replace_name("王"), "王工");
    }
}
