//! How assets are kept: with their codes, their place in the index, and their file.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, DbError, Tx};
use uuid::Uuid;

use crate::{
    error::AssetError,
    model::{Asset, EntryKind},
    policy::{differences, given_code},
    store::{
        asset::{AssetRow, asset_update, assets_by_code, assets_insert},
        class::class_numbers,
        entry::{EntryRow, entries_add},
        search::{search_add, search_numbers, search_replace},
    },
};

/// An entry of a file that is to be written.
pub(super) fn entry(app: &App, asset: Uuid, kind: EntryKind, text: impl Into<String>, by: &str) -> EntryRow {
    EntryRow {
        id: app.env().id(),
        asset_id: asset,
        at: app.env().now(),
        kind,
        text: text.into(),
        by_name: by.to_owned(),
        ticket_id: None,
        ticket_number: None,
        run_id: None,
        moved_from: None,
        moved_to: None,
        source: None,
    }
}

/// Adds assets of a contract: those without a code are given one, all are indexed, and their files begin.
pub(super) async fn insert(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    mut rows: Vec<AssetRow>,
) -> Result<Vec<AssetRow>, AssetError> {
    if rows.is_empty() {
        return Ok(rows);
    }
    give_codes(tx, contract, &mut rows).await?;
    let n = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let last = search_numbers(tx, n).await?;
    for (row, no) in rows.iter_mut().zip(last - n + 1..) {
        row.no = no;
    }
    assets_insert(tx, &rows).await.map_err(|error| taken(error, &rows))?;
    search_add(tx, &rows).await?;
    let registered = |row: &AssetRow| {
        let place = row.place.as_deref().map(|place| format!("，存放于{place}")).unwrap_or_default();
        let text = format!("登记入册：{} {}{place}", row.quantity, row.quantity_unit);
        entry(app, row.id, EntryKind::Registered, text, &by.name)
    };
    let entries: Vec<_> = rows.iter().map(registered).collect();
    entries_add(tx, &entries).await?;
    Ok(rows)
}

/// Somebody else was quicker to take one of the codes.
fn taken(error: DbError, rows: &[AssetRow]) -> AssetError {
    if error.is_unique_violation() && rows.len() == 1 {
        return AssetError::Exists(rows[0].code.clone());
    }
    if error.is_unique_violation() {
        return AssetError::WrongState("保存期间有人登记了相同的编号，没有保存任何内容。请重试。".to_owned());
    }
    error.into()
}

/// Gives running numbers of their classes to those without a code. A number is given once; one whose code somebody took by
/// hand is passed over.
async fn give_codes(tx: &mut Tx, contract: ContractId, rows: &mut [AssetRow]) -> Result<(), DbError> {
    let mut wanted: BTreeMap<Uuid, (String, usize)> = BTreeMap::new();
    let by_hand: HashSet<String> = rows.iter().map(|row| row.code.clone()).filter(|code| !code.is_empty()).collect();
    for row in rows.iter().filter(|row| row.code.is_empty()) {
        wanted.entry(row.class_id).or_insert_with(|| (row.class_code.clone(), 0)).1 += 1;
    }
    for (class, (prefix, n)) in wanted {
        let mut free = Vec::with_capacity(n);
        while free.len() < n {
            let more = i64::try_from(n - free.len()).unwrap_or(1);
            let last = class_numbers(tx, class, more).await?;
            let codes: Vec<String> = (last - more + 1..=last).map(|number| given_code(&prefix, number)).collect();
            let there: HashSet<String> =
                assets_by_code(tx, contract, &codes).await?.into_iter().map(|row| row.code).collect();
            free.extend(codes.into_iter().filter(|code| !there.contains(code) && !by_hand.contains(code)));
        }
        let without = rows.iter_mut().filter(|row| row.code.is_empty() && row.class_id == class);
        for (row, code) in without.zip(free) {
            row.code = code;
        }
    }
    Ok(())
}

