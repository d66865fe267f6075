//! Statements of the job table.

use crate::db::Dialect;

/// All of them.
pub const ALL: &[Dialect] = &[REGISTER, LAST_DUE, TAKE, TAKE_NOW, DONE, LIST];

/// Makes a job known; it is due from then on.
pub const REGISTER: Dialect =
    Dialect::same("INSERT INTO job (name, last_due) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING");
/// The due time of the last run.
pub const LAST_DUE: Dialect = Dialect::same("SELECT last_due FROM job WHERE name = $1");
/// Takes the lease, unless somebody holds it or has done this run already.
pub const TAKE: Dialect = Dialect::same(
    "UPDATE job SET holder = $2, lease_until = $3, last_start = $4 \
     WHERE name = $1 AND (holder IS NULL OR lease_until <= $4) AND (last_due IS NULL OR last_due < $5)",
);
/// Takes the lease for a run that somebody asked for, unless somebody holds it.
pub const TAKE_NOW: Dialect = Dialect::same(
    "UPDATE job SET holder = $2, lease_until = $3, last_start = $4 \
     WHERE name = $1 AND (holder IS NULL OR lease_until <= $4)",
);
/// Gives the lease back and says how it went; touches no row when the lease was lost meanwhile.
pub const DONE: Dialect = Dialect::same(
    "UPDATE job SET holder = NULL, lease_until = NULL, last_end = $3, last_due = coalesce($4, last_due), \
     last_success = coalesce($5, last_success), last_error = $6 WHERE name = $1 AND holder = $2",
);
/// Every job.
pub const LIST: Dialect = Dialect::same(
    "SELECT name, holder, lease_until, last_due, last_start, last_end, last_success, last_error FROM job ORDER BY name",
);
