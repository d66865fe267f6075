//! Stock-takings.

use chrono::{DateTime, Utc};
use jianyue_platform::words;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// What is counted.
    #[schema(as = StockTakingOf)]
    pub enum TakingOf {
        /// Assets.
        Assets = "assets",
        /// Spares.
        Spares = "spares",
    }
}

words! {
    /// Where a stock-taking stands.
    #[schema(as = StockTakingState)]
    pub enum TakingState {
        /// People count.
        Open = "open",
        /// It is over.
        Closed = "closed",
    }
}

words! {
    /// Which lines of a stock-taking are wanted.
    #[schema(as = StockLineState)]
    pub enum LineState {
        /// Not counted yet.
        Open = "open",
        /// Counted.
        Counted = "counted",
        /// Counted, and otherwise than booked.
        Different = "different",
    }
}

/// What a stock-taking is cut to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StockTakingScope)]
pub struct TakingScope {
    /// A class and those below it.
    pub class_id: Option<Uuid>,
    /// A place.
    pub place: Option<String>,
}

/// A stock-taking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StockTaking)]
pub struct Taking {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What is counted.
    pub of: TakingOf,
    /// The rule of the contract that asks for it.
    pub rule: Option<String>,
    /// Key of the work; absent: the contract as a whole.
    pub work: Option<String>,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub state: TakingState,
    /// What it is cut to.
    pub scope: TakingScope,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// Who began it.
    pub by: String,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// Whether the differences were booked.
    pub settled: bool,
    /// How many lines it has.
    pub lines: i64,
    /// How many of them are counted.
    pub counted: i64,
    /// How many of these differ from what was booked.
    pub different: i64,
}

/// A line of a stock-taking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StockLine)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// The asset.
    pub asset_id: Option<Uuid>,
    /// The spare.
    pub spare_id: Option<Uuid>,
    /// The code.
    pub code: String,
    /// What it is.
    pub name: String,
    /// Where it should be.
    pub place: Option<String>,
    /// Of what it is counted.
    pub unit: String,
    /// How many the books have: of a spare, when it was counted.
    pub booked: i64,
    /// How many there are; absent: nobody counted yet.
    pub counted: Option<i64>,
    /// Whether any was found; absent: nobody looked yet.
    pub found: Option<bool>,
    /// Counted less booked.
    pub difference: Option<i64>,
    /// A remark.
    pub note: Option<String>,
    /// Who counted.
    pub by: Option<String>,
    /// When.
    pub at: Option<DateTime<Utc>>,
}
