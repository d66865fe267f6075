//! Use cases: check, change, record, audit. The transaction is the caller's.

mod calls;
pub(crate) mod drawing;
pub(crate) mod due;
pub mod feed;
mod return_calls;
pub(crate) mod roster;
mod satisfaction;
mod shifts;
mod sources;
mod special;
mod staffing;
mod waits;

use jianyue_kernel::{ContractId, Env};
use jianyue_platform::{App, Tx, contracts::Contracts, sealed::Sealer};

pub use calls::{CallEdit, CallsRequest, NewCall, call, call_rows, calls, edit_call, link_call, log_call};
pub use drawing::draw_visits;
pub use feed::{FeedEvent, FeedOutcome, FeedResult, take_feed, trusted};
pub use return_calls::{Completed, NewAttempt, ReturnsRequest, attempt, complete, return_call, return_calls, waive};
pub use roster::{OnCallNow, Roster, on_call_at, roster};
pub use satisfaction::{Contentment, MonthlyContentment, ReturnStanding, Satisfaction, ShareTarget, satisfaction};
pub use shifts::{NewShift, Repeat, ShiftChange, add_shifts, change_shift, confirm_handover, hand_over, remove_shift};
pub use sources::{NewSource, SourceWithSecret, add_source, remove_source, rotate_source, sources};
pub use special::{NewSpecialDays, add_special_days, remove_special_days, special_days};
pub use staffing::Required;
pub use waits::{WaitTarget, Waits, WaitsOf, waits};

use crate::error::HotlineError;

/// Whether there is such a contract.
pub(crate) async fn is_contract(app: &App, tx: &mut Tx, contract: ContractId) -> Result<bool, HotlineError> {
    Ok(app.state::<Contracts>().0.works(tx, contract).await?.is_some())
}

/// What use cases over calls need.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// Time and ids.
    pub env: &'a Env,
    /// Who acts.
    pub by: &'a jianyue_kernel::Actor,
    /// Seals the numbers of callers.
    pub sealer: &'a Sealer,
}

impl<'a> Desk<'a> {
    /// The desk of `by`.
    #[must_use]
    pub fn of(app: &'a App, by: &'a jianyue_kernel::Actor) -> Self {
        Self { env: app.env(), by, sealer: app.state::<Sealer>() }
    }
}
