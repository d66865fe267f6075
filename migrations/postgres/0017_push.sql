-- Browsers that are told by web push. The endpoint is as good as a key to the browser, so it is sealed with the keys; its
-- digest makes it unique and tells a browser which of the devices it is.
CREATE TABLE notify_push (
    id              UUID PRIMARY KEY,
    person_id       UUID NOT NULL,
    session_id      UUID,
    endpoint_digest TEXT NOT NULL,
    sealed          BYTEA NOT NULL,
    device          TEXT NOT NULL,
    created_at      TIMESTAMPTZ NOT NULL,
    last_success_at TIMESTAMPTZ,
    -- What was delivered last, so that a message that reached one device and not the other is sent to the other only.
    last_message    UUID
);
CREATE UNIQUE INDEX notify_push_endpoint ON notify_push (endpoint_digest);
CREATE INDEX notify_push_person ON notify_push (person_id, created_at);

-- What a notice is told for, to choose by.
ALTER TABLE notify_notice ADD COLUMN occasion TEXT NOT NULL DEFAULT '';
UPDATE notify_notice SET occasion = coalesce(item ->> 'occasion', '');

-- What is on its way or waits to be tried again: nothing later to the same recipient overtakes it.
CREATE INDEX notify_message_unsettled ON notify_message (group_key, created_at) WHERE state IN ('waiting', 'sending');
