//! What a module offers to the host. The host knows modules only through this trait; a plug-in has no other door.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::Extensions;
use jianyue_kernel::Permission;
use serde_json::Value;
use tokio::sync::watch;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    app::App, builds::Builder, check::Check, db::Dialect, dossier::DossierSource, duties::DutySource,
    events::Subscription, jobs::Job, mail::MailDesk, people::OnCall, periods::PeriodSource, promises::PromiseSource,
    readings::ReadingSource, reports::ReportSource, stories::StorySource, subjects::SubjectSource,
};

/// A part of the software with its own tables, routes, permissions, jobs and subscriptions.
pub trait Module: Send + Sync + 'static {
    /// Its name: the prefix of its permissions, events and problem codes.
    fn name(&self) -> &'static str;

    /// Puts what its handlers share (caches, policies) where [`App::state`] finds it.
    fn state(&self, _state: &mut Extensions) {}

    /// Its routes below `/api/v1`, described for OpenAPI.
    fn routes(&self) -> OpenApiRouter<App> {
        OpenApiRouter::new()
    }

    /// Everything that may be done in it, and by which roles.
    fn permissions(&self) -> &'static [&'static Permission] {
        &[]
    }

    /// What runs by the clock.
    fn jobs(&self) -> Vec<Job> {
        Vec::new()
    }

    /// What it does beside the requests for as long as the server serves, in every replica.
    fn background(&self) -> Option<Arc<dyn Background>> {
        None
    }

    /// The events it acts on.
    fn subscriptions(&self) -> Vec<Subscription> {
        Vec::new()
    }

    /// What it looks at when somebody asks whether the service is well.
    fn checks(&self) -> Vec<Arc<dyn Check>> {
        Vec::new()
    }

    /// What an audit row of this module says, as the end of a Chinese sentence that begins with the name of whoever acted;
    /// `None` for actions of others. `detail` is what was written down with it, and may be of an older version.
    fn says(&self, _action: &str, _detail: &Value) -> Option<String> {
        None
    }

    /// What it contributes to period reports.
    fn report_sources(&self) -> Vec<Arc<dyn ReportSource>> {
        Vec::new()
    }

    /// The long work that makes files, by kind.
    fn builders(&self) -> Vec<Arc<dyn Builder>> {
        Vec::new()
    }

    /// What its records are about, for modules that tell people of its events.
    fn subjects(&self) -> Option<Arc<dyn SubjectSource>> {
        None
    }

    /// How its records were solved, for modules that keep what was learnt from them.
    fn stories(&self) -> Option<Arc<dyn StorySource>> {
        None
    }

    /// What contracts owe of what it keeps, and where that stands.
    fn duties(&self) -> Option<Arc<dyn DutySource>> {
        None
    }

    /// The promised times of its records, when they have some.
    fn promises(&self) -> Option<Arc<dyn PromiseSource>> {
        None
    }

    /// What it contributes to acceptance dossiers.
    fn dossier(&self) -> Option<Arc<dyn DossierSource>> {
        None
    }

    /// Who is on call, when it keeps rosters.
    fn on_call(&self) -> Option<Arc<dyn OnCall>> {
        None
    }

    /// The special periods that clients declared, when it keeps them.
    fn special_periods(&self) -> Option<Arc<dyn PeriodSource>> {
        None
    }

    /// What makes records of mails that came in, when it keeps such records.
    fn mail_desk(&self) -> Option<Arc<dyn MailDesk>> {
        None
    }

    /// What its probes have read, when it runs probes.
    fn readings(&self) -> Option<Arc<dyn ReadingSource>> {
        None
    }

    /// Its fixed statements; a test prepares each of them on both databases.
    fn statements(&self) -> Vec<Dialect> {
        Vec::new()
    }
}

/// Work that neither a request nor the clock begins.
#[async_trait]
pub trait Background: Send + Sync {
    /// Works until `stopped` holds true, and leaves nothing behind that another replica would have to wait for.
    async fn run(&self, app: App, stopped: watch::Receiver<bool>);
}
