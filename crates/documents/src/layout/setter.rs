//! What sets blocks into chunks.

use super::{
    flow::Chunk,
    page::{Item, Text},
    row::baseline,
    style::Geometry,
    text::{self, Line, Setting},
};
use crate::{
    charts::Colour,
    fonts::{Face, Fonts},
};

/// How a paragraph's lines stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Filled,
    Left,
    Middle,
    Right,
}

/// Type: its cut, its size and its line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) line: f32,
}

impl Type {
    pub(super) const fn new(face: Face, (size, line): (f32, f32)) -> Self {
        Self { face, size, line }
    }
}

/// Where lines go within the type area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) left: f32,
    pub(super) width: f32,
    pub(super) indent: f32,
    pub(super) stand: Stand,
}

/// Sets the blocks of one document.
pub(super) struct Setter<'a> {
    pub(super) fonts: &'a Fonts,
    pub(super) geometry: Geometry,
    /// The sizes of the document's pictures, in pixels; nothing where one cannot be read.
    pub(super) pictures: &'a [Option<(u32, u32)>],
    /// Pictures that were set so far.
    pub(super) used: usize,
    pub(super) chunks: Vec<Chunk>,
}

impl Setter<'_> {
    pub(super) fn push(&mut self, chunk: Chunk) {
        self.chunks.push(chunk);
    }

    /// What was set last stays on the page of what follows.
    pub(super) fn keep_last(&mut self) {
        if let Some(last) = self.chunks.last_mut() {
            last.keep = true;
        }
    }

    pub(super) fn lines(&self, text: &str, kind: Type, width: f32, indent: f32) -> Vec<Line> {
        text::lines(text, Setting { font: self.fonts.face(kind.face), size: kind.size, width, indent })
    }

    /// The whole type area, at the left.
    pub(super) const fn area(&self, stand: Stand) -> Place {
        Place { left: 0.0, width: self.geometry.measure, indent: 0.0, stand }
    }

    /// Sets a paragraph line by line; never one line alone above or below the end of a page.
    pub(super) fn paragraph(&mut self, text: &str, kind: Type, place: Place, before: f32) {
        let lines = self.lines(text, kind, place.width, place.indent);
        let count = lines.len();
        let mut first = true;
        for (index, line) in lines.into_iter().enumerate() {
            let indent = if first { place.indent } else { 0.0 };
            first = !line.goes_on;
            let item = set(line, kind, place, indent);
            let chunk = Chunk::items(kind.line, item.into_iter().collect());
            let chunk = if index == 0 { chunk.below(before) } else { chunk };
            let keep = count > 1 && (index == 0 || index + 2 == count);
            self.push(if keep { chunk.kept() } else { chunk });
        }
    }

    /// Sets lines as one chunk that is never broken.
    pub(super) fn together(&mut self, text: &str, kind: Type, place: Place, before: f32) {
        let mut items = Vec::new();
        let mut height = 0.0;
        for line in self.lines(text, kind, place.width, place.indent) {
            items.extend(set(line, kind, place, 0.0).map(|item| item.moved(0.0, height)));
            height += kind.line;
        }
        self.push(Chunk::items(height, items).below(before));
    }

    /// Sets a title in lines of about the same length.
    pub(super) fn title(&mut self, text: &str, kind: Type, place: Place, before: f32) {
        let setting = Setting { font: self.fonts.face(kind.face), size: kind.size, width: place.width, indent: 0.0 };
        let text: Vec<String> = text::title_lines(text, setting).into_iter().map(|line| line.text).collect();
        self.together(&text.join("\n"), kind, place, before);
    }

    /// The next picture of the document: its number, and its size if it can be read.
    pub(super) fn next_picture(&mut self) -> (usize, Option<(u32, u32)>) {
        let index = self.used;
        self.used += 1;
        (index, self.pictures.get(index).copied().flatten())
    }
}

/// A line as an item; nothing where there is no text on it.
pub(super) fn set(line: Line, kind: Type, place: Place, indent: f32) -> Option<Item> {
    if line.text.is_empty() {
        return None;
    }
    let room = place.width - indent;
    let x = place.left
        + match place.stand {
            Stand::Filled | Stand::Left => indent,
            Stand::Middle => (place.width - line.width) / 2.0,
            Stand::Right => place.width - line.width,
        };
    let stretch = if place.stand == Stand::Filled { text::stretch(&line, room, kind.size) } else { 0.0 };
    Some(Item::Text(Text {
        x,
        y: baseline(kind.size, kind.line),
        face: kind.face,
        size: kind.size,
        colour: Colour::INK,
        stretch,
        text: line.text,
    }))
}
