//! Routes below `/api/v1`.

mod channels;
mod notices;
mod outbox;
mod push;
mod rules;
mod templates;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(rules::notification_rules, rules::notification_rules_set))
        .routes(routes!(templates::notification_template_list, templates::notification_template_add))
        .routes(routes!(templates::notification_template_preview))
        .routes(routes!(templates::notification_template_change, templates::notification_template_remove))
        .routes(routes!(channels::notification_channel_list, channels::notification_channel_add))
        .routes(routes!(channels::notification_channel_change, channels::notification_channel_remove))
        .routes(routes!(channels::notification_channel_mail))
        .routes(routes!(channels::notification_channel_test))
        .routes(routes!(outbox::notification_list))
        .routes(routes!(outbox::notification_retry))
        .routes(routes!(outbox::notification_cancel))
        .routes(routes!(notices::my_notifications))
        .routes(routes!(notices::my_notifications_unread))
        .routes(routes!(notices::my_notifications_read))
        .routes(routes!(notices::my_notification_try))
        .routes(routes!(push::my_push))
        .routes(routes!(push::push_subscription_add))
        .routes(routes!(push::push_subscription_remove))
        .routes(routes!(notices::my_notification_preferences, notices::my_notification_preferences_set))
}
