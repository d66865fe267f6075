//! Letters as they are shown.

use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_kernel::{BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{Tx, files::files_of, text::Query};
use uuid::Uuid;

use super::{readable, sides};
use crate::{
    error::LetterError,
    http::KIND,
    model::{Letter, LetterDetail, LetterEntry, LetterKind, LetterPause, LetterReceipt, LetterSide, LetterState},
    permissions::READ,
    policy::steps::{allowed, late, next},
    store::{
        entry::{EntryRow, entry_list},
        letter::{LetterRow, letter_find},
        list::{Wanted, letter_list},
    },
};

/// Which letters are wanted.
#[derive(Clone, Debug, Default)]
pub struct LettersRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one kind only.
    pub kind: Option<LetterKind>,
    /// From one side only.
    pub direction: Option<LetterSide>,
    /// In one state only.
    pub state: Option<LetterState>,
    /// Only those with which somebody is still to do something, or not.
    pub pending: Option<bool>,
    /// Only those whose term was not kept.
    pub late: bool,
    /// Only those that hold these words.
    pub q: Option<String>,
    /// Which page.
    pub page: PageRequest,
}

/// Letters that the caller may read, the last sent first.
pub async fn letters(tx: &mut Tx, desk: Desk<'_>, asked: LettersRequest) -> Result<Page<Letter>, LetterError> {
    let after = match asked.page.after::<2>()? {
        Some([day, id]) => {
            Some((day.parse::<NaiveDate>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let today = desk.today();
    let wanted = Wanted {
        contract: asked.contract,
        kind: asked.kind,
        direction: asked.direction,
        state: asked.state,
        pending: asked.pending,
        late_on: asked.late.then_some(today),
        query: asked.q.as_deref().and_then(Query::parse),
        after,
    };
    let limit = asked.page.limit();
    let rows = letter_list(tx, &desk.by.scope(&READ), &wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.sent_on.to_string(), row.id.to_string()]);
    Ok(page.map(|row| shown(&row, today)))
}

/// A letter with its history and files.
pub async fn letter(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<LetterDetail, LetterError> {
    let row = readable(desk, letter_find(tx, id).await?)?;
    detail(tx, desk, &row).await
}

pub(super) async fn detail(tx: &mut Tx, desk: Desk<'_>, row: &LetterRow) -> Result<LetterDetail, LetterError> {
    let today = desk.today();
    let files = files_of(tx, KIND, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let entries = entry_list(tx, row.id).await?.into_iter().map(entry).collect();
    let mut may = Vec::new();
    for side in sides(desk, ContractId(row.contract_id), &row.works.0) {
        may.extend(allowed(row, side, today).into_iter().filter(|step| !may.contains(step)).collect::<Vec<_>>());
    }
    Ok(LetterDetail { letter: shown(row, today), entries, files, allowed: may })
}

fn entry(row: EntryRow) -> LetterEntry {
    LetterEntry { n: row.n, at: row.at, what: row.what, side: row.side, text: row.text, by: row.by_name }
}

/// A row as it is shown on `today`.
pub(super) fn shown(row: &LetterRow, today: NaiveDate) -> Letter {
    let received = row.received_name.clone().zip(row.received_at).map(|(by, at)| LetterReceipt { by, at });
    let pause = row.pause_from.map(|from| LetterPause {
        from,
        until: row.pause_until,
        works: row.pause_works.clone().map(|works| works.0).unwrap_or_default(),
        agreed_by: row.pause_by.clone().unwrap_or_default(),
        began_at: row.pause_began,
        ended_at: row.pause_ended,
    });
    Letter {
        id: row.id,
        contract_id: row.contract_id,
        number: row.number.clone(),
        kind: row.kind,
        direction: row.direction,
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        assumed: row.assumed.clone(),
        title: row.title.clone(),
        works: row.works.0.clone(),
        subject: row.subject.clone(),
        text: row.text.clone(),
        happened_on: row.happened_on,
        sent_on: row.sent_on,
        due_on: row.due_on,
        due_of: row.due_of.0,
        due_by: row.due_by.0,
        reply_by: row.reply_by,
        silence: row.silence,
        needs_proof: row.needs_proof,
        consent: row.consent,
        state: row.state,
        late: late(row, today),
        done_on: row.done_on,
        received,
        proved_on: row.proved_on,
        answered_on: row.answered_on,
        pause,
        next: next(row),
        sent_by: row.sent_name.clone(),
        created_at: row.created_at,
        updated_at: row.updated_at,
        version: row.version,
    }
}
