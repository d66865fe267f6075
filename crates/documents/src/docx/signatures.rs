//! Where people sign: two beside one another, kept together on a page.

use super::{
    Writer, picture,
    table::{grid, properties, row},
    words::{Stand, paragraph, run},
};
use crate::{DocumentError, model::Signature};

/// Room for a drawn signature, in twentieths of a point.
const HAND: (u64, u64) = (2_400, 800);
/// Said where there is no day yet.
const DAY: &str = "　　　　年　　月　　日";

impl Writer<'_> {
    pub(super) fn signatures(&mut self, signatures: &[Signature]) -> Result<(), DocumentError> {
        let beside = if signatures.len() == 1 { 1 } else { 2 };
        let width = self.page.measure() / beside;
        let mut drawn = Vec::with_capacity(signatures.len());
        for signature in signatures {
            let picture = match &signature.drawn {
                Some(bytes) => Some(self.placed(bytes, &signature.role, HAND)?),
                None => None,
            };
            drawn.push((signature, picture));
        }
        self.gap();
        let measure = self.page.measure();
        let rows: Vec<_> = drawn.chunks(beside as usize).collect();
        let last = rows.len().saturating_sub(1);
        let xml = &mut self.xml;
        xml.element("w:tbl", &[], |xml| {
            properties(xml, "TablePlain", measure, None);
            grid(xml, &vec![width; beside as usize]);
            for (n, signatures) in rows.iter().enumerate() {
                // All rows stay on one page: each but the last stays with what follows.
                let stand = Stand { with_next: n < last, ..Stand::style("BodyText").align("left") };
                let stand = Stand { style: None, ..stand };
                row(xml, false, |xml| {
                    for place in 0..beside as usize {
                        xml.element("w:tc", &[], |xml| {
                            xml.element("w:tcPr", &[], |xml| {
                                xml.leaf("w:tcW", &[("w:w", &width.to_string()), ("w:type", "dxa")]);
                            });
                            let Some((signature, picture)) = signatures.get(place) else {
                                return paragraph(xml, stand, |_| {});
                            };
                            paragraph(xml, stand, |xml| run(xml, &format!("{}：{}", signature.role, signature.name)));
                            match picture {
                                Some((relation, drawing)) => {
                                    let free = Stand { line: Some(240), ..stand };
                                    paragraph(xml, free, |xml| picture::picture(xml, drawing, relation));
                                }
                                None => paragraph(xml, stand, |xml| run(xml, "签字：________________")),
                            }
                            let day = signature
                                .on
                                .map_or_else(|| DAY.to_owned(), |on| on.format("%Y 年 %-m 月 %-d 日").to_string());
                            paragraph(xml, stand, |xml| run(xml, &format!("日期：{day}")));
                        });
                    }
                });
            }
        });
        self.gap();
        Ok(())
    }
}
