//! Time under a contract: service windows, the working-day calendar, business time, clocks and their explanations.
//!
//! No I/O but the readers and writers given to batch functions; the present moment is always a parameter. The zone is
//! fixed, Asia/Shanghai ([`zone`]).

pub mod business;
pub mod calendar;
pub mod clock;
pub mod text;
pub mod window;
pub mod zone;

pub use business::{BusinessTime, CompiledWindow, Interval};
pub use calendar::{BadRow, CalendarError, CalendarLoadError, DayType, SpecialDay, SpecialKind, WorkCalendar};
pub use clock::{
    Budget, Case, Clock, ClockEvent, ClockEventKind, ClockKey, ClockKind, ClockState, Fact, FactError, FactKind,
    FactProblem, Outcome, SeverityMatrix, Target, Terms, Verdict, fold,
};
pub use window::{ServiceWindow, WindowError};
