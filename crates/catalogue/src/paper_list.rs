//! A list of requests as a paper: 服务申请清单.

use chrono::{DateTime, Utc};
use jianyue_documents::Document;
use jianyue_kernel::Value;

use crate::model::Summary;

/// The most requests of a list.
pub const MOST: usize = 5_000;

/// The list of `items`; `cut` where there are more.
#[must_use]
pub fn paper(items: &[Summary], cut: Cut, made_at: DateTime<Utc>) -> Document {
    let mut paper = Document {
        title: "服务申请清单".to_owned(),
        made_at,
        landscape: true,
        facts: vec![
            ("件数".to_owned(), Value::Count(i64::try_from(items.len()).unwrap_or(i64::MAX))),
            ("导出时间".to_owned(), Value::Moment(made_at)),
        ],
        foot: "服务申请清单".to_owned(),
        ..Document::default()
    };
    if cut == Cut::More {
        paper.note(format!("还有更多，这里是前 {MOST} 件。请缩小筛选范围后再导出。"));
    }
    let rows = items.iter().map(|one| {
        vec![
            one.number.as_str().into(),
            one.form_title.as_str().into(),
            one.title.as_str().into(),
            one.work_title.clone().into(),
            one.state.name().into(),
            one.asked_by.as_str().into(),
            one.asked_at.into(),
            one.wanted_on.into(),
            one.due_on.into(),
            if one.late { "逾期" } else { "" }.into(),
            one.executor.clone().into(),
            one.effort.map(|days| days.to_string()).into(),
        ]
    });
    let columns = [
        ("编号", 0),
        ("申请单", 0),
        ("事项", 0),
        ("工作内容", 0),
        ("状态", 0),
        ("申请人", 0),
        ("申请时间", 0),
        ("希望完成", 0),
        ("办结期限", 0),
        ("逾期", 0),
        ("办理人", 0),
        ("人天", 0),
    ];
    paper.table(None, &columns, rows.collect(), "没有符合条件的服务申请。");
    paper
}

/// Whether a list is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It is.
    No,
    /// There are more.
    More,
}
