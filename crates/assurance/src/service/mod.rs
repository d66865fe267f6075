//! Use cases: check, change, record, audit. The transaction is the caller's.

mod deciding;
mod declaring;
mod draft;
mod files;
mod known;
mod proving;
mod reading;
mod suggesting;
mod working;

pub use deciding::{Withdrawal, confirm, withdraw};
pub use declaring::{NewPeriod, PeriodChange, change, declare};
pub use draft::PhaseDays;
pub use files::{add_item_file, add_period_file, file, may_add_item_file, may_add_period_file};
pub use proving::prove_what_is_due;
pub use reading::{PeriodsRequest, detail, list};
pub use suggesting::{AssuranceSuggestions, SuggestedPeriod, suggestions};
pub use working::{Completion, NewItem, Tick, add_item, complete, remove_item, tick};
