//! The roles of a person.

use axum::{Json, extract::State};
use jianyue_kernel::Grant;
use jianyue_platform::{
    App, Problem,
    contracts::Contracts,
    http::{Caller, Id, Input},
};

use crate::{
    http::view::{PersonView, RoleOn},
    service::roles,
    state::Identity,
};

/// Give a person exactly these roles.
#[utoipa::path(put, path = "/people/{id}/roles", operation_id = "person_roles_set", tag = "identity",
    security(("cookie" = [])), params(("id" = Uuid, Path, description = "The person")), request_body = Vec<RoleOn>,
    responses(
        (status = 200, description = "The person as they are now", body = PersonView),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied, identity.own_roles", body = Problem,
         content_type = "application/problem+json"),
        (status = 404, description = "identity.no_person", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "identity.administrators_apart, identity.contract_missing, identity.contract_named, \
         identity.role_twice, identity.unknown_contract, identity.unknown_work", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn roles_set(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(body): Input<Vec<RoleOn>>,
) -> Result<Json<PersonView>, Problem> {
    let grants: Vec<Grant> = body.into_iter().map(Grant::from).collect();
    let mut tx = app.db().write().await?;
    let person = roles::set_roles(&mut tx, app.env(), app.state::<Contracts>(), &by, (id.into(), &grants)).await?;
    tx.commit().await?;
    app.state::<Identity>().principals.forget_person(id.into());
    Ok(Json(person.into()))
}
