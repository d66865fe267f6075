//! `/agents`: programs on other machines that push what they see.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};

use crate::{
    error::ProbingError,
    model::{Agent, AgentWithToken},
    service::{NewAgent, Pushed, Taken, add_agent, agent_of, agents, remove_agent, rotate_agent, take_readings},
};

/// Sets up an agent. Its token is in this answer only.
#[utoipa::path(post, path = "/agents", tag = "probing", request_body = NewAgent,
    responses((status = 201, body = AgentWithToken), (status = "default", body = Problem)))]
pub(super) async fn agent_add(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<NewAgent>,
) -> Result<(StatusCode, Json<AgentWithToken>), Problem> {
    let mut tx = app.db().write().await?;
    let agent = add_agent(&app, &mut tx, &by, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(agent)))
}

/// The agents of a contract, by name.
#[utoipa::path(get, path = "/contracts/{id}/agents", tag = "probing",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = [Agent]), (status = "default", body = Problem)))]
pub(super) async fn agent_list(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<Vec<Agent>>, Problem> {
    Ok(Json(agents(&mut app.db().read().await?, &by, id.into()).await?))
}

/// Takes nothing more of an agent.
#[utoipa::path(delete, path = "/agents/{id}", tag = "probing",
    params(("id" = uuid::Uuid, Path, description = "The agent")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn agent_remove(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_agent(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives an agent another token; the old one holds no more.
#[utoipa::path(post, path = "/agents/{id}/rotate", tag = "probing",
    params(("id" = uuid::Uuid, Path, description = "The agent")),
    responses((status = 200, body = AgentWithToken), (status = "default", body = Problem)))]
pub(super) async fn agent_rotate(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<AgentWithToken>, Problem> {
    let mut tx = app.db().write().await?;
    let agent = rotate_agent(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(Json(agent))
}

/// Takes what an agent saw; what was taken before is left out. `Authorization: Bearer` with the agent's token.
#[utoipa::path(post, path = "/agents/{id}/readings", tag = "probing", security(()), request_body = Pushed,
    params(("id" = uuid::Uuid, Path, description = "The agent"),
        ("Authorization" = String, Header, description = "`Bearer` and the token of the agent")),
    responses((status = 200, body = Taken), (status = "default", body = Problem)))]
pub(super) async fn agent_readings(
    State(app): State<App>,
    Id(id): Id,
    headers: HeaderMap,
    Input(pushed): Input<Pushed>,
) -> Result<Json<Taken>, Problem> {
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let shown = shown.ok_or(ProbingError::BadToken)?;
    // Whoever has no token holds up no writer.
    let agent = agent_of(&mut app.db().peek().await?, id, shown).await?;
    let mut tx = app.db().write().await?;
    let taken = take_readings(&app, &mut tx, agent, pushed).await?;
    tx.commit().await?;
    Ok(Json(taken))
}
