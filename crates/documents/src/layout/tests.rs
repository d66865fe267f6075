use jianyue_kernel::Value;
use proptest::prelude::*;

use super::*;
use crate::{
    charts::Shape,
    fonts::{Face, LACKING},
    model::{Block, Chart, ChartKind, Column, Image, Paragraph, Signature, Table},
};

fn fonts() -> &'static Fonts {
    Fonts::get().expect("the fonts of web/node_modules: run npm ci in web/")
}

fn laid(document: &Document) -> Laid {
    lay_out(document).expect("fonts")
}

fn table(columns: &[&str], rows: Vec<Vec<Value>>) -> Table {
    Table {
        caption: Some("工单".into()),
        columns: columns.iter().copied().map(Column::from).collect(),
        rows,
        total: None,
        empty: "本期没有工单".into(),
    }
}

fn of(blocks: Vec<Block>) -> Document {
    Document { title: "月报".into(), blocks, ..Document::default() }
}

fn texts(page: &Page) -> impl Iterator<Item = &Text> {
    page.items.iter().filter_map(|item| match item {
        Item::Text(text) => Some(text),
        _ => None,
    })
}

/// Without spaces, which lines lose at their ends.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What is within the type area of a page, in the order in which it is read.
fn body(laid: &Laid, geometry: &Geometry) -> Vec<String> {
    let within = |text: &&Text| text.y < geometry.bottom() + 4.0;
    laid.pages.iter().map(|page| texts(page).filter(within).map(|text| bare(&text.text)).collect()).collect()
}

/// Nothing is beyond the margins; below the type area is the foot only.
fn within_margins(laid: &Laid, geometry: &Geometry) {
    for page in &laid.pages {
        for item in &page.items {
            match item {
                Item::Text(text) => {
                    let font = fonts().face(text.face);
                    let places =
                        text.text.chars().zip(text.text.chars().skip(1)).filter(|(a, b)| text::gives(*a, *b)).count();
                    let right = text.x
                        + font.width(&text.text, text.size)
                        + text.stretch * f32::from(u16::try_from(places).expect("a line"));
                    assert!(
                        text.x >= geometry.left - 0.1 && right <= geometry.right() + 0.6,
                        "{text:?} ends at {right}"
                    );
                    let at_foot = text.size < 9.1 && text.y > geometry.bottom();
                    let lowest = geometry.bottom() + if at_foot { 60.0 } else { 0.1 };
                    assert!(
                        text.y > geometry.top && text.y <= lowest,
                        "{text:?} at {} of {}",
                        text.y,
                        geometry.bottom()
                    );
                }
                Item::Picture { x, y, width, height, .. } => {
                    assert!(*x >= geometry.left - 0.1 && x + width <= geometry.right() + 0.1);
                    assert!(*y >= geometry.top - 0.1 && y + height <= geometry.bottom() + 0.1);
                }
                Item::Shape(Shape::Line { from, to, .. }) => {
                    for point in [from, to] {
                        assert!(point.0 >= geometry.left - 0.1 && point.0 <= geometry.right() + 0.1, "{from:?} {to:?}");
                        assert!(
                            point.1 >= geometry.top - 0.1 && point.1 <= geometry.bottom() + 20.0,
                            "{from:?} {to:?}"
                        );
                    }
                }
                _ => {}
            }
        }
    }
}

#[test]
fn an_empty_document_is_one_page_with_its_number() {
    let laid = laid(&Document::default());
    assert_eq!(laid.pages.len(), 1);
    assert!(texts(&laid.pages[0]).any(|text| text.text == "第 1 页 共 1 页"));
}

#[test]
fn ten_thousand_rows_are_all_there_under_a_head_on_each_page() {
    let rows = (0..10_000)
        .map(|row| vec![Value::Text(format!("GD-{row:05}")), Value::Text("门户网站打不开".into()), Value::Count(row)]);
    let mut tickets = table(&["编号", "内容", "用时"], rows.collect());
    tickets.total = Some(vec!["合计".into(), Value::Empty, Value::Count(49_995_000)]);
    let laid = laid(&of(vec![Block::Table(tickets)]));
    let geometry = Geometry::of(&Document::default());
    within_margins(&laid, &geometry);
    let pages = body(&laid, &geometry);
    assert!(pages.len() > 200);
    let mut next = 0;
    for (index, page) in pages.iter().enumerate() {
        assert_eq!(page.matches("编号内容用时").count(), 1, "page {index}");
        assert_eq!(page.contains("续表1"), index > 0, "page {index}");
        while page.contains(&format!("GD-{next:05}")) {
            next += 1;
        }
    }
    assert_eq!(next, 10_000);
    assert!(pages.last().is_some_and(|page| page.ends_with("合计—49995000") && page.contains("GD-09999")));
}

