//! The register: read, added to, corrected.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{Actor, BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{App, DbError, Tx, form::Form, text::Query};
use jianyue_sla::zone;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::done;
use crate::{
    error::CertificateError,
    model::{Certificate, Medium, Seen, Standing, Status, Was},
    permissions::{READ, WRITE, readable, require},
    policy::{canonical_serial, standing},
    store::{
        certificate::{
            CertificateRow, Wanted, certificate_find, certificate_list, certificate_lock, certificate_numbers,
            certificate_update, certificates_by_serial, certificates_insert,
        },
        day::{Moves, days_move},
        search::{search_add, search_replace},
        seen::{seen_join, seen_list},
    },
};

/// A certificate to be put into the register.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCertificate {
    /// Whose it is.
    pub holder: String,
    /// The unit they belong to.
    pub unit: String,
    /// Its serial number, hexadecimal; separators do not matter.
    pub serial: String,
    /// Who issued it.
    pub issuer: String,
    /// What it is used for.
    #[serde(default)]
    pub use_for: Option<String>,
    /// What it is kept in; a USB key when absent.
    #[serde(default)]
    pub medium: Option<Medium>,
    /// The first day on which it holds.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds.
    pub valid_until: NaiveDate,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// What of a certificate is to be corrected; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateChange {
    /// Whose it is.
    #[serde(default)]
    pub holder: Option<String>,
    /// The unit they belong to.
    #[serde(default)]
    pub unit: Option<String>,
    /// What it is used for; empty removes it.
    #[serde(default)]
    pub use_for: Option<String>,
    /// What it is kept in.
    #[serde(default)]
    pub medium: Option<Medium>,
    /// The first day on which it holds.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// What is said of it.
    #[serde(default)]
    pub status: Option<Status>,
    /// A remark; empty removes it.
    #[serde(default)]
    pub note: Option<String>,
}

/// Which certificates are wanted.
#[derive(Clone, Debug, Default)]
pub struct CertificatesRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// That a request is about, or that were issued on it.
    pub request: Option<Uuid>,
    /// Standing like this today only.
    pub state: Option<Standing>,
    /// Ending on this day or later.
    pub ends_from: Option<NaiveDate>,
    /// Ending before this day.
    pub ends_before: Option<NaiveDate>,
    /// With these words in holder, unit, number, issuer or use.
    pub q: Option<String>,
    /// Which page.
    pub page: PageRequest,
}

