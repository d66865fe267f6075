//! What this module contributes to reports.

mod management;
mod vulnerabilities;

use std::sync::Arc;

use jianyue_platform::reports::ReportSource;

/// Vulnerabilities, and how secrets and data are looked after.
pub(crate) fn sources() -> Vec<Arc<dyn ReportSource>> {
    vec![Arc::new(vulnerabilities::Vulnerabilities), Arc::new(management::Management)]
}

/// How many, as figures have it.
fn count(of: usize) -> i64 {
    i64::try_from(of).unwrap_or(i64::MAX)
}
