//! `POST /tickets/{id}/{resolve, accept, refuse, close, reopen, cancel}`.

use serde::Deserialize;
use utoipa::ToSchema;

use super::shown::{Reason, action};
use crate::service::{accept, cancel, close, refuse, reopen, resolve};

/// A solution.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Solution {
    /// What was done.
    solution: String,
}

/// An acceptance.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Acceptance {
    /// 1 to 5, 5 is best.
    satisfaction: i64,
    /// In words.
    #[serde(default)]
    comment: Option<String>,
}

/// A reason that may be left out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Closing {
    /// Why.
    #[serde(default)]
    reason: Option<String>,
}

action! {
    /// Gives the reporter a solution.
    ticket_resolve, "/tickets/{id}/resolve", Solution, |tx, desk, id, input| resolve(tx, desk, id, &input.solution)
}
action! {
    /// Accepts the solution and closes the ticket.
    ticket_accept, "/tickets/{id}/accept", Acceptance,
    |tx, desk, id, input| accept(tx, desk, id, input.satisfaction, input.comment.as_deref())
}
action! {
    /// Refuses the solution; the clocks go on as if there had been none.
    ticket_refuse, "/tickets/{id}/refuse", Reason, |tx, desk, id, input| refuse(tx, desk, id, &input.reason)
}
action! {
    /// Closes a ticket whose solution the reporter did not answer.
    ticket_close, "/tickets/{id}/close", Closing, |tx, desk, id, input| close(tx, desk, id, input.reason.as_deref())
}
action! {
    /// Begins a new cycle; the verdicts of the old one stay.
    ticket_reopen, "/tickets/{id}/reopen", Reason, |tx, desk, id, input| reopen(tx, desk, id, &input.reason)
}
action! {
    /// Ends a ticket that should not have been.
    ticket_cancel, "/tickets/{id}/cancel", Reason, |tx, desk, id, input| cancel(tx, desk, id, &input.reason)
}
