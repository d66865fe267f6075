//! Rules, templates, and the gateways and robots through which messages leave.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::Rules;

const RULES: Dialect = Dialect::same("SELECT rules, version FROM notify_rules WHERE contract_id = $1");
const RULES_INSERT: Dialect = Dialect::same(
    "INSERT INTO notify_rules (contract_id, rules, version, updated_by, updated_at) VALUES ($1, $2, 1, $3, $4) \
     ON CONFLICT (contract_id) DO NOTHING",
);
const RULES_UPDATE: Dialect = Dialect::same(
    "UPDATE notify_rules SET rules = $3, version = version + 1, updated_by = $4, updated_at = $5 \
     WHERE contract_id = $1 AND version = $2",
);
const TEMPLATE_INSERT: Dialect = Dialect::same(
    "INSERT INTO notify_template (id, name, contract_id, line, body, version, updated_at) \
     VALUES ($1, $2, $3, $4, $5, 1, $6)",
);
const TEMPLATE_UPDATE: Dialect = Dialect::same(
    "UPDATE notify_template SET name = $3, line = $4, body = $5, version = version + 1, updated_at = $6 \
     WHERE id = $1 AND version = $2",
);
const TEMPLATE_DELETE: Dialect = Dialect::same("DELETE FROM notify_template WHERE id = $1");
const TEMPLATE: Dialect =
    Dialect::same("SELECT id, name, contract_id, line, body, version, updated_at FROM notify_template WHERE id = $1");
const TEMPLATES: Dialect = Dialect::same(
    "SELECT id, name, contract_id, line, body, version, updated_at FROM notify_template \
     WHERE contract_id = $1 OR contract_id IS NULL ORDER BY name, id",
);
const CHANNEL_INSERT: Dialect = Dialect::same(
    "INSERT INTO notify_channel (id, name, kind, contract_id, enabled, shown, sealed, version, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)",
);
const CHANNEL_UPDATE: Dialect = Dialect::same(
    "UPDATE notify_channel SET name = $3, enabled = $4, shown = $5, sealed = $6, version = version + 1, \
     updated_at = $7 WHERE id = $1 AND version = $2",
);
const CHANNEL_DELETE: Dialect = Dialect::same("DELETE FROM notify_channel WHERE id = $1");
const CHANNEL: Dialect = Dialect::same(
    "SELECT id, name, kind, contract_id, enabled, shown, sealed, version, updated_at FROM notify_channel WHERE id = $1",
);
const CHANNELS: Dialect = Dialect::same(
    "SELECT id, name, kind, contract_id, enabled, shown, sealed, version, updated_at FROM notify_channel \
     ORDER BY name, id LIMIT 200",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[
    RULES,
    RULES_INSERT,
    RULES_UPDATE,
    TEMPLATE_INSERT,
    TEMPLATE_UPDATE,
    TEMPLATE_DELETE,
    TEMPLATE,
    TEMPLATES,
    CHANNEL_INSERT,
    CHANNEL_UPDATE,
    CHANNEL_DELETE,
    CHANNEL,
    CHANNELS,
];

/// The rules of a contract and their version; `None` where it has none of its own.
pub async fn rules_find(tx: &mut Tx, contract: Uuid) -> Result<Option<(Rules, i64)>, DbError> {
    Ok(tx.optional::<(Json<Rules>, i64)>(RULES, args![contract]).await?.map(|(rules, version)| (rules.0, version)))
}

/// The rules of those of `contracts` that have some of their own.
pub async fn rules_of(tx: &mut Tx, contracts: &[Uuid]) -> Result<HashMap<Uuid, Rules>, DbError> {
    let mut sql = Sql::new("SELECT contract_id, rules FROM notify_rules WHERE contract_id IN ");
    sql.bind_list(contracts.iter().copied());
    let rows = tx.all_sql::<(Uuid, Json<Rules>)>(sql).await?;
    Ok(rows.into_iter().map(|(contract, rules)| (contract, rules.0)).collect())
}

/// Keeps the rules of a contract, when `version` (0: there were none) is still the one there is.
pub async fn rules_keep(
    tx: &mut Tx,
    contract: Uuid,
    version: i64,
    rules: &Rules,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let changed = if version == 0 {
        tx.execute(RULES_INSERT, args![contract, Arg::json(rules)?, by, now]).await?
    } else {
        tx.execute(RULES_UPDATE, args![contract, version, Arg::json(rules)?, by, now]).await?
    };
    Ok(changed == 1)
}

/// A template.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TemplateRow {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// The contract that it is for; `None`: every one.
    pub contract_id: Option<Uuid>,
    /// The one line: a mail's subject, a text message.
    pub line: String,
    /// The full text.
    pub body: String,
    /// Grows with every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Adds a template.
pub async fn template_insert(tx: &mut Tx, row: &TemplateRow) -> Result<(), DbError> {
    let args = args![row.id, &row.name, row.contract_id, &row.line, &row.body, row.updated_at];
    tx.execute(TEMPLATE_INSERT, args).await.map(drop)
}

/// Changes a template, when it is still the version of `row`.
pub async fn template_update(tx: &mut Tx, row: &TemplateRow, now: DateTime<Utc>) -> Result<bool, DbError> {
    let args = args![row.id, row.version, &row.name, &row.line, &row.body, now];
    Ok(tx.execute(TEMPLATE_UPDATE, args).await? == 1)
}

/// Removes a template.
pub async fn template_delete(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(TEMPLATE_DELETE, args![id]).await.map(drop)
}

/// The template of an id.
pub async fn template_find(tx: &mut Tx, id: Uuid) -> Result<Option<TemplateRow>, DbError> {
    tx.optional(TEMPLATE, args![id]).await
}

/// The templates that a contract may use, by name.
pub async fn template_list(tx: &mut Tx, contract: Uuid) -> Result<Vec<TemplateRow>, DbError> {
    tx.all(TEMPLATES, args![contract]).await
}

/// A gateway or robot.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ChannelRow {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// `sms`, `wecom`, `dingtalk` or `feishu`.
    pub kind: String,
    /// The contract whose rules may use it; `None`: every one.
    pub contract_id: Option<Uuid>,
    /// Whether it is used.
    pub enabled: bool,
    /// What may be shown of it.
    pub shown: Json<Value>,
    /// The whole of it, sealed.
    pub sealed: Vec<u8>,
    /// Grows with every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Adds a channel.
pub async fn channel_insert(tx: &mut Tx, row: &ChannelRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        &row.name,
        &row.kind,
        row.contract_id,
        row.enabled,
        Arg::json(&row.shown.0)?,
        row.sealed.clone(),
        row.updated_at
    ];
    tx.execute(CHANNEL_INSERT, args).await.map(drop)
}

/// Changes a channel, when it is still the version of `row`.
pub async fn channel_update(tx: &mut Tx, row: &ChannelRow, now: DateTime<Utc>) -> Result<bool, DbError> {
    let args = args![row.id, row.version, &row.name, row.enabled, Arg::json(&row.shown.0)?, row.sealed.clone(), now];
    Ok(tx.execute(CHANNEL_UPDATE, args).await? == 1)
}

/// Removes a channel.
pub async fn channel_delete(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(CHANNEL_DELETE, args![id]).await.map(drop)
}

/// The channel of an id.
pub async fn channel_find(tx: &mut Tx, id: Uuid) -> Result<Option<ChannelRow>, DbError> {
    tx.optional(CHANNEL, args![id]).await
}

/// Every channel, by name; there are few.
pub async fn channel_list(tx: &mut Tx) -> Result<Vec<ChannelRow>, DbError> {
    tx.all(CHANNELS, args![]).await
}