#[test]
fn a_cell_taller_than_a_page_goes_over_pages_and_loses_nothing() {
    let long = (0..2_000).map(|number| format!("第{number}条，")).collect::<Vec<_>>().concat();
    let rows = vec![
        vec!["甲".into(), Value::Text(long.clone()), Value::Count(1)],
        vec!["乙".into(), "短".into(), Value::Count(2)],
    ];
    let laid = laid(&of(vec![Block::Table(table(&["编号", "内容", "数"], rows))]));
    let geometry = Geometry::of(&Document::default());
    within_margins(&laid, &geometry);
    assert!(laid.pages.len() > 2);
    let long_bare = bare(&long);
    let found: String = laid
        .pages
        .iter()
        .flat_map(texts)
        .map(|text| bare(&text.text))
        .filter(|text| long_bare.contains(text.as_str()) && text.chars().count() > 3)
        .collect();
    assert!(found.contains(&long_bare), "the cell reads on from page to page");
}

#[test]
fn a_table_without_rows_says_so() {
    let laid = laid(&of(vec![Block::Table(table(&["编号", "内容"], Vec::new()))]));
    assert!(texts(&laid.pages[0]).any(|text| text.text == "本期没有工单"));
    let no_columns = laid_text(&of(vec![Block::Table(table(&[], Vec::new()))]));
    assert!(no_columns.contains("本期没有工单"));
}

fn laid_text(document: &Document) -> String {
    body(&laid(document), &Geometry::of(document)).concat()
}

#[test]
fn one_long_text_among_many_does_not_take_the_room_of_the_others() {
    let work = "建筑市场监管子系统每天巡检并记录各项运行指标以及处理情况和后续的跟踪安排";
    let span = |row: i64| {
        if row == 7 {
            "2026-07-01 至 2026-09-30 的各工作日以及法定节假日期间的值守"
        } else {
            "2026-07-01"
        }
    };
    let rows = (0..30).map(|row| vec![work.into(), span(row).into(), Value::Count(row)]);
    let laid = laid(&of(vec![Block::Table(table(&["工作", "期间", "次数"], rows.collect()))]));
    let edges: Vec<f32> = laid.pages[0]
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Shape(Shape::Line { from, to, .. }) if (from.0 - to.0).abs() < 0.01 => Some(from.0),
            _ => None,
        })
        .collect();
    assert!(edges[1] - edges[0] > 2.0 * (edges[2] - edges[1]), "{edges:?}");
}

#[test]
fn a_long_word_is_broken_only_when_it_must_be() {
    let word = "a".repeat(200);
    let rows = vec![vec![Value::Text(word.clone()), "系统 maintenance 记录".into()]];
    let document = of(vec![Block::from(word.as_str()), Block::Table(table(&["编号", "内容"], rows))]);
    let laid = laid(&document);
    within_margins(&laid, &Geometry::of(&Document::default()));
    assert_eq!(
        body(&laid, &Geometry::of(&Document::default())).concat().matches('a').count(),
        400 + 2,
        "maintenance has two more"
    );
    assert!(texts(&laid.pages[0]).any(|text| text.text.contains("maintenance")));
}

#[test]
fn a_character_that_the_font_lacks_is_seen_to_be_lacking() {
    let document = of(vec![Block::from("㐀𠮷\u{1f600}\u{fe0f}\u{200b}完\t成\u{7}。")]);
    let text = laid_text(&document);
    let shown = |c: char| if fonts().face(Face::Serif).glyph(c).is_some() { c } else { LACKING };
    assert!(text.contains(&format!("{}{}{LACKING}完成。", shown('㐀'), shown('𠮷'))), "{text}");
    assert!(fonts().face(Face::Serif).glyph(LACKING).is_some() && fonts().face(Face::Sans).glyph(LACKING).is_some());
}

#[test]
fn ideographs_that_look_alike_are_not_exchanged() {
    assert!(laid_text(&of(vec![Block::from("壿墫⼀")])).contains("壿墫一"));
}

