//! The register of assets: read, added to, changed.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jianyue_kernel::{Actor, ContractId, Page, PageRequest};
use jianyue_platform::{App, DbError, Tx, form::Form, text::Query};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    frame::{self, given, uuid},
    keep::{changes, differing, entries_of, insert, keep, shown},
};
use crate::{
    error::AssetError,
    model::{Asset, Book, Class, Level, State},
    permissions::{READ, WRITE, require},
    policy::{below, canonical_code},
    store::{
        asset::{AssetRow, WantedAssets, asset_find, asset_list, asset_lock, assets_by_code},
        class::{class_find, class_list},
        entry::entries_add,
    },
};

/// The most pieces of an asset.
pub(super) const MOST_PIECES: i64 = 1_000_000;
/// The most that an asset costs, in fen.
const DEAREST: i64 = 1_000_000_000_000;

/// An asset to be put into the register.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAsset {
    /// Its code; without one the server gives the class's code and a running number.
    #[serde(default)]
    pub code: Option<String>,
    /// Its class.
    pub class_id: Uuid,
    /// What it is.
    pub name: String,
    /// Who keeps its books; the IT department when absent.
    #[serde(default)]
    pub level: Option<Level>,
    /// Key of its work.
    #[serde(default)]
    pub work: Option<String>,
    /// Where it stands.
    #[serde(default)]
    pub place: Option<String>,
    /// Who uses it.
    #[serde(default)]
    pub holder: Option<String>,
    /// The unit they belong to.
    #[serde(default)]
    pub unit: Option<String>,
    /// Brand and model.
    #[serde(default)]
    pub brand_model: Option<String>,
    /// The maker's serial number.
    #[serde(default)]
    pub serial: Option<String>,
    /// How many; one when absent.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// Of what; `台` when absent.
    #[serde(default)]
    pub quantity_unit: Option<String>,
    /// Where it stands; in use when absent.
    #[serde(default)]
    pub state: Option<State>,
    /// When it was bought.
    #[serde(default)]
    pub purchased_on: Option<NaiveDate>,
    /// The last day of its warranty.
    #[serde(default)]
    pub warranty_until: Option<NaiveDate>,
    /// What it cost, in fen.
    #[serde(default)]
    pub price: Option<i64>,
    /// The line of the contract that it is.
    #[serde(default)]
    pub rule: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// What each department has in its own books.
    #[serde(default)]
    pub books: Vec<Book>,
}

/// What of an asset is to be changed; what is absent stays, empty texts and nulls remove. Its code never changes.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssetChange {
    /// Its class.
    #[serde(default)]
    pub class_id: Option<Uuid>,
    /// What it is.
    #[serde(default)]
    pub name: Option<String>,
    /// Who keeps its books.
    #[serde(default)]
    pub level: Option<Level>,
    /// Key of its work.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub work: Option<Option<String>>,
    /// Where it stands.
    #[serde(default)]
    pub place: Option<String>,
    /// Who uses it.
    #[serde(default)]
    pub holder: Option<String>,
    /// The unit they belong to.
    #[serde(default)]
    pub unit: Option<String>,
    /// Brand and model.
    #[serde(default)]
    pub brand_model: Option<String>,
    /// The maker's serial number.
    #[serde(default)]
    pub serial: Option<String>,
    /// How many.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// Of what.
    #[serde(default)]
    pub quantity_unit: Option<String>,
    /// Where it stands.
    #[serde(default)]
    pub state: Option<State>,
    /// When it was bought.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<NaiveDate>)]
    pub purchased_on: Option<Option<NaiveDate>>,
    /// The last day of its warranty.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<NaiveDate>)]
    pub warranty_until: Option<Option<NaiveDate>>,
    /// What it cost, in fen.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    pub price: Option<Option<i64>>,
    /// The line of the contract that it is.
    #[serde(default)]
    pub rule: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
    /// What each department has in its own books; replaces what there is.
    #[serde(default)]
    pub books: Option<Vec<Book>>,
}

/// Which assets are wanted.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "as the parameters of the list")]
pub struct AssetsRequest {
    pub contract: Option<Uuid>,
    pub class: Option<Uuid>,
    pub state: Option<State>,
    pub level: Option<Level>,
    pub place: Option<String>,
    pub work: Option<String>,
    pub rule: Option<String>,
    pub ticket: Option<Uuid>,
    pub differs: bool,
    pub ids: Option<Vec<Uuid>>,
    pub q: Option<String>,
    pub page: PageRequest,
}

