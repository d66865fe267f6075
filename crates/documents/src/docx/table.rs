//! Tables and name-value pairs.

use jianyue_kernel::Value;

use super::{
    words::{Look, Stand, paragraph, styled},
    xml::Xml,
};
use crate::model::Table;

/// Characters that a column without a weight counts at least and at most.
const LEAST: u32 = 4;
const MOST: u32 = 40;
/// Rows that are looked at for the widths.
const MEASURED: usize = 200;

/// A cell of one paragraph.
struct Cell<'a> {
    text: &'a str,
    width: u32,
    span: usize,
    shaded: bool,
    style: &'a str,
    align: &'a str,
    look: Look,
    line: Option<u32>,
    with_next: bool,
}

/// A table as wide as the type area, whose head is repeated on each page.
pub fn table(xml: &mut Xml, measure: u32, table: &Table) {
    if table.columns.is_empty() {
        paragraph(xml, Stand::style("Small"), |xml| styled(xml, &table.empty, Look::default()));
        return;
    }
    let widths = widths(table, measure);
    let kind = Type::of(table.columns.len(), measure);
    xml.element("w:tbl", &[], |xml| {
        properties(xml, "TableGrid", measure, table.caption.as_deref());
        grid(xml, &widths);
        row(xml, true, |xml| {
            for (column, width) in table.columns.iter().zip(&widths) {
                let head = Cell { shaded: true, with_next: true, ..kind.cell(&column.title, *width, "center", true) };
                head.write(xml);
            }
        });
        for values in &table.rows {
            row(xml, false, |xml| kind.cells(xml, values, &widths, false));
        }
        if table.rows.is_empty() {
            row(xml, false, |xml| {
                Cell { span: widths.len(), ..kind.cell(&table.empty, measure, "center", false) }.write(xml);
            });
        }
        if let Some(total) = &table.total {
            row(xml, false, |xml| kind.cells(xml, total, &widths, true));
        }
    });
}

/// The type of a table.
#[derive(Clone, Copy)]
struct Type {
    /// Half points.
    size: u32,
    /// Twentieths of a point.
    line: u32,
}

impl Type {
    /// 五号, 小五 or smaller, by the number of columns.
    fn of(columns: usize, measure: u32) -> Self {
        let most = if measure > 10_000 { [9, 13] } else { [6, 9] };
        let size = match columns {
            n if n <= most[0] => 21,
            n if n <= most[1] => 18,
            _ => 15,
        };
        Self { size, line: size * 14 }
    }

    fn cell<'a>(self, text: &'a str, width: u32, align: &'a str, strong: bool) -> Cell<'a> {
        Cell {
            text,
            width,
            span: 1,
            shaded: false,
            style: "TableText",
            align,
            look: Look { strong, size: Some(self.size) },
            line: Some(self.line),
            with_next: false,
        }
    }

    /// Writes a row's values, as many as there are columns.
    fn cells(self, xml: &mut Xml, values: &[Value], widths: &[u32], strong: bool) {
        let none = Value::Text(String::new());
        for (n, width) in widths.iter().enumerate() {
            let value = values.get(n).unwrap_or(&none);
            let align = if value.is_number() { "right" } else { "left" };
            self.cell(&value.to_string(), *width, align, strong).write(xml);
        }
    }
}

/// Name and value pairs in so many columns of pairs; on a cover they stand in the middle, without lines.
pub fn facts(xml: &mut Xml, measure: u32, columns: usize, pairs: &[(String, Value)], cover: bool) {
    if pairs.is_empty() {
        return;
    }
    let columns = columns.clamp(1, 2);
    let measure = if cover { measure * 4 / 5 } else { measure };
    let each = measure / u32::try_from(columns).unwrap_or(1);
    let longest = pairs.iter().map(|(name, _)| characters(name)).max().unwrap_or(LEAST);
    let name_width = (longest * 130 + 300).clamp(1_100, each / 2);
    let widths = [name_width, each - name_width].repeat(columns);
    xml.element("w:tbl", &[], |xml| {
        properties(xml, if cover { "TablePlain" } else { "TableGrid" }, measure, None);
        grid(xml, &widths);
        let mut rest = pairs;
        while let Some((first, others)) = rest.split_first() {
            // What is long has a row of its own.
            let wide = columns == 2 && characters(&first.1.to_string()) * 120 > each - name_width;
            let beside = others.first().filter(|(_, value)| {
                columns == 2 && !wide && characters(&value.to_string()) * 120 <= each - name_width
            });
            row(xml, false, |xml| {
                let span = if columns == 2 && beside.is_none() { 3 } else { 1 };
                fact(xml, first, (name_width, each - name_width), span, cover);
                if let Some(second) = beside {
                    fact(xml, second, (name_width, each - name_width), 1, cover);
                }
            });
            rest = if beside.is_some() { &others[1..] } else { others };
        }
    });
}

