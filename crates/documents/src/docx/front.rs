//! What a document begins with: a cover, or title and facts above the text.

use super::{
    Writer, table,
    words::{Stand, paragraph, run},
};

impl Writer<'_> {
    pub(super) fn front(&mut self) {
        let document = self.document;
        let xml = &mut self.xml;
        if !document.issuer.is_empty() {
            paragraph(xml, Stand::style(if document.cover { "CoverIssuer" } else { "Issuer" }), |xml| {
                run(xml, &document.issuer);
            });
        }
        if !document.title.is_empty() {
            paragraph(xml, Stand::style(if document.cover { "CoverTitle" } else { "Title" }), |xml| {
                run(xml, &document.title);
            });
        }
        if let Some(number) = &document.number {
            paragraph(xml, Stand::style("Number"), |xml| run(xml, number));
        }
        if !document.facts.is_empty() {
            table::facts(xml, self.page.measure(), 1, &document.facts, document.cover);
            paragraph(xml, Stand::style("Small"), |_| {});
        }
        if document.cover && !document.contents {
            self.new_page();
        }
    }
}
