//! Types and states.

mod event;
mod period;
mod words;

pub use event::{DutyProved, PeriodChanged, PeriodDeclared, PeriodWorked, ProofOf};
pub use period::{AssuranceHours, AssuranceItem, AssurancePeriod, AssurancePhase, AssuranceRule, PeriodInFull};
pub use words::{Occasion, PeriodState, PhaseKind, Stage};
