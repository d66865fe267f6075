//! `GET` and `PUT /contracts/{id}/notification-rules`.

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    model::Rules,
    service::{RulesView, rules, set_rules},
    state::Notify,
};

/// Who is told of what under a contract. Version 0: the contract has no rules of its own, these are the house's.
#[utoipa::path(get, path = "/contracts/{id}/notification-rules", tag = "notify",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = RulesView), (status = "default", body = Problem)))]
pub(super) async fn notification_rules(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<RulesView>, Problem> {
    Ok(Json(rules(&mut app.db().peek().await?, app.state::<Notify>(), &by, id.into()).await?))
}

/// Gives a contract rules of its own, or changes them. `If-Match` carries the version that was read.
#[utoipa::path(put, path = "/contracts/{id}/notification-rules", tag = "notify",
    params(("id" = uuid::Uuid, Path, description = "The contract"), ("If-Match" = String, Header, description = "The version")),
    request_body = Rules, responses((status = 200, body = RulesView), (status = "default", body = Problem)))]
pub(super) async fn notification_rules_set(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<Rules>,
) -> Result<Json<RulesView>, Problem> {
    let mut tx = app.db().write().await?;
    let kept = set_rules(&mut tx, app.env(), app.state::<Notify>(), &by, id.into(), (version, new)).await?;
    tx.commit().await?;
    app.state::<Notify>().unlearn();
    Ok(Json(kept))
}