#[test]
fn no_line_begins_with_a_comma_or_ends_with_an_opening_bracket() {
    let text = "系统（含门户网站、邮件系统、办公系统）运行正常，共处理工单12345件；“重大”故障（一级）0件。".repeat(30);
    let laid = laid(&of(vec![Block::from(text.as_str())]));
    let lines: Vec<_> = laid.pages.iter().flat_map(texts).filter(|text| text.face == Face::Serif).collect();
    assert!(lines.len() > 30);
    for line in &lines {
        assert!(!line.text.starts_with(['，', '。', '、', '）', '；', '”']), "{}", line.text);
        assert!(!line.text.ends_with(['（', '“']), "{}", line.text);
    }
    assert!(lines.iter().filter(|line| line.stretch > 0.0).count() > lines.len() / 3, "lines are filled");
    assert!((lines[0].x - lines[1].x - 24.0).abs() < 0.1, "the first line is moved in by two characters");
}

#[test]
fn a_number_is_not_parted_from_what_it_counts() {
    let text = "本月共受理工单 1234 件，其中故障 56 件，咨询 789 次，历时 12 小时 30 分，涉及系统 8 个。".repeat(20);
    let laid = laid(&of(vec![Block::from(text.as_str())]));
    for line in texts(&laid.pages[0]) {
        assert!(!line.text.ends_with(|c: char| c.is_ascii_digit()), "{}", line.text);
    }
}

