//! Classes.

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, DbError, Tx, form::Form};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{done, frame::given};
use crate::{
    error::AssetError,
    model::Class,
    permissions::{READ, WRITE, require_some},
    policy::{canonical_code, would_ring},
    store::class::{class_find, class_insert, class_list, class_update},
};

/// The most classes of a contract.
const MOST: usize = 1_000;

/// A class to be added.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAssetClass)]
pub struct NewClass {
    /// Its code, the beginning of the codes of its assets: `ZD-PC`.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The class above it.
    #[serde(default)]
    pub parent_id: Option<Uuid>,
}

/// What of a class is to be changed; what is absent stays. Its code never changes.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AssetClassChange)]
pub struct ClassChange {
    /// What it is called.
    #[serde(default)]
    pub name: Option<String>,
    /// The class above it; null: none.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Uuid>)]
    pub parent_id: Option<Option<Uuid>>,
}

/// The classes of a contract, by code.
pub async fn classes(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<Class>, AssetError> {
    require_some(by, &READ, contract)?;
    Ok(class_list(tx, contract).await?)
}

/// Adds a class.
pub async fn add_class(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewClass,
) -> Result<Class, AssetError> {
    require_some(by, &WRITE, contract)?;
    let all = class_list(tx, contract).await?;
    let mut form = Form::default();
    let code = canonical_code(&new.code).filter(|code| code.chars().count() <= 34);
    if code.is_none() {
        form.wrong("code", "分类编码应由字母、数字和 - _ . / 组成，最多 34 个字，例如 ZD-PC");
    }
    let class = Class {
        id: app.env().id(),
        contract_id: contract.0,
        code: code.unwrap_or_default(),
        name: form.required("name", "分类名称", &new.name, 60),
        parent_id: new.parent_id,
        version: 1,
    };
    if new.parent_id.is_some_and(|parent| !all.iter().any(|class| class.id == parent)) {
        form.wrong("parent_id", "上级分类不存在，请重新选择");
    }
    if all.len() >= MOST {
        form.wrong("code", format!("一个合同最多 {MOST} 个分类"));
    }
    form.done()?;
    if !class_insert(tx, &class, app.env().now()).await? {
        return Err(AssetError::Exists(class.code));
    }
    let detail = json!({ "code": class.code, "name": class.name });
    done(app, tx, by, (contract, class.id), ("assets.class_add", "class_added"), detail).await?;
    Ok(class)
}

/// Changes a class.
pub async fn change_class(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    change: ClassChange,
) -> Result<Class, AssetError> {
    let mut class = class_find(tx, id).await?.ok_or(AssetError::NotFound)?;
    let contract = class.contract_id.into();
    require_some(by, &WRITE, contract)?;
    if class.version != version {
        return Err(stale(&class)?);
    }
    let mut form = Form::default();
    if let Some(name) = &change.name {
        class.name = form.required("name", "分类名称", name, 60);
    }
    if let Some(parent) = change.parent_id {
        let all = class_list(tx, contract).await?;
        let edges: Vec<_> = all.iter().map(|class| (class.id, class.parent_id)).collect();
        if parent.is_some_and(|parent| !all.iter().any(|class| class.id == parent)) {
            form.wrong("parent_id", "上级分类不存在，请重新选择");
        } else if would_ring(&edges, id, parent) {
            form.wrong("parent_id", "不能把分类放到它自己或它的下级之下，请重新选择");
        }
        class.parent_id = parent;
    }
    form.done()?;
    if !class_update(tx, &class).await? {
        let now = class_find(tx, id).await?.ok_or(AssetError::NotFound)?;
        return Err(stale(&now)?);
    }
    class.version += 1;
    let detail = json!({ "code": class.code, "name": class.name });
    done(app, tx, by, (contract, id), ("assets.class_change", "class_changed"), detail).await?;
    Ok(class)
}

fn stale(class: &Class) -> Result<AssetError, DbError> {
    Ok(AssetError::Stale { current: Box::new(serde_json::to_value(class)?) })
}
