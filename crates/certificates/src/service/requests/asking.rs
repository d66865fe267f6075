//! Somebody asks for something.

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    form::{Form, FormFaults},
    subjects,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{shown, ticket};
use crate::{
    error::CertificateError,
    model::{CertificateRequest, RequestKind, RequestState, Status, WantedDetails},
    permissions::{ASK, require},
    service::done,
    store::{
        certificate::certificates_of,
        request::{RequestRow, certificates_in_requests, request_insert},
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
    /// Whether a ticket is to be opened that it is worked on in; not beside `ticket_id`. Its number comes a moment later.
    #[serde(default)]
    pub open_ticket: bool,
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
    if new.open_ticket && new.ticket_id.is_some() {
        form.wrong("open_ticket", "已选择工单时不必再开新工单");
    }
    form.done()?;
    let mut ids = new.certificates.clone();
    ids.sort_unstable();
    ids.dedup();
    check_certificates(tx, contract, new.kind, &ids).await?;
    let (ticket_id, ticket_number) = known_ticket(app, tx, contract, new.ticket_id).await?;
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
        ticket_wanted: new.open_ticket,
        version: 1,
    };
    request_insert(tx, &row, &ids).await?;
    if row.ticket_wanted {
        ticket::want(app, tx, &row, ids.len()).await?;
    }
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

async fn known_ticket(
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
