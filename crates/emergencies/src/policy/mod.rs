//! The rules, as pure functions.

pub mod rules;
pub mod standing;
