-- Dossiers hold the files of a contract's records.
CREATE INDEX record_file_of_contract ON record_file (contract_id, at, id);
