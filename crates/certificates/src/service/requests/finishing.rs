//! An approved request is carried out, and the register takes over what came of it.

use chrono::NaiveDate;
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx, form::Form};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{again, end, known, ticket, waiting};
use crate::{
    error::CertificateError,
    model::{CertificateRequest, Medium, RequestKind, RequestState, Status},
    permissions::{WRITE, require},
    policy::canonical_serial,
    service::{
        done,
        register::{check_term, insert, join_seen, keep},
    },
    store::{
        certificate::{CertificateRow, certificates_by_serial, certificates_of},
        request::{RequestRow, request_items},
    },
};

/// A certificate that was issued on a request.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateIssued {
    /// In whose place it is; absent for a new one.
    #[serde(default)]
    pub replaces: Option<Uuid>,
    /// Its serial number.
    pub serial: String,
    /// Who issued it; as the one before when absent.
    #[serde(default)]
    pub issuer: Option<String>,
    /// The first day on which it holds.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds.
    pub valid_until: NaiveDate,
}

/// How a request was carried out.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CertificateRequestFinished)]
pub struct Finished {
    /// The certificates that were issued: one for a new one, one for each that is renewed or issued again.
    #[serde(default)]
    pub issued: Vec<CertificateIssued>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Carries an approved request out: the register takes over what came of it.
pub async fn finish(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    finished: Finished,
) -> Result<CertificateRequest, CertificateError> {
    let mut row = known(tx, by, id).await?;
    let contract: ContractId = row.contract_id.into();
    require(by, &WRITE, contract)?;
    waiting(&row, RequestState::Approved, "只有已批准、未办结的申请可以办结，请刷新后查看")?;
    let mut form = Form::default();
    row.outcome = form.optional("note", "办理说明", finished.note.as_deref(), 500);
    let ids: Vec<Uuid> = request_items(tx, &[id]).await?.into_iter().map(|(_, certificate)| certificate).collect();
    let old = if ids.is_empty() { Vec::new() } else { certificates_of(tx, &ids).await? };
    let new = issued(app, &row, &old, &finished.issued, &mut form);
    form.done()?;
    let serials: Vec<String> = new.iter().map(|one| one.serial.clone()).collect();
    let there = certificates_by_serial(tx, contract, &serials).await?;
    if let Some(clash) = new.iter().find(|one| there.iter().any(|t| t.serial == one.serial && t.issuer == one.issuer)) {
        return Err(CertificateError::Exists { serial: clash.serial.clone(), issuer: clash.issuer.clone() });
    }
    row.state = RequestState::Done;
    end(app, tx, by, &mut row, version).await?;
    ticket::tell(app, tx, by, &row).await?;
    let new = insert(tx, contract, new).await?;
    join_seen(tx, contract, &new).await?;
    for before in &old {
        let after = after(&row, before, &finished.issued, &new);
        if keep(tx, before, after, app.env().now()).await?.is_none() {
            return Err(CertificateError::WrongState("办理期间有人修改了证书，没有保存。请刷新后重新办结".to_owned()));
        }
    }
    let detail = json!({ "kind": row.kind, "certificates": ids.len(), "serials": serials });
    done(app, tx, by, (contract, id), ("certificates.request_done", "done"), detail).await?;
    again(tx, row).await
}

/// The certificates that were issued: for each that is renewed or issued again one, for a new one one.
fn issued(
    app: &App,
    request: &RequestRow,
    old: &[CertificateRow],
    issued: &[CertificateIssued],
    form: &mut Form,
) -> Vec<CertificateRow> {
    let wanted = match request.kind {
        RequestKind::Apply => 1,
        RequestKind::Renew | RequestKind::Reissue => old.len(),
        RequestKind::Change | RequestKind::Revoke => 0,
    };
    if issued.len() != wanted {
        form.wrong("issued", format!("应填写 {wanted} 张新证书的序列号和有效期，现在是 {} 张", issued.len()));
        return Vec::new();
    }
    let mut taken = Vec::new();
    let mut rows = Vec::with_capacity(issued.len());
    for one in issued {
        let before = old.iter().find(|row| Some(row.id) == one.replaces);
        if wanted == old.len() && wanted > 0 {
            match before {
                Some(row) if !taken.contains(&row.id) => taken.push(row.id),
                _ => form.wrong("issued", "每张原证书应对应一张新证书，请核对 replaces"),
            }
        }
        if let Some(row) = new_row(app, request, before, one, form) {
            rows.push(row);
        }
    }
    rows
}

fn new_row(
    app: &App,
    request: &RequestRow,
    before: Option<&CertificateRow>,
    given: &CertificateIssued,
    form: &mut Form,
) -> Option<CertificateRow> {
    let Some(serial) = canonical_serial(&given.serial) else {
        form.wrong("issued", format!("序列号“{}”不是十六进制数字", given.serial.chars().take(60).collect::<String>()));
        return None;
    };
    let wanted = &request.wanted.0;
    let issuer = given.issuer.clone().or_else(|| before.map(|row| row.issuer.clone())).unwrap_or_default();
    let now = app.env().now();
    let row = CertificateRow {
        id: app.env().id(),
        no: 0,
        contract_id: request.contract_id,
        holder: wanted.holder.clone().or_else(|| before.map(|row| row.holder.clone())).unwrap_or_default(),
        unit: wanted.unit.clone().or_else(|| before.map(|row| row.unit.clone())).unwrap_or_default(),
        serial,
        issuer: form.required("issued", "颁发机构", &issuer, 200),
        use_for: wanted.use_for.clone().or_else(|| before.and_then(|row| row.use_for.clone())),
        medium: wanted.medium.or_else(|| before.map(|row| row.medium)).unwrap_or(Medium::UsbKey),
        valid_from: given.valid_from,
        valid_until: given.valid_until,
        state: Status::Issued,
        note: None,
        on_file: false,
        replaced_by: None,
        replaces: before.map(|row| row.id),
        request_id: Some(request.id),
        checked: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    check_term(&row, form);
    Some(row)
}

/// What becomes of a certificate when its request is carried out.
fn after(
    request: &RequestRow,
    before: &CertificateRow,
    issued: &[CertificateIssued],
    new: &[CertificateRow],
) -> CertificateRow {
    let mut row = before.clone();
    match request.kind {
        RequestKind::Apply => {}
        RequestKind::Renew | RequestKind::Reissue => {
            row.state = Status::Replaced;
            let place = issued.iter().position(|one| one.replaces == Some(before.id));
            row.replaced_by = place.and_then(|place| new.get(place)).map(|one| one.id);
        }
        RequestKind::Change => {
            let wanted = &request.wanted.0;
            row.holder = wanted.holder.clone().unwrap_or(row.holder);
            row.unit = wanted.unit.clone().unwrap_or(row.unit);
            row.use_for = wanted.use_for.clone().or(row.use_for);
            row.medium = wanted.medium.unwrap_or(row.medium);
        }
        RequestKind::Revoke => row.state = Status::Revoked,
    }
    row
}
