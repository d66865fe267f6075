//! SQL of this module, one function a query.

pub mod assignment;
pub mod attendee;
pub mod change;
pub mod presence;
pub mod staff;
pub mod training;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [assignment::SQL, attendee::SQL, change::SQL, presence::SQL, staff::SQL, training::SQL].concat()
}
