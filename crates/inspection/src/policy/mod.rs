//! The rules, as pure functions.

pub mod house;
pub mod judge;
pub mod plan;
pub mod proof;
