//! The rules, as pure functions over the model.

pub mod rules;
pub mod summary;
