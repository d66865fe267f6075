//! Use cases: check, change, record, audit. The transaction is the caller's.

mod accepting;
mod accounts;
mod at_risk;
mod journal;
mod ledger;
mod objecting;
mod penalties;
mod people;
mod raising;
mod reconciling;
mod schedule;
mod standing;
mod telling;

pub(crate) use accepting::reports_fact;
pub use accounts::{contract_account, what_would_be};
pub use at_risk::{MoneyAtRisk, all_at_risk, money_at_risk};
pub use journal::{Journal, journal};
pub use ledger::{entry_of, ledger};
pub use objecting::{ObjectionTerm, objection_terms};
pub use penalties::{
    Penalties, PenaltiesRequest, PenaltyCase, PenaltyState, PenaltyStep, PenaltyTaken, cases, penalties,
};
pub(crate) use people::tell_due;
pub use raising::{Raised, raise};
pub(crate) use raising::{follow, notice, notice_clocks};
pub use reconciling::{MatchOutcome, ReconciledRow, Reconciliation, may_reconcile, reconcile};
pub use schedule::{
    Forecast, ForecastLine, Schedule, ScheduledContract, ScheduledLine, ScheduledMonth, expected_payments, schedule,
};
pub use standing::{Standing, standings};
pub use telling::{attach_file, tell};

/// The kind of the records that files belong to.
pub const FILES: &str = "billing.entry";
