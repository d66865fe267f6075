//! `/contracts/{id}/dossier`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    builds::AskError,
    http::{Caller, Id},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::dossier::{self, Dossier, DossierError, dossier};

/// What was begun.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DossierBuild {
    /// The build, to be looked at under `/builds/{id}`.
    id: Uuid,
}

impl From<DossierError> for Problem {
    fn from(error: DossierError) -> Self {
        match error {
            DossierError::Refused(error) => error.into(),
            DossierError::Ask(AskError::TooMany) => {
                Self::new(StatusCode::CONFLICT, "platform.too_many_builds", AskError::TooMany.to_string())
            }
            DossierError::Ask(AskError::Db(error)) => error.into(),
        }
    }
}

/// The acceptance dossier of a contract: every rule with what shows that it was kept, the gaps first.
#[utoipa::path(get, path = "/contracts/{id}/dossier", tag = "reports",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = Dossier), (status = "default", body = Problem)))]
pub(super) async fn dossier_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<Dossier>, Problem> {
    let found = dossier(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?;
    Ok(Json(found.shown()))
}

/// Begins to put the dossier together: a PDF with bookmarks, and an archive of all evidence with a list of digests. How far it is
/// and its files are found under `/builds/{id}`.
#[utoipa::path(post, path = "/contracts/{id}/dossier/builds", tag = "reports",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 202, body = DossierBuild), (status = 409, body = Problem), (status = "default", body = Problem)))]
pub(super) async fn dossier_build(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<(StatusCode, Json<DossierBuild>), Problem> {
    let mut tx = app.db().write().await?;
    let id = dossier::build(&mut tx, Desk::of(&app, &by), id.into()).await?;
    tx.commit().await?;
    dossier::wake(&app);
    Ok((StatusCode::ACCEPTED, Json(DossierBuild { id })))
}
