//! Tells people what happened: one outbox, many ways out.
//!
//! Events of other modules become notices in the web and messages of the outbox, as the rules of the contract say. Things
//! for the same recipient gather in one message for some seconds, so that a storm is one message; quiet hours hold what is
//! not grave until their end. A message is claimed before it is sent and what became of it is written down after, so that
//! it is sent once; where a process dies in between, or the other side does not answer, and knows no repetitions, the
//! message is shown as uncertain instead of being sent twice.
//!
//! **Invariants.** Nobody is told of what they may not read. Severity 1 is never held back. The web's own list of notices
//! is never muted. Secrets of gateways and robots are sealed and never shown again.

mod bounces;
pub mod channels;
mod checks;
pub mod compose;
pub mod destinations;
pub mod house;
pub mod http;
mod jobs;
pub mod model;
pub mod occasions;
pub mod permissions;
pub mod policy;
pub mod service;
mod signed_out;
mod state;
pub mod store;
pub mod template;

use std::sync::Arc;

use axum::http::Extensions;
use jianyue_kernel::Permission;
use jianyue_platform::{App, Dialect, Module, check::Check, events::Subscription, jobs::Job};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;

pub use state::{HOUSE, Notify, NotifyConfig};

/// The module.
pub struct NotifyModule(Notify);

impl NotifyModule {
    /// With what the host decides.
    #[must_use]
    pub fn new(config: NotifyConfig) -> Self {
        Self(Notify::new(config))
    }
}

impl Module for NotifyModule {
    fn name(&self) -> &'static str {
        "notify"
    }

    fn state(&self, state: &mut Extensions) {
        state.insert(self.0.clone());
    }

    fn routes(&self) -> OpenApiRouter<App> {
        http::routes()
    }

    fn permissions(&self) -> &'static [&'static Permission] {
        permissions::ALL
    }

    fn jobs(&self) -> Vec<Job> {
        jobs::jobs()
    }

    fn subscriptions(&self) -> Vec<Subscription> {
        jobs::subscriptions()
    }

    fn checks(&self) -> Vec<Arc<dyn Check>> {
        vec![Arc::new(checks::Outbox)]
    }

    fn statements(&self) -> Vec<Dialect> {
        store::statements()
    }

    fn says(&self, action: &str, detail: &Value) -> Option<String> {
        let name = detail["name"].as_str().unwrap_or_default();
        Some(match action {
            "notify.rules_set" => format!("设置了通知规则（{} 条）", detail["rules"].as_i64().unwrap_or_default()),
            "notify.template_added" => format!("新建了通知模板“{name}”"),
            "notify.template_changed" => format!("修改了通知模板“{name}”"),
            "notify.template_removed" => format!("删除了通知模板“{name}”"),
            "notify.channel_added" => format!("新建了通知通道“{name}”"),
            "notify.channel_changed" => format!("修改了通知通道“{name}”"),
            "notify.channel_tested" => format!("试发了通知通道“{name}”"),
            "notify.channel_removed" => format!("删除了通知通道“{name}”"),
            "notify.message_sent_again" => "重发了一条通知".to_owned(),
            "notify.message_cancelled" => "撤回了一条通知".to_owned(),
            _ => return None,
        })
    }
}
