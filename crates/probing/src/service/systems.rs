//! Systems that are watched.

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    contracts::Contracts,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::text;
use crate::{
    error::{BadField, ProbingError},
    model::System,
    permissions::{READ, WRITE, require},
    store::system as store,
};

/// The most machines of a system.
const HOSTS: usize = 100;

/// A system to be watched.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWatchedSystem)]
pub struct NewSystem {
    /// What it is called, unique in its contract.
    pub name: String,
    /// Key of the work it belongs to.
    #[serde(default)]
    pub work: Option<String>,
    /// Its machines.
    #[serde(default)]
    pub hosts: Vec<String>,
}

/// What is changed of a system; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WatchedSystemChange)]
pub struct SystemChange {
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// Key of the work; empty for none.
    #[serde(default)]
    pub work: Option<String>,
    /// Its machines.
    #[serde(default)]
    pub hosts: Option<Vec<String>>,
}

/// The systems of a contract, by name.
pub async fn systems(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<System>, ProbingError> {
    require(by, &READ, contract)?;
    Ok(store::system_list(tx, contract.0).await?)
}

/// Adds a system.
pub async fn add_system(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewSystem,
) -> Result<System, ProbingError> {
    require(by, &WRITE, contract)?;
    let system = System {
        id: app.env().id(),
        contract_id: contract.0,
        name: new.name,
        work: new.work,
        hosts: new.hosts,
        version: 1,
    };
    let system = checked(app, tx, system).await?;
    store::system_insert(tx, &system, app.env().now()).await?;
    audit(app, tx, by, "probing.system_add", &system).await?;
    Ok(system)
}

/// Changes a system.
pub async fn change_system(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    change: SystemChange,
) -> Result<System, ProbingError> {
    let mut system = held(tx, by, id).await?;
    if system.version != version {
        return Err(ProbingError::Stale { current: Box::new(serde_json::to_value(&system)?) });
    }
    system.name = change.name.unwrap_or(system.name);
    system.work = change.work.map_or(system.work, Some);
    system.hosts = change.hosts.unwrap_or(system.hosts);
    let mut system = checked(app, tx, system).await?;
    if !store::system_change(tx, &system).await? {
        return Err(ProbingError::Stale { current: Box::new(serde_json::to_value(&system)?) });
    }
    system.version += 1;
    audit(app, tx, by, "probing.system_change", &system).await?;
    Ok(system)
}

/// Removes a system that was never looked at.
pub async fn remove_system(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(), ProbingError> {
    let system = held(tx, by, id).await?;
    if !store::system_delete(tx, id).await? {
        return Err(ProbingError::WrongState("这个系统还有探测或探测记录，不能删除。请先停用它的探测。"));
    }
    audit(app, tx, by, "probing.system_remove", &system).await
}

async fn held(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<System, ProbingError> {
    let system = store::system_find(tx, id).await?.ok_or(ProbingError::NotFound)?;
    require(by, &WRITE, ContractId(system.contract_id))?;
    Ok(system)
}

async fn checked(app: &App, tx: &mut Tx, mut system: System) -> Result<System, ProbingError> {
    let mut bad = Vec::new();
    let contract = ContractId(system.contract_id);
    system.name = text::required("name", "系统名称", &system.name, 100, &mut bad);
    let others = store::system_list(tx, system.contract_id).await?;
    if others.iter().any(|other| other.name == system.name && other.id != system.id) {
        bad.push(BadField {
            field: "name", message: format!("已有名为“{}”的系统，请换一个名称", system.name)
        });
    }
    system.work = text::optional("work", "工作内容", system.work, 100, &mut bad);
    let works = app.state::<Contracts>().0.works(tx, contract).await?.ok_or(ProbingError::NotFound)?;
    if system.work.as_ref().is_some_and(|work| !works.contains(work)) {
        bad.push(BadField {
            field: "work", message: "合同中没有这项工作内容，请从列表中选择".to_owned()
        });
    }
    if system.hosts.len() > HOSTS {
        bad.push(BadField { field: "hosts", message: format!("主机最多 {HOSTS} 台") });
    }
    let hosts = std::mem::take(&mut system.hosts);
    system.hosts = hosts.iter().map(|host| text::required("hosts", "主机", host, 200, &mut bad)).collect();
    if bad.is_empty() { Ok(system) } else { Err(ProbingError::Bad(bad)) }
}

async fn audit(app: &App, tx: &mut Tx, by: &Actor, action: &'static str, system: &System) -> Result<(), ProbingError> {
    let contract = Some(ContractId(system.contract_id));
    let detail = json!({ "name": system.name, "work": system.work, "hosts": system.hosts });
    audit::record(tx, app.env(), by, Entry { action, subject: system.id, contract, detail }).await?;
    Ok(())
}
