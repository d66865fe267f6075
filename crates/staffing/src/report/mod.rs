//! What this module contributes to reports.

mod team;
mod trainings;

use std::sync::Arc;

use jianyue_platform::reports::ReportSource;

/// The team with its presence on site, and trainings.
pub(crate) fn sources() -> Vec<Arc<dyn ReportSource>> {
    vec![Arc::new(team::Team), Arc::new(trainings::Trainings)]
}

/// How many, as figures have it.
fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}
