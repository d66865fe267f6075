//! Walks through checklists.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Body, RunState, Signer};

/// An answer as it comes from a device or a desk.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize, ToSchema)]
#[schema(as = InspectionGivenAnswer)]
#[serde(deny_unknown_fields)]
pub struct GivenAnswer {
    /// A number, a choice, true or false, words; a list of them where the point is answered several times. Null takes it back.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub value: Value,
    /// What else there is to say.
    #[serde(default)]
    pub note: Option<String>,
    /// Digests of photos of this run.
    #[serde(default)]
    pub photos: Vec<String>,
    /// When, as the device showed it. An older answer does not replace a younger one.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
    /// Whether it is not as it should be. What the point itself judges wrong stays so.
    #[serde(default)]
    pub deviation: bool,
}

/// An answer as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionAnswer)]
pub struct Answer {
    /// What was answered.
    #[schema(value_type = Object)]
    pub value: Value,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Digests of photos of this run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<String>,
    /// When it was received.
    pub at: DateTime<Utc>,
    /// When it was given, as the device showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_at: Option<DateTime<Utc>>,
    /// Name of who gave it; `探针` for a probe.
    pub by: String,
    /// Whether it is not as it should be.
    pub deviation: bool,
    /// The ticket about it; never kept with the run, which it comes after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_id: Option<Uuid>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_number: Option<String>,
}

/// A photo or a signature of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionPhoto)]
pub struct Photo {
    /// SM3 of its content; what it is fetched by.
    pub digest: String,
    /// File name without folders.
    pub name: String,
    /// Type found in its content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// When it was received.
    pub at: DateTime<Utc>,
    /// Name of who took it.
    pub by: String,
}

/// A signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionSignature)]
pub struct RunSignature {
    /// On which side.
    pub who: Signer,
    /// Name of who signed.
    pub name: String,
    /// When it was received.
    pub at: DateTime<Utc>,
    /// When, as the device showed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_at: Option<DateTime<Utc>>,
    /// Digest of its picture.
    pub image: String,
}

/// Where a run was begun, as the device says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionPlace)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east, WGS 84.
    pub longitude: f64,
    /// Metres.
    #[serde(default)]
    pub accuracy: Option<f64>,
}

/// A walk through a checklist.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = InspectionRun)]
pub struct Run {
    /// Its id.
    pub id: Uuid,
    /// What it is a run of.
    pub occurrence_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// The checklist.
    pub checklist_id: Uuid,
    /// The version of the checklist that it was begun with.
    pub checklist_version: i64,
    /// What that version says.
    pub checklist: Body,
    /// Where it stands.
    pub state: RunState,
    /// When it was begun.
    pub started_at: DateTime<Utc>,
    /// When, as the device showed it.
    pub device_time: Option<DateTime<Utc>>,
    /// Who began it.
    pub by: String,
    /// Answers by key.
    pub answers: BTreeMap<String, Answer>,
    /// Photos and pictures of signatures.
    pub photos: Vec<Photo>,
    /// Signatures.
    pub signatures: Vec<RunSignature>,
    /// Where it was begun.
    pub place: Option<Place>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// SM3 of what it says, in hexadecimal; the audit trail holds it too.
    pub digest: Option<String>,
    /// The run that it corrects.
    pub corrects: Option<Uuid>,
    /// The run that corrects it.
    pub corrected_by: Option<Uuid>,
    /// Why it was corrected.
    pub reason: Option<String>,
    /// Keys of points that must still be answered before it can be closed.
    pub missing: Vec<String>,
    /// Who must still sign.
    pub unsigned: Vec<Signer>,
    /// Grows with every change.
    pub version: i64,
}
