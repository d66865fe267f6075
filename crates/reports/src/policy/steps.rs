//! What may be done with a report as it stands.

use chrono::NaiveDate;

use crate::{
    model::{ReportState, SilenceMeans, StepName},
    store::report::ReportRow,
};

/// Whether the day is over on which silence accepts.
#[must_use]
pub fn silent(row: &ReportRow, today: NaiveDate) -> bool {
    row.state == ReportState::Submitted
        && row.silence.0 == Some(SilenceMeans::Accepted)
        && row.review_by.is_some_and(|by| by < today)
}

/// Whether the client's time is over and the contract does not say what follows.
#[must_use]
pub fn overdue(row: &ReportRow, today: NaiveDate) -> bool {
    row.state == ReportState::Submitted
        && row.silence.0 != Some(SilenceMeans::Accepted)
        && row.review_by.is_some_and(|by| by < today)
}

/// Whether a report was handed in behind its last day, or is not yet though it is over.
#[must_use]
pub fn late(row: &ReportRow, today: NaiveDate) -> bool {
    row.due_on.is_some_and(|due| row.handed_in_on.unwrap_or(today) > due)
}

/// Whether the vendor works on it.
#[must_use]
pub const fn drafted(row: &ReportRow) -> bool {
    matches!(row.state, ReportState::Draft | ReportState::Questioned)
}

/// Whether this step is possible as the report stands, whoever asks.
#[must_use]
pub fn possible(row: &ReportRow, step: StepName, today: NaiveDate) -> bool {
    match step {
        StepName::Edit | StepName::Recompose => drafted(row),
        // What runs on is handed in when its period is over.
        StepName::Submit => drafted(row) && row.to_on <= today,
        StepName::Withdraw | StepName::Accept | StepName::Question => {
            row.state == ReportState::Submitted && !silent(row, today)
        }
        StepName::Correct => row.state == ReportState::Accepted || silent(row, today),
    }
}

/// Everything that may be done, in the order in which it is offered.
pub const ALL: [StepName; 7] = [
    StepName::Edit,
    StepName::Recompose,
    StepName::Submit,
    StepName::Accept,
    StepName::Question,
    StepName::Withdraw,
    StepName::Correct,
];
