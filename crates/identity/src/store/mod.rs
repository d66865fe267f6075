//! The SQL of this module, one function a query.

pub mod invitations;
pub mod people;
pub mod sessions;
pub mod sign_in;
pub mod tokens;

use jianyue_kernel::{Grant, Role};
use jianyue_platform::{DbError, Dialect};
use sqlx::types::Json;
use uuid::Uuid;

/// Every fixed statement, for the test that prepares them on both databases.
#[must_use]
pub fn statements() -> Vec<Dialect> {
    let mut all = Vec::new();
    all.extend(people::sql::ALL);
    all.extend(sign_in::sql::ALL);
    all.extend(sessions::sql::ALL);
    all.extend(tokens::sql::ALL);
    all.extend(invitations::sql::ALL);
    all
}

/// The role columns of `person_grant` and `invitation`.
fn grant(contract: Option<Uuid>, role: String, works: Json<Vec<String>>) -> Result<Grant, DbError> {
    let role = Role::from_code(&role).ok_or(DbError::UnknownValue { column: "role", value: role })?;
    Ok(Grant { contract: contract.map(Into::into), role, works: works.0 })
}
