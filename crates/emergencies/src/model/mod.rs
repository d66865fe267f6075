//! Types and states.

mod drill;
mod emergency;
mod event;
mod plan;
mod words;

pub use drill::{Contact, ContactTest, Drill, Finding, Moment, Outcome};
pub use emergency::{Emergency, Entry, File, OpenedPlan, Report, RoleHolder, RuleLine};
pub use event::{EmergencyChanged, EmergencyOpened, EmergencyStoodDown};
pub use plan::{Plan, PlanBody, PlanContact, PlanLevel, PlanLine, PlanRole, PlanStandby, PlanStep, PlanVersion};
pub use words::{DrillState, EntryKind, PlanState, Standing, State};
