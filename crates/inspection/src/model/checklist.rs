//! What is looked at.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ItemKind, Kind, SheetKind, Signer};

/// A point of a checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionItem)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Names it in its checklist, in every version of it.
    pub key: String,
    /// In words.
    pub title: String,
    /// What it stands under: a system, a subsystem.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// How it is answered.
    pub kind: ItemKind,
    /// The work concerned, where the checklist is over several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<String>,
    /// Unit of a reading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Readings below are deviations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Readings above are deviations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// What may be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Choices that are deviations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bad: Vec<String>,
    /// Whether a run cannot be closed without it.
    #[serde(default)]
    pub required: bool,
    /// Whether it needs a photo.
    #[serde(default)]
    pub photo_required: bool,
    /// The probe whose last reading answers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe_id: Option<Uuid>,
    /// How many times it is answered, where it is more than once: repeated tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<u32>,
}

/// What a version of a checklist says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionChecklistBody)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// What it is called; where the contract names a sheet, its name.
    pub title: String,
    /// Its points, in order.
    pub items: Vec<Item>,
    /// Who signs a run of it.
    #[serde(default)]
    pub signatures: Vec<Signer>,
    /// Which printed sheet it fills.
    pub sheet: SheetKind,
    /// Whether the software makes its runs by itself on the day they are planned for; everything that is required must be
    /// automatic. What somebody must sign waits for the signature.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub made_by_machine: bool,
}

/// A checklist as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = InspectionChecklist)]
pub struct Checklist {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule whose occurrences it is for.
    pub rule: String,
    /// What these are.
    pub kind: Kind,
    /// Whether it is the house's own, made from the contract's text.
    pub house: bool,
    /// Grows with every change; runs keep the one they were begun with.
    pub version: i64,
    /// Who wrote this version.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What it says.
    #[serde(flatten)]
    pub body: Body,
}

impl Body {
    /// The point of a key.
    #[must_use]
    pub fn item(&self, key: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.key == key)
    }
}
