//! The rules, as pure functions over the model.

pub mod answers;
pub mod check;
pub mod house;
pub mod quota;
