//! Headings, paragraphs and lists.

use super::{
    flow::Chunk,
    setter::{Place, Setter, Stand, Type, set},
    style::{BODY, SMALL, above_heading, heading},
};
use crate::{
    fonts::Face,
    model::{Align, Block, Paragraph},
};

impl Setter<'_> {
    /// Sets blocks; `captions` has the numbered caption of each.
    pub(super) fn blocks(&mut self, blocks: &[Block], captions: &[Option<String>]) {
        for (block, caption) in blocks.iter().zip(captions) {
            let caption = caption.as_deref();
            match block {
                Block::Heading { level, text } => self.heading(*level, text),
                Block::Paragraph(paragraph) => self.set_paragraph(paragraph),
                Block::List { numbered, items } => self.list(*numbered, items),
                Block::Facts { columns, pairs } => self.facts(*columns, pairs),
                Block::Table(table) => self.table(table, caption),
                Block::Chart(chart) => self.chart(chart, caption.unwrap_or_default()),
                Block::Image(image) => self.image(image, caption),
                Block::Signatures(signatures) => self.signatures(signatures),
                Block::PageBreak => self.push(Chunk::page_break()),
            }
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        let face = if level >= 4 { Face::Sans } else { Face::Bold };
        let kind = Type::new(face, heading(level));
        self.together(text, kind, self.area(Stand::Left), above_heading(level));
        if let Some(last) = self.chunks.last_mut() {
            last.keep = true;
            last.heading = Some((level.clamp(1, 4), text.to_owned()));
        }
        // Room below it that belongs to it.
        if level <= 1 {
            self.push(Chunk::space(4.0).kept());
        }
    }

    fn set_paragraph(&mut self, paragraph: &Paragraph) {
        let measures = if paragraph.small { SMALL } else { BODY };
        let face = match (paragraph.strong, paragraph.small) {
            (true, _) => Face::Bold,
            (false, true) => Face::Sans,
            (false, false) => Face::Serif,
        };
        let kind = Type::new(face, measures);
        let (stand, indent) = match paragraph.align {
            Align::Body => (Stand::Filled, 2.0 * kind.size),
            Align::Left => (Stand::Left, 0.0),
            Align::Centre => (Stand::Middle, 0.0),
            Align::Right => (Stand::Right, 0.0),
        };
        let place = Place { indent, ..self.area(stand) };
        self.paragraph(&paragraph.text, kind, place, 2.0);
    }

    fn list(&mut self, numbered: bool, items: &[String]) {
        let kind = Type::new(Face::Serif, BODY);
        for (index, item) in items.iter().enumerate() {
            let mark = if numbered { format!("{}.", index + 1) } else { "•".to_owned() };
            let wide = self.fonts.face(kind.face).width(&mark, kind.size) + 5.0;
            let left = 2.0 * kind.size;
            let hang = wide.max(1.2 * kind.size);
            let place = Place {
                left: left + hang,
                width: self.geometry.measure - left - hang,
                indent: 0.0,
                stand: Stand::Filled,
            };
            let at = self.chunks.len();
            self.paragraph(item, kind, place, if index == 0 { 2.0 } else { 0.0 });
            let place = Place { left, width: hang, indent: 0.0, stand: Stand::Left };
            let marks: Vec<_> =
                self.lines(&mark, kind, hang, 0.0).into_iter().filter_map(|line| set(line, kind, place, 0.0)).collect();
            if let Some(Chunk { content: super::flow::Content::Items(items), .. }) = self.chunks.get_mut(at) {
                items.splice(0..0, marks);
            }
        }
    }
}
