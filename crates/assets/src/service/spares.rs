//! The store of spares: read, added to, changed.

use jianyue_kernel::{Actor, ContractId, Page, PageRequest};
use jianyue_platform::{App, DbError, Tx, form::Form, text::Query};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    frame::{self, given, uuid},
    movements::{first_stock, watch},
};
use crate::{
    error::AssetError,
    model::Spare,
    permissions::{READ, WRITE, require},
    policy::{canonical_code, given_code},
    store::{
        search::{search_add, search_numbers, search_replace},
        spare::{
            SpareRow, WantedSpares, spare_find, spare_hold, spare_list, spare_numbers, spare_update, spares_by_code,
            spares_insert,
        },
    },
};

/// The beginning of the codes that the server gives to spares.
const PREFIX: &str = "BJ";
/// The largest stock.
pub(super) const MOST: i64 = 1_000_000;

/// A spare to be put into the store.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSpare {
    /// Its code; without one the server gives `BJ-` and a running number.
    #[serde(default)]
    pub code: Option<String>,
    /// What it is.
    pub name: String,
    /// Brand and model.
    #[serde(default)]
    pub model: Option<String>,
    /// Of what it is counted; `个` when absent.
    #[serde(default)]
    pub unit: Option<String>,
    /// Key of the work it is kept for.
    #[serde(default)]
    pub work: Option<String>,
    /// Where it is kept.
    #[serde(default)]
    pub place: Option<String>,
    /// How many there are; none when absent.
    #[serde(default)]
    pub stock: Option<i64>,
    /// There should be no fewer; it does not matter when absent.
    #[serde(default)]
    pub minimum: Option<i64>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// What of a spare is to be changed; what is absent stays, empty texts remove. Its code never changes, and its stock by
/// movements only.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SpareChange {
    /// What it is.
    #[serde(default)]
    pub name: Option<String>,
    /// Brand and model.
    #[serde(default)]
    pub model: Option<String>,
    /// Of what it is counted.
    #[serde(default)]
    pub unit: Option<String>,
    /// Key of the work it is kept for.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub work: Option<Option<String>>,
    /// Where it is kept.
    #[serde(default)]
    pub place: Option<String>,
    /// There should be no fewer.
    #[serde(default)]
    pub minimum: Option<i64>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Which spares are wanted.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as the parameters of the list")]
pub struct SparesRequest {
    pub contract: Option<Uuid>,
    pub low: bool,
    pub place: Option<String>,
    pub work: Option<String>,
    pub q: Option<String>,
    pub page: PageRequest,
}

/// The spare of an id.
pub async fn spare(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Spare, AssetError> {
    Ok(shown(known(tx, by, id).await?))
}

/// Spares by their code.
pub async fn spares(tx: &mut Tx, by: &Actor, request: SparesRequest) -> Result<Page<Spare>, AssetError> {
    let after = match request.page.after::<2>()? {
        Some([code, id]) => Some((code, uuid(&id)?)),
        None => None,
    };
    let words = request.q.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let query = words.map(Query::parse);
    if matches!(query, Some(None)) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let wanted = WantedSpares {
        contract: request.contract,
        low: request.low,
        place: request.place.filter(|place| !place.is_empty()),
        work: request.work.filter(|work| !work.is_empty()),
        query: query.flatten(),
        after,
        ..WantedSpares::all(by.scope(&READ))
    };
    let limit = request.page.limit();
    let rows = spare_list(tx, &wanted, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.code.clone(), row.id.to_string()]).map(shown))
}

/// Puts a spare into the store.
pub async fn add_spare(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewSpare,
) -> Result<Spare, AssetError> {
    let mut form = Form::default();
    let version = frame::version(app, tx, contract).await?;
    let work = frame::work(&version, new.work.as_deref(), &mut form);
    require(by, &WRITE, contract, work.as_deref())?;
    let code = match new.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => canonical_code(code).unwrap_or_else(|| {
            form.wrong("code", "备件编号应由字母、数字和 - _ . / 组成，最多 40 个字");
            String::new()
        }),
        None => String::new(),
    };
    let now = app.env().now();
    let row = SpareRow {
        id: app.env().id(),
        no: 0,
        contract_id: contract.0,
        code,
        name: form.required("name", "名称", &new.name, 100),
        model: form.optional("model", "型号", new.model.as_deref(), 200),
        unit: form.optional("unit", "计量单位", new.unit.as_deref(), 20).unwrap_or_else(|| "个".to_owned()),
        work,
        place: form.optional("place", "存放地点", new.place.as_deref(), 100),
        note: form.optional("note", "备注", new.note.as_deref(), 500),
        stock: new.stock.unwrap_or(0),
        minimum: new.minimum.unwrap_or(0),
        low_since: None,
        ticket_id: None,
        ticket_number: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    check(&row, &mut form);
    form.done()?;
    if !row.code.is_empty() && !spares_by_code(tx, contract, std::slice::from_ref(&row.code)).await?.is_empty() {
        return Err(AssetError::Exists(row.code));
    }
    let row = insert(app, tx, by, contract, vec![row]).await?.into_iter().next().ok_or(AssetError::NotFound)?;
    let detail = json!({ "code": row.code, "name": row.name, "stock": row.stock, "minimum": row.minimum });
    done(app, tx, by, (contract, row.id), ("assets.spare_add", "spare_added"), detail).await?;
    Ok(shown(row))
}

/// What must hold of figures.
pub(super) fn check(row: &SpareRow, form: &mut Form) {
    if !(0..=MOST).contains(&row.stock) {
        form.wrong("stock", format!("库存应在 0 到 {MOST} 之间"));
    }
    if !(0..=MOST).contains(&row.minimum) {
        form.wrong("minimum", format!("下限应在 0 到 {MOST} 之间"));
    }
}

