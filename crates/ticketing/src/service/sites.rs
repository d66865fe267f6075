//! Places where a contract is served: offered when a ticket is opened, and measured against when somebody checks in.

use jianyue_kernel::{Actor, ContractId, ContractScope};
use jianyue_platform::{Tx, audit, db::DbError};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Desk;
use crate::{
    error::{BadField, TicketError},
    model::{Given, Site},
    policy::{READ, SITES},
    store, text,
};

/// The most sites of a contract.
const MOST: usize = 500;
/// Metres within which somebody counts as being there, where nobody says otherwise.
const TOLERANCE: i64 = 200;

/// A new site.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSite {
    /// Short name of letters, digits, `-` and `_`, unique among the sites that the contract offers; made when absent.
    #[serde(default)]
    pub key: Option<String>,
    /// Name, unique among the sites that the contract offers.
    pub name: String,
    /// Where it is, for people.
    #[serde(default)]
    pub address: String,
    /// Degrees north, WGS 84; with `longitude` or not at all.
    #[serde(default)]
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84; with `latitude` or not at all.
    #[serde(default)]
    pub longitude: Option<f64>,
    /// Metres from the position within which somebody counts as being there, 10 to 5000; 200 when absent.
    #[serde(default)]
    pub tolerance_m: Option<i64>,
}

/// What of a site is to be corrected; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteChange {
    /// Name.
    #[serde(default)]
    pub name: Option<String>,
    /// Where it is, for people.
    #[serde(default)]
    pub address: Option<String>,
    /// Degrees north, WGS 84; null for unknown.
    #[serde(default)]
    #[schema(value_type = Option<f64>)]
    pub latitude: Given<f64>,
    /// Degrees east, WGS 84; null for unknown.
    #[serde(default)]
    #[schema(value_type = Option<f64>)]
    pub longitude: Given<f64>,
    /// Metres from the position within which somebody counts as being there, 10 to 5000.
    #[serde(default)]
    pub tolerance_m: Option<i64>,
}

