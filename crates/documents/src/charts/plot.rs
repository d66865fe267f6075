//! Bars, bars on one another, and lines.

use super::{
    Anchor, Measure, TYPE,
    frame::Frame,
    scale::number,
    series::{bar, colour, dash, form},
    shapes::{Point, Shape},
    text,
};
use crate::model::{Chart, ChartKind};

/// Of a slot, what bars take.
const FILLED: f32 = 0.68;
/// Points with marks; more would hide the line.
const MARKED: usize = 62;

pub(super) fn draw(chart: &Chart, frame: &Frame, measure: &Measure, shapes: &mut Vec<Shape>) {
    let measured = chart.series.iter().any(|(_, values)| values.iter().any(Option::is_some));
    if !measured {
        return shapes.push(text(frame.middle(), Anchor::Middle, "本期没有数据"));
    }
    match chart.kind {
        ChartKind::Bars => bars(chart, frame, measure, shapes),
        ChartKind::Stacked => stacked(chart, frame, measure, shapes),
        ChartKind::Lines => lines(chart, frame, shapes),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a chart has few series")]
fn bars(chart: &Chart, frame: &Frame, measure: &Measure, shapes: &mut Vec<Shape>) {
    let width = (frame.slot() * FILLED / chart.series.len().max(1) as f32).min(46.0);
    let all = width * chart.series.len() as f32;
    let texts: Vec<String> =
        chart.series.iter().flat_map(|(_, values)| values.iter().flatten()).map(|value| number(*value)).collect();
    let numbered = texts
        .iter()
        .all(|text| measure(text, TYPE) <= width + frame.slot() * (1.0 - FILLED) / chart.series.len() as f32 - 1.0);
    for (series, (_, values)) in chart.series.iter().enumerate() {
        for (slot, value) in values.iter().enumerate() {
            let Some(value) = value else { continue };
            let x = frame.x(slot) + (frame.slot() - all) / 2.0 + width * series as f32;
            let (zero, y) = (frame.y(0.0), frame.y(*value));
            bar(series, (x + width * 0.04, y.min(zero), width * 0.92, (y - zero).abs()), shapes);
            if numbered {
                let at = if *value < 0.0 { y + TYPE } else { y - 2.5 };
                shapes.push(text((x + width / 2.0, at), Anchor::Middle, number(*value)));
            }
        }
    }
}

fn stacked(chart: &Chart, frame: &Frame, measure: &Measure, shapes: &mut Vec<Shape>) {
    let width = (frame.slot() * FILLED).min(46.0);
    let mut sums = Vec::new();
    for slot in 0..frame.slots() {
        let x = frame.x(slot) + (frame.slot() - width) / 2.0;
        let (mut above, mut below, mut some) = (0.0, 0.0, false);
        for (series, (_, values)) in chart.series.iter().enumerate() {
            let Some(value) = values.get(slot).copied().flatten() else { continue };
            some = true;
            let from = if value < 0.0 { &mut below } else { &mut above };
            let (start, end) = (frame.y(*from), frame.y(*from + value));
            *from += value;
            if value != 0.0 {
                bar(series, (x, start.min(end), width, (end - start).abs()), shapes);
            }
        }
        if some && below == 0.0 {
            sums.push(((x + width / 2.0, frame.y(above) - 2.5), number(above)));
        }
    }
    if sums.iter().all(|(_, sum)| measure(sum, TYPE) <= frame.slot() - 1.0) {
        shapes.extend(sums.into_iter().map(|(at, sum)| text(at, Anchor::Middle, sum)));
    }
}

fn lines(chart: &Chart, frame: &Frame, shapes: &mut Vec<Shape>) {
    for (series, (_, values)) in chart.series.iter().enumerate() {
        let places: Vec<Option<Point>> = values
            .iter()
            .enumerate()
            .map(|(slot, value)| value.map(|value| (frame.x(slot) + frame.slot() / 2.0, frame.y(value))))
            .collect();
        for pair in places.windows(2) {
            if let [Some(from), Some(to)] = pair {
                shapes.push(Shape::Line {
                    from: *from,
                    to: *to,
                    width: 1.4,
                    colour: colour(series),
                    dash: dash(series),
                });
            }
        }
        let alone = |index: usize| {
            let empty = |index: Option<usize>| index.and_then(|index| places.get(index).copied().flatten()).is_none();
            empty(index.checked_sub(1)) && empty(index.checked_add(1))
        };
        for (index, place) in places.iter().enumerate() {
            if let Some(at) = *place
                && (places.len() <= MARKED || alone(index))
            {
                shapes.push(Shape::Mark { at, radius: 2.4, form: form(series), colour: colour(series) });
            }
        }
    }
}
