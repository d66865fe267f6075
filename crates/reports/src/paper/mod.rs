//! A report as a document: cover, parts in words, figures with tables and pictures, signatures, the rows behind the figures.
//!
//! Pure: the same snapshot and standing give the same document.

mod pieces;

use chrono::{DateTime, Utc};
use jianyue_documents::{
    Document,
    model::{Align, Block, Paragraph, Signature},
};
use jianyue_kernel::Value;
use jianyue_platform::reports::{Section, Table};
use jianyue_sla::zone;

pub use self::pieces::MOST;
use self::pieces::{annex, numeral, section_blocks};
use crate::{
    model::{AcceptedHow, Facts, Part, ReviewShown, SilenceMeans, Snapshot},
    policy::narrative::{day, span},
};

/// Parts that stand before the figures.
const FIRST: [&str; 2] = ["overview", "work"];

/// Where the version stands that is printed.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// SM3 over the snapshot; none for a draft.
    pub digest: Option<String>,
    /// What lies behind each page: `草稿`.
    pub mark: Option<String>,
    /// When it was submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// By whom; empty for a draft.
    pub submitted_by: String,
    /// How it is reviewed.
    pub review: Option<ReviewShown>,
    /// From when it is accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// How it was accepted.
    pub accepted_how: Option<AcceptedHow>,
    /// Who accepted it; none for silence.
    pub accepted_by: Option<String>,
}

/// The document. Tables of the annex have `most` rows and say how many there are.
#[must_use]
pub fn document(snapshot: &Snapshot, standing: &Standing, most: usize) -> Document {
    let facts = &snapshot.facts;
    Document {
        title: facts.title.clone(),
        issuer: facts.vendor.join("、"),
        number: Some(facts.number.clone()),
        made_at: facts.composed_at,
        cover: true,
        contents: snapshot.sections.len() + snapshot.parts.len() > 4,
        facts: cover(facts, standing),
        watermark: standing.mark.clone(),
        foot: foot(facts, standing),
        landscape: false,
        blocks: blocks(snapshot, standing, most),
    }
}

/// Name and value pairs below the title.
fn cover(facts: &Facts, standing: &Standing) -> Vec<(String, Value)> {
    let mut pairs: Vec<(&str, Value)> = vec![("合同名称", facts.contract_title.as_str().into())];
    if let Some(number) = &facts.contract_number {
        pairs.push(("合同编号", number.as_str().into()));
    }
    pairs.push(("甲方", facts.client.join("、").into()));
    pairs.push(("乙方", facts.vendor.join("、").into()));
    if !facts.works.is_empty() {
        let works: Vec<&str> = facts.works.iter().map(|work| work.title.as_str()).collect();
        pairs.push(("工作内容", works.join("、").into()));
    }
    pairs.push(("报告期", span(facts.from, facts.to).into()));
    let assumed = facts.assumed.as_deref().map(|why| format!("（{why}）")).unwrap_or_default();
    pairs.push(("依据条款", format!("{}{assumed}", facts.clause).into()));
    pairs.push(("报告版本", format!("第 {} 版，数据截至 {}", facts.version, Value::from(facts.composed_at)).into()));
    if let Some(at) = standing.submitted_at {
        pairs.push(("提交日期", zone::local_date(at).into()));
    }
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn foot(facts: &Facts, standing: &Standing) -> String {
    match &standing.digest {
        Some(digest) => format!("{} 第 {} 版　SM3 {}", facts.number, facts.version, &digest[..16.min(digest.len())]),
        None => format!("{} 草稿", facts.number),
    }
}

fn heading(level: u8, text: String) -> Block {
    Block::Heading { level, text }
}

fn blocks(snapshot: &Snapshot, standing: &Standing, most: usize) -> Vec<Block> {
    let (first, last): (Vec<&Part>, Vec<&Part>) =
        snapshot.parts.iter().partition(|part| FIRST.contains(&part.key.as_str()));
    let (mut blocks, mut n) = (Vec::new(), 0);
    let mut next = || {
        n += 1;
        numeral(n)
    };
    for part in first {
        blocks.push(heading(1, format!("{}、{}", next(), part.heading)));
        blocks.extend(words(part));
    }
    if !snapshot.sections.is_empty() {
        blocks.push(heading(1, format!("{}、数据与明细", next())));
        for (n, section) in snapshot.sections.iter().enumerate() {
            blocks.push(heading(2, format!("（{}）{}", numeral(n + 1), section.title)));
            blocks.extend(section_blocks(section));
        }
    }
    for part in last {
        blocks.push(heading(1, format!("{}、{}", next(), part.heading)));
        blocks.extend(words(part));
    }
    blocks.push(heading(1, format!("{}、审核与签章", next())));
    blocks.push(Block::Paragraph(review(standing).into()));
    if let Some(digest) = &standing.digest {
        let text = format!("本报告第 {} 版提交时冻结，内容摘要（SM3）：{digest}。", snapshot.facts.version);
        blocks.push(Block::Paragraph(text.into()));
    }
    blocks.push(Block::Signatures(signatures(&snapshot.facts, standing)));
    blocks.extend(annexes(&snapshot.sections, most));
    blocks
}

fn words(part: &Part) -> Vec<Block> {
    if part.text.trim().is_empty() {
        let text = "（待填写）".to_owned();
        return vec![Block::Paragraph(Paragraph { text, align: Align::Body, ..Paragraph::default() })];
    }
    let lines = part.text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Block::Paragraph(line.into())).collect()
}

