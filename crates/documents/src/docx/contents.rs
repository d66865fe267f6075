//! The table of contents: a field whose entries are there already, each leading to its heading.

use super::{
    Writer,
    words::{Stand, begin_field, end_field, paragraph, run},
    xml::Xml,
};
use crate::model::Block;

/// Headings down to this level are in it.
const DEEPEST: u8 = 3;

/// The bookmark of the n-th heading, from 0.
pub fn bookmark(heading: usize) -> String {
    format!("_Toc{:08}", 10_000_001 + heading)
}

impl Writer<'_> {
    pub(super) fn contents(&mut self) {
        let headings = self.document.blocks.iter().filter_map(|block| match block {
            Block::Heading { level, text } => Some((*level, text)),
            _ => None,
        });
        let entries: Vec<_> = headings.enumerate().filter(|(_, (level, _))| (1..=DEEPEST).contains(level)).collect();
        if entries.is_empty() {
            if self.document.cover {
                self.new_page();
            }
            return;
        }
        let pages = super::pages::of_headings(self.document);
        let right = self.page.measure().to_string();
        let cover = self.document.cover;
        let (last, xml) = (entries.len() - 1, &mut self.xml);
        xml.element("w:sdt", &[], |xml| {
            xml.raw(concat!(
                "<w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/><w:docPartUnique/>",
                "</w:docPartObj></w:sdtPr>"
            ));
            xml.element("w:sdtContent", &[], |xml| {
                // Not a break of its own: below a cover that is full it would leave a page empty.
                let heading = Stand { new_page: cover, ..Stand::style("TOCHeading") };
                paragraph(xml, heading, |xml| run(xml, "目　录"));
                for (n, (heading, (level, text))) in entries.iter().enumerate() {
                    xml.element("w:p", &[], |xml| {
                        xml.element("w:pPr", &[], |xml| {
                            xml.value("w:pStyle", &format!("TOC{level}"));
                            xml.element("w:tabs", &[], |xml| {
                                let tab = [("w:val", "right"), ("w:leader", "dot"), ("w:pos", &right)];
                                xml.leaf("w:tab", &tab);
                            });
                        });
                        if n == 0 {
                            begin_field(xml, " TOC \\o \"1-3\" \\h \\z \\u ");
                        }
                        entry(xml, &bookmark(*heading), text, pages.get(*heading).copied());
                        if n == last {
                            end_field(xml);
                        }
                    });
                }
            });
        });
        self.new_page();
    }
}

fn entry(xml: &mut Xml, bookmark: &str, text: &str, page: Option<usize>) {
    xml.element("w:hyperlink", &[("w:anchor", bookmark), ("w:history", "1")], |xml| {
        run(xml, text);
        if let Some(page) = page {
            xml.raw("<w:r><w:tab/></w:r>");
            begin_field(xml, &format!(" PAGEREF {bookmark} \\h "));
            run(xml, &page.to_string());
            end_field(xml);
        }
    });
}
