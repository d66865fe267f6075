//! Phone systems: set up by the system administrator; a secret is shown once, when it is made.

use std::collections::HashSet;

use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    form::Form,
    sealed::{Sealer, place},
    signed::Algorithm,
};
use rand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::is_contract;
use crate::{
    error::HotlineError,
    model::{Line, Source},
    permissions::SOURCES,
    store::source::{self as store, SourceRow},
};

/// The most lines of a phone system.
const LINES: usize = 200;

/// A phone system to be set up.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSource {
    /// What it is called, unique among those in use.
    pub name: String,
    /// How its reports are signed; `hmac-sm3` when absent.
    #[serde(default)]
    pub algorithm: Option<Algorithm>,
    /// Its lines, at least one.
    pub lines: Vec<Line>,
}

/// A phone system with its new secret, which is never shown again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceWithSecret {
    /// The phone system.
    #[serde(flatten)]
    pub source: Source,
    /// What its reports are signed with: 64 characters, used as they stand.
    pub secret: String,
}

/// Every phone system, by name.
pub async fn sources(tx: &mut Tx, by: &Actor) -> Result<Vec<Source>, HotlineError> {
    by.require_system(&SOURCES)?;
    Ok(store::source_list(tx).await?.into_iter().map(Source::from).collect())
}

/// Sets up a phone system.
pub async fn add_source(app: &App, tx: &mut Tx, by: &Actor, new: NewSource) -> Result<SourceWithSecret, HotlineError> {
    by.require_system(&SOURCES)?;
    let mut form = Form::default();
    let name = form.required("name", "名称", &new.name, 60);
    if store::source_list(tx).await?.iter().any(|other| other.name == name) {
        form.wrong("name", format!("已有名为“{name}”的电话系统，请换一个名称"));
    }
    if new.lines.is_empty() || new.lines.len() > LINES {
        form.wrong("lines", format!("请登记 1 至 {LINES} 条线路"));
    }
    let mut seen = HashSet::new();
    for Line { line, contract_id } in &new.lines {
        let fits = !line.trim().is_empty() && line.chars().count() <= 100;
        if !fits || !seen.insert(line) {
            form.wrong("lines", format!("线路“{line}”为空、过长或重复"));
        }
        if !is_contract(app, tx, (*contract_id).into()).await? {
            form.wrong("lines", format!("线路“{line}”对应的合同不存在"));
        }
    }
    form.done()?;
    let id = app.env().id();
    let (secret, sealed) = secret(app.state::<Sealer>(), id);
    let row = SourceRow {
        id,
        name,
        algorithm: new.algorithm.unwrap_or(Algorithm::HmacSm3),
        secret_sealed: sealed,
        lines: Json(new.lines),
        version: 1,
        created_at: app.env().now(),
    };
    store::source_insert(tx, &row).await?;
    audit(app, tx, by, "hotline.source_add", &row).await?;
    Ok(SourceWithSecret { source: row.into(), secret })
}

/// Gives a phone system a new secret; the old one holds no more.
pub async fn rotate_source(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<SourceWithSecret, HotlineError> {
    let mut row = held(tx, by, id).await?;
    let (secret, sealed) = secret(app.state::<Sealer>(), id);
    store::source_rotate(tx, id, sealed).await?;
    row.version += 1;
    audit(app, tx, by, "hotline.source_rotate", &row).await?;
    Ok(SourceWithSecret { source: row.into(), secret })
}

/// Takes no more reports of a phone system; its calls stay.
pub async fn remove_source(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(), HotlineError> {
    let row = held(tx, by, id).await?;
    store::source_retire(tx, id, app.env().now()).await?;
    audit(app, tx, by, "hotline.source_remove", &row).await
}

async fn held(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<SourceRow, HotlineError> {
    by.require_system(&SOURCES)?;
    if !store::source_lock(tx, id).await? {
        return Err(HotlineError::NotFound);
    }
    store::source_find(tx, id).await?.ok_or(HotlineError::NotFound)
}

/// A new secret and the same sealed for its row.
fn secret(sealer: &Sealer, id: Uuid) -> (String, Vec<u8>) {
    let secret = hex::encode(rand::rng().random::<[u8; 32]>());
    let kept = sealer.seal(secret.as_bytes(), &place("hotline_source", "secret_sealed", id));
    (secret, kept)
}

async fn audit(app: &App, tx: &mut Tx, by: &Actor, action: &'static str, row: &SourceRow) -> Result<(), HotlineError> {
    let detail = json!({ "name": row.name, "algorithm": row.algorithm, "lines": row.lines.0, "version": row.version });
    audit::record(tx, app.env(), by, Entry { action, subject: row.id, contract: None, detail }).await?;
    Ok(())
}
