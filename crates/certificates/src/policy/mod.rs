//! The rules, without a database.

pub mod reminders;
mod serial;
mod standing;

pub use serial::canonical_serial;
pub use standing::standing;
