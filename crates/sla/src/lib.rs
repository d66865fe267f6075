//! Time under a contract: service windows, the working-day calendar, business time, clocks and their explanations.
//!
//! No I/O but the readers and writers given to [`batch`]; the present moment is always a parameter. The zone is
//! fixed, Asia/Shanghai ([`zone`]).

pub mod batch;
pub mod business;
pub mod calendar;
pub mod clock;
pub mod explain;
pub mod preview;
pub mod replay;
pub mod text;
pub mod window;
pub mod zone;

pub use business::{BusinessTime, CompiledWindow, Interval};
pub use calendar::{BadRow, CalendarError, CalendarLoadError, DayType, SpecialDay, SpecialKind, WorkCalendar};
pub use clock::{
    Budget, Case, Clock, ClockEvent, ClockEventKind, ClockKey, ClockKind, ClockState, Fact, FactError, FactKind,
    FactProblem, Outcome, SeverityMatrix, Target, Terms, Verdict, fold,
};
pub use explain::{Explanation, Segment, SegmentKind, explain};
pub use preview::{MovedDeadline, moved_deadlines};
pub use replay::{ReplayError, ReplayReport, ReplayedClock, replay};
pub use window::{ServiceWindow, SpecialHours, WindowError};
