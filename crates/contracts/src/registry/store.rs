//! SQL of the registry, one function a query.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractVersionId};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

/// Statements of this module; a test prepares each of them on both databases.
pub mod sql {
    use super::Dialect;

    /// The stamps of both halves of the registry.
    pub const STAMPS: Dialect = Dialect::same("SELECT name, stamp FROM registry_stamp");
    /// Changes a stamp, and keeps every other import or load waiting until the end of the transaction.
    pub const STAMP_SET: Dialect = Dialect::same("UPDATE registry_stamp SET stamp = $2 WHERE name = $1");
    /// Every version of every contract, without its text.
    pub const INDEX: Dialect = Dialect::same(
        "SELECT c.id AS contract_id, c.slug, c.prefix, c.title, v.id AS version_id, v.no, v.effective_on \
         FROM contract c JOIN contract_version v ON v.contract_id = c.id ORDER BY c.prefix, v.effective_on",
    );
    /// The text of a version.
    pub const VERSION_TEXT: Dialect = Dialect::same("SELECT text FROM contract_version WHERE id = $1");
    /// The text of a version of a contract, by its number.
    pub const NUMBERED_TEXT: Dialect =
        Dialect::same("SELECT text, text_hash FROM contract_version WHERE contract_id = $1 AND no = $2");
    /// The contract that holds a slug or a prefix.
    pub const CONTRACT_HOLDING: Dialect =
        Dialect::same("SELECT id, slug, prefix, title FROM contract WHERE slug = $1 OR prefix = $2 ORDER BY slug");
    /// Adds a contract.
    pub const CONTRACT_INSERT: Dialect = Dialect::same(
        "INSERT INTO contract (id, slug, prefix, title, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)",
    );
    /// An amendment may carry a new title.
    pub const CONTRACT_RETITLE: Dialect = Dialect::same("UPDATE contract SET title = $2 WHERE id = $1");
    /// Adds a version.
    pub const VERSION_INSERT: Dialect = Dialect::same(
        "INSERT INTO contract_version (id, contract_id, no, kind, effective_on, text, text_hash, note, published_at, \
         published_by, publisher) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    );
    /// The versions of a contract, the oldest first.
    pub const VERSION_LIST: Dialect = Dialect::same(
        "SELECT id, no, kind, effective_on, text_hash, note, published_at, published_by, publisher \
         FROM contract_version WHERE contract_id = $1 ORDER BY no",
    );
    /// The text that counts for each loaded year.
    pub const HOLIDAY_TEXTS: Dialect = Dialect::same(
        "SELECT h.text FROM holiday_year h \
         WHERE h.no = (SELECT MAX(l.no) FROM holiday_year l WHERE l.year = h.year) ORDER BY h.year",
    );
    /// The loads, the newest of each year first.
    pub const HOLIDAY_LIST: Dialect =
        Dialect::same("SELECT id, year, no, text_hash, loaded_at, loader FROM holiday_year ORDER BY year, no DESC");
    /// Number of the newest load of a year.
    pub const HOLIDAY_LAST: Dialect =
        Dialect::same("SELECT no FROM holiday_year WHERE year = $1 ORDER BY no DESC LIMIT 1");
    /// Adds a load of a year.
    pub const HOLIDAY_INSERT: Dialect = Dialect::same(
        "INSERT INTO holiday_year (id, year, no, text, text_hash, loaded_at, loaded_by, loader) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    );

    /// All of them.
    pub const ALL: [Dialect; 14] = [
        STAMPS,
        STAMP_SET,
        INDEX,
        VERSION_TEXT,
        NUMBERED_TEXT,
        CONTRACT_HOLDING,
        CONTRACT_INSERT,
        CONTRACT_RETITLE,
        VERSION_INSERT,
        VERSION_LIST,
        HOLIDAY_TEXTS,
        HOLIDAY_LIST,
        HOLIDAY_LAST,
        HOLIDAY_INSERT,
    ];
}

/// Which state of the registry a transaction sees: ids given by the last import and the last calendar load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamps {
    /// Of the contracts.
    pub contracts: Uuid,
    /// Of the calendar; nil while only the built-in years are there.
    pub calendar: Uuid,
}

/// The half of the registry that changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// Contracts and their versions.
    Contracts,
    /// Holiday years.
    Calendar,
}

impl Half {
    const fn name(self) -> &'static str {
        match self {
            Self::Contracts => "contracts",
            Self::Calendar => "calendar",
        }
    }
}

pub(super) async fn stamps(tx: &mut Tx) -> Result<Stamps, DbError> {
    let rows: Vec<(String, Uuid)> = tx.all(sql::STAMPS, args![]).await?;
    let of = |half: Half| rows.iter().find(|(name, _)| name == half.name()).map_or(Uuid::nil(), |(_, stamp)| *stamp);
    Ok(Stamps { contracts: of(Half::Contracts), calendar: of(Half::Calendar) })
}

