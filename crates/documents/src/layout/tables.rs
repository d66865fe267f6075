//! Tables, and name and value pairs.

use std::rc::Rc;

use jianyue_kernel::Value;

use super::{
    columns::{Wish, widths},
    flow::{Chunk, Content},
    row::{Cell, Cells, Frame, Row, SIDE, Side},
    setter::{Setter, Stand, Type},
    style::{CAPTION, table_line, table_type},
    text::Line,
};
use crate::{
    charts::Colour,
    fonts::{Face, Font},
    model::Table,
};

const HEAD_FILL: Colour = Colour(0xe9, 0xed, 0xf2);
const NAME_FILL: Colour = Colour(0xf3, 0xf5, 0xf8);
/// Ems that a word may claim before it is broken.
const LONGEST_WORD: f32 = 9.0;
/// Lines that the title of a column is broken into rather than widen the column.
const TITLE_LINES: f32 = 2.0;
const ABOVE_TABLE: f32 = 8.0;
const BELOW_TABLE: f32 = 8.0;

impl Setter<'_> {
    pub(super) fn table(&mut self, table: &Table, caption: Option<&str>) {
        if table.columns.is_empty() {
            return self.nothing(table, caption);
        }
        let size = table_type(table.columns.len(), self.geometry.measure);
        let line = table_line(size);
        let texts: Vec<Vec<String>> =
            table.rows.iter().map(|row| self.texts(row, table.columns.len(), Face::Sans)).collect();
        let total = table.total.as_ref().map(|row| (row, self.texts(row, table.columns.len(), Face::Bold)));
        let room = self.geometry.measure - 2.0 * SIDE * count(table.columns.len());
        let wishes = self.wishes(table, &texts, total.as_ref().map(|(_, texts)| texts.as_slice()), (size, room));
        let edges = edges(&widths(&wishes, room));
        let head = table
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let text = self.fonts.face(Face::Bold).fit(&column.title).into_owned();
                self.cell(&text, (Face::Bold, size), inner(&edges, index), (Side::Middle, Some(HEAD_FILL)))
            })
            .collect();
        let again = caption.and_then(|caption| caption.split('　').next()).map(|number| {
            let text = format!("续{number}");
            let width = self.fonts.face(Face::Sans).width(&text, CAPTION.0);
            (text, width)
        });
        let frame = Rc::new(Frame { edges, size, line, head: Some(Cells::new(head, line)), again });
        self.caption_above(caption);
        let height = frame.head.as_ref().map_or(0.0, |head| head.height);
        let head = Chunk { before: 0.0, height, keep: true, heading: None, content: Content::Head(Rc::clone(&frame)) };
        self.push(if caption.is_none() { head.below(ABOVE_TABLE) } else { head });
        for (row, texts) in table.rows.iter().zip(&texts) {
            let cells = self.cells(row, texts, &frame, (Face::Sans, None));
            self.push_row(&frame, cells);
        }
        if table.rows.is_empty() {
            let text = self.fonts.face(Face::Sans).fit(empty_text(table)).into_owned();
            let width = self.geometry.measure - 2.0 * SIDE;
            let cell = self.cell(&text, (Face::Sans, size), width, (Side::Middle, None));
            self.push_row(&frame, vec![cell]);
        }
        if let Some((row, texts)) = total {
            self.keep_last();
            let cells = self.cells(row, &texts, &frame, (Face::Bold, Some(NAME_FILL)));
            self.push_row(&frame, cells);
        }
        self.push(Chunk::gap(BELOW_TABLE));
    }

    /// A table without columns can say but that it is empty.
    fn nothing(&mut self, table: &Table, caption: Option<&str>) {
        self.caption_above(caption);
        let kind = Type { face: Face::Sans, size: 10.5, line: 17.0 };
        let place = self.area(Stand::Middle);
        self.paragraph(empty_text(table), kind, place, 0.0);
    }

    pub(super) fn facts(&mut self, columns: u8, pairs: &[(String, Value)]) {
        if pairs.is_empty() {
            return;
        }
        let beside = usize::from(columns.clamp(1, 2)).min(pairs.len());
        let size = 10.5;
        let line = table_line(size);
        let font = self.fonts.face(Face::Bold);
        let names: Vec<String> = pairs.iter().map(|(name, _)| font.fit(name).into_owned()).collect();
        let half = self.geometry.measure / count(beside);
        let longest = names.iter().map(|name| widest_line(font, name, size)).fold(0.0, f32::max) + 2.0 * SIDE;
        let values = self.fonts.face(Face::Sans);
        let widest = pairs.iter().map(|(_, value)| widest_line(values, &values.fit(&value.to_string()), size));
        let value_width = widest.fold(0.0, f32::max) + 2.0 * SIDE;
        // Names take more than their usual share only of what the values leave.
        let most = (half - value_width).clamp(half * 0.36, half * 0.6);
        let name_width = longest.clamp(half * 0.16, most);
        let edges = (0..beside)
            .flat_map(|at| [half * count(at), half.mul_add(count(at), name_width)])
            .chain([self.geometry.measure])
            .collect();
        let frame = Rc::new(Frame { edges, size, line, head: None, again: None });
        let before = self.chunks.len();
        for (row, names) in pairs.chunks(beside).zip(names.chunks(beside)) {
            let mut cells = Vec::new();
            for ((_, value), name) in row.iter().zip(names) {
                let at = cells.len();
                cells.push(self.cell(name, (Face::Bold, size), inner(&frame.edges, at), (Side::Left, Some(NAME_FILL))));
                let text = self.fonts.face(Face::Sans).fit(&value.to_string()).into_owned();
                cells.push(self.cell(&text, (Face::Sans, size), inner(&frame.edges, at + 1), (Side::Left, None)));
            }
            while cells.len() + 1 < frame.edges.len() {
                let fill = cells.len().is_multiple_of(2).then_some(NAME_FILL);
                cells.push(self.cell("", (Face::Sans, size), 100.0, (Side::Left, fill)));
            }
            self.push_row(&frame, cells);
        }
        if let Some(first) = self.chunks.get_mut(before) {
            first.before = ABOVE_TABLE;
        }
        self.push(Chunk::gap(BELOW_TABLE));
    }

    fn caption_above(&mut self, caption: Option<&str>) {
        if let Some(caption) = caption {
            let kind = Type::new(Face::Bold, CAPTION);
            self.together(caption, kind, self.area(Stand::Middle), ABOVE_TABLE);
            self.keep_last();
        }
    }

    fn push_row(&mut self, frame: &Rc<Frame>, cells: Vec<Cell>) {
        let body = Cells::new(cells, frame.line);
        let height = body.height;
        let content = Content::Row(Row { frame: Rc::clone(frame), body });
        self.push(Chunk { before: 0.0, height, keep: false, heading: None, content });
    }

    /// The texts of a row, one for each column.
    fn texts(&self, row: &[Value], columns: usize, face: Face) -> Vec<String> {
        let font = self.fonts.face(face);
        let text =
            |index| row.get(index).map_or_else(String::new, |value: &Value| font.fit(&value.to_string()).into_owned());
        (0..columns).map(text).collect()
    }

    fn cells(&self, row: &[Value], texts: &[String], frame: &Frame, (face, fill): (Face, Option<Colour>)) -> Vec<Cell> {
        let cell = |(index, text): (usize, &String)| {
            let side = row.get(index).map_or(Side::Left, side);
            self.cell(text, (face, frame.size), inner(&frame.edges, index), (side, fill))
        };
        texts.iter().enumerate().map(cell).collect()
    }

    fn cell(&self, text: &str, (face, size): (Face, f32), width: f32, (at, ground): (Side, Option<Colour>)) -> Cell {
        let kind = Type { face, size, line: 0.0 };
        // A hair more, so that what was measured for the column is not broken by rounding.
        let lines: Vec<Line> = self.lines(text, kind, width + 0.05, 0.0);
        Cell { lines, face, side: at, fill: ground, at_top: false }
    }

    fn wishes(
        &self,
        table: &Table,
        texts: &[Vec<String>],
        total: Option<&[String]>,
        (size, room): (f32, f32),
    ) -> Vec<Wish> {
        let (sans, bold) = (self.fonts.face(Face::Sans), self.fonts.face(Face::Bold));
        let whole = |row: &[Value], index: usize| !matches!(row.get(index), None | Some(Value::Text(_) | Value::Empty));
        let (mut wishes, usual): (Vec<Wish>, Vec<f32>) = table
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let title = widest_line(bold, &column.title, size);
                let mut wish = Wish {
                    weight: column.weight,
                    least: (title / TITLE_LINES + size).min(title).max(longest_word(bold, &column.title, size)),
                    most: title,
                };
                let mut widths = Vec::with_capacity(texts.len());
                let rows = table.rows.iter().zip(texts).map(|(row, texts)| (row.as_slice(), texts.as_slice(), sans));
                let last = table.total.as_deref().zip(total).map(|(row, texts)| (row, texts, bold));
                for (row, texts, font) in rows.chain(last) {
                    let text = texts.get(index).map_or("", String::as_str);
                    let width = widest_line(font, text, size);
                    let needs = if whole(row, index) { width } else { longest_word(font, text, size) };
                    wish.least = wish.least.max(needs);
                    wish.most = wish.most.max(width);
                    widths.push(width);
                }
                let usual = usual(widths).max(wish.least);
                (wish, usual)
            })
            .unzip();
        // Where not all get what their longest text would like, a rare long one is broken.
        if wishes.iter().map(|wish| wish.most).sum::<f32>() > room {
            for (wish, usual) in wishes.iter_mut().zip(usual) {
                wish.most = usual;
            }
        }
        wishes
    }
}

