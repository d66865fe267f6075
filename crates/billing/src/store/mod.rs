//! SQL of this module, one function a query.

pub mod entry;
pub mod happening;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [entry::SQL, happening::SQL].concat()
}
