//! A training as a paper: 培训记录, with who was there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Block, Signature},
};
use jianyue_kernel::Value;
use jianyue_sla::zone;
use uuid::Uuid;

use crate::model::{Attendee, Training};

/// The paper of `training`, which holds what its reader may see; `drawn` are the pictures of signatures by their files.
#[must_use]
pub fn paper(
    training: &Training,
    head: &Letterhead,
    drawn: &BTreeMap<Uuid, Vec<u8>>,
    made_at: DateTime<Utc>,
) -> Document {
    let mut paper = Document {
        title: "培训记录".to_owned(),
        issuer: head.title.clone(),
        made_at,
        foot: format!("培训记录 {}", training.topic),
        ..Document::default()
    };
    paper.pairs([
        ("培训主题", training.topic.as_str().into()),
        ("状态", training.state.name().into()),
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("工作内容", head.works(&training.works).into()),
        ("合同要求", format!("{}（{}）", training.title, training.clause).into()),
        ("培训对象", training.audience.as_str().into()),
        ("讲师", training.trainer.as_str().into()),
        ("地点", training.place.as_str().into()),
        ("约定日期", training.due_on.into()),
        ("计划日期", training.planned_on.into()),
        ("举办日期", training.held_on.into()),
        ("登记人", training.held_by.clone().into()),
        ("登记时间", training.created_at.into()),
    ]);
    if let Some(note) = &training.note {
        paper.heading(1, "一、培训内容说明").text(note);
    } else {
        paper.heading(1, "一、培训内容说明").text(&format!("面向{}讲解{}。", training.audience, training.topic));
    }
    attendance(&mut paper, training);
    if let Some(average) = training.average {
        let text = format!(
            "应到 {} 人，签到 {} 人，{} 人评价，平均 {average:.1} 分（满分 5 分）。",
            training.attendees, training.signed, training.rated
        );
        paper.note(text);
    } else {
        paper.note(format!("应到 {} 人，签到 {} 人，没有人评价。", training.attendees, training.signed));
    }
    signatures(&mut paper, &training.people, drawn);
    if !training.files.is_empty() {
        paper.heading(1, "三、培训材料");
        let items = training.files.iter().map(|file| file.name.clone()).collect();
        paper.block(Block::List { numbered: true, items });
    }
    decided(&mut paper, training);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(training: &Training) -> String {
    format!("培训记录 {} {}", training.held_on.unwrap_or(training.planned_on), training.topic)
}

fn attendance(paper: &mut Document, training: &Training) {
    paper.heading(1, "二、参加人员");
    let rows = (1..).zip(&training.people).map(|(no, one)| {
        let comment = one.comment.as_deref().filter(|text| !text.is_empty());
        vec![
            Value::Count(no),
            one.name.as_str().into(),
            one.unit.clone().into(),
            one.signed_at.into(),
            one.score.map(|score| format!("{score} 分")).into(),
            comment.into(),
        ]
    });
    let columns = [("序号", 1), ("姓名", 3), ("单位", 3), ("签到时间", 3), ("评分", 1), ("意见", 4)];
    paper.table(None, &columns, rows.collect(), "还没有登记参加人员。");
}

fn signatures(paper: &mut Document, people: &[Attendee], drawn: &BTreeMap<Uuid, Vec<u8>>) {
    let signed = people.iter().filter_map(|one| {
        let picture = drawn.get(&one.signature?)?.clone();
        let on = one.signed_at.map(zone::local_date);
        Some(Signature { role: "参加人".to_owned(), name: one.name.clone(), drawn: Some(picture), on })
    });
    let signed: Vec<_> = signed.collect();
    if !signed.is_empty() {
        paper.heading(2, "签到签名").signed(signed);
    }
}

fn decided(paper: &mut Document, training: &Training) {
    let day = training.decided_at.map(zone::local_date);
    if let Some(by) = &training.decided_by {
        let at = training.decided_at.map(|at| Value::Moment(at).to_string()).unwrap_or_default();
        let note = training.decision_note.as_deref().unwrap_or("同意确认");
        paper.heading(1, if training.files.is_empty() { "三、甲方意见" } else { "四、甲方意见" });
        paper.text(note).note(format!("{by}，{at}"));
    }
    paper.signed(vec![
        Signature::of("讲师（乙方）", Some(&training.trainer), training.held_on),
        Signature::of("确认人（甲方）", training.decided_by.as_deref(), day),
    ]);
}
