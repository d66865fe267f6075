//! Papers of rounds: 系统日常监控单, 系统周巡检单 and 巡检报告. Pure.

use chrono::{DateTime, Utc};
use jianyue_documents::{
    Document,
    model::{Block, Image, Signature},
    picture,
};
use jianyue_kernel::Value;
use jianyue_sla::zone;

use crate::service::{Sheet, SheetPart, SheetRow};

/// The most photos of a paper; the names of the others are told.
const PHOTOS: usize = 12;

/// Finds the content of a file by its digest.
pub type Find<'a> = &'a dyn Fn(&str) -> Option<Vec<u8>>;

/// The name of the file of a sheet.
#[must_use]
pub fn name(sheet: &Sheet) -> String {
    if sheet.from == sheet.to {
        format!("{} {}", sheet.title, sheet.from)
    } else {
        format!("{} {} 至 {}", sheet.title, sheet.from, sheet.to)
    }
}

/// A sheet with every point, answer and signature.
#[must_use]
pub fn paper(sheet: &Sheet, find: Find<'_>, made_at: DateTime<Utc>) -> Document {
    let mut paper = Document {
        title: sheet.title.clone(),
        issuer: sheet.contract.clone(),
        made_at,
        foot: name(sheet),
        ..Document::default()
    };
    let count = |n: usize| Value::Count(i64::try_from(n).unwrap_or(i64::MAX));
    let period =
        if sheet.from == sheet.to { sheet.from.to_string() } else { format!("{} 至 {}", sheet.from, sheet.to) };
    paper.pairs([
        ("甲方", sheet.client.as_str().into()),
        ("乙方", sheet.vendors.join("、").into()),
        ("期间", period.into()),
        ("应做", count(sheet.planned)),
        ("已完成", count(sheet.made)),
        ("异常项", count(sheet.deviations)),
    ]);
    if sheet.parts.is_empty() {
        paper.text("本期没有应执行的工作。");
    }
    let mut photos = Vec::new();
    for (n, part) in sheet.parts.iter().enumerate() {
        paper.heading(2, format!("{}. {}（{}）", n + 1, part.title, part.clause));
        opening(&mut paper, part);
        points(&mut paper, part);
        signatures(&mut paper, part, find);
        let of = part.groups.iter().flat_map(|group| &group.rows);
        photos.extend(of.flat_map(|row| row.photos.iter().map(move |digest| (row.title.as_str(), digest.as_str()))));
    }
    shown(&mut paper, &photos, find);
    paper
}

fn opening(paper: &mut Document, part: &SheetPart) {
    paper.pairs([
        ("计划日", part.planned.into()),
        ("状态", part.state.label().into()),
        ("执行人", part.by.clone().or_else(|| part.assignee.clone()).into()),
        ("开始时间", part.started_at.into()),
        ("完成时间", part.closed_at.into()),
        ("更正原因", part.corrected.clone().into()),
    ]);
    if let Some(told) = &part.announcement {
        let new = told.new_day.map(|day| format!("，改于 {day} 执行")).unwrap_or_default();
        let text = format!(
            "{} {} 告知：原计划 {} 不能执行（{}）{new}。",
            Value::Moment(told.at),
            told.by,
            told.planned,
            told.reason
        );
        paper.text(&text);
    }
    if let Some(proof) = &part.proof {
        paper.text(&format!("系统自动记录（{}）：{}", Value::Moment(proof.at), proof.text));
    }
}

fn line(row: &SheetRow) -> Vec<Value> {
    let text = |text: &str| if text.is_empty() { Value::Empty } else { text.into() };
    let result = if row.deviation {
        "异常"
    } else if row.value.is_empty() {
        "—"
    } else {
        "正常"
    };
    vec![
        row.title.as_str().into(),
        text(&row.limits),
        text(&row.value),
        result.into(),
        text(row.note.as_deref().unwrap_or_default()),
        row.by.clone().into(),
        row.ticket_number.clone().into(),
    ]
}

fn points(paper: &mut Document, part: &SheetPart) {
    // What a machine proved has no answers of its own.
    if part.run_id.is_none() {
        if part.proof.is_none() {
            paper.text("没有巡检记录。");
        }
        return;
    }
    let columns = [("检查项", 5), ("标准", 3), ("结果", 3), ("判断", 2), ("说明", 4), ("填写人", 2), ("工单", 3)];
    for group in &part.groups {
        if !group.title.is_empty() {
            paper.heading(3, group.title.clone());
        }
        paper.table(None, &columns, group.rows.iter().map(line).collect(), "没有检查项。");
    }
}

fn signatures(paper: &mut Document, part: &SheetPart, find: Find<'_>) {
    let signed = part.signatures.iter().map(|one| Signature {
        drawn: find(&one.image).filter(|bytes| picture(bytes).is_some()),
        ..Signature::of(one.who.label(), Some(&one.name), Some(zone::local_date(one.at)))
    });
    let signed: Vec<Signature> = signed.collect();
    if !signed.is_empty() {
        paper.signed(signed);
    }
    if let Some(digest) = &part.digest {
        paper.note(format!("记录内容的 SM3 摘要：{digest}"));
    }
}

fn shown(paper: &mut Document, photos: &[(&str, &str)], find: Find<'_>) {
    if photos.is_empty() {
        return;
    }
    paper.heading(2, "现场照片");
    let mut left = 0;
    for (n, (title, digest)) in photos.iter().enumerate() {
        match find(digest).filter(|bytes| n < PHOTOS && picture(bytes).is_some()) {
            Some(bytes) => {
                paper.block(Block::Image(Image { bytes, caption: (*title).to_owned(), width: 60 }));
            }
            None => left += 1,
        }
    }
    if left > 0 {
        paper.note(format!("另有照片 {left} 张，见系统内巡检记录。"));
    }
}
