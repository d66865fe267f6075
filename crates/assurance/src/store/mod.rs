//! SQL of this module, one function a query.

pub mod item;
pub mod period;
pub mod phase;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [item::SQL, period::SQL, phase::SQL].concat()
}

/// Keys of works as one text: `|1||3|`.
#[must_use]
pub fn works_text(works: &[String]) -> String {
    works.iter().flat_map(|work| ["|", work.as_str(), "|"]).collect()
}

/// Works as they were kept.
#[must_use]
pub fn works_of(text: &str) -> Vec<String> {
    text.split('|').filter(|work| !work.is_empty()).map(str::to_owned).collect()
}
