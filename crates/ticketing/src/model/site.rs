//! Places where a contract is served.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::place::Place;

/// A place where a contract is served.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Site {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Short name, unique among the sites that the contract offers: `hall`.
    pub key: String,
    /// Name.
    pub name: String,
    /// Where it is, for people; may be empty.
    pub address: String,
    /// Degrees north, WGS 84.
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    pub longitude: Option<f64>,
    /// Metres from the position within which somebody counts as being there.
    pub tolerance_m: i64,
    /// Grows with every change.
    pub version: i64,
}

/// What a ticket keeps and a list shows of its site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SiteCard {
    /// The site.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Where it is, for people; may be empty.
    pub address: String,
    /// Degrees north, WGS 84.
    pub latitude: Option<f64>,
    /// Degrees east, WGS 84.
    pub longitude: Option<f64>,
    /// Metres from the position within which somebody counts as being there.
    pub tolerance_m: i64,
}

impl Site {
    /// What a ticket keeps of it.
    #[must_use]
    pub fn card(&self) -> SiteCard {
        SiteCard {
            id: self.id,
            name: self.name.clone(),
            address: self.address.clone(),
            latitude: self.latitude,
            longitude: self.longitude,
            tolerance_m: self.tolerance_m,
        }
    }

    /// Where it lies, if that is known.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Place::of(self.latitude, self.longitude)
    }
}

impl SiteCard {
    /// Where it lies, if that is known.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Place::of(self.latitude, self.longitude)
    }
}
