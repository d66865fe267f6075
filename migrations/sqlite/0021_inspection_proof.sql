-- What a machine proved of an occurrence: the evidence as it is shown.
ALTER TABLE inspection_occurrence ADD COLUMN proof TEXT;
CREATE INDEX inspection_occurrence_rule ON inspection_occurrence (contract_id, rule, kind, from_on);

-- What each record (a backup policy, a stock-taking) proved in the period of an occurrence. What held once is never taken back.
CREATE TABLE inspection_proof (
    occurrence_id BLOB NOT NULL,
    record_id     BLOB NOT NULL,
    record_kind   TEXT NOT NULL,
    ok            BOOLEAN NOT NULL,
    at            TEXT NOT NULL,
    text          TEXT NOT NULL,
    client_path   TEXT,
    PRIMARY KEY (occurrence_id, record_id)
);

-- Whether the software makes the runs of a checklist by itself.
ALTER TABLE inspection_checklist ADD COLUMN machine BOOLEAN NOT NULL DEFAULT FALSE;

-- In which ticket something that is wrong is worked on.
ALTER TABLE inspection_deviation ADD COLUMN ticket_id BLOB;
ALTER TABLE inspection_deviation ADD COLUMN ticket_number TEXT;

-- What each closed run found wrong, and the ticket about it. Found at: since when that thing was known to be wrong.
CREATE TABLE inspection_finding (
    run_id        BLOB NOT NULL,
    item          TEXT NOT NULL,
    contract_id   BLOB NOT NULL,
    key           TEXT NOT NULL,
    found_at      TEXT NOT NULL,
    ticket_id     BLOB,
    ticket_number TEXT,
    PRIMARY KEY (run_id, item)
);
CREATE INDEX inspection_finding_key ON inspection_finding (contract_id, key, found_at);

-- How many looks in a row broke a limit that asks for a ticket when it only warns, and since when.
ALTER TABLE probing_probe ADD COLUMN warnings BIGINT NOT NULL DEFAULT 0;
ALTER TABLE probing_probe ADD COLUMN warned_from TEXT;
