//! `GET /articles/suggest`.

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{model::ArticleSuggestion, service::suggest};

/// What is being typed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Typed {
    /// The contract that the ticket will be under.
    contract: Uuid,
    /// Title and description so far; the first 400 characters are looked at.
    q: String,
}

/// Up to five published articles of the house and of the contract that may help, the best first.
#[utoipa::path(get, path = "/articles/suggest", tag = "knowledge", params(Typed),
    responses((status = 200, body = [ArticleSuggestion]), (status = "default", body = Problem)))]
pub(super) async fn article_suggest(
    State(app): State<App>,
    by: Caller,
    Params(typed): Params<Typed>,
) -> Result<Json<Vec<ArticleSuggestion>>, Problem> {
    Ok(Json(suggest(&mut app.db().read().await?, &by, typed.contract, &typed.q).await?))
}
