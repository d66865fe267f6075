//! Clocks that are held by a letter to which the client consented, and run again at its end.
//!
//! A letter holds each ticket once: whoever lets a ticket run again meanwhile is not overruled. Tickets that are opened, or go
//! on, while it holds are found by the sweep. A ticket that a person has paused stays so when the letter ends.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx};
use jianyue_sla::clock::FactKind;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{Desk, hand::Hand};
use crate::{
    error::TicketError,
    model::{EntryKind, State},
    store::{self, HoldingLetter},
};

/// A letter that holds clocks, as its module tells of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Holds {
    /// The letter.
    pub letter_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Keys of the works concerned; empty means all.
    #[serde(default)]
    pub works: Vec<String>,
    /// Its number.
    pub number: String,
    /// Why.
    pub reason: String,
    /// The clause.
    #[serde(default)]
    pub clause: Option<String>,
    /// Who of the client consented.
    pub agreed_by: String,
    /// Until when, where that is agreed.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
}

/// A letter that no longer holds clocks.
#[derive(Clone, Debug, Deserialize)]
pub struct Releases {
    /// The letter.
    pub letter_id: Uuid,
    /// From when.
    pub at: DateTime<Utc>,
}

/// Holds the clocks of every open ticket that the letter is about.
///
/// # Errors
/// When a ticket's contract cannot be read, or the database refuses.
pub async fn hold_by_letter(tx: &mut Tx, desk: Desk<'_>, told: &Holds) -> Result<(), TicketError> {
    // What is heard of behind its end holds nothing any more: clocks are never held backwards.
    if told.until.is_some_and(|until| until <= desk.now()) {
        return Ok(());
    }
    let letter = HoldingLetter {
        letter_id: told.letter_id,
        contract_id: told.contract_id,
        works: sqlx::types::Json(told.works.clone()),
        number: told.number.clone(),
        reason: told.reason.clone(),
        clause: told.clause.clone(),
        agreed_by: told.agreed_by.clone(),
    };
    store::letter_begin(tx, &letter).await?;
    hold_all(tx, desk, &letter).await
}

/// Lets the clocks run again that the letter has held.
///
/// # Errors
/// As [`hold_by_letter`].
pub async fn release_by_letter(tx: &mut Tx, desk: Desk<'_>, told: &Releases) -> Result<(), TicketError> {
    let Some(letter) = store::letter_end(tx, told.letter_id, told.at).await? else { return Ok(()) };
    for ticket in store::letter_held(tx, letter.letter_id).await? {
        let mut hand = Hand::hold(tx, desk, ticket).await?;
        hand.catch_up()?;
        if hand.ticket.row.state != State::Paused || !held_by(&hand, &letter) {
            continue;
        }
        let before = hand.ticket.resume_state.take();
        hand.turn(before.as_deref().and_then(State::from_code).unwrap_or(State::Working));
        let text = format!("函件 {} 的顺延结束，恢复计时", letter.number);
        let data = json!({ "letter_id": letter.letter_id, "letter": letter.number });
        hand.add(hand.entry(EntryKind::Resumed).by_system().text(text).data(data.clone()).fact(FactKind::Resumed));
        hand.done(tx, desk, EntryKind::Resumed, "ticketing.resume", data).await?;
    }
    // Where another letter holds the same works, it takes over.
    for other in store::letters_holding(tx, Some(ContractId(letter.contract_id))).await? {
        hold_all(tx, desk, &other).await?;
    }
    Ok(())
}

/// Holds what was opened, or goes on, since a letter began to hold: every letter in a transaction of its own.
///
/// # Errors
/// As [`hold_by_letter`].
pub(crate) async fn hold_what_is_new(app: &App) -> Result<(), TicketError> {
    let letters = store::letters_holding(&mut app.db().peek().await?, None).await?;
    let by = Actor::system("函件");
    for letter in letters {
        let mut tx = app.db().write().await?;
        hold_all(&mut tx, Desk::at(app, &by), &letter).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whether the last pause of a ticket is that of the letter.
fn held_by(hand: &Hand, letter: &HoldingLetter) -> bool {
    let last = hand.facts_of_cycle().iter().rev().find_map(|fact| match &fact.kind {
        FactKind::Paused { evidence, .. } => Some(evidence.as_deref() == Some(letter.number.as_str())),
        _ => None,
    });
    last == Some(true)
}

async fn hold_all(tx: &mut Tx, desk: Desk<'_>, letter: &HoldingLetter) -> Result<(), TicketError> {
    for ticket in store::letter_to_hold(tx, letter).await? {
        store::letter_hold(tx, letter.letter_id, ticket).await?;
        let mut hand = Hand::hold(tx, desk, ticket).await?;
        hand.catch_up()?;
        if !matches!(hand.ticket.row.state, State::Open | State::Assigned | State::Working | State::Restored) {
            continue;
        }
        hand.ticket.resume_state = Some(hand.ticket.row.state.code().to_owned());
        hand.turn(State::Paused);
        let fact = FactKind::Paused {
            reason: letter.reason.clone(),
            evidence: Some(letter.number.clone()),
            agreed_by: Some(letter.agreed_by.clone()),
            clause: letter.clause.clone(),
        };
        let text = format!("不可抗力（函件 {}）：{}", letter.number, letter.reason);
        let data = json!({
            "reason": letter.reason, "evidence": letter.number, "agreed_by": letter.agreed_by,
            "clause": letter.clause, "letter_id": letter.letter_id, "letter": letter.number,
        });
        hand.add(hand.entry(EntryKind::Paused).by_system().text(text).data(data.clone()).fact(fact));
        hand.done(tx, desk, EntryKind::Paused, "ticketing.pause", data).await?;
    }
    Ok(())
}