/// Keeps a changed row with its place in the index; `None` when somebody else was quicker.
pub(super) async fn keep(tx: &mut Tx, mut row: AssetRow, now: DateTime<Utc>) -> Result<Option<AssetRow>, DbError> {
    row.updated_at = now;
    row.differs = !differing(&row).is_empty();
    if !asset_update(tx, &row).await? {
        return Ok(None);
    }
    row.version += 1;
    search_replace(tx, &row).await?;
    Ok(Some(row))
}

/// What departments have otherwise in their books, in words.
pub(super) fn differing(row: &AssetRow) -> Vec<String> {
    differences(row.quantity, &row.quantity_unit, row.price, &row.books.0)
}

/// An asset as it is shown.
pub(super) fn shown(row: AssetRow) -> Asset {
    Asset {
        differences: differing(&row),
        id: row.id,
        contract_id: row.contract_id,
        code: row.code,
        class_id: row.class_id,
        class_code: row.class_code,
        class: row.class_name,
        name: row.name,
        level: row.level,
        work: row.work,
        place: row.place,
        holder: row.holder,
        unit: row.unit,
        brand_model: row.brand_model,
        serial: row.serial,
        quantity: row.quantity,
        quantity_unit: row.quantity_unit,
        state: row.state,
        purchased_on: row.purchased_on,
        warranty_until: row.warranty_until,
        price: row.price,
        rule: row.rule,
        note: row.note,
        books: row.books.0,
        differs: row.differs,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// What of an asset differs, as people read it; where it stands is told apart.
pub(super) fn changes(before: &AssetRow, after: &AssetRow) -> Vec<String> {
    let text = |value: Option<&str>| value.unwrap_or("空").to_owned();
    let day = |value: Option<chrono::NaiveDate>| value.map_or_else(|| "空".to_owned(), |day| day.to_string());
    let fen =
        |value: Option<i64>| value.map_or_else(|| "空".to_owned(), |fen| format!("{}.{:02} 元", fen / 100, fen % 100));
    let members = |row: &AssetRow| {
        [
            ("名称", row.name.clone()),
            ("分类", row.class_name.clone()),
            ("管理级别", row.level.label().to_owned()),
            ("工作包", text(row.work.as_deref())),
            ("品牌型号", text(row.brand_model.as_deref())),
            ("出厂序列号", text(row.serial.as_deref())),
            ("数量", format!("{} {}", row.quantity, row.quantity_unit)),
            ("状态", row.state.label().to_owned()),
            ("购置日期", day(row.purchased_on)),
            ("保修至", day(row.warranty_until)),
            ("金额", fen(row.price)),
            ("合同条目", text(row.rule.as_deref())),
            ("备注", text(row.note.as_deref())),
        ]
    };
    let mut said: Vec<String> = members(before)
        .into_iter()
        .zip(members(after))
        .filter(|((_, was), (_, is))| was != is)
        .map(|((name, was), (_, is))| format!("{name}：{was} → {is}"))
        .collect();
    if before.books.0 != after.books.0 {
        said.push("三级账目有更新".to_owned());
    }
    said
}

/// Where an asset stands and who has it, in words.
pub(super) fn whereabouts(row: &AssetRow) -> String {
    let parts = [&row.place, &row.unit, &row.holder];
    let said: Vec<&str> = parts.into_iter().filter_map(Option::as_deref).collect();
    if said.is_empty() { "未登记".to_owned() } else { said.join(" · ") }
}

/// The entries that a change leaves in the file.
pub(super) fn entries_of(app: &App, before: &AssetRow, after: &AssetRow, by: &str) -> Vec<EntryRow> {
    let mut entries = Vec::new();
    let said = changes(before, after);
    if !said.is_empty() {
        entries.push(entry(app, after.id, EntryKind::Changed, said.join("；"), by));
    }
    let (from, to) = (whereabouts(before), whereabouts(after));
    if from != to {
        let mut moved = entry(app, after.id, EntryKind::Moved, format!("{from} → {to}"), by);
        (moved.moved_from, moved.moved_to) = (Some(from), Some(to));
        entries.push(moved);
    }
    entries
}
