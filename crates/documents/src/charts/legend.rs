//! The unit at the top left, and what each series is called.

use super::{
    Anchor, Measure, TYPE,
    series::{bar, colour, dash, form},
    shapes::Shape,
    text,
};
use crate::model::{Chart, ChartKind};

const LINE: f32 = 13.0;
const SWATCH: f32 = 16.0;
const GAP: f32 = 4.0;
const BETWEEN: f32 = 14.0;

/// Draws unit and legend; gives the height they take.
pub(super) fn draw(chart: &Chart, width: f32, measure: &Measure, shapes: &mut Vec<Shape>) -> f32 {
    let mut used = 0.0;
    if !chart.unit.is_empty() {
        let unit = format!("单位：{}", chart.unit);
        used = measure(&unit, TYPE) + BETWEEN;
        shapes.push(text((0.0, LINE - 3.5), Anchor::Start, unit));
    }
    let named: Vec<(usize, &str)> = chart
        .series
        .iter()
        .enumerate()
        .map(|(index, (name, _))| (index, name.as_str()))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    let entries: Vec<(usize, String, f32)> = named
        .into_iter()
        .map(|(index, name)| {
            let name = shortened(name, width - SWATCH - GAP - BETWEEN, measure);
            let room = SWATCH + GAP + measure(&name, TYPE);
            (index, name, room)
        })
        .collect();
    let all: f32 = entries.iter().map(|(_, _, room)| room + BETWEEN).sum();
    // At the right of the unit where it fits, from the left below it otherwise.
    let mut x = if used + all <= width + BETWEEN { width + BETWEEN - all } else { used };
    let mut line = 0.0;
    for (index, name, room) in entries {
        if x > 0.0 && x + room > width + 0.5 {
            x = 0.0;
            line += LINE;
        }
        swatch(chart.kind, index, x, line, shapes);
        shapes.push(text((x + SWATCH + GAP, line + LINE - 3.5), Anchor::Start, name));
        x += room + BETWEEN;
    }
    line + LINE + 8.0
}

fn swatch(kind: ChartKind, series: usize, x: f32, top: f32, shapes: &mut Vec<Shape>) {
    let middle = top + LINE / 2.0;
    match kind {
        ChartKind::Lines => {
            let (from, to) = ((x, middle), (x + SWATCH, middle));
            shapes.push(Shape::Line { from, to, width: 1.4, colour: colour(series), dash: dash(series) });
            let at = (x + SWATCH / 2.0, middle);
            shapes.push(Shape::Mark { at, radius: 2.4, form: form(series), colour: colour(series) });
        }
        ChartKind::Bars | ChartKind::Stacked => bar(series, (x, top + 2.0, SWATCH, LINE - 4.0), shapes),
    }
}

/// `text`, cut with `…` where it is wider than `room`.
pub(super) fn shortened(text: &str, room: f32, measure: &Measure) -> String {
    if measure(text, TYPE) <= room {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while !kept.is_empty() {
        kept.pop();
        let shorter: String = kept.iter().chain(&['…']).collect();
        if measure(&shorter, TYPE) <= room {
            return shorter;
        }
    }
    String::new()
}