/// Adds spares of a contract: those without a code are given one, all are indexed, their stock begins with a movement, and
/// their minimum is watched.
pub(super) async fn insert(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    mut rows: Vec<SpareRow>,
) -> Result<Vec<SpareRow>, AssetError> {
    if rows.is_empty() {
        return Ok(rows);
    }
    give_codes(tx, contract, &mut rows).await?;
    let n = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let last = search_numbers(tx, n).await?;
    for (row, no) in rows.iter_mut().zip(last - n + 1..) {
        row.no = no;
    }
    spares_insert(tx, &rows).await.map_err(|error| {
        if error.is_unique_violation() {
            AssetError::WrongState("保存期间有人登记了相同的编号，没有保存任何内容。请重试。".to_owned())
        } else {
            error.into()
        }
    })?;
    search_add(tx, &rows).await?;
    first_stock(app, tx, by, &rows).await?;
    for row in &mut rows {
        watch(app, tx, row).await?;
    }
    Ok(rows)
}

/// Gives running numbers. A number is given once; one whose code somebody took by hand is passed over.
async fn give_codes(tx: &mut Tx, contract: ContractId, rows: &mut [SpareRow]) -> Result<(), DbError> {
    let by_hand: Vec<String> = rows.iter().map(|row| row.code.clone()).filter(|code| !code.is_empty()).collect();
    // The last in front, so that the first is given the lowest number.
    let mut without: Vec<&mut SpareRow> = rows.iter_mut().rev().filter(|row| row.code.is_empty()).collect();
    while !without.is_empty() {
        let more = i64::try_from(without.len()).unwrap_or(1);
        let last = spare_numbers(tx, contract, more).await?;
        let codes: Vec<String> = (last - more + 1..=last).map(|number| given_code(PREFIX, number)).collect();
        let there: Vec<String> = spares_by_code(tx, contract, &codes).await?.into_iter().map(|row| row.code).collect();
        for code in codes.into_iter().filter(|code| !there.contains(code) && !by_hand.contains(code)) {
            if let Some(row) = without.pop() {
                row.code = code;
            }
        }
    }
    Ok(())
}

/// Changes a spare.
pub async fn change_spare(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    change: SpareChange,
) -> Result<Spare, AssetError> {
    let before = held(tx, by, id).await?;
    let contract: ContractId = before.contract_id.into();
    if before.version != version {
        return Err(stale(before)?);
    }
    let mut row = before.clone();
    let mut form = Form::default();
    if let Some(name) = &change.name {
        row.name = form.required("name", "名称", name, 100);
    }
    if let Some(unit) = &change.unit {
        row.unit = form.required("unit", "计量单位", unit, 20);
    }
    let texts = [
        (&mut row.model, &change.model, "model", "型号", 200),
        (&mut row.place, &change.place, "place", "存放地点", 100),
        (&mut row.note, &change.note, "note", "备注", 500),
    ];
    for (kept, given, field, name, most) in texts {
        if given.is_some() {
            *kept = form.optional(field, name, given.as_deref(), most);
        }
    }
    if let Some(work) = &change.work {
        let version = frame::version(app, tx, contract).await?;
        row.work = frame::work(&version, work.as_deref(), &mut form);
        require(by, &WRITE, contract, row.work.as_deref())?;
    }
    row.minimum = change.minimum.unwrap_or(row.minimum);
    check(&row, &mut form);
    form.done()?;
    let row = keep(app, tx, row).await?.ok_or(AssetError::NotFound)?;
    let detail = json!({
        "code": row.code, "name": row.name, "minimum": row.minimum,
        "was": { "name": before.name, "minimum": before.minimum },
    });
    done(app, tx, by, (contract, id), ("assets.spare_change", "spare_changed"), detail).await?;
    Ok(shown(row))
}

/// Keeps a changed row with its place in the index, and watches its minimum; `None` when somebody else was quicker.
pub(super) async fn keep(app: &App, tx: &mut Tx, mut row: SpareRow) -> Result<Option<SpareRow>, AssetError> {
    row.updated_at = app.env().now();
    if !spare_update(tx, &row).await? {
        return Ok(None);
    }
    row.version += 1;
    search_replace(tx, &row).await?;
    watch(app, tx, &mut row).await?;
    Ok(Some(row))
}

/// The spare of an id, when `by` may know of it.
pub(super) async fn known(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<SpareRow, AssetError> {
    let row = spare_find(tx, id).await?.ok_or(AssetError::NotFound)?;
    require(by, &READ, row.contract_id.into(), row.work.as_deref())?;
    Ok(row)
}

/// The spare of an id, held for a change that `by` may make.
pub(super) async fn held(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<SpareRow, AssetError> {
    let row = spare_hold(tx, id).await?.ok_or(AssetError::NotFound)?;
    require(by, &WRITE, row.contract_id.into(), row.work.as_deref())?;
    Ok(row)
}

fn stale(row: SpareRow) -> Result<AssetError, DbError> {
    Ok(AssetError::Stale { current: Box::new(serde_json::to_value(shown(row))?) })
}

/// A spare as it is shown.
pub(super) fn shown(row: SpareRow) -> Spare {
    Spare {
        low: row.low_since.is_some(),
        id: row.id,
        contract_id: row.contract_id,
        code: row.code,
        name: row.name,
        model: row.model,
        unit: row.unit,
        work: row.work,
        place: row.place,
        note: row.note,
        stock: row.stock,
        minimum: row.minimum,
        low_since: row.low_since,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
