//! SQL of this module, one function a query.

pub mod batch;
pub mod courier;
pub mod event;
pub mod key;
pub mod money;
pub mod notice;
pub mod order;
pub mod reader;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [batch::SQL, courier::SQL, event::SQL, key::SQL, money::SQL, notice::SQL, order::SQL, reader::SQL].concat()
}
