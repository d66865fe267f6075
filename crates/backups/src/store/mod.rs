//! SQL of this module, one function a query.

pub mod check;
pub mod drill;
pub mod due;
pub mod file;
pub mod policy;
pub mod report;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [check::SQL, drill::SQL, due::SQL, file::SQL, policy::SQL, report::SQL].concat()
}
