//! Sources: read and added.

use chrono::TimeDelta;
use jianyue_contracts::{model::Contract, registry::Registry};
use jianyue_kernel::{Actor, BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{
    App, Tx,
    form::{Form, FormFaults},
};
use jianyue_reach::sql::{Engine, schema::Place};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{done, secrets};
use crate::{
    error::InventoryError,
    model::{Source, SourceState, SourceTarget},
    permissions::{READ, SECRETS, WRITE, readable, require},
    store::source::{SourceRow, Wanted, source_find, source_insert, source_list, source_titled},
};

/// A database to be read.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDataSource {
    /// What it is called; unique in its contract.
    pub title: String,
    /// Key of the work that it belongs to.
    #[serde(default)]
    pub work: Option<String>,
    /// The contract's rule that asks for the inventory; the only one of the contract when absent.
    #[serde(default)]
    pub rule: Option<String>,
    /// Which database.
    pub engine: Engine,
    /// Where it is.
    pub target: SourceTarget,
    /// What proves who signs in; sealed and never shown again. Whoever hands it in needs `inventory.secrets`.
    #[serde(default)]
    pub password: Option<String>,
    /// Schemas that are read; empty: all but those of the engine.
    #[serde(default)]
    pub schemas: Vec<String>,
    /// Every how many days it is read by itself, 1 to 366; absent: only when somebody asks.
    #[serde(default)]
    pub every_days: Option<i64>,
}

/// Which sources are wanted.
#[derive(Clone, Debug, Default)]
pub struct SourcesWanted {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one state only.
    pub state: Option<SourceState>,
    /// Which page.
    pub page: PageRequest,
}

/// Sources by name.
pub async fn sources(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    wanted: SourcesWanted,
) -> Result<Page<Source>, InventoryError> {
    let after = match wanted.page.after::<2>()? {
        Some([title, id]) => Some((title, id.parse::<Uuid>().map_err(|_| BadCursor)?)),
        None => None,
    };
    let limit = wanted.page.limit();
    let asked = Wanted { contracts: readable(by), contract: wanted.contract, state: wanted.state, after };
    let rows = source_list(tx, &asked, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.title.clone(), row.id.to_string()]);
    let mut items = Vec::with_capacity(page.items.len());
    for row in page.items {
        items.push(shown(app, tx, row).await?);
    }
    Ok(Page { items, next: page.next })
}

