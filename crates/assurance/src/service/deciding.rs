//! The client's word: a period counts, or no longer.

use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{Tx, form::Form};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    declaring::{keep, told},
    known::Known,
    reading::detail_of,
};
use crate::{
    error::AssuranceError,
    model::{PeriodInFull, PeriodState},
    permissions::{CONFIRM, DECLARE, READ},
    policy::days::holds_from,
};

/// Why a period is taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = AssuranceWithdrawal)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why.
    pub reason: String,
}

/// Confirms a period: from today on it counts.
pub async fn confirm(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<PeriodInFull, AssuranceError> {
    let mut known = Known::take(tx, desk, id, &CONFIRM).await?;
    match known.row.state {
        PeriodState::Confirmed => return Err(Refusal::state("这个特殊时期已经确认，不需要再确认。").into()),
        PeriodState::Withdrawn => return Err(Refusal::state("这个特殊时期已经撤回，不能再确认。请另行申报。").into()),
        PeriodState::Declared if known.row.to_on < desk.today() => {
            return Err(Refusal::state("这段日期已经过去，确认不再起作用。").into());
        }
        PeriodState::Declared => {}
    }
    known.row.state = PeriodState::Confirmed;
    known.row.confirmed_name = Some(desk.by.name.clone());
    known.row.confirmed_at = Some(desk.now());
    known.row.holds_from = Some(holds_from(known.row.from_on, desk.today(), None));
    keep(tx, desk, &mut known).await?;
    known.tell_changed(tx, desk, "confirmed", known.span()).await?;
    known.tell_people(tx, desk, told(&known, true)).await?;
    known.audit(tx, desk, "assurance.confirm", json!({ "holds_from": known.row.holds_from })).await?;
    detail_of(tx, desk, known).await
}

/// Takes a period back: it counts no longer, for any of its days. Verdicts that were given stay.
pub async fn withdraw(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    given: Withdrawal,
) -> Result<PeriodInFull, AssuranceError> {
    let mut known = Known::take(tx, desk, id, &DECLARE).await?;
    let confirmed = known.row.state == PeriodState::Confirmed;
    if confirmed {
        desk.require(&READ, &CONFIRM, known.row.contract(), &known.row.works())?;
    }
    let mut form = Form::default();
    let reason = form.required("reason", "撤回原因", &given.reason, 500);
    form.done()?;
    if known.row.state == PeriodState::Withdrawn {
        return Err(Refusal::state("这个特殊时期已经撤回。").into());
    }
    if confirmed && known.row.to_on < desk.today() {
        return Err(Refusal::state("这个特殊时期已经结束，不能再撤回。").into());
    }
    known.row.state = PeriodState::Withdrawn;
    known.row.ended_name = Some(desk.by.name.clone());
    known.row.ended_at = Some(desk.now());
    known.row.ended_reason = Some(reason.clone());
    keep(tx, desk, &mut known).await?;
    if confirmed {
        known.tell_changed(tx, desk, "withdrawn", known.span()).await?;
        let text = format!("甲方已撤回“{}”：{}", known.row.title, reason);
        known.tell_people(tx, desk, ("vendor", text)).await?;
    } else {
        known.tell_worked(tx, desk).await?;
    }
    known.audit(tx, desk, "assurance.withdraw", json!({ "why": reason })).await?;
    detail_of(tx, desk, known).await
}
