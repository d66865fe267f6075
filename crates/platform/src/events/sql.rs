//! Statements of the event log.

use crate::db::Dialect;

/// All of them.
pub const ALL: &[Dialect] = &[
    RECORD,
    CLAIM_LAST,
    CLAIM_MARK,
    CLAIM,
    ONE_DISPATCHER,
    ONE,
    HANDLED,
    RETRY_ADD,
    RETRY_DUE,
    RETRY_CLAIM,
    RETRY_DONE,
    HEAD,
    SINCE,
    DEAD_RETRY,
    DEAD_DISCARD,
    WAITING,
    DEAD,
    OLD,
    HANDLED_FORGET,
];

/// Adds an event.
pub const RECORD: Dialect = Dialect::same(
    "INSERT INTO event (id, kind, subject, contract_id, payload, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)",
);
/// SQLite: the last of the next events to dispatch.
pub const CLAIM_LAST: Dialect = Dialect::same(
    "SELECT max(seq), count(*) FROM (SELECT seq FROM event WHERE dispatched_at IS NULL ORDER BY seq LIMIT $1) AS next",
);
/// SQLite: all of them are dispatched.
pub const CLAIM_MARK: Dialect =
    Dialect::same("UPDATE event SET dispatched_at = $1 WHERE dispatched_at IS NULL AND seq <= $2");
/// PostgreSQL: takes the next events and marks them, to be kept when they are delivered.
pub const CLAIM: Dialect = Dialect {
    sqlite: "SELECT 1",
    postgres: "UPDATE event SET dispatched_at = $1 WHERE seq IN (SELECT seq FROM event WHERE dispatched_at IS NULL \
               ORDER BY seq LIMIT $2 FOR UPDATE SKIP LOCKED) \
               RETURNING seq, id, kind, subject, contract_id, payload, recorded_at",
};
/// PostgreSQL: whether this replica is the one that dispatches, until the end of the transaction.
pub const ONE_DISPATCHER: Dialect =
    Dialect { sqlite: "SELECT 1 = 1", postgres: "SELECT pg_try_advisory_xact_lock(7810779000000001)" };
/// One event.
pub const ONE: Dialect =
    Dialect::same("SELECT seq, id, kind, subject, contract_id, payload, recorded_at FROM event WHERE seq = $1");
/// Notes that a subscriber has acted; touches no row when it had before.
pub const HANDLED: Dialect = Dialect::same(
    "INSERT INTO event_handled (subscriber, event_id, handled_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
);
/// Notes that a delivery failed.
pub const RETRY_ADD: Dialect = Dialect::same(
    "INSERT INTO event_retry (subscriber, event_seq, attempts, next_at, error, dead) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (subscriber, event_seq) DO UPDATE SET attempts = excluded.attempts, next_at = excluded.next_at, \
     error = excluded.error, dead = excluded.dead",
);
/// Whether a failed delivery is due again.
pub const RETRY_DUE: Dialect =
    Dialect::same("SELECT EXISTS (SELECT 1 FROM event_retry WHERE NOT dead AND next_at <= $1)");
/// Takes failed deliveries that are due again, and puts them off so that nobody else takes them meanwhile.
pub const RETRY_CLAIM: Dialect = Dialect {
    sqlite: "UPDATE event_retry SET next_at = $1 WHERE (subscriber, event_seq) IN (SELECT subscriber, event_seq \
             FROM event_retry WHERE NOT dead AND next_at <= $2 ORDER BY next_at LIMIT $3) \
             RETURNING subscriber, event_seq, attempts",
    postgres: "UPDATE event_retry SET next_at = $1 WHERE (subscriber, event_seq) IN (SELECT subscriber, event_seq \
               FROM event_retry WHERE NOT dead AND next_at <= $2 ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED) \
               RETURNING subscriber, event_seq, attempts",
};
/// A failed delivery has succeeded.
pub const RETRY_DONE: Dialect = Dialect::same("DELETE FROM event_retry WHERE subscriber = $1 AND event_seq = $2");
/// The last number given.
pub const HEAD: Dialect = Dialect::same("SELECT coalesce(max(seq), 0) FROM event");
/// What live lists are told of, after a number.
pub const SINCE: Dialect = Dialect::same(
    "SELECT seq, kind, subject, contract_id, recorded_at FROM event WHERE seq > $1 ORDER BY seq LIMIT $2",
);
/// Tries a dead letter again.
pub const DEAD_RETRY: Dialect = Dialect::same(
    "UPDATE event_retry SET dead = FALSE, attempts = 0, next_at = $3 WHERE subscriber = $1 AND event_seq = $2 AND dead",
);
/// Gives a dead letter up.
pub const DEAD_DISCARD: Dialect =
    Dialect::same("DELETE FROM event_retry WHERE subscriber = $1 AND event_seq = $2 AND dead");
/// How many events wait.
pub const WAITING: Dialect = Dialect::same("SELECT count(*) FROM event WHERE dispatched_at IS NULL");
/// How many failed deliveries there are that are tried again, and that are not.
pub const DEAD: Dialect = Dialect::same(
    "SELECT count(CASE WHEN dead THEN NULL ELSE 1 END), count(CASE WHEN dead THEN 1 END) \
     FROM event_retry",
);
/// The oldest events, after a number, with whether a failed delivery still needs them.
pub const OLD: Dialect = Dialect::same(
    "SELECT seq, dispatched_at, EXISTS (SELECT 1 FROM event_retry WHERE event_seq = seq) FROM event \
     WHERE seq > $1 ORDER BY seq LIMIT $2",
);
/// Forgets what was done about events that are gone.
pub const HANDLED_FORGET: Dialect = Dialect::same(
    "DELETE FROM event_handled WHERE handled_at < $1 AND NOT EXISTS (SELECT 1 FROM event WHERE event.id = event_id)",
);
