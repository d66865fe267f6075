-- Letters between the parties, each with its term by the contract's rule.
CREATE TABLE letter (
    id            UUID PRIMARY KEY,
    -- Its place in the search index.
    no            BIGINT NOT NULL UNIQUE,
    contract_id   UUID NOT NULL,
    number        TEXT NOT NULL,
    kind          TEXT NOT NULL,
    -- From which side: client, vendor.
    direction     TEXT NOT NULL,
    rule          TEXT,
    clause        TEXT,
    assumed       TEXT,
    title         TEXT NOT NULL,
    -- Keys of the works concerned; empty means all.
    works         JSONB NOT NULL,
    whole         BOOLEAN NOT NULL,
    subject       TEXT NOT NULL,
    text          TEXT NOT NULL,
    happened_on   DATE NOT NULL,
    sent_on       DATE NOT NULL,
    -- The last day of the contract's term, of what (notice, proof, answer), and who owes it.
    due_on        DATE,
    due_of        TEXT,
    due_by        TEXT,
    -- The day by which the sender wishes an answer where the contract fixes none.
    reply_by      DATE,
    silence       BOOLEAN NOT NULL,
    needs_proof   BOOLEAN NOT NULL,
    consent       BOOLEAN NOT NULL,
    state         TEXT NOT NULL,
    -- Whether somebody is still to do something.
    pending       BOOLEAN NOT NULL,
    -- When what the term asks for was done.
    done_on       DATE,
    listed_on     DATE NOT NULL GENERATED ALWAYS AS (coalesce(due_on, sent_on)) STORED,
    received_name TEXT,
    received_at   TIMESTAMPTZ,
    proved_on     DATE,
    answered_on   DATE,
    ended_at      TIMESTAMPTZ,
    -- The days on which clocks are held by consent; without a last day until somebody ends it.
    pause_from    DATE,
    pause_until   DATE,
    pause_works   JSONB,
    pause_by      TEXT,
    pause_began   TIMESTAMPTZ,
    pause_ended   TIMESTAMPTZ,
    near_told     BOOLEAN NOT NULL,
    sent_by       UUID NOT NULL,
    sent_name     TEXT NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    version       BIGINT NOT NULL
);
CREATE UNIQUE INDEX letter_number_once ON letter (contract_id, number);
CREATE INDEX letter_of_contract ON letter (contract_id, sent_on, id);
CREATE INDEX letter_all ON letter (sent_on, id);
CREATE INDEX letter_listed ON letter (contract_id, listed_on, id);
CREATE INDEX letter_pending ON letter (due_on, id) WHERE pending;
CREATE INDEX letter_pause ON letter (pause_from) WHERE pause_from IS NOT NULL AND pause_ended IS NULL;

-- The works of letters that do not concern all of them.
CREATE TABLE letter_work (
    letter_id UUID NOT NULL REFERENCES letter (id),
    work      TEXT NOT NULL,
    PRIMARY KEY (letter_id, work)
);

CREATE TABLE letter_entry (
    letter_id UUID NOT NULL REFERENCES letter (id),
    n         BIGINT NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    what      TEXT NOT NULL,
    side      TEXT NOT NULL,
    text      TEXT,
    by_id     UUID NOT NULL,
    by_name   TEXT NOT NULL,
    PRIMARY KEY (letter_id, n)
);

CREATE TABLE letter_number (
    contract_id UUID NOT NULL,
    year        BIGINT NOT NULL,
    last        BIGINT NOT NULL,
    PRIMARY KEY (contract_id, year)
);
CREATE TABLE letter_place (
    one  BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);
INSERT INTO letter_place (one, last) VALUES (1, 0);

CREATE TABLE letter_search (
    ord   BIGINT PRIMARY KEY,
    grams TSVECTOR NOT NULL
);
CREATE INDEX letter_search_grams ON letter_search USING GIN (grams);

-- Letters by whose consent the clocks of tickets are held, and the tickets that each of them has held.
CREATE TABLE ticket_letter (
    letter_id   UUID PRIMARY KEY,
    contract_id UUID NOT NULL,
    works       JSONB NOT NULL,
    number      TEXT NOT NULL,
    reason      TEXT NOT NULL,
    clause      TEXT,
    agreed_by   TEXT NOT NULL,
    ended_at    TIMESTAMPTZ
);
CREATE INDEX ticket_letter_holds ON ticket_letter (contract_id) WHERE ended_at IS NULL;
CREATE TABLE ticket_letter_held (
    letter_id UUID NOT NULL REFERENCES ticket_letter (letter_id),
    ticket_id UUID NOT NULL,
    PRIMARY KEY (letter_id, ticket_id)
);

-- The days of which people were told what falls due.
CREATE TABLE duty_told (
    contract_id UUID NOT NULL,
    day         DATE NOT NULL,
    told_at     TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (contract_id, day)
);
