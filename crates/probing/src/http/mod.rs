//! Routes below `/api/v1`.

mod agents;
mod credentials;
mod outages;
mod probes;
mod systems;
mod watching;

use jianyue_platform::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every route of this module.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(agents::agent_add))
        .routes(routes!(agents::agent_list))
        .routes(routes!(agents::agent_remove))
        .routes(routes!(agents::agent_rotate))
        .routes(routes!(agents::agent_readings))
        .routes(routes!(credentials::credential_list, credentials::credential_add))
        .routes(routes!(credentials::credential_replace, credentials::credential_remove))
        .routes(routes!(outages::outage_list))
        .routes(routes!(outages::probe_history))
        .routes(routes!(outages::contract_availability))
        .routes(routes!(probes::contract_probe_list, probes::probe_add))
        .routes(routes!(probes::probe_list))
        .routes(routes!(probes::probe_get, probes::probe_change, probes::probe_remove))
        .routes(routes!(probes::probe_try))
        .routes(routes!(probes::probe_try_new))
        .routes(routes!(systems::watched_system_list, systems::watched_system_add))
        .routes(routes!(systems::watched_system_change, systems::watched_system_remove))
        .routes(routes!(watching::watch_event_list, watching::watch_event_add))
        .routes(routes!(watching::watch_rule_list, watching::watch_rule_set))
}
