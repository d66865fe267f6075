use std::{io::Write as _, process::Command};

use chrono::DateTime;
use jianyue_kernel::{Money, Value};

use super::render;
use crate::{
    Document,
    model::{Align, Block, Chart, ChartKind, Column, Image, Paragraph, Signature, Table},
    pictures::tests::sample_png,
};

/// What a reader finds in the file, page by page. Needs `pdftotext` of poppler-utils.
fn read(file: &[u8]) -> Vec<String> {
    let mut kept = tempfile::NamedTempFile::new().expect("a place");
    kept.write_all(file).expect("room");
    let found = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(kept.path()).arg("-").output();
    let output = found.expect("pdftotext is missing: run scripts/setup.sh test, or install poppler-utils");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_terminator('\u{c}').map(str::to_owned).collect()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn report() -> Document {
    let rows = (1..=60_i64).map(|row| {
        let money = Value::Money(Money::from_fen(row * 1_234_567));
        vec![
            Value::Text(format!("GD-{row:04}")),
            "门户网站访问缓慢，经排查为数据库连接数不足".into(),
            Value::Count(row * 37),
            Value::share(row, 61),
            money,
            Value::Seconds(row * 611),
        ]
    });
    let table = Table {
        caption: Some("工单明细".into()),
        columns: ["编号", "内容", "次数", "占比", "金额", "用时"].into_iter().map(Column::from).collect(),
        rows: rows.collect(),
        total: Some(vec![
            "合计".into(),
            Value::Empty,
            Value::Count(67_710),
            Value::Empty,
            Value::Money(Money::from_fen(2_259_257_610)),
            Value::Empty,
        ]),
        empty: "无".into(),
    };
    let chart = Chart {
        caption: "工单按月".into(),
        unit: "件".into(),
        kind: ChartKind::Stacked,
        labels: (1..=12).map(|month| format!("{month} 月")).collect(),
        series: vec![
            ("报障".into(), (1..=12).map(|month| Some(f64::from(month * 7))).collect()),
            ("咨询".into(), vec![Some(5.0); 12]),
        ],
    };
    Document {
        title: "2026 年 3 月运维月报".into(),
        issuer: "某公司运维项目部（演示）".into(),
        number: Some("JY-2026-03".into()),
        made_at: DateTime::from_timestamp(1_775_000_000, 0).unwrap_or_default(),
        cover: true,
        contents: true,
        facts: vec![("合同".into(), "三年期网络与系统运维".into()), ("期间".into(), "2026-03-01 至 2026-03-31".into())],
        watermark: Some("草稿".into()),
        foot: "摘要值 SM3 0123456789abcdef".into(),
        landscape: false,
        blocks: vec![
            Block::Heading { level: 1, text: "一、总体情况".into() },
            Block::Paragraph(Paragraph::from(
                "本月共受理工单 1234 件，按时解决率 97.4%，未发生重大故障（一级）。".repeat(6),
            )),
            Block::Heading { level: 2, text: "（一）工单".into() },
            Block::List { numbered: true, items: vec!["数据库扩容".into(), "更换老化交换机".into()] },
            Block::Table(table),
            Block::Chart(chart),
            Block::Heading { level: 1, text: "二、意见建议".into() },
            Block::Paragraph(Paragraph {
                text: "注：罕见字 㐀𠮷 与表情 😀。".into(),
                align: Align::Left,
                small: true,
                strong: false,
            }),
            Block::Image(Image { bytes: sample_png(40, 30), caption: "机房".into(), width: 30 }),
            Block::Signatures(vec![
                Signature {
                    role: "甲方（盖章）".into(),
                    name: "某局（演示）".into(),
                    drawn: Some(sample_png(60, 20)),
                    on: None,
                },
                Signature {
                    role: "乙方（盖章）".into(),
                    name: "某公司（演示）".into(),
                    drawn: None,
                    on: chrono::NaiveDate::from_ymd_opt(2026, 4, 5),
                },
            ]),
        ],
    }
}

#[test]
fn every_word_and_figure_is_found_by_a_reader() {
    let document = report();
    let pages = read(&render(&document).expect("a file"));
    let all = bare(&pages.concat());
    let mut wanted = vec![
        document.title.clone(),
        document.issuer.clone(),
        document.foot.clone(),
        "续表 1".into(),
        "目　录".into(),
        "单位：件".into(),
    ];
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } => wanted.push(text.clone()),
            Block::List { items, .. } => wanted.extend(items.clone()),
            Block::Table(table) => wanted.extend(
                table
                    .rows
                    .iter()
                    .chain(&table.total)
                    .flatten()
                    .filter(|value| value.is_number())
                    .map(ToString::to_string),
            ),
            Block::Chart(chart) => wanted.push(chart.caption.clone()),
            _ => {}
        }
    }
    for text in wanted {
        assert!(all.contains(&bare(&text)), "{text}");
    }
    assert!(all.contains("按时解决率97.4%") && all.contains("日期：2026年4月5日"));
    for (index, page) in pages.iter().enumerate().skip(1) {
        assert!(bare(page).contains(&format!("第{}页共{}页", index + 1, pages.len())), "{page}");
    }
}

