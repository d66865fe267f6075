//! `/emergencies`: the command of what burns, and its report.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    form::FormFaults,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::EmergencyError,
    model::{Emergency, File, Report, RuleLine, State as Standing},
    service::{
        Agreement, Day, EmergenciesWanted, Escalation, NewEmergency, NewEntry, Reason, RoleWish, Words, agree_day,
        confirm, emergencies, emergency, escalate, give_back, log, open, report, rules, stand_down, take_role,
    },
};

/// Which emergencies are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In these states only, separated by commas.
    state: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of emergencies.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmergencyPage {
    /// Rows.
    items: Vec<Emergency>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// The duties of a contract that emergencies are opened under.
#[utoipa::path(get, path = "/contracts/{id}/emergency-rules", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [RuleLine]), (status = "default", body = Problem)))]
pub(super) async fn emergency_rule_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<RuleLine>>, Problem> {
    Ok(Json(rules(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// Emergencies, the last first.
#[utoipa::path(get, path = "/emergencies", tag = "emergencies", params(Wanted),
    responses((status = 200, body = EmergencyPage), (status = "default", body = Problem)))]
pub(super) async fn emergency_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<EmergencyPage>, Problem> {
    let wanted = EmergenciesWanted {
        contract: wanted.contract,
        states: states(wanted.state.as_deref())?,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = emergencies(&mut app.db().read().await?, Desk::of(&app, &by), wanted).await?;
    Ok(Json(EmergencyPage { items: page.items, next: page.next }))
}

/// Opens an emergency by hand.
#[utoipa::path(post, path = "/contracts/{id}/emergencies", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewEmergency,
    responses((status = 201, body = File), (status = "default", body = Problem)))]
pub(super) async fn emergency_open(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewEmergency>,
) -> Result<(StatusCode, Json<File>), Problem> {
    let mut tx = app.db().write().await?;
    let file = open(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(file)))
}

/// Everything of an emergency.
#[utoipa::path(get, path = "/emergencies/{id}", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The emergency")),
    responses((status = 200, body = File), (status = "default", body = Problem)))]
pub(super) async fn emergency_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<File>, Problem> {
    Ok(Json(emergency(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Declares what is done to an emergency: one body, and everything of it as the answer.
macro_rules! act {
    ($(#[$doc:meta])* $name:ident, $path:literal, $body:ty, $act:ident, $status:literal) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "emergencies",
            params(("id" = Uuid, Path, description = "The emergency")), request_body = $body,
            responses((status = $status, body = File), (status = "default", body = Problem)))]
        pub(super) async fn $name(
            State(app): State<App>,
            by: Caller,
            Id(id): Id,
            Input(body): Input<$body>,
        ) -> Result<(StatusCode, Json<File>), Problem> {
            let mut tx = app.db().write().await?;
            let file = $act(&mut tx, Desk::of(&app, &by), id, body).await?;
            tx.commit().await?;
            let status = if $status == 201 { StatusCode::CREATED } else { StatusCode::OK };
            Ok((status, Json(file)))
        }
    };
}

act!(
    /// Adds an entry to the time line. With an id of its own it can be sent twice.
    emergency_log, "/emergencies/{id}/entries", NewEntry, log, 201
);
act!(
    /// The caller takes a role.
    emergency_role_take, "/emergencies/{id}/roles", RoleWish, take_role, 200
);
act!(
    /// The commander raises the emergency to another level.
    emergency_escalate, "/emergencies/{id}/escalate", Escalation, escalate, 200
);
act!(
    /// The commander stands the emergency down.
    emergency_stand_down, "/emergencies/{id}/stand-down", Words, stand_down, 200
);
act!(
    /// The manager hands the report in.
    emergency_report, "/emergencies/{id}/report", Report, report, 200
);
act!(
    /// The client agrees to a day until which the report is wanted.
    emergency_report_day, "/emergencies/{id}/report-day", Day, agree_day, 200
);
act!(
    /// The client confirms the report.
    emergency_confirm, "/emergencies/{id}/confirm", Agreement, confirm, 200
);
act!(
    /// The client sends the report back.
    emergency_return, "/emergencies/{id}/return", Reason, give_back, 200
);

fn states(text: Option<&str>) -> Result<Vec<Standing>, EmergencyError> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            Standing::try_from(word.to_owned()).map_err(|_| {
                let message = format!("没有“{word}”这种状态，可选：open、controlled、stood_down、reported、confirmed");
                FormFaults::one("state", message).into()
            })
        })
        .collect()
}
