//! The ticket that a grave vulnerability is worked on in: wanted here, opened by whoever keeps tickets, told what becomes of it.

use async_trait::async_trait;
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Tx,
    events::{self, HandleError, Handler, Recorded},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    error::SecurityError,
    model::{SecurityChanged, StepKind, TicketTold, TicketWanted},
    store::vulnerability::{VulnerabilityRow, vulnerability_ticketed},
};

/// The beginning of the keys under which others know vulnerabilities.
const KEY: &str = "vulnerability:";

/// Asks for a ticket.
pub(super) async fn want(tx: &mut Tx, desk: Desk<'_>, row: &VulnerabilityRow) -> Result<(), SecurityError> {
    let mut lines = vec![format!("等级：{}", row.severity.name()), format!("整改并反馈的最后一天：{}", row.due_on)];
    for (name, value) in [("编号", &row.number), ("主机", &row.host), ("端口", &row.port), ("说明", &row.description)]
    {
        lines.extend(value.as_ref().map(|value| format!("{name}：{value}")));
    }
    let event = TicketWanted {
        subject_id: row.id,
        key: format!("{KEY}{}", row.id),
        contract_id: row.contract_id,
        work: row.work.clone(),
        level: row.severity.level(),
        title: format!("{}漏洞：{}", row.severity.name(), row.title),
        description: lines.join("\n"),
        requester: desk.by.name.clone(),
        at: desk.now(),
    };
    Ok(events::record(tx, desk.env, &event).await?)
}

/// Tells the ticket what was done, where there is one or is to be one.
pub(super) async fn tell(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &VulnerabilityRow,
    kind: StepKind,
    text: &str,
) -> Result<(), SecurityError> {
    if row.ticket_id.is_none() && !row.ticket_wanted {
        return Ok(());
    }
    let what = match kind {
        StepKind::Analysed => "完成了漏洞分析",
        StepKind::Fixed => "完成了漏洞整改",
        StepKind::Passed => "复测通过",
        StepKind::Failed => "复测未通过",
        StepKind::FedBack => "反馈了漏洞处理结果",
        StepKind::Confirmed => "确认了漏洞处理结果",
        StepKind::Returned => "退回了漏洞处理结果",
        StepKind::Received | StepKind::Seen | StepKind::Reported | StepKind::Corrected => return Ok(()),
    };
    let said = if text.is_empty() { String::new() } else { format!("：{text}") };
    let event = TicketTold {
        subject_id: row.id,
        key: format!("{KEY}{}", row.id),
        contract_id: row.contract_id,
        ticket_id: row.ticket_id,
        text: format!("{}{what}{said}", desk.by.name),
        at: desk.now(),
    };
    Ok(events::record(tx, desk.env, &event).await?)
}

/// Puts the ticket that was opened for a vulnerability beside it.
pub struct Ticketed;

#[derive(Deserialize)]
struct WasTicketed {
    key: String,
    ticket_id: Uuid,
    number: String,
}

#[async_trait]
impl Handler for Ticketed {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let told: WasTicketed = event.read()?;
        let Some(id) = told.key.strip_prefix(KEY).and_then(|id| id.parse().ok()) else { return Ok(()) };
        let Some(contract) = event.contract_id else { return Ok(()) };
        if vulnerability_ticketed(tx, (contract, id), told.ticket_id, &told.number).await? {
            let changed =
                SecurityChanged { subject_id: id, contract_id: contract, what: "ticketed", at: app.env().now() };
            events::record(tx, app.env(), &changed).await?;
        }
        Ok(())
    }
}
