//! SQL of this module, one function a query.

pub mod entry;
pub mod list;
pub mod report;
pub mod search;
pub mod version;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [entry::SQL, list::SQL, report::SQL, search::SQL, version::SQL].concat()
}
