//! A ticket as a row of the file.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::Value;
use jianyue_sla::clock::ClockKind;
use uuid::Uuid;

use crate::model::{ClockCard, ClockStatus, TicketFields};

/// Heads and widths of the columns.
pub const COLUMNS: &[(&str, u16)] = &[
    ("工单号", 18),
    ("合同", 30),
    ("类型", 12),
    ("严重程度", 22),
    ("标题", 50),
    ("状态", 10),
    ("处理人", 14),
    ("报告人", 14),
    ("工作", 24),
    ("服务", 20),
    ("服务地点", 20),
    ("登记时间", 17),
    ("更新时间", 17),
    ("处理级别", 9),
    ("受理次数", 9),
    ("催办次数", 9),
    ("响应时限", 17),
    ("响应完成", 17),
    ("响应结果", 12),
    ("恢复时限", 17),
    ("恢复完成", 17),
    ("恢复结果", 12),
    ("解决时限", 17),
    ("解决完成", 17),
    ("解决结果", 12),
];

/// Titles of contracts, and of their works and services by key.
#[derive(Debug, Default)]
pub struct Titles {
    pub contracts: HashMap<Uuid, String>,
    pub works: HashMap<(Uuid, String), String>,
    pub services: HashMap<(Uuid, String), String>,
}

/// `ticket` as it stands at `now`.
pub fn row(ticket: &TicketFields, titles: &Titles, now: DateTime<Utc>) -> Vec<Value> {
    let named = |among: &HashMap<(Uuid, String), String>, key: Option<&String>| {
        key.map(|key| among.get(&(ticket.contract_id, key.clone())).unwrap_or(key).clone())
    };
    let text = |text: Option<&str>| text.map_or(Value::Empty, Value::from);
    let mut row = vec![
        Value::from(ticket.number.as_str()),
        text(titles.contracts.get(&ticket.contract_id).map(String::as_str).or(Some(&ticket.contract_prefix))),
        Value::from(ticket.kind.label()),
        Value::from(ticket.case_name.as_str()),
        Value::from(ticket.title.as_str()),
        Value::from(ticket.state.label()),
        text(ticket.assignee_name.as_deref()),
        Value::from(ticket.reporter_name.as_str()),
        named(&titles.works, ticket.work.as_ref()).into(),
        named(&titles.services, ticket.service.as_ref()).into(),
        text(ticket.site.as_ref().map(|site| site.name.as_str())),
        Value::Moment(ticket.opened_at),
        Value::Moment(ticket.updated_at),
        Value::Count(ticket.escalation_level),
        Value::Count(ticket.cycle),
        Value::Count(ticket.urged),
    ];
    for kind in [ClockKind::Response, ClockKind::Restore, ClockKind::Resolve] {
        let last = ticket.clocks.iter().filter(|clock| clock.kind == kind).max_by_key(|clock| clock.cycle);
        row.extend(last.map_or([Value::Empty, Value::Empty, Value::Empty], |clock| promise(clock, now)));
    }
    row
}

/// By when, since when, and whether in time.
fn promise(clock: &ClockCard, now: DateTime<Utc>) -> [Value; 3] {
    let overdue = clock.state == ClockStatus::Running && clock.due_at.is_some_and(|due| due < now);
    let result = if overdue { "超时未完成" } else { clock.state.label() };
    [clock.due_at.into(), clock.stopped_at.into(), Value::from(result)]
}
