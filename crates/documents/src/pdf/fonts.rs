//! The fonts of a file: only what it uses of them.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::{FontId, ParsedFont, PdfDocument, PdfFont};

use crate::{
    DocumentError,
    fonts::{Face, Fonts, Subset},
    layout::{Item, Laid},
};

/// The name of a font within the file.
pub(super) fn id(face: Face) -> FontId {
    FontId(match face {
        Face::Serif => "Serif".to_owned(),
        Face::Sans => "Sans".to_owned(),
        Face::Bold => "Bold".to_owned(),
    })
}

/// Puts the used part of each used font into the file.
pub(super) fn embed(file: &mut PdfDocument, fonts: &Fonts, laid: &Laid) -> Result<(), DocumentError> {
    for (face, characters) in used(laid) {
        let font = fonts.face(face);
        let subset = Subset::of(font, &characters)?;
        let metrics = font.metrics();
        let mut parsed = ParsedFont::with_glyph_data(
            subset.bytes,
            0,
            // The tag that says that the font is not whole (ISO 32000-1, 9.6.4).
            Some(format!("JYPAPR+{}", face.name())),
            subset.glyphs,
            subset.widths,
            metrics.units,
            printpdf::FontMetrics { ascent: metrics.ascent, descent: metrics.descent },
        );
        let [left, bottom, right, top] = metrics.bounds;
        parsed.pdf_font_metrics.x_min = left;
        parsed.pdf_font_metrics.y_min = bottom;
        parsed.pdf_font_metrics.x_max = right;
        parsed.pdf_font_metrics.y_max = top;
        parsed.pdf_font_metrics.us_weight_class = if face == Face::Bold { 700 } else { 400 };
        file.resources.fonts.map.insert(id(face), PdfFont::new(parsed));
    }
    Ok(())
}

fn used(laid: &Laid) -> BTreeMap<Face, BTreeSet<char>> {
    let mut used: BTreeMap<Face, BTreeSet<char>> = BTreeMap::new();
    for item in laid.pages.iter().flat_map(|page| &page.items) {
        match item {
            Item::Text(text) => used.entry(text.face).or_default().extend(text.text.chars()),
            Item::Watermark { text, .. } => used.entry(Face::Bold).or_default().extend(text.chars()),
            Item::Shape(_) | Item::Picture { .. } | Item::Link { .. } => {}
        }
    }
    used
}