pub(super) async fn stamp_set(tx: &mut Tx, half: Half, stamp: Uuid) -> Result<(), DbError> {
    tx.execute(sql::STAMP_SET, args![half.name(), stamp]).await.map(drop)
}

/// A version in the index.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct IndexRow {
    pub contract_id: Uuid,
    pub slug: String,
    pub prefix: String,
    pub title: String,
    pub version_id: Uuid,
    pub no: i64,
    pub effective_on: NaiveDate,
}

pub(super) async fn index(tx: &mut Tx) -> Result<Vec<IndexRow>, DbError> {
    tx.all(sql::INDEX, args![]).await
}

pub(super) async fn version_text(tx: &mut Tx, version: ContractVersionId) -> Result<Option<String>, DbError> {
    let row: Option<(String,)> = tx.optional(sql::VERSION_TEXT, args![version]).await?;
    Ok(row.map(|(text,)| text))
}

/// The text of the version `no` of a contract, with its digest.
pub(super) async fn numbered_text(
    tx: &mut Tx,
    contract: ContractId,
    no: i64,
) -> Result<Option<(String, String)>, DbError> {
    tx.optional(sql::NUMBERED_TEXT, args![contract, no]).await
}

/// What a contract is known by.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct ContractRow {
    pub id: Uuid,
    pub slug: String,
    pub prefix: String,
    pub title: String,
}

/// The contracts that hold `slug` or `prefix`: none, one, or two different ones.
pub(super) async fn contract_holding(tx: &mut Tx, slug: &str, prefix: &str) -> Result<Vec<ContractRow>, DbError> {
    tx.all(sql::CONTRACT_HOLDING, args![slug, prefix]).await
}

pub(super) async fn contract_insert(
    tx: &mut Tx,
    contract: &ContractRow,
    at: DateTime<Utc>,
    by: Uuid,
) -> Result<(), DbError> {
    let args = args![contract.id, &contract.slug, &contract.prefix, &contract.title, at, by];
    tx.execute(sql::CONTRACT_INSERT, args).await.map(drop)
}

pub(super) async fn contract_retitle(tx: &mut Tx, contract: ContractId, title: &str) -> Result<(), DbError> {
    tx.execute(sql::CONTRACT_RETITLE, args![contract, title]).await.map(drop)
}

/// A version without its text.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct VersionRow {
    pub id: Uuid,
    pub no: i64,
    pub kind: String,
    pub effective_on: NaiveDate,
    pub text_hash: String,
    pub note: Option<String>,
    pub published_at: DateTime<Utc>,
    pub published_by: Uuid,
    pub publisher: String,
}

pub(super) async fn version_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<VersionRow>, DbError> {
    tx.all(sql::VERSION_LIST, args![contract]).await
}

pub(super) async fn version_insert(
    tx: &mut Tx,
    contract: ContractId,
    version: &VersionRow,
    text: &str,
) -> Result<(), DbError> {
    let args = args![
        version.id,
        contract,
        version.no,
        &version.kind,
        version.effective_on,
        text,
        &version.text_hash,
        version.note.clone(),
        version.published_at,
        version.published_by,
        &version.publisher
    ];
    tx.execute(sql::VERSION_INSERT, args).await.map(drop)
}

pub(super) async fn holiday_texts(tx: &mut Tx) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = tx.all(sql::HOLIDAY_TEXTS, args![]).await?;
    Ok(rows.into_iter().map(|(text,)| text).collect())
}

/// One load of a year's notice.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct HolidayRow {
    pub id: Uuid,
    pub year: i64,
    pub no: i64,
    pub text_hash: String,
    pub loaded_at: DateTime<Utc>,
    pub loader: String,
}

pub(super) async fn holiday_list(tx: &mut Tx) -> Result<Vec<HolidayRow>, DbError> {
    tx.all(sql::HOLIDAY_LIST, args![]).await
}

/// Number of the newest load of `year`.
pub(super) async fn holiday_last(tx: &mut Tx, year: i32) -> Result<Option<i64>, DbError> {
    let row: Option<(i64,)> = tx.optional(sql::HOLIDAY_LAST, args![year]).await?;
    Ok(row.map(|(no,)| no))
}

pub(super) async fn holiday_insert(tx: &mut Tx, row: &HolidayRow, text: &str, by: Uuid) -> Result<(), DbError> {
    let args = args![row.id, row.year, row.no, text, &row.text_hash, row.loaded_at, by, &row.loader];
    tx.execute(sql::HOLIDAY_INSERT, args).await.map(drop)
}
