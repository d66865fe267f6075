//! The table of contents.

use super::{
    flow::Chunk,
    page::{Entry, Item},
    setter::{Place, Setter, Stand, Type, set},
    style::BODY,
};
use crate::fonts::Face;

/// Levels that are listed.
const LEVELS: u8 = 3;
/// Room for the number of a page.
const NUMBER: f32 = 30.0;

impl Setter<'_> {
    /// Sets the table of contents; the pages of `entries` are told with `first` added, which is the page that the first of
    /// their pages is.
    pub(super) fn contents(&mut self, entries: &[Entry], first: usize) {
        let area = self.area(Stand::Middle);
        self.together("目　录", Type::new(Face::Bold, (16.0, 34.0)), area, 6.0);
        self.keep_last();
        for entry in entries.iter().filter(|entry| entry.level <= LEVELS) {
            self.entry(entry, first);
        }
        self.push(Chunk::page_break());
    }

    fn entry(&mut self, entry: &Entry, first: usize) {
        let kind = Type::new(if entry.level <= 1 { Face::Sans } else { Face::Serif }, BODY);
        let left = f32::from(entry.level.saturating_sub(1)) * 1.5 * kind.size;
        let width = self.geometry.measure - left - NUMBER;
        let place = Place { left, width, indent: 0.0, stand: Stand::Left };
        let number_place =
            Place { left: self.geometry.measure - NUMBER, width: NUMBER, indent: 0.0, stand: Stand::Right };
        let mut items = Vec::new();
        let (mut height, mut end) = (0.0, left);
        for line in self.lines(&entry.text, kind, width, 0.0) {
            end = left + line.width;
            items.extend(set(line, kind, place, 0.0).map(|item| item.moved(0.0, height)));
            height += kind.line;
        }
        let last = height - kind.line;
        let number = (entry.page + first + 1).to_string();
        let number_width = self.fonts.face(kind.face).width(&number, kind.size);
        let dots = self.dots(kind, (end + 6.0, self.geometry.measure - number_width - 6.0));
        items.extend(dots.into_iter().chain(self.one(&number, kind, number_place)).map(|item| item.moved(0.0, last)));
        let page = entry.page + first;
        items.push(Item::Link { x: left, y: 0.0, width: self.geometry.measure - left, height, page, down: entry.y });
        let before = if entry.level <= 1 { 4.0 } else { 0.0 };
        self.push(Chunk::items(height, items).below(before));
    }

    fn one(&self, text: &str, kind: Type, place: Place) -> Option<Item> {
        self.lines(text, kind, place.width, 0.0).into_iter().find_map(|line| set(line, kind, place, 0.0))
    }

    /// Leader dots that end at the same place in each line.
    fn dots(&self, kind: Type, (from, to): (f32, f32)) -> Option<Item> {
        let wide = self.fonts.face(kind.face).width(".", kind.size).max(0.5);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "dots on a line")]
        let count = ((to - from) / wide).floor().max(0.0) as usize;
        #[expect(clippy::cast_precision_loss, reason = "dots on a line")]
        let left = to - count as f32 * wide;
        let place = Place { left, width: to - left, indent: 0.0, stand: Stand::Left };
        self.one(&".".repeat(count), kind, place)
    }
}
