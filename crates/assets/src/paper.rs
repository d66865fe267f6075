//! 盘点表. Pure.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{Document, model::Signature};
use jianyue_kernel::Value;

use crate::model::{Line, Taking, TakingOf, TakingState};

/// A stock-taking with its lines.
#[must_use]
pub fn paper(taking: &Taking, lines: &[Line], head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let mut paper = Document {
        title: "盘点表".to_owned(),
        issuer: head.title.clone(),
        made_at,
        foot: format!("盘点表 {}", taking.title),
        landscape: true,
        ..Document::default()
    };
    let what = match taking.of {
        TakingOf::Assets => "资产",
        TakingOf::Spares => "备件",
    };
    paper.pairs([
        ("盘点", taking.title.as_str().into()),
        ("对象", what.into()),
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("工作内容", head.works(taking.work.as_slice()).into()),
        ("存放地点", taking.scope.place.clone().into()),
        ("开始时间", taking.started_at.into()),
        ("开始人", taking.by.as_str().into()),
        ("完成时间", taking.closed_at.into()),
        ("完成人", taking.closed_by.clone().into()),
        ("应盘", Value::Count(taking.lines)),
        ("已盘", Value::Count(taking.counted)),
        ("有差异", Value::Count(taking.different)),
        ("账面调整", if taking.settled { "已按盘点结果调整" } else { "未调整" }.into()),
    ]);
    let rows = lines.iter().map(|line| {
        vec![
            line.code.as_str().into(),
            line.name.as_str().into(),
            line.place.clone().into(),
            line.unit.as_str().into(),
            Value::Count(line.booked),
            line.counted.into(),
            line.difference.into(),
            line.note.clone().into(),
            line.by.clone().into(),
            line.at.into(),
        ]
    });
    let columns = [
        ("编码", 3),
        ("名称", 4),
        ("存放地点", 3),
        ("单位", 1),
        ("账面", 1),
        ("实盘", 1),
        ("差异", 1),
        ("说明", 3),
        ("盘点人", 2),
        ("时间", 3),
    ];
    paper.table(None, &columns, rows.collect(), "没有需要盘点的内容。");
    if lines.len() < usize::try_from(taking.lines).unwrap_or_default() {
        paper.note(format!("本表列出前 {} 行，其余见系统内导出的明细。", lines.len()));
    }
    let done = taking.state == TakingState::Closed;
    let by = taking.closed_by.as_deref().filter(|_| done);
    paper.signed(vec![Signature::of("盘点人", by, None), Signature::of("甲方", None, None)]);
    paper
}
