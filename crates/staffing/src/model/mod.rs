//! Types and states.

mod change;
mod event;
mod presence;
mod staff;
mod training;

pub use change::{ChangeState, HandoverItem, StaffChange};
pub use event::{ChangeAsked, ChangedWithoutConsent, QualificationExpiring, StaffingChanged};
pub use presence::{AbsenceTold, DayState, MyPost, PresenceDay, PresenceMonth, PresencePost, Present};
pub use staff::{
    OnSiteWindow, PositionHolder, Qualification, QualificationStanding, StaffBoard, StaffMember, StaffPosition,
    StaffTeam,
};
pub use training::{Attendee, Training, TrainingBoard, TrainingRule, TrainingState};

/// What files of qualifications are kept as.
pub const QUALIFICATION_FILE: &str = "staffing.qualification";
/// What files of trainings are kept as.
pub const TRAINING_FILE: &str = "staffing.training";
/// What signatures of attendees are kept as.
pub const SIGNATURE_FILE: &str = "staffing.signature";
/// The part of a training that is the paper list of who was there.
pub const PAPER_LIST: &str = "sheet";
