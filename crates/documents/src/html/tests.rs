//! The page holds everything, loads nothing, runs nothing, and no text gets out of its place.

use super::render;
use crate::{
    Document, DocumentError,
    examples::{PIXEL, everything, texts},
    model::{Block, Chart, ChartKind, Image, Table},
};

fn page(document: &Document) -> String {
    String::from_utf8(render(document).unwrap()).unwrap()
}

/// The text of a page as somebody reads it.
fn read(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html.split_once("<body>").unwrap().1;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = after.split_once('>').unwrap();
        if tag == "br" {
            text.push('\n');
        }
        rest = after;
    }
    ["&lt;<", "&gt;>", "&quot;\"", "&#39;'", "&amp;&"].iter().fold(text, |text, pair| {
        let (escape, char) = pair.split_at(pair.find(';').unwrap() + 1);
        text.replace(escape, char)
    })
}

#[test]
fn nothing_of_a_document_is_lost() {
    let words = read(&page(&everything()));
    for text in texts(&everything()) {
        assert!(words.contains(&text), "{text}");
    }
}

#[test]
fn every_element_is_closed_in_its_place() {
    let html = page(&everything());
    let mut open = Vec::new();
    let mut rest = html.split_once("<html").unwrap().1.split_once('>').unwrap().1;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        let name = tag.split(' ').next().unwrap();
        match name.strip_prefix('/') {
            Some("html") => break,
            Some(name) => assert_eq!(open.pop(), Some(name), "{html}"),
            None if matches!(name, "meta" | "img" | "hr" | "br") => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_table_has_its_caption_and_heads_for_columns() {
    let html = page(&everything());
    assert!(html.contains("<caption>表 1　各级工单</caption><thead><tr><th scope=\"col\">级别</th>"));
    assert!(html.contains("<td class=\"number\">¥901,500.00</td>"));
    assert!(html.contains("<tfoot><tr><td>合计</td>"));
    assert!(html.contains("colspan=\"2\">本月未发生一级故障。</td>"));
    let ragged =
        Table { columns: vec!["一".into(), "二".into()], rows: vec![vec!["甲".into()]], ..Table::default() };
    let html = page(&Document { blocks: vec![Block::Table(ragged)], ..Document::default() });
    assert!(html.contains("<tr><td>甲</td><td></td></tr>"), "{html}");
}

#[test]
fn a_chart_is_told_in_words_and_numbers_too() {
    let html = page(&everything());
    let from = html.find("<figure class=\"chart\">").unwrap();
    let chart = &html[from..from + html[from..].find("</figure>").unwrap()];
    assert!(chart.contains("role=\"img\"") && chart.contains("<title id=\"c") && chart.contains("<desc id=\"c"));
    assert!(chart.contains("<figcaption>图 1　响应达标率高于合同要求</figcaption>"));
    assert!(chart.contains("<th scope=\"row\">2 月</th><td class=\"number\">—</td><td class=\"number\">90</td>"));
    assert!(!chart.contains("NaN"));
}

#[test]
fn nothing_is_loaded_or_run() {
    let html = page(&everything());
    for wrong in ["<script", "http://", "https://", "javascript:", "<link", "@import", "url(", "onload"] {
        assert!(!html.contains(wrong), "{wrong}");
    }
    assert!(html.contains("<html lang=\"zh-CN\">"));
    assert!(html.contains("src=\"data:image/png;base64,iVBOR"));
    assert!(html.contains("default-src 'none'"));
}

#[test]
fn hostile_texts_stay_texts() {
    let hostile = "</p><script>alert('1')</script>\" onload=\"x\u{0}\u{FFFF}&lt;";
    let document = Document {
        title: hostile.into(),
        issuer: hostile.into(),
        number: Some(hostile.into()),
        foot: hostile.into(),
        watermark: Some(hostile.into()),
        contents: true,
        facts: vec![(hostile.into(), hostile.into())],
        blocks: vec![
            Block::Heading { level: 9, text: hostile.into() },
            Block::Paragraph(hostile.into()),
            Block::List { numbered: false, items: vec![hostile.into()] },
            Block::Chart(Chart {
                caption: hostile.into(),
                unit: hostile.into(),
                kind: ChartKind::Bars,
                labels: vec![hostile.into()],
                series: vec![(hostile.into(), vec![Some(f64::NAN)])],
            }),
            Block::Image(Image { bytes: PIXEL.to_vec(), caption: hostile.into(), width: 200 }),
        ],
        ..Document::default()
    };
    let html = page(&document);
    assert!(!html.contains("<script") && !html.contains("\" onload") && !html.contains('\0'));
    let shown = hostile.replace(['\0', '\u{FFFF}'], "\u{FFFD}");
    assert!(read(&html).matches(&shown).count() > 10);
}

#[test]
fn a_picture_that_is_none_is_named() {
    let image = Block::Image(Image { bytes: b"<svg onload=x>".to_vec(), caption: "机房".into(), width: 50 });
    let document = Document { blocks: vec![image], ..Document::default() };
    assert!(matches!(render(&document), Err(DocumentError::Picture(name, _)) if name == "机房"));
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(render(&everything()).unwrap(), render(&everything()).unwrap());
}
