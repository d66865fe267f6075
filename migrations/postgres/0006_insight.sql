-- When a ticket was closed; empty while it is not, or when it ended otherwise.
ALTER TABLE ticket ADD COLUMN closed_at TIMESTAMPTZ;

-- What there was, by the day of opening in Shanghai, of a contract and a work ('' for none): made anew for a whole day of
-- a contract when one of its tickets has changed, so that nobody who reads statistics counts tickets.
CREATE TABLE ticket_stat (
    contract_id UUID NOT NULL,
    day         DATE NOT NULL,
    work        TEXT NOT NULL,
    figures     TEXT NOT NULL,
    PRIMARY KEY (contract_id, day, work)
);

-- What of a day's tickets was closed, by the month of closing (its first day).
CREATE TABLE ticket_stat_closed (
    contract_id  UUID NOT NULL,
    day          DATE NOT NULL,
    work         TEXT NOT NULL,
    month        DATE NOT NULL,
    closed       BIGINT NOT NULL,
    rated        BIGINT NOT NULL,
    satisfaction BIGINT NOT NULL,
    PRIMARY KEY (contract_id, day, work, month)
);
CREATE INDEX ticket_stat_closed_month ON ticket_stat_closed (contract_id, month);

-- Days that have to be made anew. Only ever added to by those who change tickets, so that none waits for another; the job
-- takes away the marks that it has seen.
CREATE TABLE ticket_stat_due (
    contract_id UUID NOT NULL,
    day         DATE NOT NULL,
    mark        UUID NOT NULL,
    PRIMARY KEY (contract_id, day, mark)
);

-- Up to where changes of a contract's tickets have been looked at, and as of when its statistics are whole.
CREATE TABLE ticket_stat_state (
    contract_id UUID PRIMARY KEY,
    scanned_to  TIMESTAMPTZ NOT NULL,
    as_of       TIMESTAMPTZ
);

-- Who has a ticket open just now. Nothing is kept of it.
CREATE TABLE ticket_presence (
    ticket_id  UUID NOT NULL,
    person_id  UUID NOT NULL,
    name       TEXT NOT NULL,
    vendor     BOOLEAN NOT NULL,
    doing      TEXT NOT NULL,
    since      TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (ticket_id, person_id)
);
CREATE INDEX ticket_presence_expires ON ticket_presence (expires_at);
