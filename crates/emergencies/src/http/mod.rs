//! Routes below `/api/v1`.

mod contacts;
mod drills;
mod emergencies;
mod papers;
mod plans;
mod records;

use axum::extract::DefaultBodyLimit;
use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new()
        .routes(routes!(papers::emergency_file_add))
        .routes(routes!(papers::emergency_drill_file_add))
        // The store holds the limit of a file.
        .layer(DefaultBodyLimit::disable());
    OpenApiRouter::new()
        .routes(routes!(plans::emergency_plan_list))
        .routes(routes!(plans::emergency_plan_add))
        .routes(routes!(plans::emergency_plan_get, plans::emergency_plan_edit))
        .routes(routes!(plans::emergency_plan_publish))
        .routes(routes!(plans::emergency_plan_agree))
        .routes(routes!(emergencies::emergency_rule_list))
        .routes(routes!(emergencies::emergency_list))
        .routes(routes!(emergencies::emergency_open))
        .routes(routes!(emergencies::emergency_get))
        .routes(routes!(emergencies::emergency_log))
        .routes(routes!(emergencies::emergency_role_take))
        .routes(routes!(emergencies::emergency_escalate))
        .routes(routes!(emergencies::emergency_stand_down))
        .routes(routes!(emergencies::emergency_report))
        .routes(routes!(emergencies::emergency_report_day))
        .routes(routes!(emergencies::emergency_confirm))
        .routes(routes!(emergencies::emergency_return))
        .routes(routes!(drills::emergency_drill_list))
        .routes(routes!(drills::emergency_drill_plan))
        .routes(routes!(drills::emergency_drill_get))
        .routes(routes!(drills::emergency_drill_move))
        .routes(routes!(drills::emergency_drill_hold))
        .routes(routes!(drills::emergency_finding_end))
        .routes(routes!(contacts::emergency_contact_list))
        .routes(routes!(contacts::emergency_contact_tests, contacts::emergency_contact_test))
        .routes(routes!(records::emergency_paper))
        .routes(routes!(records::emergency_drill_paper))
        .routes(routes!(papers::emergency_file_get))
        .merge(uploads)
}
