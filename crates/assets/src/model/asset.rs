//! Assets.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::words;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// A department that keeps books of assets.
    #[schema(as = AssetLevel)]
    pub enum Level {
        /// 信息化部门.
        It = "it",
        /// 财务部门.
        Finance = "finance",
        /// 业务部门, which uses it.
        Business = "business",
    }
}

impl Level {
    /// Every level, in the order in which contracts name them.
    pub const ALL: [Self; 3] = [Self::It, Self::Finance, Self::Business];

    /// What people call it, where a contract does not call it otherwise.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::It => "信息化部门",
            Self::Finance => "财务部门",
            Self::Business => "业务部门",
        }
    }
}

words! {
    /// Where an asset stands.
    #[schema(as = AssetState)]
    pub enum State {
        /// Somebody works with it.
        InUse = "in_use",
        /// It is kept for later.
        InStock = "in_stock",
        /// It is being repaired.
        InRepair = "in_repair",
        /// It is given up.
        Scrapped = "scrapped",
        /// Nobody finds it.
        Lost = "lost",
    }
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::InUse, Self::InStock, Self::InRepair, Self::Scrapped, Self::Lost];

    /// What people call it; the same words are read again from tables.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::InUse => "在用",
            Self::InStock => "库存",
            Self::InRepair => "维修中",
            Self::Scrapped => "已报废",
            Self::Lost => "盘亏",
        }
    }

    /// Whether it should be found when stock is taken.
    #[must_use]
    pub const fn is_there(self) -> bool {
        !matches!(self, Self::Scrapped | Self::Lost)
    }
}

/// What a department has of an asset in its own books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AssetBook)]
pub struct Book {
    /// The department.
    pub level: Level,
    /// The number of its card or row there.
    #[serde(default)]
    pub number: Option<String>,
    /// How many.
    #[serde(default)]
    pub quantity: Option<i64>,
    /// What it cost, in fen.
    #[serde(default)]
    pub price: Option<i64>,
}

/// An asset of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Asset {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its code, unique in the contract: `ZD-PC-0001`. It never changes.
    pub code: String,
    /// Its class.
    pub class_id: Uuid,
    /// Code of its class.
    pub class_code: String,
    /// Name of its class.
    pub class: String,
    /// What it is.
    pub name: String,
    /// Who keeps its books.
    pub level: Level,
    /// Key of the work it belongs to; absent: the contract as a whole.
    pub work: Option<String>,
    /// Where it stands.
    pub place: Option<String>,
    /// Who uses it.
    pub holder: Option<String>,
    /// The unit they belong to.
    pub unit: Option<String>,
    /// Brand and model.
    pub brand_model: Option<String>,
    /// The maker's serial number.
    pub serial: Option<String>,
    /// How many.
    pub quantity: i64,
    /// Of what: `台`.
    pub quantity_unit: String,
    /// Where it stands.
    pub state: State,
    /// When it was bought.
    pub purchased_on: Option<NaiveDate>,
    /// The last day of its warranty.
    pub warranty_until: Option<NaiveDate>,
    /// What it cost, in fen.
    pub price: Option<i64>,
    /// The line of the contract that it is: `HS-A2.inner`.
    pub rule: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// What each department has in its own books.
    pub books: Vec<Book>,
    /// Whether a department has it otherwise than the register.
    pub differs: bool,
    /// What differs, in words.
    pub differences: Vec<String>,
    /// Grows with every change.
    pub version: i64,
    /// When it came into the register.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

/// A class of assets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
#[schema(as = AssetClass)]
pub struct Class {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its code, unique in the contract and the beginning of the codes of its assets. It never changes.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The class above it.
    pub parent_id: Option<Uuid>,
    /// Grows with every change.
    pub version: i64,
}
