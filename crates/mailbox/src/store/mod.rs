//! SQL of this module, one function a query.

pub mod address;
pub mod poll;
pub mod received;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [address::SQL, poll::SQL, received::SQL].concat()
}
