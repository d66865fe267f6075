//! What the tests of this folder share.

use jianyue_contracts::registry::{Imported, NewText, Registry, RegistryError};
use jianyue_kernel::{Actor, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{TestEnv, actor};

/// A small contract with two works, each done by another vendor, one case for all works and one for the second only.
pub const SMALL: &str = include_str!("small.toml");

/// Runs the system.
pub fn administrator() -> Actor {
    actor(1).everywhere(Role::SystemAdministrator).done()
}

/// `text` as an original, or as an amendment from a day on.
pub fn text<'a>(text: &'a str, effective_on: Option<&str>) -> NewText<'a> {
    NewText { text, effective_on: effective_on.map(|day| day.parse().unwrap()), note: None }
}

/// Imports and commits.
pub async fn import(db: &Db, registry: &Registry, env: &TestEnv, new: &NewText<'_>) -> Imported {
    let mut tx = db.write().await.unwrap();
    let imported = registry.import(&mut tx, env, &administrator(), new).await.unwrap();
    tx.commit().await.unwrap();
    imported
}

/// Number of the version in force at `at` (RFC 3339), or why there is none.
pub async fn in_force(db: &Db, registry: &Registry, imported: &Imported, at: &str) -> Result<i64, RegistryError> {
    let mut tx = db.read().await.unwrap();
    let at = jianyue_testkit::env::time(at);
    Ok(registry.in_force(&mut tx, imported.contract, at).await?.unwrap().version_no)
}

/// Rows of a table, counted.
pub async fn count(db: &Db, statement: &'static str) -> i64 {
    let (count,): (i64,) = db.read().await.unwrap().one(statement, Vec::new()).await.unwrap();
    count
}
