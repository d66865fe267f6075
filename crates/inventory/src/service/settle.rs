//! Writing what was found, and telling what follows.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_platform::{App, DbError, Tx, events};
use jianyue_reach::{ReachError, sql::schema::Schema};

use super::{reading::Sight, sources::next_ms, tell};
use crate::{
    error::InventoryError,
    model::{ChangeCounts, DeviationFound, DeviationGone, DutyProved, ProofRecord, SourceState, StructureChanged},
    policy::{Side, counts, difference, digest, outcome, summary},
    store::{
        due::{Settled, due_settle},
        reading::{ReadingRow, reading_counts, reading_find, reading_insert, structure, structure_keep},
        source::{SourceRow, source_find, source_lock},
    },
};

/// After how long a source that was read before is tried again, once, before somebody is told.
const AGAIN: TimeDelta = TimeDelta::minutes(10);
/// How often in a row a source cannot be read before somebody is told.
const TOLERATED: i64 = 2;

/// Writes a sight down; `false` when somebody else has claimed or changed the source meanwhile, and nothing is kept.
pub async fn settle(app: &App, tx: &mut Tx, sight: Sight) -> Result<bool, InventoryError> {
    source_lock(tx, sight.source.id).await?;
    let Some(row) = source_find(tx, sight.source.id).await? else { return Ok(false) };
    if row.fence != sight.source.fence {
        return Ok(false);
    }
    match sight.found {
        Ok(schema) => succeeded(app, tx, row, &schema).await?,
        Err(error) => failed(app, tx, row, &error).await?,
    }
    Ok(true)
}

async fn succeeded(app: &App, tx: &mut Tx, row: SourceRow, schema: &Schema) -> Result<(), InventoryError> {
    let now = app.env().now();
    let (digest, body) = digest(&schema.tables)?;
    let before = match row.reading_id {
        Some(id) => reading_find(tx, id).await?,
        None => None,
    };
    let changes = match &before {
        None => None,
        Some(before) if before.digest == digest => Some(ChangeCounts::default()),
        Some(before) => Some(against(tx, before, schema).await?),
    };
    let (found, told) = (summary(schema), changes.unwrap_or_default());
    let reading = ReadingRow {
        id: app.env().id(),
        source_id: row.id,
        contract_id: row.contract_id,
        at: now,
        asked_by: row.asked_by.clone().unwrap_or_else(|| "定时".to_owned()),
        digest,
        tables: found.tables,
        views: found.views,
        columns: found.columns,
        rows: found.rows,
        rows_about: found.about,
        before_id: before.map(|before| before.id),
        added: told.added,
        removed: told.removed,
        changed: told.changed,
    };
    structure_keep(tx, row.id, &reading.digest, &body).await?;
    reading_insert(tx, &reading, &schema.rows).await?;
    let text = outcome(&found, changes);
    if told != ChangeCounts::default() {
        let event = StructureChanged {
            source_id: row.id,
            contract_id: row.contract_id,
            title: row.title.clone(),
            reading_id: reading.id,
            added: told.added,
            removed: told.removed,
            changed: told.changed,
            text: text.clone(),
            at: now,
        };
        events::record(tx, app.env(), &event).await?;
    }
    proved(app, tx, &row, &text, now).await?;
    if row.deviating {
        gone(app, tx, &row, format!("数据源“{}”恢复盘点：{text}", row.title)).await?;
    }
    let kept = Settled {
        id: row.id,
        fence: row.fence,
        state: SourceState::Ok,
        last_at: now,
        last_text: text,
        tables: found.tables,
        reading_id: Some(reading.id),
        failures: 0,
        deviating: false,
        due_ms: next_ms(row.every_days, now),
    };
    keep(app, tx, row, kept).await
}

/// How many tables differ from what `before` found.
async fn against(tx: &mut Tx, before: &ReadingRow, schema: &Schema) -> Result<ChangeCounts, DbError> {
    let tables = structure(tx, before.source_id, &before.digest).await?;
    let rows = reading_counts(tx, before.id).await?;
    let (old, new) = (Side { tables: &tables, rows: &rows }, Side { tables: &schema.tables, rows: &schema.rows });
    Ok(counts(&difference(old, new)))
}

async fn proved(app: &App, tx: &mut Tx, row: &SourceRow, text: &str, at: DateTime<Utc>) -> Result<(), InventoryError> {
    let Some(rule) = &row.rule else { return Ok(()) };
    let event = DutyProved {
        contract_id: row.contract_id,
        rule: rule.clone(),
        kind: "duty",
        at,
        text: format!("{}：{text}", row.title),
        ok: true,
        record: ProofRecord { kind: "data_inventory", id: row.id },
        client_path: format!("/portal/inventory/sources/{}", row.id),
        source_id: row.id,
    };
    Ok(events::record(tx, app.env(), &event).await?)
}

async fn failed(app: &App, tx: &mut Tx, row: SourceRow, error: &ReachError) -> Result<(), InventoryError> {
    let now = app.env().now();
    let text: String = error.to_string().chars().take(500).collect();
    let failures = row.failures + 1;
    // What was never read is being set up; what the settings spoil is nobody's outage.
    let is_outage = row.reading_id.is_some() && !error.is_own_fault();
    let told = is_outage && !row.deviating && failures >= TOLERATED;
    if told {
        let event = DeviationFound {
            source_id: row.id,
            key: key(&row),
            contract_id: row.contract_id,
            work: row.work.clone(),
            service: None,
            level: None,
            title: format!("数据源“{}”无法盘点", row.title),
            description: format!("连续 {failures} 次读取失败：{text}"),
            at: now,
        };
        events::record(tx, app.env(), &event).await?;
    }
    let due_ms = if is_outage && failures < TOLERATED {
        Some((now + AGAIN).timestamp_millis())
    } else {
        next_ms(row.every_days, now)
    };
    let kept = Settled {
        id: row.id,
        fence: row.fence,
        state: SourceState::Failed,
        last_at: now,
        last_text: text,
        tables: row.tables,
        reading_id: row.reading_id,
        failures,
        deviating: row.deviating || told,
        due_ms,
    };
    keep(app, tx, row, kept).await
}

/// The key under which others know that a source cannot be read.
fn key(row: &SourceRow) -> String {
    format!("data_source:{}", row.id)
}

/// Tells that nobody has to see to a source any more.
pub(super) async fn gone(app: &App, tx: &mut Tx, row: &SourceRow, text: String) -> Result<(), InventoryError> {
    let event = DeviationGone {
        source_id: row.id,
        key: key(row),
        contract_id: row.contract_id,
        at: app.env().now(),
        lasted_seconds: None,
        text,
    };
    Ok(events::record(tx, app.env(), &event).await?)
}

async fn keep(app: &App, tx: &mut Tx, mut row: SourceRow, kept: Settled) -> Result<(), InventoryError> {
    due_settle(tx, &kept).await?;
    (row.state, row.reading) = (kept.state, false);
    tell(app, tx, &row).await
}