/// What nine of ten texts are content with.
fn usual(mut widths: Vec<f32>) -> f32 {
    let at = widths.len() * 9 / 10;
    if at >= widths.len() {
        return 0.0;
    }
    *widths.select_nth_unstable_by(at, f32::total_cmp).1
}

fn empty_text(table: &Table) -> &str {
    if table.empty.is_empty() { "无记录" } else { &table.empty }
}

const fn side(value: &Value) -> Side {
    match value {
        Value::Count(_) | Value::Percent(_) | Value::Money(_) | Value::Seconds(_) => Side::Right,
        Value::Day(_) | Value::Moment(_) | Value::Empty => Side::Middle,
        Value::Text(_) => Side::Left,
    }
}

/// The upright lines beside columns whose texts are so wide.
fn edges(widths: &[f32]) -> Vec<f32> {
    let mut edges = vec![0.0];
    let mut at = 0.0;
    for width in widths {
        at += width + 2.0 * SIDE;
        edges.push(at);
    }
    edges
}

/// The width of the text of a column.
fn inner(edges: &[f32], column: usize) -> f32 {
    let edge = |index: usize| edges.get(index).copied().unwrap_or_default();
    edge(column + 1) - edge(column) - 2.0 * SIDE
}

fn widest_line(font: &Font, text: &str, size: f32) -> f32 {
    text.split('\n').map(|line| font.width(line, size)).fold(0.0, f32::max)
}

/// The width of the longest word that is not Chinese; beyond some ems words are broken.
fn longest_word(font: &Font, text: &str, size: f32) -> f32 {
    let words = text.split(|c: char| c.is_whitespace() || c >= '\u{2e80}');
    words.map(|word| font.width(word, size)).fold(size, f32::max).min(LONGEST_WORD * size)
}

#[expect(clippy::cast_precision_loss, reason = "a table has few columns")]
const fn count(number: usize) -> f32 {
    number as f32
}
