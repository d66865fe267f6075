//! People are told once a day of what will be late.

use chrono::Days;
use jianyue_contracts::Desk;
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, events};
use uuid::Uuid;

use super::frame::Frame;
use crate::{
    error::DeliveryError,
    model::LateAhead,
    policy::rules,
    store::{
        notice::notice_tell,
        order::{contracts_owing, order_lateness},
    },
};

/// How far the last working day but one may be: behind the longest holiday.
const FAR: Days = Days::new(20);
/// How long an order that is late is told of.
const LONG: Days = Days::new(60);

/// The contracts that may have something to be told.
pub(crate) async fn owing(tx: &mut Tx, desk: Desk<'_>) -> Result<Vec<Uuid>, DeliveryError> {
    let today = desk.today();
    Ok(contracts_owing(tx, (today - LONG, today + FAR)).await?)
}

/// Tells of one contract, if there is something and nobody was told today.
pub(crate) async fn remind(tx: &mut Tx, desk: Desk<'_>, contract: Uuid) -> Result<(), DeliveryError> {
    let id = ContractId(contract);
    let frame = Frame::of(tx, desk, id).await?;
    let horizon = frame.horizon(desk.today())?;
    let (late, ahead, _) = order_lateness(tx, id, None, horizon).await?;
    if ahead == 0 {
        return Ok(());
    }
    let over = if late > 0 { format!("，另有 {late} 单已逾期") } else { String::new() };
    let text = format!("{ahead} 单 {} 前应送达，还没有交寄或没有物流动态{over}", horizon.to);
    let notice_id = desk.env.id();
    if notice_tell(tx, notice_id, (contract, desk.today()), &text).await? {
        let clause = rules::delivery(frame.model(), None).map(|duty| duty.clause.clone());
        let event = LateAhead { notice_id, contract_id: contract, text, clause, at: desk.now() };
        events::record(tx, desk.env, &event).await?;
    }
    Ok(())
}
