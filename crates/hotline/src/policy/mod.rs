//! The rules, as pure functions over the model.

pub mod fold;
pub mod signature;
pub mod waits;
