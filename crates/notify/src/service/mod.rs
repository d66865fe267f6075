//! Use cases: telling, sending, and what people set.

mod channels;
mod error;
mod notices;
mod outbox;
mod rules;
mod sending;
mod telling;
mod templates;
mod ways;

pub use channels::{
    ChannelSettings, ChannelView, NewChannel, channel_add, channel_change, channel_list, channel_remove, channel_test,
};
pub use error::{BadPlace, NotifyError};
pub use notices::{NoticeView, mark_read, muted, notices, set_muted, unread};
pub use outbox::{OutboxRequest, cancel, outbox, send_again};
pub use rules::{RulesView, rules, set_rules};
pub use sending::{Sent, send_due, settle_lost};
pub use telling::Teller;
pub use templates::{NewTemplate, Preview, preview, template_add, template_change, template_list, template_remove};
pub use ways::WayView;
