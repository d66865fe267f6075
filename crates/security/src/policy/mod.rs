//! The rules, as pure functions over the model.

pub mod finding;
pub mod life;
pub mod rules;
pub mod term;
pub mod year;
