//! Statements of the state of the system. Counts stop at [`COUNTED`]: nothing is counted over a big table.

use crate::db::Dialect;

/// What is counted at most; one more means that there are more.
pub const COUNTED: i64 = 10_000;

/// All of them.
pub const ALL: &[Dialect] = &[WAITING, DEAD];

/// Events that wait, up to a limit.
pub const WAITING: Dialect = Dialect::same(
    "SELECT count(*) FROM (SELECT 1 AS one FROM event WHERE dispatched_at IS NULL LIMIT $1) AS some_events",
);
/// Dead letters, up to a limit.
pub const DEAD: Dialect =
    Dialect::same("SELECT count(*) FROM (SELECT 1 AS one FROM event_retry WHERE dead LIMIT $1) AS some_letters");
