//! Tells people what happened: one outbox, many ways out.

pub mod channels;
pub mod compose;
pub mod model;
pub mod policy;
pub mod template;
