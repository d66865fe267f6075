//! SQL of this module, one function a query.

pub mod checklist;
pub mod count;
pub mod deviation;
pub mod horizon;
pub mod occurrence;
pub mod proof;
pub mod report;
pub mod run;
pub mod sync;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [checklist::SQL, deviation::SQL, horizon::SQL, occurrence::SQL, proof::SQL, report::SQL, run::SQL, sync::SQL]
        .concat()
}

/// Works as they are kept: `|1||3|`.
#[must_use]
pub fn works_text(works: &[String]) -> String {
    works.iter().flat_map(|work| ["|", work.as_str(), "|"]).collect()
}

/// Works as they were kept.
#[must_use]
pub fn works_of(text: &str) -> Vec<String> {
    text.split('|').filter(|work| !work.is_empty()).map(str::to_owned).collect()
}
