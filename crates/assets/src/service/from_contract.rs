//! The contract's own lines become assets of the register.

use std::collections::HashSet;

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx, form::FormFaults};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{done, frame, keep::insert, summary::registered};
use crate::{
    error::AssetError,
    model::{Class, Level, State},
    permissions::{WRITE, require},
    store::{
        asset::AssetRow,
        class::{class_find, class_insert, class_list},
    },
};

/// The class of what the contract lists, where none is named.
const CLASS: (&str, &str) = ("HT", "合同约定资产");
/// The most pieces of a line that become an asset each.
const MOST: u32 = 2_000;

/// Which lines are to be taken over.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AssetsFromContract)]
pub struct FromContract {
    /// Rules of lines; all when absent.
    #[serde(default)]
    pub rules: Option<Vec<String>>,
    /// The class; one for contracted assets when absent.
    #[serde(default)]
    pub class_id: Option<Uuid>,
    /// Rules of lines of which each piece becomes an asset of its own, with its own code and label.
    #[serde(default)]
    pub each: Vec<String>,
}

/// What was taken over.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AssetsTakenOver)]
pub struct TakenOver {
    /// Assets that were added.
    pub added: usize,
    /// Rules whose lines were in the register already.
    pub known: Vec<String>,
}

/// Takes lines of the contract over that the register does not have; what it has stays as it is.
pub async fn from_contract(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    wanted: FromContract,
) -> Result<TakenOver, AssetError> {
    require(by, &WRITE, contract, None)?;
    let version = frame::version(app, tx, contract).await?;
    let model = &version.model;
    let lines: Vec<_> =
        model.assets.iter().filter(|line| wanted.rules.as_ref().is_none_or(|rules| rules.contains(&line.id))).collect();
    if lines.is_empty() {
        let text = "合同中没有可以接收的资产条目。请手工登记或从 Excel 导入。";
        return Err(FormFaults::one("rules", text).into());
    }
    let class = class(app, tx, contract, wanted.class_id).await?;
    let there: HashSet<String> = registered(tx, contract).await?.into_iter().map(|(rule, _)| rule).collect();
    let now = app.env().now();
    let (mut rows, mut known) = (Vec::new(), Vec::new());
    for line in lines {
        if there.contains(&line.id) {
            known.push(line.id.clone());
            continue;
        }
        let quantity = line.quantity.unwrap_or(1);
        let each = wanted.each.contains(&line.id);
        if each && quantity > MOST {
            let text = format!("“{}”有 {quantity} 项，逐项登记最多 {MOST} 项。请按数量登记为一条。", line.title);
            return Err(FormFaults::one("each", text).into());
        }
        let (pieces, of_each) = if each { (quantity, 1) } else { (1, i64::from(quantity)) };
        for _ in 0..pieces {
            rows.push(AssetRow {
                id: app.env().id(),
                no: 0,
                contract_id: contract.0,
                code: String::new(),
                class_id: class.id,
                class_code: class.code.clone(),
                class_name: class.name.clone(),
                name: line.title.clone(),
                level: Level::It,
                work: if let [work] = line.works.as_slice() { Some(work.clone()) } else { None },
                place: None,
                holder: None,
                unit: None,
                brand_model: line.model.clone(),
                serial: None,
                quantity: of_each,
                quantity_unit: line.unit.clone().unwrap_or_else(|| "项".to_owned()),
                state: State::InUse,
                purchased_on: None,
                warranty_until: None,
                price: None,
                rule: Some(line.id.clone()),
                note: Some(format!("合同条目 {}（{}）", line.id, line.clause)),
                books: Json(Vec::new()),
                differs: false,
                version: 1,
                created_at: now,
                updated_at: now,
            });
        }
    }
    let added = insert(app, tx, by, contract, rows).await?.len();
    if added > 0 {
        let detail = json!({ "added": added });
        done(app, tx, by, (contract, contract.0), ("assets.from_contract", "imported"), detail).await?;
    }
    Ok(TakenOver { added, known })
}

async fn class(app: &App, tx: &mut Tx, contract: ContractId, named: Option<Uuid>) -> Result<Class, AssetError> {
    if let Some(id) = named {
        let class = class_find(tx, id).await?.filter(|class| class.contract_id == contract.0);
        return class.ok_or_else(|| FormFaults::one("class_id", "分类不存在，请重新选择").into());
    }
    let (code, name) = CLASS;
    let new = Class {
        id: app.env().id(),
        contract_id: contract.0,
        code: code.to_owned(),
        name: name.to_owned(),
        parent_id: None,
        version: 1,
    };
    if class_insert(tx, &new, app.env().now()).await? {
        return Ok(new);
    }
    let there = class_list(tx, contract).await?.into_iter().find(|class| class.code == code);
    there.ok_or(AssetError::NotFound)
}