#[test]
fn a_long_title_is_broken_before_its_bracket_or_in_the_middle() {
    let title = |title: &str| {
        let laid = laid(&Document { title: title.into(), cover: true, ..Document::default() });
        texts(&laid.pages[0]).map(|text| text.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(title("月度服务工作总结报告（2026 年 10 月）"), ["月度服务工作总结报告", "（2026 年 10 月）"]);
    let halves = title("某某信息系统三年期运行维护服务项目验收材料");
    assert_eq!(halves.len(), 2);
    assert!(halves[0].chars().count().abs_diff(halves[1].chars().count()) <= 2, "{halves:?}");
}

#[test]
fn a_heading_is_never_the_last_on_its_page() {
    let mut blocks = Vec::new();
    for number in 0..60 {
        blocks.push(Block::Heading { level: 2, text: format!("第{number}节") });
        blocks.push(Block::from("本期系统运行平稳，未发生重大故障。".repeat(number % 9 + 1).as_str()));
    }
    blocks.push(Block::Heading { level: 1, text: "附表".into() });
    blocks.push(Block::Table(table(&["编号", "内容"], vec![vec!["1".into(), "甲".into()]])));
    let geometry = Geometry::of(&Document::default());
    let laid = laid(&of(blocks));
    within_margins(&laid, &geometry);
    for page in &laid.pages {
        let last = texts(page).filter(|text| text.y < geometry.bottom()).last().expect("text");
        assert!(last.face != Face::Bold || last.size < 12.0, "{last:?} ends its page");
    }
    assert_eq!(laid.outline.len(), 61);
}

#[test]
fn the_table_of_contents_tells_the_pages_where_headings_are() {
    let mut blocks = Vec::new();
    for number in 0..70 {
        blocks.push(Block::Heading { level: 1 + number % 3, text: format!("标题{number}号") });
        blocks.push(Block::from("正文。".repeat(200).as_str()));
    }
    let document = Document { cover: true, contents: true, title: "年报".into(), blocks, ..Document::default() };
    let laid = laid(&document);
    let geometry = Geometry::of(&document);
    within_margins(&laid, &geometry);
    let pages = body(&laid, &geometry);
    for entry in &laid.outline {
        assert!(pages[entry.page].contains(&entry.text), "{entry:?}");
        let told = laid.pages[1..4].iter().any(|page| {
            let line: Vec<_> = texts(page).collect();
            let Some(at) = line.iter().position(|text| text.text == entry.text) else { return false };
            line[at..].iter().take(3).any(|text| text.text == (entry.page + 1).to_string())
        });
        assert!(told, "{entry:?}");
    }
    assert!(!texts(&laid.pages[0]).any(|text| text.text.starts_with("第 1 页")), "a cover has no number");
    let last = format!("第 {0} 页 共 {0} 页", laid.pages.len());
    assert!(laid.pages.last().is_some_and(|page| texts(page).any(|text| text.text == last)));
}

#[test]
fn signatures_stay_together_and_have_a_place_for_the_day() {
    let one = |role: &str| Signature { role: role.into(), name: "某单位".into(), drawn: None, on: None };
    let mut blocks: Vec<Block> = (0..29).map(|_| Block::from("一行。")).collect();
    blocks.push(Block::Signatures(vec![one("甲方（盖章）"), one("乙方（盖章）"), one("监理")]));
    let pages = body(&laid(&of(blocks)), &Geometry::of(&Document::default()));
    assert_eq!(pages.len(), 2);
    assert!(pages[1].contains("甲方（盖章）：") && pages[1].contains("监理：") && pages[1].contains("日期：年月日"));
    assert!(!pages[0].contains("甲方"));
    assert!(pages[1].starts_with("一行。甲方"), "no page of signatures without a word of text: {}", pages[1]);
}

#[test]
fn a_picture_that_cannot_be_read_is_said() {
    let text = laid_text(&of(vec![Block::Image(Image { bytes: vec![1, 2, 3], caption: "机房".into(), width: 60 })]));
    assert!(text.contains("〔图片无法显示：机房〕"), "{text}");
}

#[test]
fn charts_are_numbered_below_and_stay_with_their_caption() {
    let chart = Chart {
        caption: "每月工单".into(),
        unit: "件".into(),
        kind: ChartKind::Bars,
        labels: vec!["1 月".into(), "2 月".into()],
        series: vec![("件数".into(), vec![Some(3.0), Some(4.0)])],
    };
    let blocks: Vec<Block> = (0..12).map(|_| Block::Chart(chart.clone())).collect();
    let laid = laid(&of(blocks));
    let geometry = Geometry::of(&Document::default());
    within_margins(&laid, &geometry);
    for page in body(&laid, &geometry) {
        assert_eq!(page.matches("单位：件").count(), page.matches("每月工单").count(), "{page}");
    }
}

fn words() -> impl Strategy<Value = String> {
    "[a-z一-龥0-9，。（）“”、 \\n-]{0,120}"
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[a-z一-龥0-9，。（）]{0,30}".prop_map(Value::Text),
        (0_i64..10_000_000).prop_map(Value::Count),
        (0_i64..1_000_000).prop_map(Value::Seconds),
        Just(Value::Empty),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    let rows = |columns: usize| prop::collection::vec(prop::collection::vec(value(), columns), 0..25);
    let table = (1_usize..9).prop_flat_map(move |columns| {
        (rows(columns), prop::collection::vec(("[一-龥]{1,6}", 0_u16..3), columns)).prop_map(|(rows, columns)| {
            let columns = columns.into_iter().map(|(title, weight)| Column { title, weight }).collect();
            Block::Table(Table { caption: Some("表".into()), columns, rows, total: None, empty: "空".into() })
        })
    });
    prop_oneof![
        (1_u8..5, "[一-龥]{1,40}").prop_map(|(level, text)| Block::Heading { level, text }),
        (words(), any::<bool>()).prop_map(|(text, small)| Block::Paragraph(Paragraph {
            text,
            small,
            ..Paragraph::default()
        })),
        (any::<bool>(), prop::collection::vec("[一-龥a-z，]{1,60}", 1..6))
            .prop_map(|(numbered, items)| Block::List { numbered, items }),
        (1_u8..3, prop::collection::vec(("[一-龥]{1,8}", value()), 1..9))
            .prop_map(|(columns, pairs)| Block::Facts { columns, pairs }),
        table,
        Just(Block::PageBreak),
    ]
}

/// The texts of a block in the order in which they are read.
fn expected(block: &Block) -> Vec<String> {
    let pair = |(name, value): &(String, Value)| [bare(name), bare(&value.to_string())];
    match block {
        Block::Heading { text, .. } => vec![bare(text)],
        Block::Paragraph(paragraph) => vec![bare(&paragraph.text)],
        Block::List { items, .. } => items.iter().map(|item| bare(item)).collect(),
        Block::Facts { pairs, .. } => pairs.iter().flat_map(pair).collect(),
        Block::Table(table) => table.rows.iter().flatten().map(|value| bare(&value.to_string())).collect(),
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_is_lost_and_nothing_leaves_the_margins(blocks in prop::collection::vec(block(), 0..12), landscape: bool) {
        let document = Document { title: "标题".into(), foot: "页脚".into(), blocks, landscape, ..Document::default() };
        let geometry = Geometry::of(&document);
        let laid = laid(&document);
        within_margins(&laid, &geometry);
        let all = body(&laid, &geometry).concat();
        let mut rest = all.as_str();
        for text in document.blocks.iter().flat_map(expected) {
            let at = rest.find(&text);
            prop_assert!(at.is_some(), "{} is not in {}", text, rest);
            rest = &rest[at.unwrap_or_default() + text.len()..];
        }
    }
}

impl From<&str> for Block {
    fn from(text: &str) -> Self {
        Self::Paragraph(Paragraph::from(text))
    }
}