/// The asset of an id.
pub async fn asset(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Asset, AssetError> {
    Ok(shown(known(tx, by, id).await?))
}

/// Assets by their code.
pub async fn assets(tx: &mut Tx, by: &Actor, request: AssetsRequest) -> Result<Page<Asset>, AssetError> {
    let after = match request.page.after::<2>()? {
        Some([code, id]) => Some((code, uuid(&id)?)),
        None => None,
    };
    let words = request.q.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let query = words.map(Query::parse);
    if matches!(query, Some(None)) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let classes = match request.class {
        Some(class) => Some(classes_below(tx, class).await?),
        None => None,
    };
    let wanted = WantedAssets {
        contract: request.contract,
        classes,
        state: request.state,
        level: request.level,
        place: request.place.filter(|place| !place.is_empty()),
        work: request.work.filter(|work| !work.is_empty()),
        rule: request.rule.filter(|rule| !rule.is_empty()),
        differs: request.differs,
        ticket: request.ticket,
        ids: request.ids,
        query: query.flatten(),
        after,
        ..WantedAssets::all(by.scope(&READ))
    };
    let limit = request.page.limit();
    let rows = asset_list(tx, &wanted, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.code.clone(), row.id.to_string()]).map(shown))
}

/// A class and those below it.
pub(super) async fn classes_below(tx: &mut Tx, class: Uuid) -> Result<Vec<Uuid>, DbError> {
    let Some(top) = class_find(tx, class).await? else { return Ok(vec![class]) };
    let all = class_list(tx, top.contract_id.into()).await?;
    Ok(below(&all.iter().map(|class| (class.id, class.parent_id)).collect::<Vec<_>>(), class))
}

/// Puts an asset into the register.
pub async fn add(app: &App, tx: &mut Tx, by: &Actor, contract: ContractId, new: NewAsset) -> Result<Asset, AssetError> {
    let mut form = Form::default();
    let version = frame::version(app, tx, contract).await?;
    let work = frame::work(&version, new.work.as_deref(), &mut form);
    require(by, &WRITE, contract, work.as_deref())?;
    let class = class_of(tx, contract, new.class_id, &mut form).await?;
    let code = match new.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
        Some(code) => canonical_code(code).unwrap_or_else(|| {
            form.wrong("code", "资产编号应由字母、数字和 - _ . / 组成，最多 40 个字");
            String::new()
        }),
        None => String::new(),
    };
    let now = app.env().now();
    let mut row = AssetRow {
        id: app.env().id(),
        no: 0,
        contract_id: contract.0,
        code,
        class_id: new.class_id,
        class_code: class.as_ref().map(|class| class.code.clone()).unwrap_or_default(),
        class_name: class.map(|class| class.name).unwrap_or_default(),
        name: form.required("name", "名称", &new.name, 100),
        level: new.level.unwrap_or(Level::It),
        work,
        place: form.optional("place", "存放地点", new.place.as_deref(), 100),
        holder: form.optional("holder", "使用人", new.holder.as_deref(), 100),
        unit: form.optional("unit", "使用单位", new.unit.as_deref(), 100),
        brand_model: form.optional("brand_model", "品牌型号", new.brand_model.as_deref(), 200),
        serial: form.optional("serial", "出厂序列号", new.serial.as_deref(), 100),
        quantity: new.quantity.unwrap_or(1),
        quantity_unit: form
            .optional("quantity_unit", "计量单位", new.quantity_unit.as_deref(), 20)
            .unwrap_or_else(|| "台".to_owned()),
        state: new.state.unwrap_or(State::InUse),
        purchased_on: new.purchased_on,
        warranty_until: new.warranty_until,
        price: new.price,
        rule: form.optional("rule", "合同条目", new.rule.as_deref(), 60),
        note: form.optional("note", "备注", new.note.as_deref(), 500),
        books: Json(new.books),
        differs: false,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    check(&row, &mut form);
    form.done()?;
    if !row.code.is_empty() && !assets_by_code(tx, contract, std::slice::from_ref(&row.code)).await?.is_empty() {
        return Err(AssetError::Exists(row.code));
    }
    row.differs = !differing(&row).is_empty();
    let row = insert(app, tx, by, contract, vec![row]).await?.into_iter().next().ok_or(AssetError::NotFound)?;
    let detail = json!({ "code": row.code, "name": row.name, "class": row.class_code, "quantity": row.quantity });
    done(app, tx, by, (contract, row.id), ("assets.add", "added"), detail).await?;
    Ok(shown(row))
}

async fn class_of(tx: &mut Tx, contract: ContractId, id: Uuid, form: &mut Form) -> Result<Option<Class>, DbError> {
    let class = class_find(tx, id).await?.filter(|class| class.contract_id == contract.0);
    if class.is_none() {
        form.wrong("class_id", "分类不存在，请重新选择");
    }
    Ok(class)
}

