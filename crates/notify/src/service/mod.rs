//! Use cases: telling, sending, and what people set.

mod channels;
mod error;
mod notices;
mod outbox;
mod push;
mod rules;
mod sending;
mod telling;
mod templates;
mod ways;

pub use channels::{
    ChannelSettings, ChannelView, NewChannel, channel_add, channel_change, channel_list, channel_remove, channel_test,
};
pub use error::{BadPlace, NotifyError};
pub use notices::{
    NoticeView, QuietView, mark_read, muted, notices, own_ways, quiet_hours, set_muted, try_way, unread,
};
pub use outbox::{OutboxRequest, cancel, outbox, send_again};
pub use push::{DeviceEnd, DeviceKeys, DeviceView, NewDevice, device_add, device_remove, devices};
pub use rules::{RulesView, rules, set_rules};
pub use sending::{Sent, send_due, settle_lost};
pub use telling::Teller;
pub use templates::{NewTemplate, Preview, preview, template_add, template_change, template_list, template_remove};
pub use ways::WayView;
