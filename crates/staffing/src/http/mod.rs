//! Routes below `/api/v1`.

mod changes;
mod files;
mod papers;
mod presence;
mod staff;
mod trainings;

use axum::extract::DefaultBodyLimit;
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    // The store has its own limit; no other one may stop the stream before.
    let uploads = OpenApiRouter::new()
        .routes(routes!(files::training_file_add))
        .routes(routes!(files::staff_qualification_file_add))
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(staff::staffing_board))
        .routes(routes!(staff::staff_list, staff::staff_add))
        .routes(routes!(staff::staff_edit))
        .routes(routes!(staff::staff_qualification_add))
        .routes(routes!(staff::staff_qualification_remove))
        .routes(routes!(staff::staff_assignment_add))
        .routes(routes!(staff::staff_assignment_end))
        .routes(routes!(changes::staff_change_list, changes::staff_change_add))
        .routes(routes!(changes::staff_change_depart))
        .routes(routes!(changes::staff_change_get))
        .routes(routes!(changes::staff_change_decide))
        .routes(routes!(changes::staff_change_tick))
        .routes(routes!(changes::staff_change_finish))
        .routes(routes!(changes::staff_change_withdraw))
        .routes(routes!(presence::on_site_month, presence::on_site_tap, presence::on_site_correct))
        .routes(routes!(presence::on_site_mine))
        .routes(routes!(presence::on_site_absence_add))
        .routes(routes!(trainings::training_list, trainings::training_add))
        .routes(routes!(trainings::training_get, trainings::training_edit))
        .routes(routes!(trainings::training_hold))
        .routes(routes!(trainings::training_confirm))
        .routes(routes!(trainings::training_cancel))
        .routes(routes!(trainings::training_attendee_add))
        .routes(routes!(trainings::training_attendee_remove))
        .routes(routes!(trainings::training_attendee_sign))
        .routes(routes!(trainings::training_attendee_rate))
        .routes(routes!(files::staffing_file_get))
        .routes(routes!(papers::training_paper))
        .routes(routes!(papers::staff_change_paper))
        .merge(uploads)
}