#[test]
fn a_radical_that_looks_like_a_character_does_not_spoil_the_search() {
    let document = Document { title: "第一期⼀览".into(), ..Document::default() };
    assert!(bare(&read(&render(&document).expect("a file"))[0]).starts_with("第一期一览"));
}

#[test]
fn the_dash_of_a_clause_is_found_as_it_was_typed() {
    let document = Document { title: "依据 二 (一)–(四)、三—五".into(), ..Document::default() };
    assert!(bare(&read(&render(&document).expect("a file"))[0]).starts_with("依据二(一)–(四)、三—五"));
}

/// Spaces of justified text must not be read as spaces of words.
#[test]
fn filled_lines_are_read_without_spaces_between_characters() {
    let text = "系统运行平稳各项指标均在合同约定范围以内并将继续做好重要时期的保障工作".repeat(8);
    let document = Document { blocks: vec![Block::Paragraph(Paragraph::from(text.as_str()))], ..Document::default() };
    let pages = read(&render(&document).expect("a file"));
    let lines: Vec<&str> = pages[0].lines().map(str::trim).filter(|line| line.chars().count() > 10).collect();
    assert!(lines.iter().take(5).all(|line| !line.contains(' ')), "{lines:?}");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (first, second) = (render(&report()).expect("a file"), render(&report()).expect("a file"));
    assert!(first == second);
    let mut other = report();
    other.foot = "别的".into();
    assert!(render(&other).expect("a file") != first);
}

#[test]
fn properties_bookmarks_and_links_are_in_the_file() {
    let file = lopdf::Document::load_mem(&render(&report()).expect("a file")).expect("a PDF");
    let info = file
        .trailer
        .get(b"Info")
        .and_then(|info| file.get_object(info.as_reference()?))
        .and_then(lopdf::Object::as_dict)
        .expect("properties");
    let text = |key: &[u8]| info.get(key).and_then(lopdf::decode_text_string).unwrap_or_default();
    assert_eq!(
        (text(b"Title"), text(b"Author")),
        ("2026 年 3 月运维月报".to_owned(), "某公司运维项目部（演示）".to_owned())
    );
    assert_eq!(text(b"CreationDate"), "D:20260331233320Z");
    let catalog = file.catalog().expect("a catalog");
    assert_eq!(catalog.get(b"Lang").and_then(lopdf::Object::as_str).ok(), Some(&b"zh-CN"[..]));
    let toc = file.get_toc().expect("bookmarks");
    let titles: Vec<_> = toc.toc.iter().map(|entry| (entry.level, entry.title.clone())).collect();
    assert_eq!(titles, [(1, "一、总体情况".to_owned()), (2, "（一）工单".to_owned()), (1, "二、意见建议".to_owned())]);
    let pages = file.get_pages();
    let contents = file.get_dictionary(pages[&2]).expect("a page");
    let links = contents.get(b"Annots").and_then(lopdf::Object::as_array).expect("links");
    let target = |link: &lopdf::Object| {
        let action = link.as_dict()?.get(b"A")?.as_dict()?;
        action
            .get(b"D")?
            .as_array()?
            .first()
            .map_or(Err(lopdf::Error::Unimplemented("no page")), lopdf::Object::as_reference)
    };
    let targets: Vec<_> = links.iter().map(|link| target(link).ok()).collect();
    let laid = crate::layout::lay_out(&report()).expect("fonts").outline;
    let wanted: Vec<_> =
        laid.iter().map(|entry| pages.get(&u32::try_from(entry.page + 1).unwrap_or_default()).copied()).collect();
    assert_eq!((targets.len(), targets), (3, wanted), "each line of the contents leads to its page");
}

#[test]
fn only_what_is_used_of_a_font_is_in_the_file() {
    let small = render(&Document { title: "巡检单".into(), ..Document::default() }).expect("a file");
    assert!(small.len() < 40_000, "{} bytes", small.len());
    let large = render(&report()).expect("a file");
    assert!(large.len() < 250_000, "{} bytes", large.len());
}

#[test]
fn an_empty_document_is_a_file() {
    assert_eq!(read(&render(&Document::default()).expect("a file")).len(), 1);
}
