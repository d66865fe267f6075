//! SQL, one function a query.

mod attachment;
mod count;
mod entry;
mod list;
mod number;
mod open;
mod packed;
#[cfg(test)]
mod plans;
mod search;
mod ticket;

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractScope;
use jianyue_platform::db::{Dialect, Sql};

pub use attachment::{AttachmentRow, attachment_find, attachment_insert};
pub use count::{CountKey, CountRow, count_add, count_list, count_move, count_shift};
pub use entry::{EntryRow, entry_facts, entry_insert, entry_list};
pub use list::{Assignee, Filter, Part, Sort, ticket_list};
pub use number::number_next;
pub use open::ticket_open;
pub use search::{search_insert, search_replace, ticket_search};
pub use ticket::{
    ticket_due, ticket_find, ticket_insert, ticket_lock, ticket_row_find, ticket_undetermined, ticket_update,
};

/// What stands for the next due moment of a live ticket that has none: the year 9000.
pub const NO_DUE: DateTime<Utc> = DateTime::from_timestamp(221_845_392_000, 0).expect("a valid instant");
/// What stands for the next due moment of an ended ticket: the year 9999.
pub const ENDED: DateTime<Utc> = DateTime::from_timestamp(253_370_764_800, 0).expect("a valid instant");

/// Every fixed statement, for the test that prepares them.
pub const STATEMENTS: &[&[Dialect]] =
    &[attachment::SQL, count::SQL, entry::SQL, number::SQL, open::SQL, search::SQL, ticket::SQL];

/// Adds the condition that a row with columns `contract_id` and `work` is inside `scope`.
pub(crate) fn push_scope(sql: &mut Sql, scope: &ContractScope) {
    let ContractScope::Only(held) = scope else {
        sql.push("TRUE");
        return;
    };
    sql.push("(FALSE");
    for (contract, works) in held {
        sql.push(" OR contract_id = ").bind(*contract);
        if !works.is_empty() {
            sql.push(" AND work IN ").bind_list(works.iter());
        }
    }
    sql.push(")");
}
