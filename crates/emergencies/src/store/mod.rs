//! SQL of this module, one function a query.

pub mod contact;
pub mod drill;
pub mod emergency;
pub mod plan;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [contact::SQL, drill::SQL, emergency::SQL, plan::SQL].concat()
}

/// Works as they are kept in a row: `|3||4|`; none means all.
#[must_use]
pub fn works_text(works: &[String]) -> String {
    works.iter().flat_map(|work| ["|", work.as_str(), "|"]).collect()
}

/// Works as they were kept.
#[must_use]
pub fn works_of(text: &str) -> Vec<String> {
    text.split('|').filter(|work| !work.is_empty()).map(str::to_owned).collect()
}
