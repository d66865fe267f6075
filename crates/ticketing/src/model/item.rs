//! What people keep at hand: saved views, reply templates and macros, their own or shared on a contract.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Step, words::words};
use crate::filters::Filters;

words! {
    /// What is kept.
    pub enum Keep, "desk_item.kind" {
        /// A saved view.
        View = "view", "视图";
        /// A reply template.
        ReplyTemplate = "reply_template", "回复模板";
        /// A macro.
        Macro = "macro", "宏";
    }
}

/// A row of what is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ItemRow {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    #[sqlx(try_from = "String")]
    pub kind: Keep,
    /// Who made it.
    pub person_id: Uuid,
    /// The contract on which it is shared.
    pub contract_id: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// What the kind holds.
    pub body: Json<Value>,
    /// Place among the views of a person, from 0.
    pub position: i64,
    /// Grows with every change.
    pub version: i64,
}

/// A saved view.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct View {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What the tickets must be like.
    pub filters: Filters,
    /// The contract on which it is shared; none: the caller's alone.
    pub shared_with: Option<Uuid>,
    /// Whether the caller made it.
    pub mine: bool,
    /// Place among the views of who made it, from 0.
    pub position: i64,
    /// How many tickets there are for the caller, where that is kept; null for filters that would have to be counted.
    pub count: Option<i64>,
    /// Grows with every change.
    pub version: i64,
}

/// A text to answer with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReplyTemplate {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The text with variables: `{{number}}`.
    pub text: String,
    /// The contract on which it is shared; none: the caller's alone.
    pub contract_id: Option<Uuid>,
    /// Whether the caller made it.
    pub mine: bool,
    /// Grows with every change.
    pub version: i64,
}

/// Steps that are done together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Macro {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// 1 to 10, with variables in their texts: `{{number}}`.
    pub steps: Vec<Step>,
    /// The contract on which it is shared; none: the caller's alone.
    pub contract_id: Option<Uuid>,
    /// Whether the caller made it.
    pub mine: bool,
    /// Grows with every change.
    pub version: i64,
}

/// What a reply template holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TemplateBody {
    /// The text.
    pub text: String,
}

/// What a macro holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MacroBody {
    /// The steps.
    pub steps: Vec<Step>,
}