/// The certificate of an id.
pub async fn certificate(
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Certificate, CertificateError> {
    Ok(shown(known(tx, by, id).await?, zone::local_date(now)))
}

/// Certificates by their last day.
pub async fn certificates(
    tx: &mut Tx,
    by: &Actor,
    request: CertificatesRequest,
    now: DateTime<Utc>,
) -> Result<Page<Certificate>, CertificateError> {
    let today = zone::local_date(now);
    let after = match request.page.after::<2>()? {
        Some([day, id]) => {
            Some((day.parse::<NaiveDate>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let words = request.q.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let query = words.map(Query::parse);
    if matches!(query, Some(None)) {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let wanted = Wanted {
        contracts: readable(by),
        contract: request.contract,
        request: request.request,
        state: request.state.map(|state| (state, today)),
        ends_from: request.ends_from,
        ends_before: request.ends_before,
        query: query.flatten(),
        after,
    };
    let limit = request.page.limit();
    let rows = certificate_list(tx, &wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.valid_until.to_string(), row.id.to_string()]);
    Ok(page.map(|row| shown(row, today)))
}

/// What servers of a contract showed.
pub async fn seen(tx: &mut Tx, by: &Actor, contract: ContractId) -> Result<Vec<Seen>, CertificateError> {
    require(by, &READ, contract)?;
    Ok(seen_list(tx, contract).await?)
}

/// Puts a certificate into the register.
pub async fn add(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewCertificate,
) -> Result<Certificate, CertificateError> {
    require(by, &WRITE, contract)?;
    let now = app.env().now();
    let mut form = Form::default();
    let serial = canonical_serial(&new.serial).unwrap_or_else(|| {
        form.wrong("serial", "序列号应是十六进制数字，请照证书填写");
        String::new()
    });
    let row = CertificateRow {
        id: app.env().id(),
        no: 0,
        contract_id: contract.0,
        holder: form.required("holder", "持有人", &new.holder, 100),
        unit: form.required("unit", "单位", &new.unit, 100),
        serial,
        issuer: form.required("issuer", "颁发机构", &new.issuer, 200),
        use_for: form.optional("use_for", "用途", new.use_for.as_deref(), 200),
        medium: new.medium.unwrap_or(Medium::UsbKey),
        valid_from: new.valid_from,
        valid_until: new.valid_until,
        state: Status::Issued,
        note: form.optional("note", "备注", new.note.as_deref(), 500),
        on_file: false,
        replaced_by: None,
        replaces: None,
        request_id: None,
        checked: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    check_term(&row, &mut form);
    form.done()?;
    let there = certificates_by_serial(tx, contract, std::slice::from_ref(&row.serial)).await?;
    if there.iter().any(|other| other.issuer == row.issuer) {
        return Err(CertificateError::Exists { serial: row.serial, issuer: row.issuer });
    }
    let rows = insert(tx, contract, vec![row]).await?;
    let row = rows.into_iter().next().ok_or(CertificateError::NotFound)?;
    let detail =
        json!({ "serial": row.serial, "holder": row.holder, "issuer": row.issuer, "valid_until": row.valid_until });
    done(app, tx, by, (contract, row.id), ("certificates.add", "added"), detail).await?;
    Ok(shown(row, zone::local_date(now)))
}

/// Adds rows with their places in the index and the counts, and gives them back as they are kept.
pub(super) async fn insert(
    tx: &mut Tx,
    contract: ContractId,
    mut rows: Vec<CertificateRow>,
) -> Result<Vec<CertificateRow>, DbError> {
    if rows.is_empty() {
        return Ok(rows);
    }
    let n = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let last = certificate_numbers(tx, n).await?;
    for (row, no) in rows.iter_mut().zip(last - n + 1..) {
        row.no = no;
    }
    certificates_insert(tx, &rows).await?;
    search_add(tx, &rows).await?;
    let mut moves = Moves::new();
    for row in &rows {
        count(&mut moves, row, 1);
    }
    days_move(tx, contract, &moves).await?;
    Ok(rows)
}

/// Counts a certificate where it stands.
pub(super) fn count(moves: &mut Moves, row: &CertificateRow, n: i64) {
    if row.state == Status::Issued {
        *moves.entry(row.valid_until).or_default() += n;
    }
}

pub(super) fn check_term(row: &CertificateRow, form: &mut Form) {
    if row.valid_from.is_some_and(|from| from > row.valid_until) {
        form.wrong("valid_until", "到期日期早于生效日期，请核对");
    }
}

/// Corrects a certificate.
pub async fn change(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    change: CertificateChange,
) -> Result<Certificate, CertificateError> {
    let contract = known(tx, by, id).await?.contract_id.into();
    require(by, &WRITE, contract)?;
    certificate_lock(tx, id).await?;
    let before = known(tx, by, id).await?;
    let now = app.env().now();
    let today = zone::local_date(now);
    if before.version != version {
        return Err(stale(before, today)?);
    }
    let mut row = before.clone();
    let mut form = Form::default();
    if let Some(holder) = &change.holder {
        row.holder = form.required("holder", "持有人", holder, 100);
    }
    if let Some(unit) = &change.unit {
        row.unit = form.required("unit", "单位", unit, 100);
    }
    if change.use_for.is_some() {
        row.use_for = form.optional("use_for", "用途", change.use_for.as_deref(), 200);
    }
    if change.note.is_some() {
        row.note = form.optional("note", "备注", change.note.as_deref(), 500);
    }
    row.medium = change.medium.unwrap_or(row.medium);
    row.valid_from = change.valid_from.or(row.valid_from);
    row.valid_until = change.valid_until.unwrap_or(row.valid_until);
    row.state = change.status.unwrap_or(row.state);
    check_term(&row, &mut form);
    form.done()?;
    let row = keep(tx, &before, row, now).await?.ok_or(CertificateError::NotFound)?;
    let detail = json!({ "serial": row.serial, "holder": row.holder, "was": was(&before, &row) });
    done(app, tx, by, (contract, id), ("certificates.change", "changed"), detail).await?;
    Ok(shown(row, today))
}

/// Keeps a changed row with its place in the index and the counts; `None` when somebody else was quicker.
pub(super) async fn keep(
    tx: &mut Tx,
    before: &CertificateRow,
    mut row: CertificateRow,
    now: DateTime<Utc>,
) -> Result<Option<CertificateRow>, DbError> {
    row.updated_at = now;
    if !certificate_update(tx, &row).await? {
        return Ok(None);
    }
    row.version += 1;
    search_replace(tx, &row).await?;
    let mut moves = Moves::new();
    count(&mut moves, before, -1);
    count(&mut moves, &row, 1);
    days_move(tx, row.contract_id.into(), &moves).await?;
    Ok(Some(row))
}

/// Members that differ, as they were.
pub(super) fn was(before: &CertificateRow, after: &CertificateRow) -> Was {
    let members = |row: &CertificateRow| {
        json!({
            "holder": row.holder, "unit": row.unit, "serial": row.serial, "issuer": row.issuer, "use_for": row.use_for,
            "medium": row.medium, "valid_from": row.valid_from, "valid_until": row.valid_until, "status": row.state,
            "note": row.note,
        })
    };
    let after = members(after);
    let before = members(before).as_object().cloned().unwrap_or_default();
    before.into_iter().filter(|(name, value)| after[name] != *value).collect()
}

/// What was met on the network before this came into the register is known now.
pub(super) async fn join_seen(tx: &mut Tx, contract: ContractId, rows: &[CertificateRow]) -> Result<(), DbError> {
    // Servers are few: what they showed is read once, whatever comes into the register.
    let unknown: Vec<Seen> =
        seen_list(tx, contract).await?.into_iter().filter(|seen| seen.certificate_id.is_none()).collect();
    for row in rows {
        if unknown.iter().any(|seen| seen.serial == row.serial) {
            seen_join(tx, contract, &row.serial, row.id).await?;
        }
    }
    Ok(())
}

/// The certificate of an id, when `by` may know of it.
pub(super) async fn known(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<CertificateRow, CertificateError> {
    let row = certificate_find(tx, id).await?.ok_or(CertificateError::NotFound)?;
    require(by, &READ, row.contract_id.into())?;
    Ok(row)
}

fn stale(row: CertificateRow, today: NaiveDate) -> Result<CertificateError, DbError> {
    Ok(CertificateError::Stale { current: Box::new(serde_json::to_value(shown(row, today))?) })
}

/// A certificate as it is shown.
pub(super) fn shown(row: CertificateRow, today: NaiveDate) -> Certificate {
    Certificate {
        id: row.id,
        contract_id: row.contract_id,
        state: standing(row.state, row.valid_until, today),
        days_left: (row.valid_until - today).num_days(),
        holder: row.holder,
        unit: row.unit,
        serial: row.serial,
        issuer: row.issuer,
        use_for: row.use_for,
        medium: row.medium,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        note: row.note,
        on_file: row.on_file,
        replaced_by: row.replaced_by,
        replaces: row.replaces,
        checked: row.checked.map(|checked| checked.0),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
