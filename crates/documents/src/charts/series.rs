//! How series are told apart: by colour, and by pattern, dash or mark for whoever sees no colour or prints in black.

use super::shapes::{Colour, Form, Shape};

/// Each has a contrast of more than 3 : 1 on white (WCAG 1.4.11).
const COLOURS: [Colour; 8] = [
    Colour(0x1f, 0x5a, 0xa6),
    Colour(0xc2, 0x55, 0x0a),
    Colour(0x2e, 0x7d, 0x4f),
    Colour(0x7a, 0x3e, 0x9d),
    Colour(0x8a, 0x6d, 0x00),
    Colour(0xb0, 0x22, 0x5a),
    Colour(0x2f, 0x6f, 0x80),
    Colour(0x5a, 0x5a, 0x5a),
];
const FORMS: [Form; 4] = [Form::Circle, Form::Square, Form::Triangle, Form::Diamond];
const DASHES: [Option<(f32, f32)>; 3] = [None, Some((5.0, 2.5)), Some((1.5, 2.0))];
/// Between the lines of a pattern.
const PITCH: f32 = 4.0;

pub(crate) fn colour(series: usize) -> Colour {
    COLOURS[series % COLOURS.len()]
}

pub(super) fn form(series: usize) -> Form {
    FORMS[series % FORMS.len()]
}

pub(super) fn dash(series: usize) -> Option<(f32, f32)> {
    DASHES[series % DASHES.len()]
}

/// A bar of `series`: its colour with its pattern in white on it. The first series is plain.
pub(super) fn bar(series: usize, (x, y, width, height): (f32, f32, f32, f32), shapes: &mut Vec<Shape>) {
    shapes.push(Shape::Rect { x, y, width, height, fill: colour(series) });
    let slopes: &[f32] = match series % 6 {
        1 => &[1.0],
        2 => &[-1.0],
        3 => &[0.0],
        4 => &[1.0, -1.0],
        5 => &[f32::INFINITY],
        _ => &[],
    };
    for slope in slopes {
        let box_ = (x, y, width, height);
        match *slope {
            0.0 => across(box_, shapes),
            slope if slope.is_infinite() => down(box_, shapes),
            slope => aslant(box_, slope > 0.0, shapes),
        }
    }
}

fn white(from: (f32, f32), to: (f32, f32)) -> Shape {
    Shape::Line { from, to, width: 0.9, colour: Colour::WHITE, dash: None }
}

fn across((x, y, width, height): (f32, f32, f32, f32), shapes: &mut Vec<Shape>) {
    let mut at = PITCH / 2.0;
    while at < height {
        shapes.push(white((x, y + at), (x + width, y + at)));
        at += PITCH;
    }
}

fn down((x, y, width, height): (f32, f32, f32, f32), shapes: &mut Vec<Shape>) {
    let mut at = PITCH / 2.0;
    while at < width {
        shapes.push(white((x + at, y), (x + at, y + height)));
        at += PITCH;
    }
}

/// Lines of 45 degrees, cut at the edges of the box.
fn aslant((x, y, width, height): (f32, f32, f32, f32), rising: bool, shapes: &mut Vec<Shape>) {
    let mut sum = PITCH;
    while sum < width + height {
        // The line u + v = sum inside of 0..width × 0..height.
        let (u0, u1) = ((sum - height).max(0.0), sum.min(width));
        let place = |u: f32| {
            let v = sum - u;
            (x + if rising { u } else { width - u }, y + v)
        };
        if u1 > u0 {
            shapes.push(white(place(u0), place(u1)));
        }
        sum += PITCH * std::f32::consts::SQRT_2;
    }
}
