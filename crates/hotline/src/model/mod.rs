//! Types and states.

mod call;
mod event;
mod source;
mod words;

pub use call::{Agent, Call, Facts, Told};
pub use event::CallChanged;
pub use source::{Algorithm, Line, Source};
pub use words::{Channel, Direction, Outcome, UnknownWord};
