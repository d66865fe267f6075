//! The rules, as pure functions over the model.

pub mod fold;
pub mod return_calls;
pub mod roster;
pub mod waits;
