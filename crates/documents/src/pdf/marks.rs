//! Lines and marks as operations of PDF.

use printpdf::{Line, LineDashPattern, LinePoint, Op, PaintMode, Point, Polygon, PolygonRing, Pt, WindingOrder};

use super::ops::{Stroke, Writer, hundredths, rgb};
use crate::charts::{Colour, Form};

/// A line; its colour, width and dashes are said where they change.
pub(super) fn line(writer: &mut Writer, ends: [(f32, f32); 2], stroke: Stroke) {
    let (colour, width, dash) = stroke;
    if writer.stroke.map(|(colour, ..)| colour) != Some(colour) {
        writer.ops.push(Op::SetOutlineColor { col: rgb(colour) });
    }
    if writer.stroke.map(|(_, width, _)| width) != Some(width) {
        writer.ops.push(Op::SetOutlineThickness { pt: Pt(width) });
    }
    if writer.stroke.map_or(dash.is_some(), |(.., before)| before != dash) {
        let dash = dash.map_or_else(LineDashPattern::solid, |(on, off)| LineDashPattern::new(0.0, &[on, off]));
        writer.ops.push(Op::SetLineDashPattern { dash });
    }
    writer.stroke = Some(stroke);
    let points = ends.iter().map(|end| point(writer, *end)).collect();
    writer.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
}

/// A filled mark.
pub(super) fn mark(writer: &mut Writer, (x, y): (f32, f32), radius: f32, form: Form, colour: Colour) {
    writer.fill(colour);
    let corners = form.corners().into_iter().map(|(dx, dy)| (x + dx * radius, y + dy * radius));
    let points = corners.map(|corner| point(writer, corner)).collect();
    let polygon =
        Polygon { rings: vec![PolygonRing { points }], mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
    writer.ops.push(Op::DrawPolygon { polygon });
}

fn point(writer: &Writer, (x, y): (f32, f32)) -> LinePoint {
    LinePoint { p: Point { x: Pt(hundredths(x)), y: Pt(writer.y(y)) }, bezier: false }
}
