//! Who was on site.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::words;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// How a day on site went.
    #[schema(as = OnSiteDayState)]
    pub enum DayState {
        /// It is to come.
        Coming = "coming",
        /// It is today, and not enough people are there yet.
        Today = "today",
        /// As many were there as the contract asks for.
        Full = "full",
        /// Too few were there, and it was told beforehand.
        Announced = "announced",
        /// Too few were there.
        Missing = "missing",
        /// Somebody was there though nobody was expected.
        Extra = "extra",
    }
}

/// Somebody who was there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OnSiteRecord)]
pub struct Present {
    /// Who.
    pub staff_id: Uuid,
    /// Their name.
    pub name: String,
    /// When they came.
    pub in_at: DateTime<Utc>,
    /// When they left.
    pub out_at: Option<DateTime<Utc>>,
    /// Where.
    pub place: Option<String>,
    /// What they noted.
    pub note: Option<String>,
    /// Why it was corrected; absent where it is as they said themselves.
    pub correction: Option<String>,
    /// Who wrote it down.
    pub by: String,
}

/// Somebody who was not to be there, told beforehand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = StaffAbsence)]
pub struct AbsenceTold {
    /// Its id.
    pub id: Uuid,
    /// The post.
    pub post: String,
    /// Who.
    pub staff_id: Uuid,
    /// Their name.
    pub name: String,
    /// Who comes instead.
    pub substitute: Option<String>,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day, counted in.
    pub to_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who told.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A day on which somebody is expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OnSiteDay)]
pub struct PresenceDay {
    /// The day.
    pub day: NaiveDate,
    /// How it went.
    pub state: DayState,
    /// How many were missing.
    pub missing: u32,
    /// Who was there.
    pub people: Vec<Present>,
}

/// A post on site in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OnSitePost)]
pub struct PresencePost {
    /// Names it: the rule of the position, or of the window that assignments are under.
    pub key: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// The hours in words.
    pub hours: String,
    /// How many people are expected each day.
    pub heads: u32,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// Those who are assigned.
    pub holders: Vec<String>,
    /// Days on which somebody is expected, those to come included.
    pub days: Vec<PresenceDay>,
    /// How many of them are over.
    pub expected: usize,
    /// How many of those were as asked.
    pub full: usize,
    /// How many were told beforehand.
    pub announced: usize,
    /// How many were missed.
    pub missing: usize,
    /// Absences that touch the month.
    pub absences: Vec<AbsenceTold>,
    /// Why days could not be computed.
    pub problem: Option<String>,
}

/// Presence on site in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OnSiteMonth)]
pub struct PresenceMonth {
    /// First day of the month.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Today in Shanghai.
    pub today: NaiveDate,
    /// In the order of the text.
    pub posts: Vec<PresencePost>,
}

/// A post that the caller fills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MyOnSitePost)]
pub struct MyPost {
    /// The contract.
    pub contract_id: Uuid,
    /// What it is called.
    pub contract: String,
    /// The post.
    pub post: String,
    /// What it is called.
    pub title: String,
    /// The clause as printed.
    pub clause: String,
    /// The hours in words.
    pub hours: String,
    /// Who the caller is on the list of staff.
    pub staff_id: Uuid,
    /// Whether somebody is expected today.
    pub expected: bool,
    /// Whether they come instead of somebody else.
    pub substitute: bool,
    /// When they came today.
    pub in_at: Option<DateTime<Utc>>,
    /// When they left.
    pub out_at: Option<DateTime<Utc>>,
}
