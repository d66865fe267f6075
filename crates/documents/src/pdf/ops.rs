//! A laid out page as operations of PDF, where `y` goes upwards.

use printpdf::{
    Actions, BorderArray, Color, CurTransMat, Destination, LinkAnnotation, Mm, Op, PaintMode, PdfFontHandle, PdfPage,
    Pt, Rect, Rgb, TextItem, TextMatrix, XObjectTransform,
};

use super::{
    fonts, images,
    marks::{line, mark},
};
use crate::{
    charts::{Colour, Shape},
    fonts::Face,
    layout::{Geometry, Item, Page, Text, text::gives},
};

/// Behind everything; dark enough to be seen on a copy, pale enough to be read over.
const WATERMARK: Colour = Colour(0xe6, 0xe6, 0xe6);

/// Colour, width and dashes of lines.
pub(super) type Stroke = (Colour, f32, Option<(f32, f32)>);

/// What was set last, so that it is not said again.
pub(super) struct Writer {
    pub(super) ops: Vec<Op>,
    height: f32,
    in_text: bool,
    font: Option<(Face, f32)>,
    fill: Option<Colour>,
    pub(super) stroke: Option<Stroke>,
}

/// A page.
pub(super) fn page(page: &Page, geometry: &Geometry) -> PdfPage {
    let mut writer =
        Writer { ops: Vec::new(), height: geometry.height, in_text: false, font: None, fill: None, stroke: None };
    for item in &page.items {
        match item {
            Item::Text(text) => writer.text(text),
            Item::Shape(shape) => writer.shape(shape),
            Item::Picture { index, x, y, width, height } => writer.picture(*index, [*x, *y, *width, *height]),
            Item::Link { x, y, width, height, page, down } => writer.link([*x, *y, *width, *height], *page, *down),
            Item::Watermark { text, size } => writer.watermark(text, *size, geometry),
        }
    }
    writer.end_text();
    let mm = |points: f32| Mm(points * 25.4 / 72.0);
    PdfPage::new(mm(geometry.width), mm(geometry.height), writer.ops)
}

impl Writer {
    /// Hundredths of a point are finer than any printer.
    pub(super) fn y(&self, y: f32) -> f32 {
        hundredths(self.height - y)
    }

    fn text(&mut self, text: &Text) {
        self.begin_text(text.face, text.size, text.colour);
        let matrix = TextMatrix::Translate(Pt(hundredths(text.x)), Pt(self.y(text.y)));
        self.ops.push(Op::SetTextMatrix { matrix });
        self.ops.push(Op::ShowText { items: items(text) });
    }

    fn begin_text(&mut self, face: Face, size: f32, colour: Colour) {
        self.fill(colour);
        if !self.in_text {
            self.ops.push(Op::StartTextSection);
            self.in_text = true;
        }
        if self.font != Some((face, size)) {
            self.ops.push(Op::SetFont { font: PdfFontHandle::External(fonts::id(face)), size: Pt(size) });
            self.font = Some((face, size));
        }
    }

    pub(super) fn end_text(&mut self) {
        if self.in_text {
            self.ops.push(Op::EndTextSection);
            self.in_text = false;
        }
    }

    /// Colours may be set within text and outside of it.
    pub(super) fn fill(&mut self, colour: Colour) {
        if self.fill != Some(colour) {
            self.ops.push(Op::SetFillColor { col: rgb(colour) });
            self.fill = Some(colour);
        }
    }

    fn shape(&mut self, shape: &Shape) {
        self.end_text();
        match shape {
            Shape::Line { from, to, width, colour, dash } => line(self, [*from, *to], (*colour, *width, *dash)),
            Shape::Rect { x, y, width, height, fill } => {
                self.fill(*fill);
                let rectangle = Rect {
                    x: Pt(hundredths(*x)),
                    y: Pt(self.y(y + height)),
                    width: Pt(hundredths(*width)),
                    height: Pt(hundredths(*height)),
                    mode: Some(PaintMode::Fill),
                    winding_order: None,
                };
                self.ops.push(Op::DrawRectangle { rectangle });
            }
            Shape::Mark { at, radius, form, colour } => mark(self, *at, *radius, *form, *colour),
            // The layout makes texts of them.
            Shape::Text { .. } => {}
        }
    }

    fn picture(&mut self, index: usize, [x, y, width, height]: [f32; 4]) {
        self.end_text();
        let place = [width, 0.0, 0.0, height, hundredths(x), self.y(y + height)];
        let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
        self.ops.push(Op::SaveGraphicsState);
        self.ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(place) });
        self.ops.push(Op::UseXobject { id: images::id(index), transform });
        self.ops.push(Op::RestoreGraphicsState);
    }

    fn link(&mut self, [x, y, width, height]: [f32; 4], page: usize, down: f32) {
        let mut rect = Rect::from_wh(Pt(width), Pt(height));
        rect.x = Pt(hundredths(x));
        rect.y = Pt(self.y(y + height));
        let top = Some(self.y(down - 12.0));
        let actions = Actions::Goto(Destination::Xyz { page: page + 1, left: None, top, zoom: None });
        let link = LinkAnnotation::new(rect, actions, Some(BorderArray::Solid([0.0, 0.0, 0.0])), None, None);
        self.ops.push(Op::LinkAnnotation { link });
    }

    /// Aslant from the lower left to the upper right, its middle in the middle of the page.
    fn watermark(&mut self, text: &str, size: f32, geometry: &Geometry) {
        self.begin_text(Face::Bold, size, WATERMARK);
        let (rise, run) = 35.0_f32.to_radians().sin_cos();
        let wide = text.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.0 }).sum::<f32>() * size;
        let (along, up) = (-wide / 2.0, -size * 0.36);
        let x = geometry.width / 2.0 + along * run - up * rise;
        let y = geometry.height / 2.0 + along * rise + up * run;
        let matrix = TextMatrix::Raw([run, rise, -rise, run, hundredths(x), hundredths(y)]);
        self.ops.push(Op::SetTextMatrix { matrix });
        self.ops.push(Op::ShowText { items: vec![TextItem::Text(text.to_owned())] });
    }
}

/// The text, with the room that fills its line where it gives.
fn items(text: &Text) -> Vec<TextItem> {
    if text.stretch <= 0.0 {
        return vec![TextItem::Text(text.text.clone())];
    }
    // Moves to the right are negative thousandths of the size (ISO 32000-1, 9.4.3).
    let offset = -hundredths(text.stretch / text.size * 1000.0);
    let mut items = Vec::new();
    let mut piece = String::new();
    let mut rest = text.text.chars().peekable();
    while let Some(c) = rest.next() {
        piece.push(c);
        if rest.peek().is_some_and(|next| gives(c, *next)) {
            items.push(TextItem::Text(std::mem::take(&mut piece)));
            items.push(TextItem::Offset(offset));
        }
    }
    items.push(TextItem::Text(piece));
    items
}

pub(super) fn hundredths(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}

pub(super) fn rgb(Colour(red, green, blue): Colour) -> Color {
    let share = |value: u8| hundredths(f32::from(value) / 255.0 * 10.0) / 10.0;
    Color::Rgb(Rgb { r: share(red), g: share(green), b: share(blue), icc_profile: None })
}
