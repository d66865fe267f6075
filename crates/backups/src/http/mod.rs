//! Routes below `/api/v1`.

mod checks;
mod drills;
mod papers;
mod policies;

use jianyue_kernel::PageRequest;
use jianyue_platform::App;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Which page is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Paged {
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

impl From<Paged> for PageRequest {
    fn from(paged: Paged) -> Self {
        Self { limit: paged.limit, after: paged.after }
    }
}

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(policies::backup_policy_list))
        .routes(routes!(policies::contract_backup_policy_list, policies::backup_policy_add))
        .routes(routes!(policies::backup_policy_get, policies::backup_policy_change, policies::backup_policy_remove))
        .routes(routes!(checks::backup_check))
        .routes(routes!(checks::backup_check_list))
        .routes(routes!(checks::backup_file_list))
        .routes(routes!(drills::backup_drill_list, drills::backup_drill_ask))
        .routes(routes!(drills::backup_drill_get))
        .routes(routes!(papers::backup_policy_paper))
        .routes(routes!(papers::backup_drill_paper))
}
