//! A change of people as a paper: 人员变更通知.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Align, Block, Paragraph, Signature},
};
use jianyue_kernel::Value;
use jianyue_sla::zone;

use crate::model::{ChangeState, StaffChange};

/// The paper of `change`.
#[must_use]
pub fn paper(change: &StaffChange, head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let mut paper = Document {
        title: "人员变更通知".to_owned(),
        issuer: head.title.clone(),
        made_at,
        foot: format!("人员变更通知 {}", change.title),
        ..Document::default()
    };
    let coming = change.coming.as_deref().unwrap_or("待定");
    paper.block(Block::Paragraph(Paragraph {
        text: format!("{}：", head.client),
        align: Align::Left,
        ..Paragraph::default()
    }));
    let term = match (&change.term, change.consent) {
        (Some(term), true) => format!("按照合同 {} 的约定，提前 {term}书面通知，并请贵方同意：", change.clause),
        (Some(term), false) => format!("按照合同 {} 的约定，提前 {term}书面通知：", change.clause),
        (None, true) => format!("按照合同 {} 的约定，请贵方同意：", change.clause),
        (None, false) => "现将人员变更情况通知如下：".to_owned(),
    };
    let what = match change.state {
        ChangeState::Unconsented => {
            format!("{}{}已于 {} 离岗，接替人员：{coming}。", change.title, change.leaving, change.effective_on)
        }
        _ => format!("自 {} 起，{}由{}更换为{coming}。", change.effective_on, change.title, change.leaving),
    };
    paper.text(&format!("{term}{what}"));
    paper.heading(1, "一、变更情况");
    paper.pairs([
        ("岗位", change.title.as_str().into()),
        ("状态", change.state.name().into()),
        ("工作内容", head.works(&change.works).into()),
        ("合同条款", change.clause.as_str().into()),
        ("离岗人员", change.leaving.as_str().into()),
        ("接替人员", coming.into()),
        ("通知日期", change.noticed_on.into()),
        ("通知时间", change.created_at.into()),
        ("最早可生效日期", change.earliest_on.into()),
        ("生效日期", change.effective_on.into()),
        ("通知人", change.asked_by.as_str().into()),
        ("办结时间", change.done_at.into()),
    ]);
    paper.heading(1, "二、变更原因").text(&change.reason);
    paper.heading(1, "三、工作交接");
    let rows = (1..).zip(&change.handover).map(|(no, item)| {
        vec![Value::Count(no), item.text.as_str().into(), item.done_by.clone().into(), item.done_at.into()]
    });
    let columns = [("序号", 1), ("交接事项", 5), ("办理人", 3), ("完成时间", 3)];
    paper.table(None, &columns, rows.collect(), "没有列出交接事项。");
    paper.heading(1, "四、甲方意见");
    match (&change.decided_by, change.decided_at) {
        (Some(by), Some(at)) => {
            let said = match change.state {
                ChangeState::Refused => "不同意",
                _ => "同意",
            };
            paper
                .text(change.decision_note.as_deref().unwrap_or(said))
                .note(format!("{said}，{by}，{}", Value::Moment(at)));
        }
        _ if change.consent && change.state == ChangeState::Asked => drop(paper.text("待甲方同意。")),
        _ if change.state == ChangeState::Unconsented => drop(paper.text("未经甲方同意。")),
        _ => drop(paper.text("合同不要求同意，已通知甲方。")),
    }
    paper.signed(vec![
        Signature::of("通知方（乙方）", Some(&head.vendor), Some(change.noticed_on)),
        Signature::of("甲方", change.decided_by.as_deref(), change.decided_at.map(zone::local_date)),
    ]);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(change: &StaffChange) -> String {
    format!("人员变更通知 {} {}", change.title, change.effective_on)
}
