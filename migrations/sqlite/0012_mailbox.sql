-- Mail that comes in: the addresses of contracts, every mail with what became of it, and how far mailboxes were read.
CREATE TABLE mail_address (
    id          BLOB PRIMARY KEY,
    address     TEXT NOT NULL,
    contract_id BLOB NOT NULL,
    work        TEXT,
    service     TEXT,
    channel     TEXT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  TEXT NOT NULL,
    retired_at  TEXT
);
CREATE UNIQUE INDEX mail_address_in_use ON mail_address (address) WHERE retired_at IS NULL;

CREATE TABLE mail_received (
    id           BLOB PRIMARY KEY,
    -- The same for the same mail, whichever way it came.
    mail_key     TEXT NOT NULL UNIQUE,
    came_by      TEXT NOT NULL,
    size         BIGINT NOT NULL,
    -- Sender, recipients and subject, sealed.
    sealed       BLOB NOT NULL,
    sender_blind TEXT NOT NULL,
    -- Whether the mail itself is on the disk.
    has_file     BOOLEAN NOT NULL,
    state        TEXT NOT NULL,
    reason       TEXT,
    detail       TEXT,
    contract_id  BLOB,
    ticket_id    BLOB,
    number       TEXT,
    -- A ticket's number that its subject shows; proves nothing.
    hint         TEXT,
    attempts     BIGINT NOT NULL,
    next_at      TEXT NOT NULL,
    received_at  TEXT NOT NULL,
    settled_at   TEXT,
    settled_by   TEXT
);
CREATE INDEX mail_received_newest ON mail_received (received_at, id);
CREATE INDEX mail_received_by_state ON mail_received (state, received_at, id);
CREATE INDEX mail_received_waiting ON mail_received (next_at) WHERE state = 'kept';
CREATE INDEX mail_received_by_sender ON mail_received (sender_blind, received_at);

CREATE TABLE mail_poll (
    mailbox      TEXT PRIMARY KEY,
    uid_validity BIGINT NOT NULL,
    last_uid     BIGINT NOT NULL,
    looked_at    TEXT,
    succeeded_at TEXT,
    error        TEXT,
    kept         BIGINT NOT NULL,
    stuck_uid    BIGINT NOT NULL,
    stuck_times  BIGINT NOT NULL
);
