//! A document with everything in it, for the tests of the renderers.

use chrono::{DateTime, NaiveDate};
use jianyue_kernel::{Money, Percent, Value};

use crate::model::{Align, Block, Chart, ChartKind, Column, Document, Image, Paragraph, Signature, Table};

/// The smallest PNG.
pub const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
    4, 0, 0, 0, 0xb5, 0x1c, 0x0c, 2, 0, 0, 0, 0x0b, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0xfc, 0xff, 0x1f, 0, 3,
    3, 2, 0, 0xef, 0xa2, 0xa7, 0x5b, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// A day of 2026.
pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

/// A document that has each kind of block, and each kind of value.
pub fn everything() -> Document {
    let at = DateTime::parse_from_rfc3339("2026-04-02T09:30:00+08:00").unwrap_or_default().to_utc();
    Document {
        title: "2026 年 3 月运维月报".into(),
        issuer: "某信息中心运维服务项目部（演示）".into(),
        number: Some("HS-YB-2026-03".into()),
        made_at: at,
        cover: true,
        contents: true,
        facts: vec![
            ("合同".into(), "高校信息系统运维服务合同（演示）".into()),
            ("期间".into(), "2026-03-01 至 2026-03-31".into()),
            ("编制日期".into(), Value::Day(day(4, 2))),
        ],
        watermark: Some("草稿".into()),
        foot: "2026 年 3 月运维月报（演示）".into(),
        landscape: false,
        blocks: vec![
            Block::Heading { level: 1, text: "一、总体情况".into() },
            Block::Paragraph("本月共受理工单 128 件，按合同时限响应 125 件。系统总体运行平稳，未发生一级故障。".into()),
            Block::Paragraph(Paragraph {
                text: "第一行\n第二行".into(),
                align: Align::Left,
                strong: true,
                small: false,
            }),
            Block::Facts {
                columns: 2,
                pairs: vec![
                    ("受理工单".into(), Value::Count(128)),
                    ("响应达标率".into(), Value::share(125, 128)),
                    ("平均恢复用时".into(), Value::Seconds(7_500)),
                    ("最近一次演练".into(), Value::Moment(at)),
                    ("未测".into(), Value::Empty),
                ],
            },
            Block::Heading { level: 2, text: "（一）工单".into() },
            Block::Table(tickets()),
            Block::Chart(Chart {
                caption: "响应达标率高于合同要求".into(),
                unit: "%".into(),
                kind: ChartKind::Lines,
                labels: vec!["1 月".into(), "2 月".into(), "3 月".into()],
                series: vec![
                    ("响应".into(), vec![Some(97.4), None, Some(95.0)]),
                    ("合同要求".into(), vec![Some(90.0), Some(90.0), Some(90.0)]),
                ],
            }),
            Block::Heading { level: 3, text: "1. 处理情况".into() },
            Block::List { numbered: true, items: vec!["更换磁盘".into(), "升级中间件".into()] },
            Block::List { numbered: false, items: vec!["加强巡检".into(), "完善预案".into()] },
            Block::Heading { level: 4, text: "（1）未发生的情况".into() },
            Block::Table(Table {
                caption: Some("一级故障".into()),
                columns: vec!["编号".into(), "原因".into()],
                empty: "本月未发生一级故障。".into(),
                ..Table::default()
            }),
            Block::Chart(Chart {
                caption: "各级工单以四级为主".into(),
                unit: "件".into(),
                kind: ChartKind::Stacked,
                labels: vec!["1 月".into(), "2 月".into()],
                series: vec![
                    ("三级".into(), vec![Some(12.0), Some(9.0)]),
                    ("四级".into(), vec![Some(80.0), Some(96.0)]),
                ],
            }),
            Block::Image(Image { bytes: PIXEL.to_vec(), caption: "机房现场".into(), width: 40 }),
            Block::Paragraph(Paragraph {
                text: "注：时限按工作时间计算。".into(),
                align: Align::Left,
                strong: false,
                small: true,
            }),
            Block::PageBreak,
            Block::Signatures(vec![
                Signature {
                    role: "甲方（盖章）".into(), name: "某单位（演示）".into(), drawn: None, on: None
                },
                Signature {
                    role: "乙方（盖章）".into(),
                    name: "某公司（演示）".into(),
                    drawn: Some(PIXEL.to_vec()),
                    on: Some(day(4, 2)),
                },
                Signature { role: "监理".into(), ..Signature::default() },
            ]),
        ],
    }
}

/// A table with each kind of number, whose totals add up; the last column's total is none of its values' sum.
pub fn tickets() -> Table {
    let row = |level: &str, count, fen, seconds, share| {
        let share = Value::Percent(Percent::from_parts_per_million(share));
        vec![
            Value::from(level),
            Value::Count(count),
            Value::Money(Money::from_fen(fen)),
            Value::Seconds(seconds),
            share,
        ]
    };
    Table {
        caption: Some("各级工单".into()),
        columns: ["级别", "件数", "费用", "用时", "达标率"].map(Column::from).to_vec(),
        rows: vec![row("三级", 12, 90_150_000, 3_600, 974_000), row("=四级", 116, 10, 5_430, 1_000_000)],
        total: Some(row("合计", 128, 90_150_010, 9_030, 987_500)),
        empty: "没有工单。".into(),
    }
}

/// Every text that a reader of `document` has to find again, whatever the format.
pub fn texts(document: &Document) -> Vec<String> {
    let mut texts = vec![document.title.clone(), document.issuer.clone()];
    texts.extend(document.number.clone());
    let pairs = |texts: &mut Vec<String>, pairs: &[(String, Value)]| {
        for (name, value) in pairs {
            texts.extend([name.clone(), value.to_string()]);
        }
    };
    pairs(&mut texts, &document.facts);
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(Paragraph { text, .. }) => texts.push(text.clone()),
            Block::List { items, .. } => texts.extend(items.clone()),
            Block::Facts { pairs: of, .. } => pairs(&mut texts, of),
            Block::Table(table) => {
                texts.extend(table.columns.iter().map(|column| column.title.clone()));
                let rows = table.rows.iter().chain(&table.total);
                texts.extend(rows.flatten().map(ToString::to_string));
                if table.rows.is_empty() {
                    texts.push(table.empty.clone());
                }
                texts.extend(table.caption.clone());
            }
            Block::Chart(chart) => texts.push(chart.caption.clone()),
            Block::Image(image) => texts.push(image.caption.clone()),
            Block::Signatures(signatures) => {
                texts.extend(signatures.iter().flat_map(|one| [one.role.clone(), one.name.clone()]));
            }
            Block::PageBreak => {}
        }
    }
    texts.retain(|text| !text.is_empty());
    texts
}
