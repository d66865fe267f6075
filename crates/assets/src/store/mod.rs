//! SQL of this module, one function a query.

pub mod asset;
pub mod class;
pub mod count;
pub mod entry;
pub mod movement;
pub mod report;
pub mod search;
pub mod spare;
pub mod taking;
pub mod ticket;
pub mod unbooked;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [
        asset::SQL,
        class::SQL,
        count::SQL,
        entry::SQL,
        movement::SQL,
        report::SQL,
        search::SQL,
        spare::SQL,
        taking::SQL,
        ticket::SQL,
        unbooked::SQL,
    ]
    .concat()
}
