//! SQL of this module, one function a query.

pub mod certificate;
pub mod day;
pub mod issuer;
pub mod reminder;
pub mod report;
pub mod request;
pub mod search;
pub mod seen;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [certificate::SQL, day::SQL, issuer::SQL, reminder::SQL, report::SQL, request::SQL, search::SQL, seen::SQL].concat()
}
