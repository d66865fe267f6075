//! SQL of this module, one function a query.

pub mod comment;
pub mod due;
pub mod reading;
pub mod report;
pub mod source;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [comment::SQL, due::SQL, reading::SQL, report::SQL, source::SQL].concat()
}
