//! What may be done with a letter as it stands, and what is to be done next.

use chrono::NaiveDate;

use crate::{
    model::{LetterKind, LetterSide, LetterState, NextStep, StepName, TermOf},
    store::letter::LetterRow,
};

/// Whether the other side is asked for an answer.
fn wants_answer(row: &LetterRow) -> bool {
    row.kind == LetterKind::Claim || row.reply_by.is_some()
}

/// Whether the other side is asked to consent.
fn wants_decision(row: &LetterRow) -> bool {
    row.consent || row.kind == LetterKind::ForceMajeure
}

/// Whether the sender still owes the proof.
fn owes_proof(row: &LetterRow) -> bool {
    row.needs_proof && row.proved_on.is_none()
}

/// Whether nothing is asked for but that it came.
#[must_use]
pub fn only_tells(row: &LetterRow) -> bool {
    !wants_answer(row) && !wants_decision(row) && !row.needs_proof
}

/// Whether nothing was answered or decided yet.
fn is_open(row: &LetterRow) -> bool {
    matches!(row.state, LetterState::Sent | LetterState::Received | LetterState::Proved)
}

/// Whether somebody is still to do something.
#[must_use]
pub fn pending(row: &LetterRow) -> bool {
    is_open(row)
}

/// Whether clocks are held, or will be.
#[must_use]
pub fn holds(row: &LetterRow) -> bool {
    row.pause_from.is_some() && row.pause_ended.is_none()
}

/// Whether the term of a letter was not kept as seen on `today`.
#[must_use]
pub fn late(row: &LetterRow, today: NaiveDate) -> bool {
    row.state != LetterState::Withdrawn && row.due_on.is_some_and(|due| row.done_on.unwrap_or(today) > due)
}

/// Whether the day is over on which silence accepts.
#[must_use]
pub fn silent(row: &LetterRow, today: NaiveDate) -> bool {
    row.silence && is_open(row) && row.due_on.is_some_and(|due| due < today)
}

/// Whether `side` may do `step` now.
#[must_use]
pub fn may(row: &LetterRow, side: LetterSide, step: StepName, today: NaiveDate) -> bool {
    let mine = row.direction == side;
    let open = is_open(row) && !silent(row, today);
    match step {
        StepName::Receive => !mine && row.state != LetterState::Withdrawn && row.received_at.is_none(),
        StepName::Prove => mine && row.needs_proof && row.proved_on.is_none() && is_open(row),
        StepName::Answer => !mine && open && !wants_decision(row),
        StepName::Decide => !mine && open && wants_decision(row),
        StepName::EndPause => holds(row),
        StepName::Withdraw => mine && open,
        StepName::Close => !holds(row) && can_close(row) && !silent(row, today),
        StepName::Note => true,
    }
}

fn can_close(row: &LetterRow) -> bool {
    match row.state {
        LetterState::Sent | LetterState::Closed | LetterState::Withdrawn => false,
        LetterState::Received | LetterState::Proved => !wants_answer(row) && !row.consent && !owes_proof(row),
        _ => true,
    }
}

/// Everything that a side may do now.
#[must_use]
pub fn allowed(row: &LetterRow, side: LetterSide, today: NaiveDate) -> Vec<StepName> {
    use StepName::{Answer, Close, Decide, EndPause, Note, Prove, Receive, Withdraw};
    let all = [Receive, Prove, Answer, Decide, EndPause, Close, Withdraw, Note];
    all.into_iter().filter(|step| may(row, side, *step, today)).collect()
}

/// What is to be done next, by whom and until when.
#[must_use]
pub fn next(row: &LetterRow) -> Option<NextStep> {
    let (from, to) = (row.direction, row.direction.other());
    let step = |step, by, due_on| Some(NextStep { step, by, due_on });
    if holds(row) {
        return step(StepName::EndPause, from, row.pause_until);
    }
    if !is_open(row) {
        return None;
    }
    let due = |of| row.due_on.filter(|_| row.due_of.0 == Some(of));
    if wants_answer(row) {
        return step(StepName::Answer, to, due(TermOf::Answer).or(row.reply_by));
    }
    if owes_proof(row) {
        return step(StepName::Prove, from, due(TermOf::Proof));
    }
    if wants_decision(row) {
        return step(StepName::Decide, to, row.reply_by);
    }
    step(StepName::Receive, to, None)
}
