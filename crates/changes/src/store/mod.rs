//! SQL of this module, one function a query.

pub mod change;
pub mod entry;
pub mod listing;
pub mod test;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [change::SQL, entry::SQL, listing::SQL, test::SQL].concat()
}
