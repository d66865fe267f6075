//! SQL of this module, one function a query.

pub mod entry;
pub mod form;
pub mod list;
pub mod number;
pub mod request;
pub mod search;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [entry::SQL, form::SQL, number::SQL, request::SQL, search::SQL].concat()
}
