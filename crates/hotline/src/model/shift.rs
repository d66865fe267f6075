//! Who is there when.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use jianyue_platform::words;

words! {
    /// What somebody is there for.
    #[schema(as = ShiftDuty)]
    pub enum Duty {
        /// Picks up the phone.
        Phone = "phone",
        /// Answers chats.
        Online = "online",
        /// Is on call for the first level of support.
        OnCall1 = "on_call_1",
        /// Is on call for the second level.
        OnCall2 = "on_call_2",
        /// Is on call for the third level.
        OnCall3 = "on_call_3",
        /// Is there in person.
        OnSite = "on_site",
    }
}

impl Duty {
    /// As people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Phone => "电话",
            Self::Online => "在线",
            Self::OnCall1 => "一线值班",
            Self::OnCall2 => "二线值班",
            Self::OnCall3 => "三线值班",
            Self::OnSite => "现场",
        }
    }

    /// Who is on call for a level of support.
    #[must_use]
    pub const fn on_call(level: u8) -> Option<Self> {
        match level {
            1 => Some(Self::OnCall1),
            2 => Some(Self::OnCall2),
            3 => Some(Self::OnCall3),
            _ => None,
        }
    }
}

/// What was left for the next shift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ShiftHandover)]
pub struct Handover {
    /// In words.
    pub note: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who took it over; null until somebody does.
    pub confirmed_by: Option<String>,
    /// When.
    pub confirmed_at: Option<DateTime<Utc>>,
}

/// Somebody on a roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ShiftPerson)]
pub struct OnDuty {
    /// The person.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// A shift as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Shift {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What for.
    pub duty: Duty,
    /// Who.
    pub person: OnDuty,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when, not counted in.
    pub to: DateTime<Utc>,
    /// A remark.
    pub note: Option<String>,
    /// What was left for the next shift.
    pub handover: Option<Handover>,
    /// Grows with every change.
    pub version: i64,
}

/// A time that the contract wants staffed and nobody is down for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Gap {
    /// What nobody is there for.
    pub duty: Duty,
    /// The day in Shanghai.
    pub day: NaiveDate,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: DateTime<Utc>,
    /// Why somebody must be there, in plain Chinese.
    pub why: String,
    /// So many people must be there at a time.
    pub heads: u32,
    /// So many are down for it where they are fewest.
    pub planned: u32,
    /// The rule that says so.
    pub rule: String,
    /// Where it stands.
    pub clause: String,
}

/// A roster has a gap in some days.
#[derive(Clone, Debug, Serialize)]
pub struct RosterGap {
    /// The gap, as it is told.
    pub gap_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// The first of `duties`.
    pub duty: Duty,
    /// What too few are there for.
    pub duties: Vec<Duty>,
    /// The day.
    pub day: NaiveDate,
    /// From when, on that day first.
    pub from: DateTime<Utc>,
    /// Until when, on that day last.
    pub to: DateTime<Utc>,
    /// How many days ahead it was told.
    pub ahead: i64,
    /// Where it stands.
    pub clause: String,
    /// Why, in words.
    pub text: String,
    /// When it was told.
    pub at: DateTime<Utc>,
}

contract_event!(RosterGap, "hotline.roster_gap", gap_id);
