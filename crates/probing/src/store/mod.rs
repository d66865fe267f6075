//! SQL of this module, one function a query.

pub mod agent;
pub mod credential;
pub mod due;
pub mod hour;
pub mod outage;
pub mod probe;
pub mod report;
pub mod system;
pub mod watch;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [agent::SQL, credential::SQL, due::SQL, hour::SQL, outage::SQL, probe::SQL, report::SQL, system::SQL, watch::SQL]
        .concat()
}
