//! The rules, as pure functions.

pub mod lateness;
pub mod pattern;
pub mod readable;
pub mod retention;
pub mod says;
pub mod standard;
pub mod state;
pub mod trend;
