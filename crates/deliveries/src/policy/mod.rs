//! The rules, as pure functions over the model.

pub mod compare;
pub mod custody;
pub mod fold;
pub mod mask;
pub mod rules;
