//! Routes below `/api/v1`.

mod evaluations;
mod files;
mod life;
mod paper;
mod pledges;
mod returns;
mod tables;
mod terms;
mod vulnerabilities;
mod year;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(vulnerabilities()).merge(others())
}

fn vulnerabilities() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(vulnerabilities::vulnerability_list))
        .routes(routes!(vulnerabilities::vulnerability_add))
        .routes(routes!(vulnerabilities::vulnerability_get, vulnerabilities::vulnerability_correct))
        .routes(routes!(vulnerabilities::vulnerability_counts))
        .routes(routes!(life::vulnerability_report))
        .routes(routes!(life::vulnerability_analyse))
        .routes(routes!(life::vulnerability_fix))
        .routes(routes!(life::vulnerability_retest))
        .routes(routes!(life::vulnerability_feed_back))
        .routes(routes!(life::vulnerability_confirm))
        .routes(routes!(life::vulnerability_send_back))
        .routes(routes!(tables::vulnerability_import))
        .routes(routes!(tables::vulnerability_template))
        .routes(routes!(files::vulnerability_attach))
        .routes(routes!(paper::vulnerability_paper))
}

fn others() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(terms::security_terms, terms::security_terms_set))
        .routes(routes!(evaluations::security_evaluation_list, evaluations::security_evaluation_add))
        .routes(routes!(evaluations::security_evaluation_get, evaluations::security_evaluation_change))
        .routes(routes!(evaluations::security_finding_add))
        .routes(routes!(evaluations::security_finding_end))
        .routes(routes!(tables::security_finding_import))
        .routes(routes!(tables::security_finding_template))
        .routes(routes!(pledges::security_pledge_list, pledges::security_pledge_add))
        .routes(routes!(pledges::security_pledge_change))
        .routes(routes!(returns::security_return_list, returns::security_return_add))
        .routes(routes!(returns::security_return_item_add))
        .routes(routes!(returns::security_return_settle))
        .routes(routes!(returns::security_return_witness))
        .routes(routes!(year::security_year))
        .routes(routes!(year::security_year_export))
        .routes(routes!(files::security_evaluation_attach))
        .routes(routes!(files::security_finding_attach))
        .routes(routes!(files::security_pledge_attach))
        .routes(routes!(files::security_return_attach))
        .routes(routes!(files::security_file))
}
