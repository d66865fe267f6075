//! The module's routes below `/api/v1`.

mod callers;
mod counts;
mod device_time;
mod edit;
mod end;
mod explanation;
mod export;
mod files;
mod kept;
mod list;
mod macros;
mod moved;
mod my_work;
mod open;
mod organise;
mod papers;
mod presence;
mod progress;
mod read;
mod reply_templates;
mod sheets;
mod shown;
mod sites;
mod statistics;
mod steps;
mod sync;
mod talk;
mod timeline;
mod views;

use axum::extract::DefaultBodyLimit;
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(open::ticket_open))
        .routes(routes!(list::ticket_list))
        .routes(routes!(export::ticket_export))
        .routes(routes!(counts::ticket_counts))
        .routes(routes!(statistics::ticket_statistics))
        .routes(routes!(callers::caller_find))
        .routes(routes!(moved::calendar_moved_deadlines))
        .routes(routes!(presence::presence_beat, presence::presence_leave))
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
        .merge(kept())
        .merge(files())
        .merge(field())
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

/// Views, reply templates and macros.
fn kept() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(views::ticket_views, views::ticket_view_create))
        .routes(routes!(views::ticket_view_change, views::ticket_view_remove))
        .routes(routes!(reply_templates::reply_template_list, reply_templates::reply_template_create))
        .routes(routes!(reply_templates::reply_template_change, reply_templates::reply_template_remove))
        .routes(routes!(reply_templates::ticket_reply_template))
        .routes(routes!(macros::ticket_macros, macros::ticket_macro_create))
        .routes(routes!(macros::ticket_macro_change, macros::ticket_macro_remove))
        .routes(routes!(macros::ticket_macro, macros::ticket_macro_run))
}

/// Uploads are held to the store's limit while they are read, not by the limit of other bodies.
fn files() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new().routes(routes!(files::ticket_attach)).layer(DefaultBodyLimit::disable());
    OpenApiRouter::new().routes(routes!(files::attachment_get)).merge(uploads)
}

/// What happens on site.
fn field() -> OpenApiRouter<App> {
    let sync = OpenApiRouter::new().routes(routes!(sync::field_sync)).layer(DefaultBodyLimit::max(sync::BODY_LIMIT));
    OpenApiRouter::new()
        .merge(sync)
        .routes(routes!(my_work::work_mine))
        .routes(routes!(sites::site_list, sites::site_add))
        .routes(routes!(sites::site_change, sites::site_retire))
        .routes(routes!(sheets::ticket_checklist))
        .routes(routes!(sheets::ticket_service_sheets, sheets::ticket_service_sheet))
        .routes(routes!(papers::ticket_paper))
        .routes(routes!(papers::ticket_service_sheet_paper))
}
