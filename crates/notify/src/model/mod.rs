//! What is told, to whom, by which way, and how far it has come.

mod audience;
mod message;
mod occasion;
mod rule;

pub use audience::{Audience, Unknown, Way};
pub use message::{Item, Message, MessageState};
pub use occasion::Occasion;
pub use rule::{QuietHours, Rule, Rules};
