//! The rules, without a database.

mod describe;
mod difference;
mod digest;
mod summary;

pub use describe::{column, foreign_key, index, kind, rows};
pub use difference::{Side, counts, difference};
pub use digest::digest;
pub use summary::{Summary, outcome, summary};
