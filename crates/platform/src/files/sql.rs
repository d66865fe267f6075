//! Statements of the table of files.

use crate::db::Dialect;

/// All of them that are fixed.
pub const ALL: &[Dialect] = &[ATTACH, FIND, DETACH, OF_CONTRACT];

/// Attaches a file, or finds that it is attached.
pub const ATTACH: Dialect = Dialect::same(
    "INSERT INTO record_file (id, contract_id, kind, record_id, part, name, media_type, size, digest, by_id, by_name, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
     ON CONFLICT (kind, record_id, part, digest) DO UPDATE SET digest = excluded.digest \
     RETURNING id, contract_id, record_id, part, name, media_type, size, digest, by_name, at",
);
/// One file.
pub const FIND: Dialect = Dialect::same(
    "SELECT id, contract_id, record_id, part, name, media_type, size, digest, by_name, at FROM record_file \
     WHERE kind = $1 AND id = $2",
);
/// Those of a contract.
pub const OF_CONTRACT: Dialect = Dialect::same(
    "SELECT id, contract_id, record_id, part, name, media_type, size, digest, by_name, at FROM record_file \
     WHERE contract_id = $1 ORDER BY at, id",
);
/// Takes one off.
pub const DETACH: Dialect = Dialect::same("DELETE FROM record_file WHERE kind = $1 AND id = $2");
/// Those of records of a kind.
pub const OF: &str = "SELECT id, contract_id, record_id, part, name, media_type, size, digest, by_name, at FROM record_file \
     WHERE kind = ";
