-- Days that a contract speaks of without naming them: exams, rehearsals, special periods. Somebody says when they are.
CREATE TABLE hotline_special_day (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    kind        TEXT NOT NULL,
    first_day   TEXT NOT NULL,
    last_day    TEXT NOT NULL,
    -- From when until when on each of these days, HH:MM; both or none.
    opens       TEXT,
    closes      TEXT,
    reason      TEXT NOT NULL,
    by_id       BLOB NOT NULL,
    by_name     TEXT NOT NULL,
    created_at  TEXT NOT NULL
);
CREATE INDEX hotline_special_day_time ON hotline_special_day (contract_id, last_day, first_day);

-- A gap in a roster that people are told of: what they read of it.
CREATE TABLE hotline_gap (
    id          BLOB PRIMARY KEY,
    contract_id BLOB NOT NULL,
    day         TEXT NOT NULL,
    title       TEXT NOT NULL,
    told_at     TEXT NOT NULL
);

-- The ticket is worked on again: its return call waits for the next closing.
ALTER TABLE hotline_return_call ADD COLUMN held BOOLEAN NOT NULL DEFAULT FALSE;
-- 1 when people were told that it is due soon, 2 when they were told that it is due.
ALTER TABLE hotline_return_call ADD COLUMN told BIGINT NOT NULL DEFAULT 0;
CREATE INDEX hotline_return_call_tell ON hotline_return_call (told, due_at) WHERE state = 'due' AND held = FALSE;

-- Search of calls: pairs of characters made by the program, of the caller's name, the topic and the note.
CREATE TABLE hotline_call_ord (
    ord     INTEGER PRIMARY KEY,
    call_id BLOB NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE hotline_call_search USING fts5 (grams, content = '', contentless_delete = 1, tokenize = 'unicode61');

-- Operations of devices are forgotten by their age.
CREATE INDEX ticket_sync_done ON ticket_sync (done_at);
