//! Drills: asked for, run by whoever has time, told of.

use std::{fs, time::Instant};

use chrono::{DateTime, TimeDelta};
use jianyue_kernel::{Actor, ContractId, Page, PageRequest};
use jianyue_platform::{App, Tx, events};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::{audited, changed, known, reading::by_time, settle, source::Place};
use crate::{
    BackupError, Workshop, drill,
    drill::{Bench, Outcome},
    model::{Drill, DrillEnded, DrillState, Finding, FindingCode},
    permissions::{DRILL, READ, require},
    policy::says::clock,
    store::{
        drill::{
            DrillRow, drill_claim, drill_end, drill_find, drill_insert, drill_is_live, drill_list, drill_lost,
            drill_open, drill_renew, drill_waiting,
        },
        due::due_drills,
        policy::{PolicyRow, policy_any, policy_drilled, policy_lock},
    },
};

/// How long whoever runs a drill is believed to be alive without a word.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How soon a drill that failed is tried again by the clock.
const AGAIN: TimeDelta = TimeDelta::days(1);

/// A drill.
pub async fn drill(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Drill, BackupError> {
    let row = drill_find(tx, id).await?.ok_or(BackupError::NotFound)?;
    require(by, &READ, ContractId(row.contract_id))?;
    Ok(row.into())
}

/// The drills of a policy, the last one first.
pub async fn drills(tx: &mut Tx, by: &Actor, id: Uuid, page: &PageRequest) -> Result<Page<Drill>, BackupError> {
    let policy = known(tx, by, id).await?;
    let limit = page.limit();
    let rows = drill_list(tx, policy.id, by_time(page)?, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.asked_at.to_rfc3339(), row.id.to_string()]).map(Drill::from))
}

/// Asks for a drill; it runs in the background.
pub async fn ask_drill(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Drill, BackupError> {
    let policy = known(tx, by, id).await?;
    require(by, &DRILL, ContractId(policy.contract_id))?;
    policy_lock(tx, id).await?;
    if drill_open(tx, id).await?.is_some() {
        return Err(BackupError::WrongState("这个策略已有演练在排队或进行，请等它结束。"));
    }
    let drill = app.env().id();
    drill_insert(tx, (drill, id), app.env().now(), Some(by.name.clone())).await?;
    audited(app, tx, by, "backups.drill", &policy, json!({ "title": policy.title })).await?;
    changed(app, tx, &policy, "drilling").await?;
    Ok(drill_find(tx, drill).await?.ok_or(BackupError::NotFound)?.into())
}

/// Plans drills that are due.
pub async fn plan(app: &App) -> Result<(), BackupError> {
    let now = app.env().now();
    let mut tx = app.db().write().await?;
    for policy in due_drills(&mut tx, now).await? {
        drill_insert(&mut tx, (app.env().id(), policy.id), now, None).await?;
        changed(app, &mut tx, &policy, "drilling").await?;
    }
    tx.commit().await?;
    app.state::<Workshop>().wake.notify_one();
    Ok(())
}

/// Takes the drill that has waited longest. Nothing is written while none waits.
pub async fn begin(app: &App) -> Result<Option<DrillRow>, BackupError> {
    if drill_waiting(&mut app.db().peek().await?).await? == 0 {
        return Ok(None);
    }
    let now = app.env().now();
    let mut tx = app.db().write().await?;
    let drill = drill_claim(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(drill)
}

/// Says that whoever runs a drill is alive. `false` when it is theirs no more.
pub async fn renew(app: &App, drill: (Uuid, i64)) -> Result<bool, BackupError> {
    let mut tx = app.db().write().await?;
    let held = drill_renew(&mut tx, drill, app.env().now() + LEASE).await?;
    tx.commit().await?;
    Ok(held)
}

/// Restores the newest backup of a drill that was taken, outside of any transaction. What becomes of it is in the row.
pub async fn run(app: &App, mut row: DrillRow) -> DrillRow {
    let begun = Instant::now();
    let workshop = app.state::<Workshop>();
    let scratch = workshop.config.scratch.join(format!("{}{}", drill::NAME, row.id.simple()));
    let outcome = restored(app, &mut row, &scratch).await;
    if let Err(error) = fs::remove_dir_all(&scratch)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(drill = %row.id, %error, "the scratch folder of a drill cannot be removed yet");
    }
    row.ended_at = Some(app.env().now());
    row.ms = Some(i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX));
    match outcome {
        Ok(Outcome { counts, text }) => {
            (row.state, row.counts, row.text) = (DrillState::Proved, Json(counts), Some(text));
        }
        Err(why) => (row.state, row.text) = (DrillState::Failed, Some(why)),
    }
    row
}

