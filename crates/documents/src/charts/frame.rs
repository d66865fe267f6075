//! The box that a chart is plotted in: its axes, their numbers and labels.

use super::{
    Anchor, Colour, Measure, TYPE, legend,
    scale::{Scale, number},
    shapes::Shape,
    text,
};
use crate::model::{Chart, ChartKind};

const LINE: f32 = 10.5;
/// Lines that a label may be broken into.
const LABEL_LINES: usize = 3;
/// More labels than these are left out evenly; fewer are shortened where they must be.
const MANY: usize = 14;

/// Where values and labels are on the paper.
pub(super) struct Frame {
    pub(super) scale: Scale,
    left: f32,
    right: f32,
    top: f32,
    base: f32,
    slots: usize,
    labels: Vec<Option<Vec<String>>>,
}

impl Frame {
    pub(super) fn new(chart: &Chart, (width, top, height): (f32, f32, f32), measure: &Measure) -> Self {
        let slots =
            chart.series.iter().map(|(_, values)| values.len()).max().unwrap_or(0).max(chart.labels.len()).max(1);
        let scale = match chart.kind {
            ChartKind::Stacked => Scale::holding(sums(chart, slots)),
            ChartKind::Bars | ChartKind::Lines => {
                Scale::holding(chart.series.iter().flat_map(|(_, values)| values.iter().copied().flatten()))
            }
        };
        let numbers = scale.ticks().into_iter().map(|tick| measure(&number(tick), TYPE)).fold(0.0, f32::max);
        let (left, right) = (numbers + 6.0, width - 2.0);
        let mut frame = Self { scale, left, right, top, base: top + height, slots, labels: Vec::new() };
        frame.labels = labels(&chart.labels, frame.slot(), measure);
        frame
    }

    /// The width that belongs to one label.
    #[expect(clippy::cast_precision_loss, reason = "a chart has few labels")]
    pub(super) fn slot(&self) -> f32 {
        (self.right - self.left) / self.slots as f32
    }

    pub(super) const fn slots(&self) -> usize {
        self.slots
    }

    /// The left of the slot of a label.
    #[expect(clippy::cast_precision_loss, reason = "a chart has few labels")]
    pub(super) fn x(&self, slot: usize) -> f32 {
        self.left + self.slot() * slot as f32
    }

    /// The height of a value.
    pub(super) fn y(&self, value: f64) -> f32 {
        self.base - (self.base - self.top) * self.scale.share(value)
    }

    pub(super) fn middle(&self) -> (f32, f32) {
        (f32::midpoint(self.left, self.right), f32::midpoint(self.top, self.base))
    }

    /// Where labels begin: below the numbers of bars that hang down.
    fn below(&self) -> f32 {
        if self.scale.least < 0.0 { self.base + TYPE + 2.0 } else { self.base }
    }

    /// The lower edge of the labels.
    pub(super) fn bottom(&self) -> f32 {
        let lines = self.labels.iter().flatten().map(Vec::len).max().unwrap_or(0);
        (0..lines).fold(self.below() + 6.0, |bottom, _| bottom + LINE)
    }

    pub(super) fn draw(&self, chart: &Chart, measure: &Measure, shapes: &mut Vec<Shape>) {
        for tick in self.scale.ticks() {
            let y = self.y(tick);
            let zero = tick.abs() < self.scale.step / 1e6;
            let (width, colour) = if zero { (0.8, Colour::INK) } else { (0.5, Colour::PALE) };
            shapes.push(Shape::Line { from: (self.left, y), to: (self.right, y), width, colour, dash: None });
            shapes.push(text((self.left - 4.0, y + TYPE * 0.35), Anchor::End, number(tick)));
        }
        // Labels at the edges are moved in; one that would then touch its neighbour is left out.
        let mut free_from = 0.0;
        for (slot, lines) in self.labels.iter().enumerate().take(chart.labels.len()) {
            let Some(lines) = lines else { continue };
            let half = lines.iter().map(|line| measure(line, TYPE)).fold(0.0, f32::max) / 2.0;
            let x = (self.x(slot) + self.slot() / 2.0).min(self.right + 2.0 - half).max(half);
            if x - half < free_from {
                continue;
            }
            free_from = x + half + 2.0;
            let mut y = self.below() + LINE + 1.0;
            for line in lines {
                shapes.push(text((x, y), Anchor::Middle, line));
                y += LINE;
            }
        }
    }
}

fn sums(chart: &Chart, slots: usize) -> impl Iterator<Item = f64> + '_ {
    (0..slots).flat_map(|slot| {
        let values = || chart.series.iter().filter_map(move |(_, values)| values.get(slot).copied().flatten());
        [values().filter(|value| *value > 0.0).sum(), values().filter(|value| *value < 0.0).sum()]
    })
}

/// The labels as lines that do not reach into each other's slots; nothing where one is left out.
fn labels(all: &[String], slot: f32, measure: &Measure) -> Vec<Option<Vec<String>>> {
    let widest = all.iter().map(|label| measure(label, TYPE)).fold(0.0, f32::max);
    let room = slot - 4.0;
    if widest <= room {
        return all.iter().map(|label| Some(vec![label.clone()])).collect();
    }
    if all.len() > MANY {
        let every = whole((widest + 8.0) / slot.max(0.1));
        return all
            .iter()
            .enumerate()
            .map(|(index, label)| {
                (index % every == 0).then(|| vec![legend::shortened(label, slot.mul_add(2.0, widest), measure)])
            })
            .collect();
    }
    all.iter().map(|label| Some(broken(label, room, measure))).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number of labels")]
fn whole(slots: f32) -> usize {
    (slots.ceil() as usize).max(1)
}

/// A label in at most three lines; what does not fit ends with `…`.
fn broken(label: &str, room: f32, measure: &Measure) -> Vec<String> {
    let mut lines = vec![String::new()];
    for c in label.chars() {
        let Some(line) = lines.last_mut() else { break };
        let mut longer = line.clone();
        longer.push(c);
        if line.is_empty() || measure(&longer, TYPE) <= room {
            *line = longer;
        } else {
            lines.push(c.to_string());
        }
    }
    if lines.len() > LABEL_LINES {
        let rest = lines.split_off(LABEL_LINES - 1).concat();
        lines.push(legend::shortened(&rest, room, measure));
    }
    lines
}
