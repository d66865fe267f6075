//! The module's routes below `/api/v1`.

mod counts;
mod device_time;
mod edit;
mod end;
mod explanation;
mod files;
mod list;
mod open;
mod organise;
mod progress;
mod read;
mod shown;
mod steps;
mod talk;
mod timeline;

use axum::extract::DefaultBodyLimit;
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(open::ticket_open))
        .routes(routes!(list::ticket_list))
        .routes(routes!(counts::ticket_counts))
        .routes(routes!(read::ticket_get, edit::ticket_edit))
        .routes(routes!(timeline::ticket_timeline))
        .routes(routes!(explanation::ticket_clock_explanation))
        .routes(routes!(edit::ticket_assign))
        .routes(routes!(edit::ticket_severity))
        .routes(routes!(steps::ticket_steps))
        .routes(routes!(steps::ticket_bulk))
        .merge(progress())
        .merge(end())
        .merge(others())
        .merge(files())
}

fn progress() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(progress::ticket_take))
        .routes(routes!(progress::ticket_escalate))
        .routes(routes!(progress::ticket_check_in))
        .routes(routes!(progress::ticket_work_around))
        .routes(routes!(progress::ticket_restore))
        .routes(routes!(progress::ticket_pause))
        .routes(routes!(progress::ticket_resume))
        .routes(routes!(talk::ticket_respond))
        .routes(routes!(talk::ticket_reply))
        .routes(routes!(talk::ticket_note))
        .routes(routes!(talk::ticket_urge))
}

fn end() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(end::ticket_resolve))
        .routes(routes!(end::ticket_accept))
        .routes(routes!(end::ticket_refuse))
        .routes(routes!(end::ticket_close))
        .routes(routes!(end::ticket_reopen))
        .routes(routes!(end::ticket_cancel))
}

fn others() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(organise::ticket_merge))
        .routes(routes!(organise::ticket_split))
        .routes(routes!(organise::ticket_link))
        .routes(routes!(organise::ticket_watch))
        .routes(routes!(organise::ticket_unwatch))
}

/// Uploads are held to the store's limit while they are read, not by the limit of other bodies.
fn files() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new().routes(routes!(files::ticket_attach)).layer(DefaultBodyLimit::disable());
    OpenApiRouter::new().routes(routes!(files::attachment_get)).merge(uploads)
}
