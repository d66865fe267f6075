//! `GET /roles`: which role may do what.

use axum::{Json, extract::State};
use jianyue_kernel::{Permission, PermissionScope, Role};
use jianyue_platform::{App, Problem, http::Caller};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{permissions::ROLES_READ, state::Identity};

/// Which role may do what.
#[derive(Serialize, ToSchema)]
pub struct RoleMatrix {
    /// The roles, in the order of the columns.
    roles: Vec<RoleName>,
    /// Everything that may be done, module by module.
    permissions: Vec<PermissionRow>,
}

/// A role.
#[derive(Serialize, ToSchema)]
pub struct RoleName {
    /// Its stable text.
    code: &'static str,
    /// As people call it.
    name: &'static str,
}

/// Something that may be done.
#[derive(Serialize, ToSchema)]
pub struct PermissionRow {
    /// Stable code.
    code: &'static str,
    /// What it allows, in plain Chinese.
    name: &'static str,
    /// The module that does it.
    module: &'static str,
    /// `contract` (held contract by contract) or `system`.
    scope: &'static str,
    /// Codes of the roles that hold it.
    roles: Vec<&'static str>,
}

impl From<&'static Permission> for PermissionRow {
    fn from(permission: &'static Permission) -> Self {
        let Permission { code, name, scope, roles } = permission;
        Self {
            code,
            name,
            module: code.split('.').next().unwrap_or_default(),
            scope: match scope {
                PermissionScope::Contract => "contract",
                PermissionScope::System => "system",
            },
            roles: roles.iter().map(|role| role.code()).collect(),
        }
    }
}

/// Which role may do what, module by module.
#[utoipa::path(get, path = "/roles", operation_id = "role_list", tag = "identity",
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, description = "The roles and what each may do", body = RoleMatrix),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn role_list(State(app): State<App>, by: Caller) -> Result<Json<RoleMatrix>, Problem> {
    by.require_system(&ROLES_READ)?;
    let roles = Role::ALL.map(|role| RoleName { code: role.code(), name: role.name() });
    let catalogue = app.state::<Identity>().catalogue();
    let mut permissions: Vec<PermissionRow> =
        catalogue.iter().map(|permission| PermissionRow::from(*permission)).collect();
    permissions.sort_by_key(|row| (row.module, row.code));
    Ok(Json(RoleMatrix { roles: roles.into(), permissions }))
}
