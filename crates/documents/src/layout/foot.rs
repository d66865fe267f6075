//! What is on every page: the foot and the watermark.

use super::{
    page::{Item, Laid, Text},
    row::baseline,
    style::{FOOT, Geometry},
    text::{Setting, lines},
};
use crate::{
    Document,
    charts::{Colour, Shape},
    fonts::{Face, Fonts},
};

const BELOW: f32 = 16.0;
const GREY: Colour = Colour(0x4b, 0x52, 0x5a);

/// Adds the foot to each page but a cover, and the watermark to all of them.
pub(super) fn finish(document: &Document, fonts: &Fonts, geometry: &Geometry, laid: &mut Laid) {
    let font = fonts.face(Face::Sans);
    let count = laid.pages.len();
    let mark = document.watermark.as_deref().filter(|mark| !mark.trim().is_empty()).map(|mark| {
        let text = fonts.face(Face::Bold).fit(mark).replace('\n', " ");
        let wide = fonts.face(Face::Bold).width(&text, 1.0).max(1.0);
        let size = (geometry.width.min(geometry.height) * 0.75 / wide).min(130.0);
        Item::Watermark { text, size }
    });
    for (index, page) in laid.pages.iter_mut().enumerate() {
        if !(document.cover && index == 0) {
            let number = format!("第 {} 页 共 {count} 页", index + 1);
            let width = font.width(&number, FOOT.0);
            let top = geometry.bottom() + BELOW;
            let rule = top - 4.0;
            page.items.push(Item::Shape(Shape::Line {
                from: (geometry.left, rule),
                to: (geometry.right(), rule),
                width: 0.4,
                colour: Colour::PALE,
                dash: None,
            }));
            let said = |x: f32, y: f32, text: String| {
                let (face, size) = (Face::Sans, FOOT.0);
                Item::Text(Text { x, y: y + baseline(FOOT.0, FOOT.1), face, size, colour: GREY, stretch: 0.0, text })
            };
            let setting = Setting { font, size: FOOT.0, width: geometry.measure - width - 18.0, indent: 0.0 };
            let words = if document.foot.trim().is_empty() { Vec::new() } else { lines(&document.foot, setting) };
            let mut y = top;
            for line in words {
                page.items.push(said(geometry.left, y, line.text));
                y += FOOT.1;
            }
            page.items.push(said(geometry.right() - width, top, number));
        }
        if let Some(mark) = &mark {
            page.items.insert(0, mark.clone());
        }
    }
}
