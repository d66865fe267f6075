//! What a document begins with: a cover, or its title above its text.

use jianyue_kernel::Value;

use super::{
    figures::items_of,
    flow::Chunk,
    setter::{Place, Setter, Stand, Type, set},
    style::{BODY, COVER_TITLE, TITLE},
};
use crate::{Document, charts::Colour, charts::Shape, fonts::Face, layout::page::Item};

impl Setter<'_> {
    /// A page of its own with issuer, title, number and facts.
    pub(super) fn cover(&mut self, document: &Document) {
        let area = self.area(Stand::Middle);
        // The geometry's height is shared out: a fifth above, the title, then the facts in the lower half.
        let depth = self.geometry.depth;
        self.push(Chunk::space(depth * 0.14));
        if !document.issuer.is_empty() {
            self.together(&document.issuer, Type::new(Face::Sans, (16.0, 26.0)), area, 0.0);
        }
        self.push(Chunk::space(depth * 0.05));
        self.title(&document.title, Type::new(Face::Bold, COVER_TITLE), area, 0.0);
        self.rule(depth * 0.03);
        if let Some(number) = &document.number {
            self.together(number, Type::new(Face::Serif, BODY), area, 10.0);
        }
        let used: f32 = self.chunks.iter().map(|chunk| chunk.height + chunk.before).sum();
        self.push(Chunk::space((depth * 0.62 - used).max(30.0)));
        self.cover_facts(&document.facts);
        self.push(Chunk::page_break());
    }

    /// A line below the title of a cover.
    fn rule(&mut self, above: f32) {
        let (from, to) = (self.geometry.measure * 0.2, self.geometry.measure * 0.8);
        let line = Shape::Line { from: (from, above), to: (to, above), width: 1.2, colour: Colour::INK, dash: None };
        self.push(Chunk::items(above + 2.0, vec![Item::Shape(line)]));
    }

    /// Names and values as two columns that stand in the middle together.
    fn cover_facts(&mut self, facts: &[(String, Value)]) {
        let (bold, serif) = (Type::new(Face::Bold, BODY), Type::new(Face::Serif, BODY));
        let texts: Vec<(String, String)> =
            facts.iter().map(|(name, value)| (format!("{name}："), value.to_string())).collect();
        let widest = |kind: Type, text: &str| {
            self.lines(text, kind, f32::MAX, 0.0).iter().map(|line| line.width).fold(0.0, f32::max)
        };
        let measure = self.geometry.measure;
        let names = texts.iter().map(|(name, _)| widest(bold, name)).fold(0.0, f32::max).min(measure * 0.32) + 8.0;
        let values =
            texts.iter().map(|(_, value)| widest(serif, value)).fold(0.0, f32::max).min(measure * 0.9 - names) + 1.0;
        let left = (measure - names - values) / 2.0;
        for (name, value) in texts {
            let at = self.chunks.len();
            let place = Place { left: left + names, width: values, indent: 0.0, stand: Stand::Left };
            self.together(&value, serif, place, 5.0);
            let place = Place { left, width: names, indent: 0.0, stand: Stand::Left };
            let mut y = 0.0;
            let mut drawn = Vec::new();
            for line in self.lines(&name, bold, names, 0.0) {
                drawn.extend(set(line, bold, place, 0.0).map(|item| item.moved(0.0, y)));
                y += bold.line;
            }
            if let Some(chunk) = self.chunks.get_mut(at) {
                chunk.height = chunk.height.max(y);
                if let Some(items) = items_of(chunk) {
                    items.splice(0..0, drawn);
                }
            }
        }
    }

    /// Issuer, title, number and facts above the text.
    pub(super) fn head(&mut self, document: &Document) {
        let area = self.area(Stand::Middle);
        if !document.issuer.is_empty() {
            self.together(&document.issuer, Type::new(Face::Sans, (12.0, 20.0)), area, 0.0);
            self.keep_last();
        }
        if !document.title.is_empty() {
            self.title(&document.title, Type::new(Face::Bold, TITLE), area, 4.0);
            self.keep_last();
        }
        if let Some(number) = &document.number {
            self.together(number, Type::new(Face::Serif, (10.5, 18.0)), area, 4.0);
            self.keep_last();
        }
        self.push(Chunk::space(4.0));
        self.facts(2, &document.facts);
    }
}
