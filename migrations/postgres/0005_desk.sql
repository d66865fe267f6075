-- What people of the desk keep at hand: saved views, reply templates and macros (`kind`), their own or, with a contract,
-- shared on it. `body` is what the kind holds: filters, a text, steps.
CREATE TABLE desk_item (
    id          UUID PRIMARY KEY,
    kind        TEXT NOT NULL,
    person_id   UUID NOT NULL,
    contract_id UUID,
    name        TEXT NOT NULL,
    body        JSONB NOT NULL,
    position    BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL
);
CREATE INDEX desk_item_person ON desk_item (person_id, kind);
CREATE INDEX desk_item_contract ON desk_item (contract_id, kind) WHERE contract_id IS NOT NULL;
