//! The rules, as pure functions.

pub mod days;
pub mod rules;
pub mod template;
