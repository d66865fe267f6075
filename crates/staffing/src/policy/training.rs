//! Trainings as the contract asks for them.

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    model::{Duty, DutyKind, Side},
};
use jianyue_platform::duties::DutyState;

use crate::model::TrainingState;

/// The rules of a contract that ask the vendor for trainings.
pub fn rules(contract: &Contract) -> impl Iterator<Item = &Duty> {
    contract.duties.iter().filter(|duty| duty.kind == DutyKind::Training && duty.owed_by != Side::Client)
}

/// Where a training stands that is due on `due`; `None` for one that is owed no more.
#[must_use]
pub fn standing(
    state: TrainingState,
    (created, due): (NaiveDate, NaiveDate),
    held_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<DutyState> {
    let held = match state {
        TrainingState::Cancelled => return None,
        TrainingState::Planned | TrainingState::Disputed => None,
        TrainingState::Held | TrainingState::Confirmed => held_on,
    };
    Some(DutyState::on(today, created.min(due), Some(due), held))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
    }

    #[test]
    fn a_training_is_judged_by_the_agreed_day_and_a_disputed_one_is_not_held() {
        let on = |state, held: Option<u32>, today| standing(state, (day(2), day(10)), held.map(day), day(today));
        assert_eq!(on(TrainingState::Planned, None, 10), Some(DutyState::Open));
        assert_eq!(on(TrainingState::Planned, None, 11), Some(DutyState::Missed));
        assert_eq!(on(TrainingState::Held, Some(10), 20), Some(DutyState::Done));
        assert_eq!(on(TrainingState::Confirmed, Some(12), 20), Some(DutyState::DoneLate));
        assert_eq!(on(TrainingState::Disputed, Some(10), 20), Some(DutyState::Missed));
        assert_eq!(on(TrainingState::Cancelled, None, 20), None);
    }
}
