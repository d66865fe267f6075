//! SQL of this module, one function a query.

pub mod entry;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    entry::SQL.to_vec()
}
