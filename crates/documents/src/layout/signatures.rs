//! Who signs: two beside one another, never apart from their names.

use chrono::{Datelike as _, NaiveDate};

use super::{
    flow::{Chunk, Content},
    page::Item,
    setter::{Place, Setter, Stand, Type, set},
    style::BODY,
};
use crate::{
    charts::{Colour, Shape},
    fonts::Face,
    model::Signature,
};

const AROUND: f32 = 14.0;
/// Room for a hand's signature.
const HAND: (f32, f32) = (120.0, 40.0);
const GAP: f32 = 24.0;

impl Setter<'_> {
    pub(super) fn signatures(&mut self, signatures: &[Signature]) {
        self.keep_text();
        let count = signatures.chunks(2).count();
        let mut before = AROUND;
        for (index, pair) in signatures.chunks(2).enumerate() {
            let width = (self.geometry.measure - GAP) / 2.0;
            let mut items = Vec::new();
            let mut height = 0.0_f32;
            for (at, signature) in pair.iter().enumerate() {
                // One alone stands at the right, where papers are signed.
                let right = at == 1 || signatures.len() == 1;
                let left = if right { width + GAP } else { 0.0 };
                let (mut made, used) = self.signature(signature, left, width);
                items.append(&mut made);
                height = height.max(used);
            }
            let chunk = Chunk::items(height, items).below(before);
            // Some signatures stay on one page; a long list of them may go over.
            let keep = index + 1 < count && count <= 4;
            self.push(if keep { chunk.kept() } else { chunk });
            before = AROUND;
        }
    }

    /// The end of the text stays with the signatures, so that no page holds nothing else, as GB/T 9704-2012 asks.
    fn keep_text(&mut self) {
        for chunk in self.chunks.iter_mut().rev() {
            if matches!(chunk.content, Content::Break) {
                break;
            }
            chunk.keep = true;
            if !matches!(&chunk.content, Content::Items(items) if items.is_empty()) {
                break;
            }
        }
    }

    fn signature(&mut self, signature: &Signature, left: f32, width: f32) -> (Vec<Item>, f32) {
        let mut items = Vec::new();
        let mut y = 0.0;
        let place = Place { left, width, indent: 0.0, stand: Stand::Left };
        let mut write = |setter: &Self, text: &str, face: Face, y: &mut f32| {
            let kind = Type::new(face, BODY);
            for line in setter.lines(text, kind, width, 0.0) {
                items.extend(set(line, kind, place, 0.0).map(|item| item.moved(0.0, *y)));
                *y += kind.line;
            }
        };
        if !signature.role.is_empty() {
            write(self, &format!("{}：", signature.role.trim_end_matches('：')), Face::Bold, &mut y);
        }
        if !signature.name.is_empty() {
            write(self, &signature.name, Face::Serif, &mut y);
        }
        let hand = y + 6.0;
        y = hand + HAND.1;
        let drawn = signature.drawn.as_ref().map(|_| self.next_picture());
        write(self, &day(signature.on), Face::Serif, &mut y);
        let line = Shape::Line {
            from: (left, hand + HAND.1 - 2.0),
            to: (left + width.min(180.0), hand + HAND.1 - 2.0),
            width: 0.6,
            colour: Colour::INK,
            dash: None,
        };
        items.push(Item::Shape(line));
        if let Some((index, Some((wide, high)))) = drawn {
            #[expect(clippy::cast_precision_loss, reason = "pixels of a picture")]
            let (wide, high) = (wide.max(1) as f32, high.max(1) as f32);
            let scale = (HAND.0 / wide).min((HAND.1 - 4.0) / high);
            let (width, height) = (wide * scale, high * scale);
            items.push(Item::Picture { index, x: left + 4.0, y: hand + HAND.1 - 3.0 - height, width, height });
        }
        (items, y)
    }
}

/// The day in words, or places to write it in.
fn day(on: Option<NaiveDate>) -> String {
    on.map_or_else(
        || "日期：　　　　年　　月　　日".to_owned(),
        |on| format!("日期：{} 年 {} 月 {} 日", on.year(), on.month(), on.day()),
    )
}