/// The sites that a contract offers, by key.
pub async fn sites(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<Site>, TicketError> {
    if !knows(by, contract) {
        return Err(TicketError::NoContract);
    }
    Ok(store::site_list(tx, contract).await?)
}

/// Adds a site to a contract.
pub async fn add_site(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, new: NewSite) -> Result<Site, TicketError> {
    if !knows(desk.by, contract) {
        return Err(TicketError::NoContract);
    }
    desk.by.require(&SITES, contract)?;
    let others = store::site_list(tx, contract).await?;
    if others.len() >= MOST {
        return Err(TicketError::field("name", format!("一份合同最多 {MOST} 个服务地点，请先停用不再使用的地点。")));
    }
    let mut bad = Vec::new();
    let site = Site {
        id: desk.env.id(),
        contract_id: contract.0,
        key: key(new.key.as_deref(), &others, &mut bad),
        name: text::line("name", "地点名称", &new.name, &mut bad),
        address: text::short("address", "地址", &new.address, &mut bad).unwrap_or_default(),
        latitude: new.latitude,
        longitude: new.longitude,
        tolerance_m: new.tolerance_m.unwrap_or(TOLERANCE),
        version: 1,
    };
    let site = checked(site, &others, bad)?;
    if !store::site_insert(tx, &site).await? {
        return Err(TicketError::field("key", "这个代号刚刚被他人使用，请换一个代号后重试。"));
    }
    audit(tx, desk, "ticketing.site_add", &site, json!({ "site": site })).await?;
    Ok(site)
}

/// Corrects a site. Live tickets on it are shown the correction; what was measured stays as it was.
pub async fn change_site(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: i64,
    change: SiteChange,
) -> Result<Site, TicketError> {
    let before = held(tx, desk, id).await?;
    if before.version != version {
        let current = serde_json::to_value(&before).map_err(DbError::from)?;
        return Err(TicketError::StaleSite { current: Box::new(current) });
    }
    let mut bad = Vec::new();
    let mut site = before.clone();
    if let Some(name) = change.name {
        site.name = text::line("name", "地点名称", &name, &mut bad);
    }
    if let Some(address) = change.address {
        site.address = text::short("address", "地址", &address, &mut bad).unwrap_or_default();
    }
    site.latitude = change.latitude.or(site.latitude);
    site.longitude = change.longitude.or(site.longitude);
    site.tolerance_m = change.tolerance_m.unwrap_or(site.tolerance_m);
    let others = store::site_list(tx, before.contract_id.into()).await?;
    let mut site = checked(site, &others, bad)?;
    if site == before {
        return Ok(site);
    }
    site.version += 1;
    store::site_update(tx, &site).await?;
    audit(tx, desk, "ticketing.site_change", &site, json!({ "from": before, "to": site })).await?;
    Ok(site)
}

/// Offers a site no longer. Tickets on it keep it.
pub async fn retire_site(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), TicketError> {
    let site = held(tx, desk, id).await?;
    store::site_retire(tx, id, desk.now()).await?;
    audit(tx, desk, "ticketing.site_retire", &site, json!({ "key": site.key, "name": site.name })).await
}

/// The site of an id, if `contract` offers it.
pub(super) async fn offered(tx: &mut Tx, contract: ContractId, id: Option<Uuid>) -> Result<Option<Site>, TicketError> {
    let Some(id) = id else { return Ok(None) };
    let found = store::site_find(tx, id).await?.filter(|site| site.contract_id == contract.0);
    found.map(Some).ok_or_else(|| TicketError::field("site_id", "本合同没有这个服务地点，请重新选择。"))
}

/// Whether `by` reads tickets of the contract, be it of some works only.
fn knows(by: &Actor, contract: ContractId) -> bool {
    match by.scope(&READ) {
        ContractScope::All => true,
        ContractScope::Only(held) => held.iter().any(|(id, _)| *id == contract),
    }
}

/// The site of an id, held for a change, if the one who acts may change it.
async fn held(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Site, TicketError> {
    let site = store::site_lock(tx, id).await?.ok_or(TicketError::NoSite)?;
    if !knows(desk.by, site.contract_id.into()) {
        return Err(TicketError::NoSite);
    }
    desk.by.require(&SITES, site.contract_id.into())?;
    Ok(site)
}

/// The key that was asked for, or the first free one of `s1`, `s2`, ….
fn key(asked: Option<&str>, others: &[Site], bad: &mut Vec<BadField>) -> String {
    let free = |key: &str| !others.iter().any(|other| other.key == key);
    let Some(asked) = asked.map(str::trim).filter(|key| !key.is_empty()) else {
        return (1..=others.len() + 1).map(|n| format!("s{n}")).find(|key| free(key)).unwrap_or_default();
    };
    let plain = asked.len() <= 40 && asked.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if !plain {
        bad.push(BadField::new("key", "代号应由不超过 40 个英文字母、数字、- 和 _ 组成，例如 hall"));
    } else if !free(asked) {
        bad.push(BadField::new("key", format!("本合同已有代号为“{asked}”的地点，请换一个代号")));
    }
    asked.to_owned()
}

/// The site with what is wrong about it besides its words.
fn checked(site: Site, others: &[Site], mut bad: Vec<BadField>) -> Result<Site, TicketError> {
    if others.iter().any(|other| other.id != site.id && other.name == site.name) {
        bad.push(BadField::new("name", format!("本合同已有名为“{}”的地点，请换一个名称", site.name)));
    }
    if !(10..=5000).contains(&site.tolerance_m) {
        bad.push(BadField::new("tolerance_m", "允许偏差应在 10 到 5000 米之间"));
    }
    if site.place().is_none() && (site.latitude.is_some() || site.longitude.is_some()) {
        let text = "坐标应同时填写纬度（-90 到 90）和经度（-180 到 180），或者都不填";
        bad.push(BadField::new("latitude", text));
    }
    if bad.is_empty() { Ok(site) } else { Err(TicketError::BadFields(bad)) }
}

async fn audit(
    tx: &mut Tx,
    desk: Desk<'_>,
    action: &'static str,
    site: &Site,
    detail: Value,
) -> Result<(), TicketError> {
    let entry = audit::Entry { action, subject: site.id, contract: Some(site.contract_id.into()), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    Ok(())
}
