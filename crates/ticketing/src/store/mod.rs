//! SQL, one function a query.

mod attachment;
mod caller;
mod count;
mod deviation;
mod entry;
mod item;
mod letter;
mod list;
mod live;
mod number;
mod open;
mod packed;
#[cfg(test)]
mod plans;
mod presence;
mod report;
mod search;
mod sheet;
mod site;
mod statistics;
mod sync;
mod ticket;

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractScope;
use jianyue_platform::db::{Dialect, Sql};

pub use attachment::{AttachmentRow, attachment_find, attachment_insert, attachment_same};
pub use caller::reporter_list;
pub use count::{Asked, CountKey, CountRow, CountedAt, count_add, count_list, count_move, count_places, count_shift};
pub use deviation::{DeviationRow, deviation_hold, deviation_keep, deviation_ticket, ticket_stands};
pub use entry::{EntryRow, entry_facts, entry_insert, entry_list};
pub use item::{
    item_count_own, item_count_shared, item_delete, item_find, item_insert, item_list, item_lock, item_update,
};
pub use letter::{HoldingLetter, letter_begin, letter_end, letter_held, letter_hold, letter_to_hold, letters_holding};
pub use list::{Assignee, Filter, Part, Sort, ticket_list};
pub use live::{LiveTicket, entry_facts_of, ticket_live};
pub use number::number_next;
pub use open::ticket_open;
pub use presence::{PresenceRow, presence_beat, presence_forget, presence_leave, presence_others};
pub use report::{
    ReportedCause, ReportedSheet, ReportedTicket, ReportedVisit, reported_causes, reported_earlier, reported_opened,
    reported_sheets, reported_visits,
};
pub use search::{search_insert, search_replace, ticket_search};
pub use sheet::{SheetNumber, sheet_current, sheet_insert, sheet_list, sheet_numbers};
pub use site::{site_find, site_insert, site_list, site_lock, site_retire, site_update, ticket_site_set};
pub use statistics::{
    ClosedRow, CountedTicket, KeptDay, Place, StatRow, stat_as_of, stat_as_of_set, stat_closed, stat_due, stat_forget,
    stat_list, stat_mark, stat_marks, stat_replace, stat_scanned, stat_scanned_set, stat_unmark, ticket_changed,
    ticket_opened,
};
pub use sync::{sync_claim, sync_find, sync_forget};
pub use ticket::{
    ticket_due, ticket_find, ticket_insert, ticket_lock, ticket_look_again, ticket_row_find, ticket_undetermined,
    ticket_update, tickets_of,
};

/// What stands for the next due moment of a live ticket that has none: the year 9000.
pub const NO_DUE: DateTime<Utc> = DateTime::from_timestamp(221_845_392_000, 0).expect("a valid instant");
/// What stands for the next due moment of an ended ticket: the year 9999.
pub const ENDED: DateTime<Utc> = DateTime::from_timestamp(253_370_764_800, 0).expect("a valid instant");

/// Every fixed statement, for the test that prepares them.
pub const STATEMENTS: &[&[Dialect]] = &[
    attachment::SQL,
    count::SQL,
    deviation::SQL,
    entry::SQL,
    item::SQL,
    letter::SQL,
    live::SQL,
    number::SQL,
    open::SQL,
    presence::SQL,
    report::SQL,
    search::SQL,
    sheet::SQL,
    site::SQL,
    statistics::SQL,
    sync::SQL,
    ticket::SQL,
];

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
