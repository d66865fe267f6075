//! SQL of this module, one function a query.

pub mod evidence;
pub mod record;
pub mod told;

use jianyue_platform::db::Dialect;

/// Every fixed statement; a test prepares each of them on both databases.
pub(crate) fn statements() -> Vec<Dialect> {
    [evidence::SQL, record::SQL, told::SQL].concat()
}
