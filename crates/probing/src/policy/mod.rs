//! The rules, as pure functions over the model.

pub mod fold;
pub mod hours;
pub mod judge;
pub mod schedule;
pub mod warn;
pub mod window;
