//! Tables and name-value pairs.

use jianyue_kernel::Value;

use super::{
    words::{Look, Stand, paragraph, styled},
    xml::Xml,
};
use crate::{
    layout::columns::{self, Wish},
    model::{Column, Table},
};

/// Half characters that a name counts where there is none.
const LEAST: u32 = 4;
/// The room at the sides of a cell, in twentieths of a point.
const SIDES: f32 = 200.0;
/// A piece that is longer is broken, in ems.
const LONGEST: f32 = 12.0;
/// A table with fewer rows stays on one page.
const FEW: usize = 9;
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
    let kind = Type::of(table.columns.len(), measure);
    let widths = widths(table, measure, kind);
    xml.element("w:tbl", &[], |xml| {
        properties(xml, "TableGrid", measure, table.caption.as_deref());
        grid(xml, &widths);
        row(xml, true, |xml| {
            for (column, width) in table.columns.iter().zip(&widths) {
                let head = Cell { shaded: true, with_next: true, ..kind.cell(&column.title, *width, "center", true) };
                head.write(xml);
            }
        });
        let (few, total, last) = (table.rows.len() < FEW, table.total.is_some(), table.rows.len().saturating_sub(1));
        for (n, values) in table.rows.iter().enumerate() {
            row(xml, false, |xml| kind.cells(xml, values, &widths, (false, few && (total || n < last))));
        }
        if table.rows.is_empty() {
            row(xml, false, |xml| {
                Cell { span: widths.len(), ..kind.cell(&table.empty, measure, "center", false) }.write(xml);
            });
        }
        if let Some(total) = &table.total {
            row(xml, false, |xml| kind.cells(xml, total, &widths, (true, false)));
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
    fn cells(self, xml: &mut Xml, values: &[Value], widths: &[u32], (strong, with_next): (bool, bool)) {
        let none = Value::Text(String::new());
        for (n, width) in widths.iter().enumerate() {
            let value = values.get(n).unwrap_or(&none);
            let align = if value.is_number() { "right" } else { "left" };
            Cell { with_next, ..self.cell(&value.to_string(), *width, align, strong) }.write(xml);
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

/// The measure shared out as in the printed form: no number or word is broken where there is room.
fn widths(table: &Table, measure: u32, kind: Type) -> Vec<u32> {
    let wish = |(n, column): (usize, &Column)| {
        let values = table.rows.iter().take(MEASURED).chain(&table.total).filter_map(|row| row.get(n));
        let mut wish = Wish { weight: column.weight, least: unbroken(&column.title), most: width(&column.title) };
        for value in values {
            let text = value.to_string();
            // A span may be broken between its words; other numbers are not.
            let whole = value.is_number() && !matches!(value, Value::Seconds(_));
            let least = if whole { width(&text) } else { unbroken(&text) };
            wish = Wish { least: wish.least.max(least), most: wish.most.max(width(&text)), ..wish };
        }
        // Twentieths of a point, with the room at the sides.
        let em = to_float(kind.size * 10);
        Wish { least: wish.least * em + SIDES, most: wish.most * em + SIDES, ..wish }
    };
    let wishes: Vec<_> = table.columns.iter().enumerate().map(wish).collect();
    let widths = columns::widths(&wishes, to_float(measure));
    let mut widths: Vec<u32> = widths.into_iter().map(whole).collect();
    let rest = i64::from(measure) - widths.iter().map(|width| i64::from(*width)).sum::<i64>();
    if let Some(last) = widths.last_mut() {
        *last = u32::try_from(i64::from(*last) + rest).unwrap_or(*last);
    }
    widths
}

#[expect(clippy::cast_precision_loss, reason = "measures of a page are small")]
fn to_float(measure: u32) -> f32 {
    measure as f32
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "measures of a page are small and positive"
)]
fn whole(measure: f32) -> u32 {
    measure.max(0.0) as u32
}

/// The width of the longest line of a text, in ems: a Chinese character has one, others a bit more than half.
fn width(text: &str) -> f32 {
    let line = |line: &str| line.chars().map(em).sum::<f32>();
    text.lines().map(line).fold(0.0, f32::max)
}

/// The width of the longest piece of a text that is not broken, in ems: Chinese is broken anywhere, but not to one character
/// a line.
fn unbroken(text: &str) -> f32 {
    let (mut widest, mut piece) = (width(text).min(2.0), 0.0);
    for c in text.chars() {
        piece = if c < '\u{1100}' && !c.is_whitespace() { piece + em(c) } else { 0.0 };
        widest = f32::max(widest, f32::min(piece, LONGEST));
    }
    widest
}

fn em(c: char) -> f32 {
    match c {
        ',' | '.' | ':' | ';' | '\'' | ' ' => 0.34,
        c if c < '\u{1100}' => 0.58,
        _ => 1.0,
    }
}

/// Half characters of the longest line of a text: a Chinese one has two.
fn characters(text: &str) -> u32 {
    let line = |line: &str| line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<u32>();
    text.lines().map(line).max().unwrap_or(0)
}
