//! A drill as a paper: 应急演练记录.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Block, Signature},
};
use jianyue_kernel::Value;
use jianyue_sla::zone;

use crate::model::{Drill, DrillState};

/// The paper of `drill`; `drawn` is the picture of the observer's signature.
#[must_use]
pub fn paper(drill: &Drill, head: &Letterhead, drawn: Option<Vec<u8>>, made_at: DateTime<Utc>) -> Document {
    let mut paper = Document {
        title: "应急演练记录".to_owned(),
        issuer: head.title.clone(),
        made_at,
        foot: format!("应急演练记录 {}", drill.title),
        ..Document::default()
    };
    let outcome = drill.outcome.as_ref();
    let state = match drill.state {
        DrillState::Planned => "待举行",
        DrillState::Held => "已举行",
        DrillState::Missed => "已过计划日期，未举行",
    };
    paper.pairs([
        ("演练名称", drill.title.as_str().into()),
        ("状态", state.into()),
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("工作内容", head.works(&drill.works).into()),
        ("合同条款", drill.clause.clone().into()),
        ("计划日期", drill.planned_on.into()),
        ("计划人", drill.planned_by.as_str().into()),
        ("举行时间", drill.held_at.into()),
        ("用时", outcome.map_or(Value::Empty, |outcome| Value::Seconds(i64::from(outcome.minutes) * 60))),
        ("记录人", drill.held_by.clone().into()),
        ("甲方观摩人", outcome.and_then(|outcome| outcome.observer.clone()).into()),
    ]);
    paper.heading(1, "一、演练场景").text(&drill.scenario);
    paper.heading(1, "二、参加人员").text(outcome.map_or("演练尚未举行。", |outcome| &outcome.participants));
    paper.heading(1, "三、演练过程");
    let moments = outcome.map(|outcome| outcome.timeline.as_slice()).unwrap_or_default();
    let rows = moments.iter().map(|one| vec![format!("第 {} 分钟", one.minute).into(), one.text.as_str().into()]);
    paper.table(None, &[("时刻", 2), ("内容", 8)], rows.collect(), "没有记录过程。");
    paper.heading(1, "四、演练结果").text(outcome.map_or("演练尚未举行。", |outcome| &outcome.summary));
    paper.heading(1, "五、发现问题与整改");
    let rows = (1..).zip(&drill.findings).map(|(no, one)| {
        let how = match (&one.done_note, one.overdue) {
            (Some(note), _) => Value::from(note.as_str()),
            (None, true) => "逾期未整改".into(),
            (None, false) => "整改中".into(),
        };
        vec![
            Value::Count(no),
            one.text.as_str().into(),
            one.owner.as_str().into(),
            one.due_on.into(),
            how,
            one.done_by.clone().into(),
            one.done_at.into(),
        ]
    });
    let columns =
        [("序号", 1), ("问题", 4), ("责任人", 2), ("期限", 2), ("整改情况", 4), ("办理人", 2), ("完成时间", 3)];
    paper.table(None, &columns, rows.collect(), "没有发现问题。");
    let papers: Vec<_> = drill.files.iter().filter(|file| file.part != "signature").collect();
    if !papers.is_empty() {
        paper.heading(2, "附件");
        let items = papers.into_iter().map(|file| file.name.clone()).collect();
        paper.block(Block::List { numbered: true, items });
    }
    let day = drill.held_at.map(zone::local_date);
    let observer = outcome.and_then(|outcome| outcome.observer.as_deref());
    let mut watched = Signature::of("观摩人（甲方）", observer, day.filter(|_| observer.is_some()));
    watched.drawn = drawn;
    paper.signed(vec![Signature::of("记录人（乙方）", drill.held_by.as_deref(), day), watched]);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(drill: &Drill) -> String {
    format!("应急演练记录 {} {}", drill.planned_on, drill.title)
}
