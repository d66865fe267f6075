//! Sources: changed and removed.

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx, form::Form};
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done, secrets,
    settle::gone,
    sources::{check_place, every_days, known, next_ms, rule, rules, schemas, shown, stale, target, work},
};
use crate::{
    error::InventoryError,
    model::{Source, SourceTarget},
    permissions::{SECRETS, WRITE, require},
    store::source::{SourceRow, source_delete, source_lock, source_secret, source_titled, source_update},
};

/// What of a source is to be changed; what is absent stays.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DataSourceChange {
    /// What it is called.
    #[serde(default)]
    pub title: Option<String>,
    /// Key of the work; empty removes it.
    #[serde(default)]
    pub work: Option<String>,
    /// The contract's rule; empty: the only one of the contract, if there is only one.
    #[serde(default)]
    pub rule: Option<String>,
    /// Where it is, as a whole. A password that was kept is forgotten when host, port, account or encryption is another,
    /// and has to be handed in again.
    #[serde(default)]
    pub target: Option<SourceTarget>,
    /// What proves who signs in; empty removes it. Whoever hands it in needs `inventory.secrets`.
    #[serde(default)]
    pub password: Option<String>,
    /// Schemas that are read.
    #[serde(default)]
    pub schemas: Option<Vec<String>>,
    /// Every how many days it is read by itself; 0: only when somebody asks.
    #[serde(default)]
    pub every_days: Option<i64>,
}

/// Changes a source.
pub async fn change(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    change: DataSourceChange,
) -> Result<Source, InventoryError> {
    let contract: ContractId = known(tx, by, id).await?.contract_id.into();
    require(by, &WRITE, contract)?;
    if change.password.as_ref().is_some_and(|password| !password.is_empty()) {
        require(by, &SECRETS, contract)?;
    }
    source_lock(tx, id).await?;
    let before = known(tx, by, id).await?;
    if before.version != version {
        return Err(stale(app, tx, before).await?);
    }
    let mut form = Form::default();
    let mut row = changed(app, tx, &before, &change, &mut form).await?;
    let place = |row: &SourceRow| row.target.0.place(row.engine, &row.schemas.0);
    check_place(&place(&row), &mut form);
    let moved = place(&before) != place(&row) || before.target.0.username != row.target.0.username;
    let sealed = secret(app, &before, &row, change.password.as_deref(), &mut form);
    form.done()?;
    if moved {
        // Whoever reads the old place finds nothing that belongs here any more.
        row.reading = false;
        row.due_ms = row.every_days.map(|_| row.updated_at.timestamp_millis());
    }
    if row.title != before.title && source_titled(tx, contract, &row.title).await?.is_some() {
        return Err(InventoryError::Exists(row.title));
    }
    if !source_update(tx, &row, moved).await? {
        return Err(stale(app, tx, before).await?);
    }
    row.version += 1;
    let given = matches!(sealed, Secret::Becomes(_));
    let kept = match sealed {
        Secret::Stays => None,
        Secret::Goes => Some(None),
        Secret::Becomes(sealed) => Some(Some(sealed)),
    };
    if let Some(kept) = kept {
        row.has_secret = kept.is_some();
        source_secret(tx, id, kept).await?;
    }
    let removed = before.has_secret && !row.has_secret;
    let detail = json!({ "title": row.title, "secret": given, "secret_removed": removed });
    done(app, tx, by, &row, ("inventory.source_change", detail)).await?;
    shown(app, tx, row).await
}

async fn changed(
    app: &App,
    tx: &mut Tx,
    before: &SourceRow,
    change: &DataSourceChange,
    form: &mut Form,
) -> Result<SourceRow, InventoryError> {
    let model = rules(app, tx, before.contract_id.into()).await?;
    let mut row = SourceRow { updated_at: app.env().now(), ..before.clone() };
    if let Some(title) = &change.title {
        row.title = form.required("title", "名称", title, 100);
    }
    if change.work.is_some() {
        row.work = work(&model, change.work.as_deref(), form);
    }
    if change.rule.is_some() {
        row.rule = rule(&model, change.rule.as_deref(), form);
    }
    if let Some(wanted) = &change.target {
        row.target = Json(target(row.engine, wanted.clone(), form));
    }
    if let Some(wanted) = &change.schemas {
        row.schemas = Json(schemas(wanted.clone()));
    }
    if let Some(days) = change.every_days {
        row.every_days = every_days((days != 0).then_some(days), form);
        let from = row.last_at.unwrap_or(row.updated_at);
        if !row.reading {
            row.due_ms = next_ms(row.every_days, from).map(|due| due.max(row.updated_at.timestamp_millis()));
        }
    }
    Ok(row)
}

/// What becomes of a secret.
enum Secret {
    Stays,
    Goes,
    Becomes(Vec<u8>),
}

/// What becomes of the secret: one that was given for one machine is never sent to another.
fn secret(app: &App, before: &SourceRow, row: &SourceRow, given: Option<&str>, form: &mut Form) -> Secret {
    let whom = |target: &SourceTarget| {
        (target.host.clone(), target.port, target.username.clone(), target.encryption, target.ca_pem.clone())
    };
    match given {
        Some("") => Secret::Goes,
        Some(password) => Secret::Becomes(secrets::sealed(app, row.id, password, form)),
        None if before.has_secret && whom(&before.target.0) != whom(&row.target.0) => Secret::Goes,
        None => Secret::Stays,
    }
}

/// Forgets a source and all that was found in it.
pub async fn remove(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(), InventoryError> {
    let row = known(tx, by, id).await?;
    require(by, &WRITE, row.contract_id.into())?;
    source_lock(tx, id).await?;
    if row.deviating {
        gone(app, tx, &row, format!("数据源“{}”已删除，不再盘点", row.title)).await?;
    }
    source_delete(tx, id).await?;
    done(app, tx, by, &row, ("inventory.source_remove", json!({ "title": row.title }))).await
}
