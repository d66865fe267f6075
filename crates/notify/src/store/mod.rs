//! SQL of this module, one function a query.

pub mod notices;
pub mod outbox;
pub mod push;
pub mod settings;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [outbox::SQL, notices::SQL, push::SQL, settings::SQL].concat()
}
