//! Statements of builds.

use crate::db::Dialect;

macro_rules! columns {
    () => {
        "id, kind, contract_id, title, ask, asked_by, asked_name, asked_at, state, step, steps, message, files, fence, \
         started_at, ended_at"
    };
}

/// All of them.
pub const ALL: &[Dialect] =
    &[INSERT, FIND, MINE, LIVE, WAITS, CLAIM, ABANDON, STEP, BEAT, END, GIVE_BACK, CANCEL, FORGOTTEN, FORGET];

/// Adds one that waits.
pub const INSERT: Dialect = Dialect::same(
    "INSERT INTO build (id, kind, contract_id, title, ask, asked_by, asked_name, asked_at, state, step, steps, message, \
     files, attempts, fence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', 0, $9, '', $10, 0, 0)",
);
/// The one of an id that somebody asked for.
pub const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM build WHERE id = $1 AND asked_by = $2"));
/// What somebody asked for, the newest first.
pub const MINE: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM build WHERE asked_by = $1 ORDER BY asked_at DESC, id DESC LIMIT $2"
));
/// How many of somebody's wait or run.
pub const LIVE: Dialect =
    Dialect::same("SELECT count(*) FROM build WHERE asked_by = $1 AND state IN ('queued', 'running')");
/// Whether there is anything to begin or to give up.
pub const WAITS: Dialect = Dialect::same(
    "SELECT CAST(1 AS BIGINT) FROM build WHERE state IN ('queued', 'running') AND (state = 'queued' OR lease_until < $1) \
     LIMIT 1",
);
/// Takes the one that has waited longest, or whose runner is gone.
pub const CLAIM: Dialect = Dialect {
    sqlite: concat!(
        "UPDATE build SET state = 'running', fence = fence + 1, attempts = attempts + 1, lease_until = $2, \
         started_at = coalesce(started_at, $1), step = 0, message = '' WHERE id IN (SELECT id FROM build WHERE \
         state IN ('queued', 'running') AND (state = 'queued' OR lease_until < $1) AND attempts < $3 \
         ORDER BY asked_at LIMIT 1) RETURNING ",
        columns!()
    ),
    postgres: concat!(
        "UPDATE build SET state = 'running', fence = fence + 1, attempts = attempts + 1, lease_until = $2, \
         started_at = coalesce(started_at, $1), step = 0, message = '' WHERE id IN (SELECT id FROM build WHERE \
         state IN ('queued', 'running') AND (state = 'queued' OR lease_until < $1) AND attempts < $3 \
         ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING ",
        columns!()
    ),
};
/// Gives up what was begun too often and never came to an end.
pub const ABANDON: Dialect = Dialect::same(
    "UPDATE build SET state = 'failed', message = $2, ended_at = $1, lease_until = NULL \
     WHERE state = 'running' AND lease_until < $1 AND attempts >= $3",
);
/// How far it is.
pub const STEP: Dialect = Dialect::same(
    "UPDATE build SET step = $3, steps = $4, message = $5, lease_until = $6 \
     WHERE id = $1 AND fence = $2 AND state = 'running'",
);
/// Whoever runs it is alive.
pub const BEAT: Dialect =
    Dialect::same("UPDATE build SET lease_until = $3 WHERE id = $1 AND fence = $2 AND state = 'running'");
/// How it ended.
pub const END: Dialect = Dialect::same(
    "UPDATE build SET state = $3, message = $4, files = $5, ended_at = $6, lease_until = NULL, \
     step = CASE WHEN $3 = 'done' THEN steps ELSE step END WHERE id = $1 AND fence = $2 AND state = 'running'",
);
/// Whoever runs it stops, and somebody else goes on.
pub const GIVE_BACK: Dialect = Dialect::same(
    "UPDATE build SET state = 'queued', attempts = attempts - 1, lease_until = NULL \
     WHERE id = $1 AND fence = $2 AND state = 'running'",
);
/// Whoever asked for it wants it no more.
pub const CANCEL: Dialect = Dialect::same(
    "UPDATE build SET state = 'cancelled', ended_at = $3, lease_until = NULL \
     WHERE id = $1 AND asked_by = $2 AND state IN ('queued', 'running')",
);
/// What ended before a moment, the oldest first.
pub const FORGOTTEN: Dialect =
    Dialect::same("SELECT id FROM build WHERE ended_at IS NOT NULL AND ended_at < $1 ORDER BY ended_at LIMIT $2");
/// Forgets one.
pub const FORGET: Dialect = Dialect::same("DELETE FROM build WHERE id = $1");
