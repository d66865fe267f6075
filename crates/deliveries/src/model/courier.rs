//! Couriers that tell of what they carry.

use chrono::{DateTime, Utc};
use jianyue_platform::signed::Algorithm;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Told;

/// A courier that may report, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CourierSource {
    /// Its id; reports go to `/deliveries/courier-events/` and this.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// How its reports are signed.
    pub algorithm: Algorithm,
    /// Grows with every new secret.
    pub version: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// What a courier told of an order that nobody knew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = UnknownCourierEvent)]
pub struct UnknownEvent {
    /// Its id here.
    pub id: Uuid,
    /// Its id at the courier's.
    pub event_id: String,
    /// The order's number as told.
    pub order_number: Option<String>,
    /// The courier's number as told.
    pub waybill: Option<String>,
    /// What happened.
    pub kind: Told,
    /// When.
    pub at: DateTime<Utc>,
    /// In words.
    pub text: Option<String>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// When somebody dealt with it.
    pub settled_at: Option<DateTime<Utc>>,
    /// Who.
    pub settled_by: Option<String>,
    /// What was said of it.
    pub settled_note: Option<String>,
    /// The order that it turned out to be about.
    pub order_id: Option<Uuid>,
}
