-- In whose place a certificate is, and the request on which it was issued.
ALTER TABLE certificate ADD COLUMN replaces UUID;
ALTER TABLE certificate ADD COLUMN request_id UUID;
UPDATE certificate SET replaces = (SELECT old.id FROM certificate old WHERE old.replaced_by = certificate.id)
WHERE EXISTS (SELECT 1 FROM certificate old WHERE old.replaced_by = certificate.id);
CREATE INDEX certificate_issued_on ON certificate (request_id) WHERE request_id IS NOT NULL;

-- Whether a ticket was asked for; its id and number come when it is opened.
ALTER TABLE certificate_request ADD COLUMN ticket_wanted BOOLEAN NOT NULL DEFAULT FALSE;
