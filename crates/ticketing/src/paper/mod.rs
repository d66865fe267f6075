//! Papers of tickets: 服务单 and 故障报告. Pure; what only the vendor's people see is in none of them.

mod fault;
mod sheet;

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Block, Image},
    picture,
};
use jianyue_kernel::Value;

pub use fault::fault;
pub use sheet::sheet;

use crate::model::Ticket;

/// The most pictures of a paper; the names of the others are told.
const PICTURES: usize = 12;

/// Finds the content of a file by its digest.
pub type Find<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// A paper about `ticket`, with its head.
fn begun(title: &str, number: &str, ticket: &Ticket, head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let row = &ticket.row;
    let mut paper = Document {
        title: title.to_owned(),
        issuer: head.title.clone(),
        number: Some(number.to_owned()),
        made_at,
        foot: format!("{title} {number}"),
        ..Document::default()
    };
    let reporter = match &ticket.reporter.unit {
        Some(unit) => format!("{}（{unit}）", row.reporter_name),
        None => row.reporter_name.clone(),
    };
    paper.pairs([
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("工单编号", row.number.as_str().into()),
        ("标题", row.title.as_str().into()),
        ("类型", row.kind.label().into()),
        ("级别", row.case_name.as_str().into()),
        ("工作内容", head.works(row.work.as_slice()).into()),
        ("受理渠道", ticket.channel.label().into()),
        ("报修人", reporter.into()),
        ("登记时间", row.opened_at.into()),
        ("服务地点", row.site.as_ref().map(|site| site.name.clone()).into()),
        ("涉及设备", ticket.asset.clone().into()),
        ("状态", row.state.label().into()),
        ("处理人", row.assignee_name.clone().into()),
    ]);
    paper
}

/// Adds pictures with their names; those that cannot be shown are named.
fn pictures(paper: &mut Document, files: &[(&str, &str)], find: Find<'_>) {
    let mut left = Vec::new();
    for (n, (name, digest)) in files.iter().enumerate() {
        match find(digest).filter(|bytes| n < PICTURES && picture(bytes).is_some()) {
            Some(bytes) => {
                paper.block(Block::Image(Image { bytes, caption: (*name).to_owned(), width: 60 }));
            }
            None => left.push(*name),
        }
    }
    if !left.is_empty() {
        paper.note(format!("另有照片 {} 张，见系统内附件：{}", left.len(), left.join("、")));
    }
}

/// Words, or nothing.
fn said(text: Option<&str>) -> Value {
    text.map(str::trim).filter(|text| !text.is_empty()).map_or(Value::Empty, Value::from)
}
