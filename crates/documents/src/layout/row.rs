//! Rows of tables.

use std::rc::Rc;

use super::{
    page::{Item, Text},
    style::{CAPTION, Geometry},
    text::Line,
};
use crate::{
    charts::{Colour, Shape},
    fonts::Face,
};

/// Room between a cell's text and its edges: at the sides, above and below.
pub(super) const SIDE: f32 = 4.0;
pub(super) const ABOVE: f32 = 3.0;
const RULE: Colour = Colour(0x6b, 0x72, 0x7b);
/// Lines that are left on a page at least when a row is broken.
const LEAST_LINES: f32 = 2.0;
/// Rows that take more of a page than this may be broken.
const TALL: f32 = 0.35;

/// What the rows of a table share.
#[derive(Debug)]
pub(super) struct Frame {
    /// The upright lines, from the left of the type area; one more than there are columns.
    pub(super) edges: Vec<f32>,
    pub(super) size: f32,
    pub(super) line: f32,
    /// The head, shown again on each page.
    pub(super) head: Option<Cells>,
    /// Said above a head that is shown again, with its width: `续表 1`.
    pub(super) again: Option<(String, f32)>,
}

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) frame: Rc<Frame>,
    pub(super) body: Cells,
}

/// The cells of a row. One cell in a table of several columns takes the whole width.
#[derive(Debug, Default)]
pub(super) struct Cells {
    pub(super) cells: Vec<Cell>,
    pub(super) height: f32,
}

/// Where the lines of a cell stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Middle,
    Right,
}

#[derive(Debug)]
pub(super) struct Cell {
    pub(super) lines: Vec<Line>,
    pub(super) face: Face,
    pub(super) side: Side,
    pub(super) fill: Option<Colour>,
    /// Whether it begins at the top, as parts of broken rows do, and not in the middle of the height.
    pub(super) at_top: bool,
}

impl Cells {
    pub(super) fn new(cells: Vec<Cell>, line: f32) -> Self {
        let mut row = Self { cells, height: 0.0 };
        row.height = row.needed(line);
        row
    }

    fn needed(&self, line: f32) -> f32 {
        let lines = self.cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0).max(1);
        height_of(lines, line)
    }

    pub(super) fn spans(&self, frame: &Frame) -> bool {
        self.cells.len() + 1 < frame.edges.len()
    }

    /// What is drawn for the row with its top at `y`.
    pub(super) fn items(&self, frame: &Frame, left: f32, y: f32, height: f32) -> Vec<Item> {
        let mut items = Vec::with_capacity(self.cells.len() * 2 + 1);
        let spans = self.spans(frame);
        let edges = |index: usize| {
            let to = if spans { frame.edges.len() - 1 } else { index + 1 };
            (frame.edges.get(index).copied().unwrap_or_default(), frame.edges.get(to).copied().unwrap_or_default())
        };
        for (index, cell) in self.cells.iter().enumerate() {
            let (from, to) = edges(index);
            if let Some(fill) = cell.fill {
                items.push(Item::Shape(Shape::Rect { x: left + from, y, width: to - from, height, fill }));
            }
        }
        if !items.is_empty() {
            // The ground hides half of the line above it.
            items.push(frame.across(left, y));
        }
        for (index, cell) in self.cells.iter().enumerate() {
            let (from, to) = edges(index);
            let used = height_of(cell.lines.len(), frame.line);
            let mut top = y + ABOVE + if cell.at_top { 0.0 } else { ((height - used) / 2.0).max(0.0) };
            for line in &cell.lines {
                let x = match cell.side {
                    Side::Left => from + SIDE,
                    Side::Middle => f32::midpoint(from, to) - line.width / 2.0,
                    Side::Right => to - SIDE - line.width,
                };
                if !line.text.is_empty() {
                    items.push(Item::Text(Text {
                        x: left + x,
                        y: top + baseline(frame.size, frame.line),
                        face: cell.face,
                        size: frame.size,
                        colour: Colour::INK,
                        stretch: 0.0,
                        text: line.text.clone(),
                    }));
                }
                top += frame.line;
            }
        }
        items.push(frame.across(left, y + height));
        items
    }
}

impl Row {
    /// Whether it may be broken: rows that are but somewhat tall go to the next page as a whole.
    pub(super) fn breaks(&self, geometry: &Geometry) -> bool {
        self.body.height > geometry.depth * TALL
    }

    /// The height of its least part.
    pub(super) fn least(&self) -> f32 {
        self.frame.least_row()
    }

    /// What of it fits into a height, and the rest.
    pub(super) fn broken(self, height: f32) -> (Self, Option<Self>) {
        let fits = lines_in(height, self.frame.line).max(1);
        let line = self.frame.line;
        let (mut part, mut rest) = (Vec::new(), Vec::new());
        for mut cell in self.body.cells {
            let below = if cell.lines.len() > fits { cell.lines.split_off(fits) } else { Vec::new() };
            let (face, side, fill) = (cell.face, cell.side, cell.fill);
            rest.push(Cell { lines: below, face, side, fill, at_top: true });
            part.push(Cell { at_top: true, ..cell });
        }
        let more = rest.iter().any(|cell| !cell.lines.is_empty());
        let part = Self { frame: Rc::clone(&self.frame), body: Cells::new(part, line) };
        (part, more.then(|| Self { frame: self.frame, body: Cells::new(rest, line) }))
    }
}

impl Frame {
    pub(super) fn least_row(&self) -> f32 {
        LEAST_LINES.mul_add(self.line, 2.0 * ABOVE)
    }

    pub(super) fn across(&self, left: f32, y: f32) -> Item {
        let (from, to) =
            (self.edges.first().copied().unwrap_or_default(), self.edges.last().copied().unwrap_or_default());
        rule((left + from, y), (left + to, y))
    }

    pub(super) fn upright(&self, left: f32, from: f32, to: f32, spans: bool) -> Vec<Item> {
        let last = self.edges.len().saturating_sub(1);
        let drawn = |index: usize| !spans || index == 0 || index == last;
        let edges = self.edges.iter().enumerate().filter(|(index, _)| drawn(*index));
        edges.map(|(_, x)| rule((left + x, from), (left + x, to))).collect()
    }

    /// What is said above a head that is shown again, with its height.
    pub(super) fn again(&self, geometry: &Geometry) -> Option<(f32, Item)> {
        let (text, width) = self.again.as_ref()?;
        let text = Text {
            x: geometry.measure - width,
            y: baseline(CAPTION.0, CAPTION.1),
            face: Face::Sans,
            size: CAPTION.0,
            colour: Colour::INK,
            stretch: 0.0,
            text: text.clone(),
        };
        Some((CAPTION.1 + 2.0, Item::Text(text)))
    }
}

fn rule(from: (f32, f32), to: (f32, f32)) -> Item {
    Item::Shape(Shape::Line { from, to, width: 0.5, colour: RULE, dash: None })
}

/// From the top of a line to its base line: the type stands in its middle.
pub(super) fn baseline(size: f32, line: f32) -> f32 {
    (line - size) / 2.0 + size * 0.86
}

#[expect(clippy::cast_precision_loss, reason = "a cell has few lines")]
fn height_of(lines: usize, line: f32) -> f32 {
    lines as f32 * line + 2.0 * ABOVE
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page has few lines")]
fn lines_in(height: f32, line: f32) -> usize {
    ((height - 2.0 * ABOVE) / line).floor().max(0.0) as usize
}
