//! Sections and annexes as blocks.

use jianyue_documents::model::{Align, Block, Chart, ChartKind, Column, Paragraph, Table};
use jianyue_kernel::Value;
use jianyue_platform::reports::{self, Section};

/// Rows of an annex in formats that are read as pages.
pub const MOST: usize = 2000;

/// A number as headings have it: 十二.
#[must_use]
pub fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match n {
        0..=9 => DIGITS[n].to_owned(),
        10..=19 => format!("十{}", DIGITS[n - 10]),
        20..=99 => format!("{}十{}", DIGITS[n / 10], DIGITS[n % 10]),
        _ => n.to_string(),
    }
}

fn small(text: String) -> Block {
    Block::Paragraph(Paragraph { text, align: Align::Left, small: true, ..Paragraph::default() })
}

/// Figures with their notes, tables and pictures.
#[must_use]
pub fn section_blocks(section: &Section) -> Vec<Block> {
    let mut blocks = Vec::new();
    let pairs: Vec<(String, Value)> =
        section.figures.iter().map(|figure| (figure.label.clone(), figure.value.clone())).collect();
    if !pairs.is_empty() {
        // Long words have a line of their own.
        let long = |value: &Value| matches!(value, Value::Text(text) if text.chars().count() > 14);
        let columns = if pairs.iter().any(|(name, value)| name.chars().count() > 14 || long(value)) { 1 } else { 2 };
        blocks.push(Block::Facts { columns, pairs });
    }
    let notes = section.figures.iter().filter_map(|figure| {
        let note = figure.note.as_deref()?;
        Some(format!("{}：{note}", figure.label))
    });
    let notes: Vec<String> = notes.collect();
    if !notes.is_empty() {
        blocks.push(small(format!("说明　{}。", notes.join("；").trim_end_matches('。'))));
    }
    for table in section.tables.iter().filter(|table| !table.rows.is_empty()) {
        blocks.push(Block::Table(table_of(table, table.title.clone(), table.rows.len())));
    }
    blocks.extend(section.charts.iter().filter(|chart| is_drawn(chart)).map(|chart| Block::Chart(chart_of(chart))));
    blocks
}

fn table_of(table: &reports::Table, caption: String, most: usize) -> Table {
    Table {
        caption: Some(caption),
        columns: table.columns.iter().map(|column| Column::from(column.as_str())).collect(),
        rows: table.rows.iter().take(most).map(|row| row.cells.clone()).collect(),
        total: table.total.clone().filter(|_| table.rows.len() <= most),
        empty: "没有记录".to_owned(),
    }
}

/// Whether a picture shows anything.
fn is_drawn(chart: &reports::Chart) -> bool {
    !chart.labels.is_empty() && chart.series.iter().any(|series| series.values.iter().any(Option::is_some))
}

fn chart_of(chart: &reports::Chart) -> Chart {
    let scale = 10_f64.powi(i32::from(chart.decimals));
    #[expect(clippy::cast_precision_loss, reason = "a picture shows no more than a thousand points")]
    let value = |value: &Option<i64>| value.map(|value| value as f64 / scale);
    let series = chart.series.iter().map(|one| (one.name.clone(), one.values.iter().map(value).collect()));
    Chart {
        caption: chart.title.clone(),
        unit: chart.unit.clone(),
        kind: match chart.kind {
            reports::ChartKind::Bars => ChartKind::Bars,
            reports::ChartKind::Stacked => ChartKind::Stacked,
            reports::ChartKind::Lines => ChartKind::Lines,
        },
        labels: chart.labels.clone(),
        series: series.collect(),
    }
}

/// The rows behind a figure, cut where they are too many for pages.
#[must_use]
pub fn annex((section, table): (&Section, &reports::Table), title: &str, most: usize) -> Vec<Block> {
    let all = table.rows.len();
    let caption = format!("{}：{title}（{all} 条）", section.title);
    let mut blocks = vec![Block::Table(table_of(table, caption, most))];
    if all > most {
        blocks.push(small(format!("本表共 {all} 条，此处列出前 {most} 条，全部明细见 Excel 文件。")));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use jianyue_platform::reports::{Figure, Row, Table};

    use super::*;

    #[test]
    fn numerals_are_those_of_headings() {
        assert_eq!([1, 9, 10, 12, 20, 31].map(numeral), ["一", "九", "十", "十二", "二十", "三十一"]);
    }

    #[test]
    fn an_annex_for_pages_is_cut_and_says_so() {
        let rows: Vec<Row> = (0..2001).map(|n| Row::of(vec![Value::Count(n)])).collect();
        let table =
            Table {
                key: "all".to_owned(), title: "工单".to_owned(), columns: vec!["n".to_owned()], rows, total: None
            };
        let section =
            Section {
                title: "办理".to_owned(), figures: vec![Figure::new("n", "工单", 2001)], ..Section::default()
            };
        let blocks = annex((&section, &table), "工单", MOST);
        let Block::Table(cut) = &blocks[0] else { panic!("{blocks:?}") };
        assert_eq!((cut.rows.len(), cut.caption.as_deref()), (2000, Some("办理：工单（2001 条）")));
        assert!(matches!(&blocks[1], Block::Paragraph(said) if said.text.contains("前 2000 条")));
        assert_eq!(annex((&section, &table), "工单", usize::MAX).len(), 1);
    }
}
