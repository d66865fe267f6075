//! Somebody else approves or refuses, or whoever asked takes it back.

use jianyue_kernel::Actor;
use jianyue_platform::{App, Tx, form::Form};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{again, end, fresh, known, stale, ticket, waiting};
use crate::{
    error::CertificateError,
    model::{CertificateRequest, RequestState},
    permissions::{APPROVE, require},
    service::done,
    store::request::{request_decide, request_release},
};

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
    ticket::tell(app, tx, by, &row).await?;
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
    ticket::tell(app, tx, by, &row).await?;
    let detail = json!({ "kind": row.kind });
    done(app, tx, by, (contract, id), ("certificates.request_withdraw", "withdrawn"), detail).await?;
    again(tx, row).await
}
