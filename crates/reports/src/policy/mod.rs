//! The rules, as pure functions over the model.

pub mod difference;
pub mod house;
pub mod narrative;
pub mod steps;
