//! Certificates.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Args, Sql, args,
    db::{Arg, DbError, Dialect, Tx},
    text::Query,
};
use sqlx::types::Json;
use uuid::Uuid;

use super::search::push_found;
use crate::model::{Checked, Medium, Standing, Status};

macro_rules! columns {
    () => {
        "c.id, c.no, c.contract_id, c.holder, c.unit, c.serial, c.issuer, c.use_for, c.medium, c.valid_from, c.valid_until, \
         c.state, c.note, c.der IS NOT NULL AS on_file, c.replaced_by, c.replaces, c.request_id, c.checked, c.version, c.created_at, c.updated_at"
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM certificate c WHERE c.id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: "SELECT id FROM certificate WHERE id = $1",
    postgres: "SELECT id FROM certificate WHERE id = $1 FOR UPDATE",
};
const DER: Dialect = Dialect::same("SELECT der FROM certificate WHERE id = $1");
const UPDATE: Dialect = Dialect::same(
    "UPDATE certificate SET holder = $3, unit = $4, serial = $5, issuer = $6, use_for = $7, medium = $8, valid_from = $9, \
     valid_until = $10, state = $11, note = $12, replaced_by = $13, updated_at = $14, version = version + 1 \
     WHERE id = $1 AND version = $2",
);
const KEEP_DER: Dialect = Dialect::same("UPDATE certificate SET der = $2 WHERE id = $1");
const CHECKED: Dialect = Dialect::same("UPDATE certificate SET checked = $2 WHERE id = $1");
const SERIAL: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM certificate c WHERE c.contract_id = $1 AND c.serial = $2 ORDER BY c.issuer LIMIT 2"
));
const NUMBERS: Dialect = Dialect::same("UPDATE certificate_number SET last = last + $1 WHERE one = 1 RETURNING last");
const ENDING: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM certificate c WHERE c.state = 'issued' AND c.valid_until >= $1 AND c.valid_until <= $2 \
     AND (c.valid_until, c.id) > ($3, $4) ORDER BY c.valid_until, c.id LIMIT $5"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, LOCK, DER, UPDATE, KEEP_DER, CHECKED, SERIAL, NUMBERS, ENDING];

/// Rows of one insert.
const AT_ONCE: usize = 200;

/// A certificate as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct CertificateRow {
    pub id: Uuid,
    pub no: i64,
    pub contract_id: Uuid,
    pub holder: String,
    pub unit: String,
    pub serial: String,
    pub issuer: String,
    pub use_for: Option<String>,
    #[sqlx(try_from = "String")]
    pub medium: Medium,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: NaiveDate,
    #[sqlx(try_from = "String")]
    pub state: Status,
    pub note: Option<String>,
    pub on_file: bool,
    pub replaced_by: Option<Uuid>,
    pub replaces: Option<Uuid>,
    pub request_id: Option<Uuid>,
    pub checked: Option<Json<Checked>>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

fn values(row: &CertificateRow) -> Args {
    args![
        row.id,
        row.no,
        row.contract_id,
        &row.holder,
        &row.unit,
        &row.serial,
        &row.issuer,
        row.use_for.clone(),
        row.medium.code(),
        row.valid_from,
        row.valid_until,
        row.state.code(),
        row.note.clone(),
        row.replaces,
        row.request_id,
        row.version,
        row.created_at,
        row.updated_at
    ]
}

/// Adds certificates, many in one statement.
pub async fn certificates_insert(tx: &mut Tx, rows: &[CertificateRow]) -> Result<(), DbError> {
    for part in rows.chunks(AT_ONCE) {
        let mut sql = Sql::new(
            "INSERT INTO certificate (id, no, contract_id, holder, unit, serial, issuer, use_for, medium, valid_from, \
             valid_until, state, note, replaces, request_id, version, created_at, updated_at) VALUES ",
        );
        sql.bind_rows(part.iter().map(values));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The last of `n` new numbers of the search index.
pub async fn certificate_numbers(tx: &mut Tx, n: i64) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(NUMBERS, args![n]).await?.0)
}

/// The certificate of an id.
pub async fn certificate_find(tx: &mut Tx, id: Uuid) -> Result<Option<CertificateRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Those of `ids` that there are.
pub async fn certificates_of(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<CertificateRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM certificate c WHERE c.id IN "));
    sql.bind_list(ids.iter().copied()).push(" ORDER BY c.valid_until, c.id");
    tx.all_sql(sql).await
}

/// Holds a certificate until the transaction ends.
pub async fn certificate_lock(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.optional::<(Uuid,)>(LOCK, args![id]).await.map(drop)
}

