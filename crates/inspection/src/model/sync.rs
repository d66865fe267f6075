//! What a device did without a network, as it sends it later.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{GivenAnswer, Place, Signer};

/// One thing that was done to an occurrence in the field, tagged by `do`.
#[derive(Clone, Debug, PartialEq, Deserialize, ToSchema)]
#[schema(as = InspectionSyncStep)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum SyncStep {
    /// Began the run.
    Start {
        /// Where.
        #[serde(default)]
        place: Option<Place>,
    },
    /// Answered points.
    Answers {
        /// By key.
        answers: BTreeMap<String, GivenAnswer>,
    },
    /// Signed.
    Sign {
        /// On which side.
        who: Signer,
        /// Name of who signed.
        name: String,
        /// Digest of a photo of this run, or the picture itself as a data URL.
        image: String,
    },
    /// Closed the run.
    Close {},
    /// Told that it cannot be made.
    Announce {
        /// Why.
        reason: String,
        /// The day on which it is made instead.
        #[serde(default)]
        new_day: Option<chrono::NaiveDate>,
    },
}

/// Something that was done on a device. It is read piece by piece, so that one that cannot be read holds up no other.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = InspectionSyncOperation)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Made on the device: what bears it is done once for this person, however often it is sent.
    pub id: Uuid,
    /// When it was done, as the device showed it.
    pub device_at: DateTime<Utc>,
    /// The occurrence.
    pub occurrence_id: Uuid,
    /// What was done.
    #[schema(value_type = SyncStep)]
    pub step: Value,
}

impl Operation {
    /// The `do` of its step.
    #[must_use]
    pub fn what(&self) -> &str {
        self.step["do"].as_str().unwrap_or_default()
    }

    /// Its step.
    ///
    /// # Errors
    /// When it is none; the message says where.
    pub fn read(&self) -> Result<SyncStep, serde_json::Error> {
        serde_json::from_value(self.step.clone())
    }
}