async fn restored(app: &App, row: &mut DrillRow, scratch: &std::path::Path) -> Result<Outcome, String> {
    let workshop = app.state::<Workshop>();
    let policy = async { policy_any(&mut app.db().peek().await?, row.policy_id).await }.await;
    let policy: PolicyRow = policy.ok().flatten().ok_or("策略读取失败，请稍后再试")?;
    let place = Place::of(app, &policy, workshop.limits.time);
    let mut files = place.list(&policy.pattern).await.map_err(|error| error.to_string())?;
    if let Some(ending) = policy.checksum.ending() {
        files.retain(|file| !file.name.ends_with(ending));
    }
    files.sort_by(|a, b| (b.at, &b.name).cmp(&(a.at, &a.name)));
    let now = app.env().now();
    // One that is still being written cannot be restored.
    let settled = files.iter().find(|file| now - file.at >= TimeDelta::minutes(2) || file.at > now);
    let file = settled
        .or(files.first())
        .ok_or_else(|| format!("{} 中没有符合 {} 的备份文件", policy.source.says(), policy.pattern))?;
    row.file = Some(file.name.clone());
    row.file_at = DateTime::from_timestamp_micros(file.at.timestamp_micros());
    row.bytes = i64::try_from(file.bytes).ok();
    fs::create_dir_all(scratch).map_err(|error| format!("演练文件夹不能建立（{}）", error.kind()))?;
    let fetched = place.fetched(&file.name, scratch, workshop.limits.fetched).await;
    let fetched = fetched.map_err(|error| error.to_string())?;
    let bench = Bench { drill: row.id, file: &fetched, scratch, limits: workshop.limits, config: &workshop.config };
    drill::restore(policy.format, bench).await
}

/// Keeps how a drill ended, and tells of it. Nothing happens when it was somebody else's by then.
pub async fn end(app: &App, row: DrillRow) -> Result<(), BackupError> {
    let mut tx = app.db().write().await?;
    policy_lock(&mut tx, row.policy_id).await?;
    if drill_end(&mut tx, &row).await? {
        told(app, &mut tx, &row).await?;
    }
    Ok(tx.commit().await?)
}

async fn told(app: &App, tx: &mut Tx, row: &DrillRow) -> Result<(), BackupError> {
    let Some(mut policy) = policy_any(tx, row.policy_id).await? else { return Ok(()) };
    let at = row.ended_at.unwrap_or_else(|| app.env().now());
    let ok = row.state == DrillState::Proved;
    let text = row.text.clone().unwrap_or_default();
    let every = policy.drill_every_days.map(TimeDelta::days);
    if ok {
        (policy.proven_at, policy.proven_file) = (Some(at), row.file.clone());
        settle::gone(app.env(), tx, &mut policy, |code| code != FindingCode::Drill, at).await?;
    } else if policy.enabled {
        let of = row.file_at.map_or_else(String::new, |at| format!("（备份写于 {}）", clock(at)));
        let finding = Finding { code: FindingCode::Drill, text: format!("{text}{of}"), clause: policy.clause.clone() };
        settle::opened(app.env(), tx, &mut policy, &[finding], at).await?;
    }
    policy.next_drill_at = every.map(|every| at + if ok { every } else { every.min(AGAIN) });
    policy_drilled(tx, &policy).await?;
    let event = DrillEnded {
        drill_id: row.id,
        policy_id: policy.id,
        contract_id: policy.contract_id,
        ok,
        text: text.clone(),
        at,
    };
    events::record(tx, app.env(), &event).await?;
    let detail = json!({ "title": policy.title, "text": text, "file": row.file, "state": row.state.code() });
    audited(app, tx, &Actor::system("备份检查"), "backups.drill_end", &policy, detail).await?;
    changed(app, tx, &policy, "drilled").await
}

/// Ends drills whose runner has not been heard of.
pub async fn expire(app: &App) -> Result<(), BackupError> {
    let now = app.env().now();
    let lost = drill_lost(&mut app.db().peek().await?, now).await?;
    for mut row in lost {
        row.state = DrillState::Failed;
        row.ended_at = Some(now);
        row.text = Some("演练中断：运行它的服务停止或失去联系。没有留下临时数据，可以重新发起".to_owned());
        end(app, row).await?;
    }
    Ok(())
}

/// Takes away what drills that are over left behind: scratch databases, roles and folders.
pub async fn sweep(app: &App) -> Result<(), BackupError> {
    let config = app.state::<Workshop>().config.clone();
    if let Ok(folders) = fs::read_dir(&config.scratch) {
        for folder in folders.flatten() {
            let Some(id) = folder.file_name().to_str().and_then(drill::id_of) else { continue };
            if drill_is_live(&mut app.db().peek().await?, id).await? != Some(true) {
                let _ = fs::remove_dir_all(folder.path());
            }
        }
    }
    drill::sweep(app, &config).await
}
