-- Articles of the knowledge base. What they say is in their revisions.
CREATE TABLE knowledge_article (
    id                 BLOB PRIMARY KEY,
    -- KB-000012 is 12.
    no                 BIGINT NOT NULL UNIQUE,
    state              TEXT NOT NULL,
    -- Whether a revision of it is offered to readers.
    live               BOOLEAN NOT NULL,
    last_revision      BIGINT NOT NULL,
    -- The revision that was published last, also when it is offered no more.
    published_revision BIGINT NOT NULL,
    valid_until        TEXT,
    expiring_told      BOOLEAN NOT NULL,
    used               BIGINT NOT NULL,
    from_ticket        BLOB UNIQUE,
    from_number        TEXT,
    from_contract      BLOB,
    author_id          BLOB NOT NULL,
    author_name        TEXT NOT NULL,
    published_by       TEXT,
    published_at       TEXT,
    -- Why it was returned or retired.
    reason             TEXT,
    created_at         TEXT NOT NULL,
    updated_at         TEXT NOT NULL,
    updated_by         TEXT NOT NULL,
    version            BIGINT NOT NULL
);
CREATE INDEX knowledge_article_list ON knowledge_article (updated_at, id);
CREATE INDEX knowledge_article_state ON knowledge_article (state, updated_at, id);
CREATE INDEX knowledge_article_valid ON knowledge_article (valid_until) WHERE live = TRUE;

-- Every wording of an article, kept for ever. The latest is worked on, the live one is offered to readers.
CREATE TABLE knowledge_revision (
    article_id  BLOB NOT NULL,
    revision    BIGINT NOT NULL,
    -- None: of the whole house.
    contract_id BLOB,
    work        TEXT,
    service     TEXT,
    audience    TEXT NOT NULL,
    title       TEXT NOT NULL,
    problem     TEXT NOT NULL,
    cause       TEXT NOT NULL,
    solution    TEXT NOT NULL,
    tags        TEXT NOT NULL,
    note        TEXT,
    by_id       BLOB NOT NULL,
    by_name     TEXT NOT NULL,
    at          TEXT NOT NULL,
    latest      BOOLEAN NOT NULL,
    live        BOOLEAN NOT NULL,
    PRIMARY KEY (article_id, revision)
);
CREATE UNIQUE INDEX knowledge_revision_latest ON knowledge_revision (article_id) WHERE latest = TRUE;
CREATE UNIQUE INDEX knowledge_revision_live ON knowledge_revision (article_id) WHERE live = TRUE;
CREATE INDEX knowledge_revision_contract ON knowledge_revision (contract_id, service) WHERE latest = TRUE;

-- Tickets that an article helped with, each once.
CREATE TABLE knowledge_use (
    article_id    BLOB NOT NULL,
    ticket_id     BLOB NOT NULL,
    ticket_number TEXT NOT NULL,
    contract_id   BLOB NOT NULL,
    work          TEXT,
    by_name       TEXT NOT NULL,
    at            TEXT NOT NULL,
    PRIMARY KEY (article_id, ticket_id)
);
CREATE INDEX knowledge_use_ticket ON knowledge_use (ticket_id);
CREATE INDEX knowledge_use_at ON knowledge_use (article_id, at);

-- Pairs of characters of what is offered, for suggestions. Articles of the whole house stand under the nil contract.
CREATE TABLE knowledge_gram (
    gram        TEXT NOT NULL,
    contract_id BLOB NOT NULL,
    article_id  BLOB NOT NULL,
    client      BOOLEAN NOT NULL,
    weight      BIGINT NOT NULL,
    PRIMARY KEY (gram, contract_id, article_id)
) WITHOUT ROWID;
CREATE INDEX knowledge_gram_article ON knowledge_gram (article_id);

-- Words of articles: row 2n for the latest wording of the nth, 2n + 1 for the one that is offered.
CREATE VIRTUAL TABLE knowledge_search USING fts5 (grams, content = '', contentless_delete = 1, tokenize = 'unicode61');

-- The last number that was given.
CREATE TABLE knowledge_number (
    series TEXT PRIMARY KEY,
    last   BIGINT NOT NULL
);