/// The source of an id.
pub async fn source(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Source, InventoryError> {
    let row = known(tx, by, id).await?;
    shown(app, tx, row).await
}

/// Adds a source. It is read at once when it is to be read by itself.
pub async fn add(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewDataSource,
) -> Result<Source, InventoryError> {
    require(by, &WRITE, contract)?;
    let password = new.password.filter(|password| !password.is_empty());
    if password.is_some() {
        require(by, &SECRETS, contract)?;
    }
    let now = app.env().now();
    let model = rules(app, tx, contract).await?;
    let mut form = Form::default();
    let row = SourceRow {
        id: app.env().id(),
        contract_id: contract.0,
        title: form.required("title", "名称", &new.title, 100),
        work: work(&model, new.work.as_deref(), &mut form),
        rule: rule(&model, new.rule.as_deref(), &mut form),
        engine: new.engine,
        target: Json(target(new.engine, new.target, &mut form)),
        has_secret: password.is_some(),
        schemas: Json(schemas(new.schemas)),
        every_days: every_days(new.every_days, &mut form),
        state: SourceState::Never,
        last_at: None,
        last_text: None,
        tables: 0,
        reading_id: None,
        failures: 0,
        deviating: false,
        reading: false,
        asked_by: None,
        due_ms: new.every_days.map(|_| now.timestamp_millis()),
        fence: 0,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    check_place(&row.target.0.place(row.engine, &row.schemas.0), &mut form);
    let sealed = password.map(|password| secrets::sealed(app, row.id, &password, &mut form));
    form.done()?;
    if source_titled(tx, contract, &row.title).await?.is_some() {
        return Err(InventoryError::Exists(row.title));
    }
    source_insert(tx, &row, sealed).await?;
    let detail = json!({ "title": row.title, "engine": row.engine, "secret": row.has_secret });
    done(app, tx, by, &row, ("inventory.source_add", detail)).await?;
    shown(app, tx, row).await
}

/// The contract as its readers are shown it.
pub(super) async fn rules(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
) -> Result<std::sync::Arc<Contract>, InventoryError> {
    let shown = app.state::<Registry>().shown(tx, contract, app.env().now()).await?;
    shown.map(|version| version.model.clone()).ok_or(InventoryError::NotFound)
}

pub(super) fn work(model: &Contract, given: Option<&str>, form: &mut Form) -> Option<String> {
    let key = given.map(str::trim).filter(|key| !key.is_empty())?;
    if model.work(key).is_none() {
        form.wrong("work", format!("合同中没有工作“{key}”，请重新选择"));
    }
    Some(key.to_owned())
}

pub(super) fn rule(model: &Contract, given: Option<&str>, form: &mut Form) -> Option<String> {
    let rules = &model.data_inventories;
    let Some(id) = given.map(str::trim).filter(|id| !id.is_empty()) else {
        return match rules.as_slice() {
            [only] => Some(only.id.clone()),
            _ => None,
        };
    };
    if !rules.iter().any(|rule| rule.id == id) {
        form.wrong("rule", format!("合同中没有数据盘点条款“{id}”，请重新选择"));
    }
    Some(id.to_owned())
}

pub(super) fn target(engine: Engine, given: SourceTarget, form: &mut Form) -> SourceTarget {
    let mut text = |name, given: Option<String>, most| form.optional("target", name, given.as_deref(), most);
    let own_file = engine == Engine::Sqlite;
    let kept = SourceTarget {
        host: text("主机", given.host, 253).filter(|_| !own_file),
        port: given.port.filter(|_| !own_file),
        database: text("数据库名称", given.database, 128).filter(|_| !own_file),
        username: text("账号", given.username, 128).filter(|_| !own_file),
        path: text("文件路径", given.path, 1_000).filter(|_| own_file),
        encryption: given.encryption,
        ca_pem: text("颁发机构证书", given.ca_pem, 20_000).filter(|_| !own_file),
    };
    if !own_file && kept.username.is_none() {
        form.wrong("target", "请填写账号");
    }
    if engine == Engine::Sqlserver && kept.encryption != jianyue_reach::sql::Encryption::Off {
        form.wrong("target", "到 SQL Server 的连接不加密，口令会在网络上传送。确认网络可信后，请把加密设为“不加密”");
    }
    kept
}

pub(super) fn schemas(given: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> =
        given.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    kept.sort_unstable();
    kept.dedup();
    kept
}

pub(super) fn every_days(given: Option<i64>, form: &mut Form) -> Option<i64> {
    let days = given?;
    if !(1..=366).contains(&days) {
        form.wrong("every_days", "盘点间隔应在 1 至 366 天之间");
    }
    Some(days)
}

pub(super) fn check_place(place: &Place, form: &mut Form) {
    if let Err(error) = place.check() {
        form.wrong("target", error.to_string());
    }
}

/// The source of an id, when `by` may know of it.
pub(super) async fn known(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<SourceRow, InventoryError> {
    let row = source_find(tx, id).await?.ok_or(InventoryError::NotFound)?;
    require(by, &READ, row.contract_id.into())?;
    Ok(row)
}

/// A source as it is shown. The contract is in memory.
pub(super) async fn shown(app: &App, tx: &mut Tx, row: SourceRow) -> Result<Source, InventoryError> {
    let clause = match &row.rule {
        Some(id) => {
            let model = rules(app, tx, row.contract_id.into()).await?;
            model.data_inventories.iter().find(|rule| rule.id == *id).map(|rule| rule.clause.clone())
        }
        None => None,
    };
    let next = row.due_ms.filter(|_| !row.reading).and_then(chrono::DateTime::from_timestamp_millis);
    Ok(Source {
        id: row.id,
        contract_id: row.contract_id,
        title: row.title,
        work: row.work,
        rule: row.rule,
        clause,
        engine: row.engine,
        target: row.target.0,
        has_secret: row.has_secret,
        schemas: row.schemas.0,
        every_days: row.every_days,
        state: row.state,
        last_at: row.last_at,
        last_text: row.last_text,
        reading: row.reading,
        next_at: next,
        tables: row.tables,
        reading_id: row.reading_id,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// What is told of a source that changed meanwhile.
pub(super) async fn stale(app: &App, tx: &mut Tx, row: SourceRow) -> Result<InventoryError, InventoryError> {
    let current = serde_json::to_value(shown(app, tx, row).await?)?;
    Ok(InventoryError::Stale { current: Box::new(current) })
}

/// A source is read by itself next, so many days after `from`.
pub(super) fn next_ms(every_days: Option<i64>, from: chrono::DateTime<chrono::Utc>) -> Option<i64> {
    every_days.map(|days| (from + TimeDelta::days(days)).timestamp_millis())
}

/// One member that does not fit.
pub(super) fn fault(field: &'static str, text: impl Into<String>) -> InventoryError {
    FormFaults::one(field, text).into()
}
