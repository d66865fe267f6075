//! How long papers take: a report of a month with 10,000 tickets (300 rows in its text, an annex of all of them with eight
//! columns), and a sheet of one page.

use chrono::DateTime;
use divan::{Bencher, black_box};
use jianyue_documents::{
    Document, Format,
    layout::lay_out,
    model::{Block, Chart, ChartKind, Column, Paragraph, Signature, Table},
    render,
};
use jianyue_kernel::{Money, Value};

const TICKETS: i64 = 10_000;

fn main() {
    divan::main();
}

fn table(caption: &str, rows: i64) -> Block {
    let titles = ["编号", "标题", "服务项目", "级别", "受理时间", "用时", "金额", "结论"];
    let row = |row: i64| {
        vec![
            Value::Text(format!("GD-2026-{row:06}")),
            Value::Text(format!("第 {row} 号：门户网站访问缓慢，经排查为数据库连接数不足，已扩容并观察")),
            "门户网站运维".into(),
            "三级".into(),
            DateTime::from_timestamp(1_772_000_000 + row * 300, 0).map_or(Value::Empty, Value::Moment),
            Value::Seconds(row * 17 % 90_000),
            Value::Money(Money::from_fen(row * 1_357)),
            "按时解决".into(),
        ]
    };
    Block::Table(Table {
        caption: Some(caption.to_owned()),
        columns: titles.into_iter().map(Column::from).collect(),
        rows: (0..rows).map(row).collect(),
        total: None,
        empty: "无".to_owned(),
    })
}

fn report() -> Document {
    let mut blocks = Vec::new();
    for section in 1..=10 {
        blocks.push(Block::Heading { level: 1, text: format!("第 {section} 节") });
        blocks.push(Block::Paragraph(Paragraph::from("本月系统运行平稳，各项指标均在合同约定范围以内。".repeat(12))));
        blocks.push(table("本节明细", 30));
        blocks.push(Block::Chart(Chart {
            caption: "每日工单".to_owned(),
            unit: "件".to_owned(),
            kind: ChartKind::Stacked,
            labels: (1..=31).map(|day| day.to_string()).collect(),
            series: vec![("报障".to_owned(), vec![Some(12.0); 31]), ("咨询".to_owned(), vec![Some(5.0); 31])],
        }));
    }
    blocks.push(Block::Heading { level: 1, text: "附表".to_owned() });
    blocks.push(table("全部工单", TICKETS));
    Document { title: "运维月报".to_owned(), cover: true, contents: true, blocks, ..Document::default() }
}

fn sheet() -> Document {
    let blocks = vec![
        Block::Facts { columns: 2, pairs: (0..12).map(|pair| (format!("事项{pair}"), Value::Count(pair))).collect() },
        Block::Signatures(vec![Signature::of("用户", None, None), Signature::of("工程师", None, None)]),
    ];
    Document { title: "服务单".to_owned(), blocks, ..Document::default() }
}

#[divan::bench(args = Format::ALL, sample_count = 5, sample_size = 1)]
fn month_of_10_000_tickets(bencher: Bencher, format: Format) {
    let report = report();
    bencher.bench_local(|| render(black_box(&report), format).expect("a file").len());
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn month_laid_out_only(bencher: Bencher) {
    let report = report();
    bencher.bench_local(|| lay_out(black_box(&report)).expect("fonts").pages.len());
}

#[divan::bench(args = Format::ALL)]
fn sheet_of_a_page(bencher: Bencher, format: Format) {
    let sheet = sheet();
    bencher.bench_local(|| render(black_box(&sheet), format).expect("a file").len());
}
