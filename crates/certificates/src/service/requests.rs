//! Requests: asked for by one person, approved by another, carried out, and only then the register changes.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{Actor, BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{
    App, DbError, Tx,
    form::{Form, FormFaults},
    subjects,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    register::{check_term, insert, join_seen, keep},
};
use crate::{
    error::CertificateError,
    model::{CertificateRequest, Decided, Medium, RequestKind, RequestState, Status, WantedDetails},
    permissions::{APPROVE, ASK, READ, WRITE, readable, require},
    policy::canonical_serial,
    store::{
        certificate::{CertificateRow, certificates_by_serial, certificates_of},
        request::{
            RequestRow, WantedRequests, certificates_in_requests, request_decide, request_end, request_find,
            request_insert, request_items, request_list, request_release,
        },
    },
};

/// The most certificates of one request.
const MOST: usize = 500;

/// Something that is asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCertificateRequest {
    /// What.
    pub kind: RequestKind,
    /// About which certificates, up to 500; none when a new one is asked for.
    #[serde(default)]
    pub certificates: Vec<Uuid>,
    /// What they are to become. A new one needs holder and unit, a change what is to change.
    #[serde(default)]
    pub wanted: WantedDetails,
    /// Why.
    pub reason: String,
    /// The ticket that it comes from.
    #[serde(default)]
    pub ticket_id: Option<Uuid>,
}

/// Approval or refusal.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CertificateRequestDecision)]
pub struct Decision {
    /// Whether it may be carried out.
    pub approve: bool,
    /// A remark; a refusal needs one.
    #[serde(default)]
    pub note: Option<String>,
}

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

/// Which requests are wanted.
#[derive(Clone, Debug, Default)]
pub struct RequestsWanted {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one of these states only; empty: in any.
    pub states: Vec<RequestState>,
    /// About one certificate only.
    pub certificate: Option<Uuid>,
    /// Which page.
    pub page: PageRequest,
}

