//! Charts and images, with their captions below them.

use super::{
    flow::{Chunk, Content},
    page::{Item, Text},
    setter::{Setter, Stand, Type},
    style::{CAPTION, SMALL},
};
use crate::{
    charts::{self, Anchor, Shape},
    fonts::{Face, Font},
    model::{Chart, Image},
};

const AROUND: f32 = 8.0;
/// Of the height of the type area, what an image takes at most with its caption.
const TALLEST: f32 = 0.8;
/// Points of a pixel at most: an image is not blown up beyond 72 pixels an inch.
const LARGEST: f32 = 1.0;

impl Setter<'_> {
    pub(super) fn chart(&mut self, chart: &Chart, caption: &str) {
        let font = self.fonts.face(Face::Sans);
        let chart = fitted(chart, font);
        let measure = |text: &str, size: f32| font.width(text, size);
        let picture = charts::draw(&chart, self.geometry.measure, &measure);
        let items = picture.shapes.into_iter().map(|shape| item(shape, font)).collect();
        self.push(Chunk::items(picture.height, items).below(AROUND).kept());
        self.caption_below(Some(caption));
    }

    pub(super) fn image(&mut self, image: &Image, caption: Option<&str>) {
        let (index, size) = self.next_picture();
        let Some((width, height)) = size.map(|(width, height)| (pixels(width), pixels(height))) else {
            let text =
                format!("〔图片无法显示：{}〕", if image.caption.is_empty() { "文件已损坏" } else { &image.caption });
            let place = self.area(Stand::Middle);
            return self.paragraph(&text, Type::new(Face::Sans, SMALL), place, AROUND);
        };
        let share = f32::from(image.width.clamp(5, 100)) / 100.0;
        let most =
            [self.geometry.measure * share / width, self.geometry.depth * TALLEST / height, LARGEST.max(72.0 / width)];
        let scale = most.into_iter().fold(f32::MAX, f32::min);
        let (width, height) = (width * scale, height * scale);
        let x = (self.geometry.measure - width) / 2.0;
        self.push(Chunk::items(height, vec![Item::Picture { index, x, y: 0.0, width, height }]).below(AROUND).kept());
        self.caption_below(caption);
    }

    fn caption_below(&mut self, caption: Option<&str>) {
        match caption.filter(|caption| !caption.is_empty()) {
            Some(caption) => {
                let place = self.area(Stand::Middle);
                self.together(caption, Type::new(Face::Bold, CAPTION), place, 3.0);
            }
            None => self.push(Chunk::space(0.0)),
        }
        self.push(Chunk::gap(AROUND));
    }
}

/// The chart with nothing in its words that the font lacks.
fn fitted(chart: &Chart, font: &Font) -> Chart {
    let fit = |text: &String| font.fit(&text.replace('\n', " ")).into_owned();
    Chart {
        caption: String::new(),
        unit: fit(&chart.unit),
        kind: chart.kind,
        labels: chart.labels.iter().map(fit).collect(),
        series: chart.series.iter().map(|(name, values)| (fit(name), values.clone())).collect(),
    }
}

/// Texts of charts are texts like others, so that they are searched and subset like them.
fn item(shape: Shape, font: &Font) -> Item {
    match shape {
        Shape::Text { at, size, anchor, colour, text } => {
            let width = font.width(&text, size);
            let x = match anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - width / 2.0,
                Anchor::End => at.0 - width,
            };
            Item::Text(Text { x, y: at.1, face: Face::Sans, size, colour, stretch: 0.0, text })
        }
        shape => Item::Shape(shape),
    }
}

#[expect(clippy::cast_precision_loss, reason = "pixels of a picture")]
const fn pixels(number: u32) -> f32 {
    if number == 0 { 1.0 } else { number as f32 }
}

/// The items of a chunk, for what is drawn beside them.
pub(super) fn items_of(chunk: &mut Chunk) -> Option<&mut Vec<Item>> {
    match &mut chunk.content {
        Content::Items(items) => Some(items),
        Content::Head(_) | Content::Row(_) | Content::Break => None,
    }
}