/// What must hold of figures and days.
pub(super) fn check(row: &AssetRow, form: &mut Form) {
    if !(0..=MOST_PIECES).contains(&row.quantity) {
        form.wrong("quantity", format!("数量应在 0 到 {MOST_PIECES} 之间"));
    }
    if row.price.is_some_and(|price| !(0..=DEAREST).contains(&price)) {
        form.wrong("price", "金额不能为负，也不能超过 100 亿元");
    }
    if let (Some(bought), Some(until)) = (row.purchased_on, row.warranty_until)
        && until < bought
    {
        form.wrong("warranty_until", "保修截止早于购置日期，请核对");
    }
    let mut met = BTreeSet::new();
    for book in &row.books.0 {
        if !met.insert(book.level) {
            form.wrong("books", format!("{}的账目重复，请只保留一条", book.level.label()));
        }
        let fits = |value: Option<i64>, most| value.is_none_or(|value| (0..=most).contains(&value));
        if !fits(book.quantity, MOST_PIECES) || !fits(book.price, DEAREST) {
            form.wrong("books", format!("{}的账面数量或金额不对，请核对", book.level.label()));
        }
        form.optional("books", "账面编号", book.number.as_deref(), 60);
    }
}

/// Changes an asset.
pub async fn change(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    change: AssetChange,
) -> Result<Asset, AssetError> {
    let before = held(tx, by, id).await?;
    let contract: ContractId = before.contract_id.into();
    if before.version != version {
        return Err(stale(before)?);
    }
    let mut form = Form::default();
    let mut row = changed(before.clone(), &change, &mut form);
    if let Some(work) = &change.work {
        let version = frame::version(app, tx, contract).await?;
        row.work = frame::work(&version, work.as_deref(), &mut form);
        require(by, &WRITE, contract, row.work.as_deref())?;
    }
    if let Some(class) = change.class_id
        && let Some(class) = class_of(tx, contract, class, &mut form).await?
    {
        (row.class_id, row.class_code, row.class_name) = (class.id, class.code, class.name);
    }
    check(&row, &mut form);
    form.done()?;
    let row = keep(tx, row, app.env().now()).await?.ok_or(AssetError::NotFound)?;
    entries_add(tx, &entries_of(app, &before, &row, &by.name)).await?;
    let detail = json!({ "code": row.code, "name": row.name, "changes": changes(&before, &row) });
    done(app, tx, by, (contract, id), ("assets.change", "changed"), detail).await?;
    Ok(shown(row))
}

/// The row with what was given; work and class are looked up apart.
fn changed(mut row: AssetRow, change: &AssetChange, form: &mut Form) -> AssetRow {
    if let Some(name) = &change.name {
        row.name = form.required("name", "名称", name, 100);
    }
    let texts = [
        (&mut row.place, &change.place, "place", "存放地点", 100),
        (&mut row.holder, &change.holder, "holder", "使用人", 100),
        (&mut row.unit, &change.unit, "unit", "使用单位", 100),
        (&mut row.brand_model, &change.brand_model, "brand_model", "品牌型号", 200),
        (&mut row.serial, &change.serial, "serial", "出厂序列号", 100),
        (&mut row.rule, &change.rule, "rule", "合同条目", 60),
        (&mut row.note, &change.note, "note", "备注", 500),
    ];
    for (kept, given, field, name, most) in texts {
        if given.is_some() {
            *kept = form.optional(field, name, given.as_deref(), most);
        }
    }
    if let Some(unit) = &change.quantity_unit {
        row.quantity_unit = form.required("quantity_unit", "计量单位", unit, 20);
    }
    row.level = change.level.unwrap_or(row.level);
    row.state = change.state.unwrap_or(row.state);
    row.quantity = change.quantity.unwrap_or(row.quantity);
    row.purchased_on = change.purchased_on.unwrap_or(row.purchased_on);
    row.warranty_until = change.warranty_until.unwrap_or(row.warranty_until);
    row.price = change.price.unwrap_or(row.price);
    if let Some(books) = &change.books {
        row.books = Json(books.clone());
    }
    row
}

/// The asset of an id, when `by` may know of it.
pub(super) async fn known(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<AssetRow, AssetError> {
    let row = asset_find(tx, id).await?.ok_or(AssetError::NotFound)?;
    require(by, &READ, row.contract_id.into(), row.work.as_deref())?;
    Ok(row)
}

/// The asset of an id, held for a change that `by` may make.
pub(super) async fn held(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<AssetRow, AssetError> {
    let row = known(tx, by, id).await?;
    require(by, &WRITE, row.contract_id.into(), row.work.as_deref())?;
    asset_lock(tx, id).await?;
    known(tx, by, id).await
}

fn stale(row: AssetRow) -> Result<AssetError, DbError> {
    Ok(AssetError::Stale { current: Box::new(serde_json::to_value(shown(row))?) })
}