/// Requests, the last first.
pub async fn requests(
    tx: &mut Tx,
    by: &Actor,
    wanted: RequestsWanted,
) -> Result<Page<CertificateRequest>, CertificateError> {
    let after = match wanted.page.after::<2>()? {
        Some([at, id]) => {
            Some((at.parse::<DateTime<Utc>>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let limit = wanted.page.limit();
    let asked = WantedRequests {
        contracts: readable(by),
        contract: wanted.contract,
        states: wanted.states,
        certificate: wanted.certificate,
        after,
    };
    let rows = request_list(tx, &asked, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.asked_at.to_rfc3339(), row.id.to_string()]);
    let ids: Vec<Uuid> = page.items.iter().map(|row| row.id).collect();
    let mut items: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (request, certificate) in request_items(tx, &ids).await? {
        items.entry(request).or_default().push(certificate);
    }
    Ok(page.map(|row| {
        let certificates = items.remove(&row.id).unwrap_or_default();
        shown(row, certificates)
    }))
}

/// The request of an id.
pub async fn request(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<CertificateRequest, CertificateError> {
    let row = known(tx, by, id).await?;
    again(tx, row).await
}

/// Asks for something.
pub async fn ask(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    new: NewCertificateRequest,
) -> Result<CertificateRequest, CertificateError> {
    require(by, &ASK, contract)?;
    let mut form = Form::default();
    let reason = form.required("reason", "事由", &new.reason, 500);
    let wanted = wanted(&new, &mut form);
    form.done()?;
    let mut ids = new.certificates.clone();
    ids.sort_unstable();
    ids.dedup();
    check_certificates(tx, contract, new.kind, &ids).await?;
    let (ticket_id, ticket_number) = ticket(app, tx, contract, new.ticket_id).await?;
    let row = RequestRow {
        id: app.env().id(),
        contract_id: contract.0,
        kind: new.kind,
        state: RequestState::Asked,
        wanted: Json(wanted),
        reason,
        asked_by: by.person.0,
        asked_name: by.name.clone(),
        asked_at: app.env().now(),
        decided_by: None,
        decided_name: None,
        decided_at: None,
        decision: None,
        ended_name: None,
        ended_at: None,
        outcome: None,
        ticket_id,
        ticket_number,
        version: 1,
    };
    request_insert(tx, &row, &ids).await?;
    let detail = json!({ "kind": row.kind, "certificates": ids.len(), "reason": row.reason });
    done(app, tx, by, (contract, row.id), ("certificates.request", "requested"), detail).await?;
    Ok(shown(row, ids))
}

fn wanted(new: &NewCertificateRequest, form: &mut Form) -> WantedDetails {
    let given = &new.wanted;
    let kept = WantedDetails {
        holder: form.optional("wanted", "持有人", given.holder.as_deref(), 100),
        unit: form.optional("wanted", "单位", given.unit.as_deref(), 100),
        use_for: form.optional("wanted", "用途", given.use_for.as_deref(), 200),
        medium: given.medium,
        valid_until: given.valid_until,
    };
    let n = new.certificates.len();
    match new.kind {
        RequestKind::Apply if n > 0 => form.wrong("certificates", "申请新证书时不要选择已有证书"),
        RequestKind::Apply if kept.holder.is_none() || kept.unit.is_none() => {
            form.wrong("wanted", "申请新证书要写明持有人和单位");
        }
        RequestKind::Apply => {}
        _ if n == 0 || n > MOST => form.wrong("certificates", format!("请选择 1 至 {MOST} 张证书")),
        RequestKind::Change if kept == WantedDetails::default() => form.wrong("wanted", "请写明要变更的内容"),
        RequestKind::Change if n > 1 && kept.holder.is_some() => {
            form.wrong("certificates", "变更持有人时一次只能选择一张证书");
        }
        _ => {}
    }
    kept
}

/// They are of the contract, in use, and in no other open request.
async fn check_certificates(
    tx: &mut Tx,
    contract: ContractId,
    kind: RequestKind,
    ids: &[Uuid],
) -> Result<(), CertificateError> {
    if ids.is_empty() {
        return Ok(());
    }
    let rows = certificates_of(tx, ids).await?;
    if rows.len() != ids.len() || rows.iter().any(|row| row.contract_id != contract.0) {
        return Err(FormFaults::one("certificates", "所选证书中有的不在本合同的台账里，请重新选择").into());
    }
    if let Some(over) = rows.iter().find(|row| row.state != Status::Issued) {
        let text = format!("证书 {} 已吊销或已被替换，不能再{}", over.serial, kind.label());
        return Err(CertificateError::WrongState(text));
    }
    let busy = certificates_in_requests(tx, ids).await?;
    if let Some(busy) = rows.iter().find(|row| busy.contains(&row.id)) {
        let text = format!("证书 {} 已有一项未办结的申请，请先办结或撤回那一项", busy.serial);
        return Err(CertificateError::WrongState(text));
    }
    Ok(())
}

async fn ticket(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    id: Option<Uuid>,
) -> Result<(Option<Uuid>, Option<String>), CertificateError> {
    let Some(id) = id else { return Ok((None, None)) };
    let subject = subjects::subject_of(app, tx, "ticketing.ticket", id).await?;
    match subject.filter(|subject| subject.contract == Some(contract)) {
        Some(subject) => Ok((Some(id), Some(subject.number))),
        None => Err(FormFaults::one("ticket_id", "工单不存在，或不属于本合同").into()),
    }
}

/// Approves or refuses. Nobody approves what they asked for themselves.
pub async fn decide(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
    decision: Decision,
) -> Result<CertificateRequest, CertificateError> {
    let mut row = known(tx, by, id).await?;
    let contract = row.contract_id.into();
    require(by, &APPROVE, contract)?;
    waiting(&row, RequestState::Asked, "这项申请已经审批过了，请刷新后查看")?;
    if row.asked_by == by.person.0 {
        return Err(CertificateError::WrongState("不能审批自己提出的申请，请由另一位经办人审批".to_owned()));
    }
    let mut form = Form::default();
    row.decision = form.optional("note", "审批意见", decision.note.as_deref(), 500);
    if !decision.approve && row.decision.is_none() {
        form.wrong("note", "驳回时请写明原因");
    }
    form.done()?;
    row.state = if decision.approve { RequestState::Approved } else { RequestState::Refused };
    row.decided_by = Some(by.person.0);
    row.decided_name = Some(by.name.clone());
    row.decided_at = Some(app.env().now());
    fresh(tx, &row, version).await?;
    if !request_decide(tx, &row).await? {
        return Err(stale(tx, id).await?);
    }
    row.version += 1;
    if !decision.approve {
        request_release(tx, id).await?;
    }
    let (action, what) = if decision.approve {
        ("certificates.request_approve", "approved")
    } else {
        ("certificates.request_refuse", "refused")
    };
    done(app, tx, by, (contract, id), (action, what), json!({ "kind": row.kind, "note": row.decision })).await?;
    again(tx, row).await
}

/// Takes a request back: whoever asked does, as long as it was not carried out.
pub async fn withdraw(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (id, version): (Uuid, i64),
) -> Result<CertificateRequest, CertificateError> {
    let mut row = known(tx, by, id).await?;
    let contract = row.contract_id.into();
    if row.asked_by != by.person.0 {
        return Err(CertificateError::WrongState("只有提出人可以撤回申请".to_owned()));
    }
    if !matches!(row.state, RequestState::Asked | RequestState::Approved) {
        return Err(CertificateError::WrongState("这项申请已经办结，不能撤回".to_owned()));
    }
    row.state = RequestState::Withdrawn;
    end(app, tx, by, &mut row, version).await?;
    let detail = json!({ "kind": row.kind });
    done(app, tx, by, (contract, id), ("certificates.request_withdraw", "withdrawn"), detail).await?;
    again(tx, row).await
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

async fn end(app: &App, tx: &mut Tx, by: &Actor, row: &mut RequestRow, version: i64) -> Result<(), CertificateError> {
    row.ended_name = Some(by.name.clone());
    row.ended_at = Some(app.env().now());
    fresh(tx, row, version).await?;
    if !request_end(tx, row).await? {
        return Err(stale(tx, row.id).await?);
    }
    row.version += 1;
    Ok(request_release(tx, row.id).await?)
}

fn waiting(row: &RequestRow, state: RequestState, text: &str) -> Result<(), CertificateError> {
    if row.state == state { Ok(()) } else { Err(CertificateError::WrongState(text.to_owned())) }
}

async fn fresh(tx: &mut Tx, row: &RequestRow, version: i64) -> Result<(), CertificateError> {
    if row.version == version { Ok(()) } else { Err(stale(tx, row.id).await?) }
}

async fn stale(tx: &mut Tx, id: Uuid) -> Result<CertificateError, CertificateError> {
    let row = request_find(tx, id).await?.ok_or(CertificateError::NotFound)?;
    let current = serde_json::to_value(again(tx, row).await?).map_err(DbError::from)?;
    Ok(CertificateError::Stale { current: Box::new(current) })
}

async fn known(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<RequestRow, CertificateError> {
    let row = request_find(tx, id).await?.ok_or(CertificateError::NotFound)?;
    require(by, &READ, row.contract_id.into())?;
    Ok(row)
}

async fn again(tx: &mut Tx, row: RequestRow) -> Result<CertificateRequest, CertificateError> {
    let items = request_items(tx, &[row.id]).await?;
    Ok(shown(row, items.into_iter().map(|(_, certificate)| certificate).collect()))
}

fn shown(row: RequestRow, certificates: Vec<Uuid>) -> CertificateRequest {
    let decided = row.decided_name.zip(row.decided_at).map(|(by, at)| Decided { by, at, note: row.decision });
    let ended = row.ended_name.zip(row.ended_at).map(|(by, at)| Decided { by, at, note: row.outcome });
    CertificateRequest {
        id: row.id,
        contract_id: row.contract_id,
        kind: row.kind,
        state: row.state,
        certificates,
        wanted: row.wanted.0,
        reason: row.reason,
        asked_by: row.asked_name,
        asked_by_id: row.asked_by,
        asked_at: row.asked_at,
        decided,
        ended,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        version: row.version,
    }
}
