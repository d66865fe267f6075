//! Charts as shapes: lines, rectangles, marks and texts. Whatever can draw those can draw a chart.
//!
//! Nothing overlaps: labels below the axis are broken into short lines or left out evenly, numbers above bars are left out
//! where there is no room. Series differ by pattern, dash or mark besides their colour.

mod frame;
mod legend;
mod plot;
mod scale;
mod series;
mod shapes;

pub(crate) use series::colour;
pub use shapes::{Anchor, Colour, Form, Picture, Point, Shape};

use crate::model::Chart;
use frame::Frame;

/// The size of all type in charts.
pub const TYPE: f32 = 8.5;

/// The width of a text at a size of type, in points.
pub type Measure<'a> = dyn Fn(&str, f32) -> f32 + 'a;

/// A guess at the width of a text for whoever has no font: a Chinese character is as wide as its type, others a bit more
/// than half.
#[must_use]
pub fn estimate(text: &str, size: f32) -> f32 {
    text.chars().map(|c| if c < '\u{1100}' { size * 0.56 } else { size }).sum()
}

/// `chart` in a width of so many points; the height follows.
#[must_use]
pub fn draw(chart: &Chart, width: f32, measure: &Measure) -> Picture {
    let width = width.max(120.0);
    let mut shapes = Vec::new();
    let top = legend::draw(chart, width, measure, &mut shapes);
    let plot_height = (width * 0.36).clamp(90.0, 190.0);
    let frame = Frame::new(chart, (width, top, plot_height), measure);
    frame.draw(chart, measure, &mut shapes);
    plot::draw(chart, &frame, measure, &mut shapes);
    Picture { width, height: frame.bottom(), shapes }
}

/// Text in the colour of ink.
fn text(at: Point, anchor: Anchor, text: impl Into<String>) -> Shape {
    Shape::Text { at, size: TYPE, anchor, colour: Colour::INK, text: text.into() }
}

#[cfg(test)]
mod tests;