fn fact(xml: &mut Xml, (name, value): &(String, Value), widths: (u32, u32), span: usize, cover: bool) {
    let cell = |text, width, shaded, span| Cell {
        text,
        width,
        span,
        shaded,
        style: if cover { "CoverFact" } else { "TableText" },
        align: "left",
        look: Look::default(),
        line: None,
        with_next: false,
    };
    cell(name, widths.0, !cover, 1).write(xml);
    let width = if span > 1 { widths.0 + 2 * widths.1 } else { widths.1 };
    cell(&value.to_string(), width, false, span).write(xml);
}

impl Cell<'_> {
    fn write(&self, xml: &mut Xml) {
        xml.element("w:tc", &[], |xml| {
            xml.element("w:tcPr", &[], |xml| {
                xml.leaf("w:tcW", &[("w:w", &self.width.to_string()), ("w:type", "dxa")]);
                if self.span > 1 {
                    xml.value("w:gridSpan", &self.span.to_string());
                }
                if self.shaded {
                    xml.leaf("w:shd", &[("w:val", "clear"), ("w:color", "auto"), ("w:fill", "EEF2F7")]);
                }
                xml.value("w:vAlign", "center");
            });
            let stand = Stand {
                style: Some(self.style),
                with_next: self.with_next,
                align: Some(self.align),
                line: self.line,
                ..Stand::default()
            };
            paragraph(xml, stand, |xml| styled(xml, self.text, self.look));
        });
    }
}

/// A row, which is not split over pages; a head is repeated.
pub fn row(xml: &mut Xml, head: bool, inside: impl FnOnce(&mut Xml)) {
    xml.element("w:tr", &[], |xml| {
        xml.element("w:trPr", &[], |xml| {
            xml.leaf("w:cantSplit", &[]);
            if head {
                xml.leaf("w:tblHeader", &[]);
            }
        });
        inside(xml);
    });
}

/// What a table looks like; `about` is read out where it cannot be seen.
pub fn properties(xml: &mut Xml, style: &str, width: u32, about: Option<&str>) {
    xml.element("w:tblPr", &[], |xml| {
        xml.value("w:tblStyle", style);
        xml.leaf("w:tblW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
        xml.value("w:jc", "center");
        xml.leaf("w:tblLayout", &[("w:type", "fixed")]);
        let look = [("w:val", "0420"), ("w:firstRow", "1"), ("w:noVBand", "1")];
        xml.leaf("w:tblLook", &look);
        if let Some(about) = about {
            xml.value("w:tblCaption", about);
        }
    });
}

/// The widths of the columns.
pub fn grid(xml: &mut Xml, widths: &[u32]) {
    xml.element("w:tblGrid", &[], |xml| {
        for width in widths {
            xml.leaf("w:gridCol", &[("w:w", &width.to_string())]);
        }
    });
}

/// The measure shared out by the weights of the columns, or by what they hold where they have none.
fn widths(table: &Table, measure: u32) -> Vec<u32> {
    let held = |n: usize| {
        let values = table.rows.iter().take(MEASURED).chain(&table.total).filter_map(|row| row.get(n));
        let longest = values.map(|value| characters(&value.to_string())).max().unwrap_or(0);
        longest.max(characters(&table.columns[n].title)).clamp(LEAST, MOST) + 2
    };
    let needs: Vec<u32> = (0..table.columns.len()).map(held).collect();
    let weighed: u32 = table.columns.iter().map(|column| u32::from(column.weight)).sum();
    let weights: Vec<u32> = match weighed {
        0 => needs,
        // Columns without a weight beside others with one get what the average of those is worth to them.
        _ => {
            let with: Vec<_> = table.columns.iter().zip(&needs).filter(|(column, _)| column.weight > 0).collect();
            let needed: u32 = with.iter().map(|(_, need)| **need).sum::<u32>().max(1);
            let share = |(column, need): (&crate::model::Column, &u32)| match column.weight {
                0 => (need * weighed / needed).max(1),
                weight => u32::from(weight),
            };
            table.columns.iter().zip(&needs).map(share).collect()
        }
    };
    let all: u64 = weights.iter().map(|weight| u64::from(*weight)).sum::<u64>().max(1);
    let share = |weight: &u32| u32::try_from(u64::from(measure) * u64::from(*weight) / all).unwrap_or(0);
    let mut widths: Vec<u32> = weights.iter().map(share).collect();
    let rest = measure.saturating_sub(widths.iter().sum());
    if let Some(last) = widths.last_mut() {
        *last += rest;
    }
    widths
}

/// Half characters of the longest line of a text: a Chinese one has two.
fn characters(text: &str) -> u32 {
    let line = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    text.lines().map(line).max().unwrap_or(0)
}
