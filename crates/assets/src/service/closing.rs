//! A stock-taking is closed once. What differs may be booked, and what the contract asked for is proved.

use std::collections::HashMap;

use jianyue_kernel::Actor;
use jianyue_platform::{App, Tx, events};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    counting::open,
    done,
    export::every_line,
    keep::{entries_of, entry, keep},
    movements::{Cause, hold, move_stock},
    takings::{TakingDetail, detail, known},
};
use crate::{
    error::AssetError,
    model::{DutyProved, EntryKind, MovementKind, ProofRecord, State, TakingOf},
    policy::Moved,
    store::{
        asset::{AssetRow, asset_lock, assets_of},
        entry::{EntryRow, entries_add},
        taking::{LineRow, TakingRow, taking_close},
    },
};

/// How a stock-taking is closed.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StockTakingClosing)]
pub struct Closing {
    /// Whether what differs is booked: stock moves, and assets that were not found are lost.
    pub settle: bool,
    /// Whether lines that nobody counted are left as they are; without it they hold up the end.
    #[serde(default)]
    pub leave_uncounted: bool,
}

/// Closes a stock-taking.
pub async fn close(app: &App, tx: &mut Tx, by: &Actor, id: Uuid, closing: Closing) -> Result<TakingDetail, AssetError> {
    let taking = open(tx, by, id).await?;
    let lines = every_line(tx, id, None).await?;
    let uncounted = lines.iter().filter(|line| line.counted.is_none()).count();
    if uncounted > 0 && !closing.leave_uncounted {
        return Err(AssetError::NotAllCounted(i64::try_from(uncounted).unwrap_or(i64::MAX)));
    }
    let now = app.env().now();
    if !taking_close(tx, id, (now, &by.name), closing.settle).await? {
        return Err(AssetError::WrongState("盘点已经结束".to_owned()));
    }
    match taking.of_what {
        TakingOf::Assets => settle_assets(app, tx, by, &taking, &lines, closing.settle).await?,
        TakingOf::Spares if closing.settle => settle_spares(app, tx, by, &taking, &lines).await?,
        TakingOf::Spares => {}
    }
    let different = lines.iter().filter(|line| line.counted.is_some_and(|counted| counted != line.booked)).count();
    let text = told(lines.len(), uncounted, different, closing.settle);
    if let Some(rule) = &taking.rule {
        let proved = DutyProved {
            contract_id: taking.contract_id,
            rule: rule.clone(),
            kind: "stock_count",
            at: now,
            text: text.clone(),
            ok: uncounted == 0,
            record: ProofRecord { kind: "stock_taking", id },
            client_path: None,
        };
        events::record(tx, app.env(), &proved).await?;
    }
    let said = json!({ "title": taking.title, "text": text, "settled": closing.settle });
    let subject = (taking.contract_id.into(), id);
    done(app, tx, by, subject, ("assets.taking_close", "taking_closed"), said).await?;
    let taking = known(tx, by, id).await?;
    detail(tx, taking).await
}

/// What came out, in words.
fn told(lines: usize, uncounted: usize, different: usize, settled: bool) -> String {
    let counted = lines - uncounted;
    let mut text = format!("盘点 {counted} 项，账实相符 {} 项，差异 {different} 项", counted - different);
    if different > 0 {
        text.push_str(if settled { "（已调账）" } else { "（未调账）" });
    }
    if uncounted > 0 {
        return format!("{text}，另有 {uncounted} 项未盘");
    }
    text
}

async fn settle_spares(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    taking: &TakingRow,
    lines: &[LineRow],
) -> Result<(), AssetError> {
    // In one order, so that no two who hold several wait for each other.
    let mut different: Vec<(Uuid, i64, &LineRow)> = lines
        .iter()
        .filter_map(|line| Some((line.subject_id, line.counted? - line.booked, line)))
        .filter(|(_, difference, _)| *difference != 0)
        .collect();
    different.sort_by_key(|(spare, ..)| *spare);
    for (spare, difference, line) in different {
        let row = hold(tx, spare).await?;
        // What moved since it was counted has moved what was counted, too.
        let quantity = row.stock + difference;
        if quantity < 0 {
            let text = format!("备件 {} 盘点后又有领用，账面已不够扣减差异。请重新盘点这一项后再结束", line.code);
            return Err(AssetError::WrongState(text));
        }
        let note = line.note.as_deref().map(|note| format!("：{note}")).unwrap_or_default();
        let cause = Cause {
            taking: Some(taking.id),
            reason: Some(format!("{}{note}", taking.title)),
            by: by.name.clone(),
            ..Cause::default()
        };
        move_stock(app, tx, row, Moved { kind: MovementKind::Counted, quantity }, cause).await?;
    }
    Ok(())
}

async fn settle_assets(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    taking: &TakingRow,
    lines: &[LineRow],
    settle: bool,
) -> Result<(), AssetError> {
    let mut entries: Vec<EntryRow> = lines
        .iter()
        .filter_map(|line| Some((line, line.counted?)))
        .map(|(line, counted)| {
            let said = if counted == line.booked {
                "账实相符".to_owned()
            } else {
                format!("账面 {} {}，实盘 {counted} {}", line.booked, line.unit, line.unit)
            };
            let note = line.note.as_deref().map(|note| format!("（{note}）")).unwrap_or_default();
            let who = line.by_name.as_deref().unwrap_or(&by.name);
            EntryRow {
                at: line.at.unwrap_or(app.env().now()),
                source: Some(format!("taking:{}", taking.id)),
                ..entry(app, line.subject_id, EntryKind::Counted, format!("{}：{said}{note}", taking.title), who)
            }
        })
        .collect();
    if settle {
        let mut different: Vec<&LineRow> =
            lines.iter().filter(|line| line.counted.is_some_and(|counted| counted != line.booked)).collect();
        different.sort_by_key(|line| line.subject_id);
        for line in &different {
            asset_lock(tx, line.subject_id).await?;
        }
        let ids: Vec<Uuid> = different.iter().map(|line| line.subject_id).collect();
        let rows: HashMap<Uuid, AssetRow> = assets_of(tx, &ids).await?.into_iter().map(|row| (row.id, row)).collect();
        for line in different {
            let Some(before) = rows.get(&line.subject_id) else { continue };
            let after = settled(before.clone(), line.counted.unwrap_or_default());
            let Some(after) = keep(tx, after, app.env().now()).await? else {
                let text = format!("资产 {} 正在被他人修改，盘点没有结束。请重试", line.code);
                return Err(AssetError::WrongState(text));
            };
            entries.extend(entries_of(app, before, &after, &by.name));
        }
    }
    Ok(entries_add(tx, &entries).await?)
}

/// An asset of which so many were found.
fn settled(mut row: AssetRow, counted: i64) -> AssetRow {
    if counted == 0 {
        // How many it was stays in its file.
        row.state = State::Lost;
    } else {
        row.quantity = counted;
        if !row.state.is_there() {
            row.state = State::InUse;
        }
    }
    row
}
