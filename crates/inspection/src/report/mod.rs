//! What this module contributes to reports.

mod findings;
mod rounds;

use std::sync::Arc;

use jianyue_platform::{
    DbError, Tx,
    reports::{ReportAsk, ReportSource},
};

use crate::store::report::{ReportedOccurrence, reported_owed};

/// Every section.
pub(crate) fn sources() -> Vec<Arc<dyn ReportSource>> {
    vec![Arc::new(rounds::Rounds), Arc::new(findings::Findings)]
}

/// What is owed by a day of the period and belongs into the report.
async fn owed(tx: &mut Tx, ask: &ReportAsk) -> Result<Vec<ReportedOccurrence>, DbError> {
    if ask.subject.is_some() {
        return Ok(Vec::new());
    }
    let mut owed = reported_owed(tx, ask.contract, (ask.from, ask.to)).await?;
    owed.retain(|one| ask.wants(&one.works()));
    Ok(owed)
}

fn paths(occurrence: uuid::Uuid) -> (String, String) {
    (format!("/inspections/{occurrence}"), format!("/portal/inspections/{occurrence}"))
}
