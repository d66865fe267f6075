//! The blocks of the text, one after another.

use super::{
    Writer,
    contents::bookmark,
    table,
    words::{self, Look, Stand, paragraph, run},
};
use crate::{
    DocumentError,
    model::{Align, Block, Paragraph},
};

/// The list of points without numbers; numbered ones come behind it.
pub const POINTS: usize = 1;

impl Writer<'_> {
    pub(super) fn block(&mut self, block: &Block, caption: Option<&str>) -> Result<(), DocumentError> {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(of) => self.paragraph(of),
            Block::List { numbered, items } => self.list(*numbered, items),
            Block::Facts { columns, pairs } => {
                table::facts(&mut self.xml, self.page.measure(), usize::from(*columns), pairs, false);
                self.gap();
            }
            Block::Table(of) => {
                if let Some(caption) = caption {
                    words::caption(&mut self.xml, caption, true);
                }
                table::table(&mut self.xml, self.page.measure(), of);
                self.gap();
            }
            Block::Chart(of) => self.chart(of, caption.unwrap_or_default())?,
            Block::Image(of) => self.image(of, caption)?,
            Block::Signatures(of) => self.signatures(of)?,
            Block::PageBreak => self.new_page(),
        }
        Ok(())
    }

    fn heading(&mut self, level: u8, text: &str) {
        let (id, name) = (self.headings.to_string(), bookmark(self.headings));
        self.headings += 1;
        let style = format!("Heading{}", level.clamp(1, 4));
        paragraph(&mut self.xml, Stand::style(&style), |xml| {
            xml.leaf("w:bookmarkStart", &[("w:id", &id), ("w:name", &name)]);
            run(xml, text);
            xml.leaf("w:bookmarkEnd", &[("w:id", &id)]);
        });
    }

    fn paragraph(&mut self, of: &Paragraph) {
        let (style, align) = match (of.align, of.small) {
            (Align::Body, false) => (Some("BodyText"), None),
            (Align::Left, false) => (None, Some("left")),
            (Align::Centre, false) => (None, Some("center")),
            (Align::Right, false) => (None, Some("right")),
            (Align::Body | Align::Left, true) => (Some("Small"), None),
            (Align::Centre, true) => (Some("Small"), Some("center")),
            (Align::Right, true) => (Some("Small"), Some("right")),
        };
        let look = Look { strong: of.strong, size: None };
        paragraph(&mut self.xml, Stand { style, align, ..Stand::default() }, |xml| words::styled(xml, &of.text, look));
    }

    fn list(&mut self, numbered: bool, items: &[String]) {
        if numbered {
            self.lists += 1;
        }
        let list = if numbered { POINTS + self.lists } else { POINTS };
        for item in items {
            let stand = Stand { list: Some(list), ..Stand::style("ListParagraph") };
            paragraph(&mut self.xml, stand, |xml| run(xml, item));
        }
    }

    /// What follows begins a page. A break of its own would leave an empty page where the last one is full.
    pub(super) fn new_page(&mut self) {
        paragraph(&mut self.xml, Stand { new_page: true, ..Stand::style("Gap") }, |_| {});
    }

    /// Keeps two tables apart, which Word would make one.
    pub(super) fn gap(&mut self) {
        paragraph(&mut self.xml, Stand::style("Gap"), |_| {});
    }
}