/// How it is reviewed, or was.
fn review(standing: &Standing) -> String {
    if let (Some(at), Some(how)) = (standing.accepted_at, standing.accepted_how) {
        let review = standing.review.as_ref();
        return match how {
            AcceptedHow::ByClient => {
                let by = standing.accepted_by.as_deref().unwrap_or("甲方");
                format!("甲方于 {} 接受本报告（{by}）。", day(zone::local_date(at)))
            }
            AcceptedHow::BySilence => {
                let (within, clause) = review.map_or(("约定期限", ""), |review| {
                    (review.within.as_str(), review.clause.as_deref().unwrap_or_default())
                });
                let until = review.and_then(|review| review.by).map(day).unwrap_or_default();
                format!("自提交之日起 {within}内（至 {until}）甲方没有提出意见，按合同 {clause} 视为通过。")
            }
        };
    }
    let Some(review) = &standing.review else {
        return "合同没有约定本报告的审核期限。".to_owned();
    };
    let clause = review.clause.as_deref().unwrap_or_default();
    let silence = match review.silence {
        SilenceMeans::Accepted => "到期没有意见的视为通过",
        SilenceMeans::Unsaid => "合同没有约定到期不答复的后果",
    };
    let until = review.by.map(|by| format!("，至 {}", day(by))).unwrap_or_default();
    format!("甲方自收到之日起 {} 内审核{until}；{silence}（{clause}）。", review.within)
}

fn signatures(facts: &Facts, standing: &Standing) -> Vec<Signature> {
    let on = standing.submitted_at.map(zone::local_date);
    let accepted = standing.accepted_at.filter(|_| standing.accepted_how == Some(AcceptedHow::ByClient));
    let mut all = Vec::new();
    for vendor in &facts.vendor {
        all.push(Signature {
            role: "乙方项目经理（签字、盖章）".to_owned(), name: vendor.clone(), drawn: None, on
        });
    }
    for client in &facts.client {
        let on = accepted.map(zone::local_date);
        all.push(Signature {
            role: "甲方经办人（签字、盖章）".to_owned(), name: client.clone(), drawn: None, on
        });
    }
    all
}

/// The rows behind the figures: those that several figures of a section count stand once.
fn annexes(sections: &[Section], most: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for section in sections {
        let mut kept: Vec<(&Table, String)> = Vec::new();
        for table in section.rows.iter().filter(|table| !table.rows.is_empty()) {
            match kept.iter_mut().find(|(known, _)| known.columns == table.columns && known.rows == table.rows) {
                Some((_, title)) => {
                    title.push('、');
                    title.push_str(&table.title);
                }
                None => kept.push((table, table.title.clone())),
            }
        }
        for (table, title) in kept {
            if blocks.is_empty() {
                blocks.push(Block::PageBreak);
                blocks.push(heading(1, "附件　明细".to_owned()));
            }
            blocks.extend(annex((section, table), &title, most));
        }
    }
    blocks
}
