//! SQL of this module, one function a query.

pub mod call;
pub mod feed;
pub mod report;
pub mod return_call;
pub mod search;
pub mod shift;
pub mod source;
pub mod special;
pub mod wait;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [call::SQL, feed::SQL, report::SQL, return_call::SQL, search::SQL, shift::SQL, source::SQL, special::SQL, wait::SQL]
        .concat()
}