/// The certificate itself, where it was handed in.
pub async fn certificate_der(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>, DbError> {
    Ok(tx.optional::<(Option<Vec<u8>>,)>(DER, args![id]).await?.and_then(|(der,)| der))
}

/// Keeps the certificate itself.
pub async fn certificate_keep_der(tx: &mut Tx, id: Uuid, der: Vec<u8>) -> Result<(), DbError> {
    tx.execute(KEEP_DER, args![id, der]).await.map(drop)
}

/// Keeps what a check gave. It is no change of the certificate.
pub async fn certificate_checked(tx: &mut Tx, id: Uuid, checked: &Checked) -> Result<(), DbError> {
    tx.execute(CHECKED, args![id, Arg::json(checked)?]).await.map(drop)
}

/// Those of a contract with one of these serial numbers, whoever issued them.
pub async fn certificates_by_serial(
    tx: &mut Tx,
    contract: ContractId,
    serials: &[String],
) -> Result<Vec<CertificateRow>, DbError> {
    let mut found = Vec::new();
    for part in serials.chunks(500) {
        let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM certificate c WHERE c.contract_id = "));
        sql.bind(contract).push(" AND c.serial IN ").bind_list(part.iter().map(String::as_str));
        found.extend(tx.all_sql::<CertificateRow>(sql).await?);
    }
    Ok(found)
}

/// The certificate of a serial number, when there is exactly one.
pub async fn certificate_of_serial(
    tx: &mut Tx,
    contract: ContractId,
    serial: &str,
) -> Result<Option<CertificateRow>, DbError> {
    let mut found: Vec<CertificateRow> = tx.all(SERIAL, args![contract, serial]).await?;
    Ok(if found.len() == 1 { found.pop() } else { None })
}

/// Keeps a change, when the certificate is still the version of `row`.
pub async fn certificate_update(tx: &mut Tx, row: &CertificateRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        &row.holder,
        &row.unit,
        &row.serial,
        &row.issuer,
        row.use_for.clone(),
        row.medium.code(),
        row.valid_from,
        row.valid_until,
        row.state.code(),
        row.note.clone(),
        row.replaced_by,
        row.updated_at
    ];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// Certificates in use that end between two days, after one of them, by their last day.
pub async fn certificates_ending(
    tx: &mut Tx,
    (from, to): (NaiveDate, NaiveDate),
    after: (NaiveDate, Uuid),
    limit: i64,
) -> Result<Vec<CertificateRow>, DbError> {
    tx.all(ENDING, args![from, to, after.0, after.1, limit]).await
}

/// Which certificates are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these contracts; `None`: of all.
    pub contracts: Option<Vec<ContractId>>,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// That a request is about, or that were issued on it.
    pub request: Option<Uuid>,
    /// Standing like this today only.
    pub state: Option<(Standing, NaiveDate)>,
    /// Ending on this day or later.
    pub ends_from: Option<NaiveDate>,
    /// Ending before this day.
    pub ends_before: Option<NaiveDate>,
    /// With these words.
    pub query: Option<Query>,
    /// After this one in the list.
    pub after: Option<(NaiveDate, Uuid)>,
}

/// Certificates by their last day.
pub async fn certificate_list(tx: &mut Tx, wanted: &Wanted, limit: u32) -> Result<Vec<CertificateRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM "));
    match &wanted.query {
        Some(query) => push_found(&mut sql, tx.engine(), query),
        None => {
            sql.push("certificate c");
        }
    }
    sql.push(" WHERE TRUE");
    if let Some(contracts) = &wanted.contracts {
        sql.push(" AND c.contract_id IN ").bind_list(contracts.iter().copied());
    }
    if let Some(contract) = wanted.contract {
        sql.push(" AND c.contract_id = ").bind(contract);
    }
    if let Some(request) = wanted.request {
        sql.push(" AND (c.request_id = ").bind(request);
        sql.push(" OR c.id IN (SELECT certificate_id FROM certificate_request_item WHERE request_id = ").bind(request);
        sql.push("))");
    }
    if let Some((state, today)) = wanted.state {
        match state {
            Standing::Issued => sql.push(" AND c.state = 'issued' AND c.valid_until >= ").bind(today),
            Standing::Expired => sql.push(" AND c.state = 'issued' AND c.valid_until < ").bind(today),
            Standing::Revoked | Standing::Replaced => sql.push(" AND c.state = ").bind(state.code()),
        };
    }
    if let Some(day) = wanted.ends_from {
        sql.push(" AND c.valid_until >= ").bind(day);
    }
    if let Some(day) = wanted.ends_before {
        sql.push(" AND c.valid_until < ").bind(day);
    }
    if let Some((day, id)) = wanted.after {
        sql.push(" AND (c.valid_until, c.id) > (").bind(day).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY c.valid_until, c.id LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
