-- Each change of a person makes the next version, so that two administrators do not overwrite each other.
ALTER TABLE person ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- The sessions of everybody, newest first, and the letters that an administrator looks at.
CREATE INDEX session_created ON session (created_at, id);
CREATE INDEX event_retry_dead ON event_retry (event_seq, subscriber) WHERE dead;
