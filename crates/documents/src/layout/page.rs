//! What a page holds after it was laid out. Points, the origin at the top left of the page, `y` downwards.

use crate::{
    charts::{Colour, Shape},
    fonts::Face,
};

/// A laid out document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Laid {
    /// Its pages, in order.
    pub pages: Vec<Page>,
    /// Its headings, in order.
    pub outline: Vec<Entry>,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// What is on it, in the order in which it is read.
    pub items: Vec<Item>,
}

/// A heading and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// 1 to 4.
    pub level: u8,
    /// The text.
    pub text: String,
    /// The page, from 0.
    pub page: usize,
    /// From the upper edge of the page.
    pub y: f32,
}

/// Something on a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// One line of text, or a piece of one.
    Text(Text),
    /// A drawn shape. Texts of charts become [`Item::Text`].
    Shape(Shape),
    /// A picture of the document: the n-th of its images and drawn signatures.
    Picture {
        /// Which.
        index: usize,
        /// Its left.
        x: f32,
        /// Its top.
        y: f32,
        /// Its width.
        width: f32,
        /// Its height.
        height: f32,
    },
    /// Leads to a page.
    Link {
        /// Its left.
        x: f32,
        /// Its top.
        y: f32,
        /// Its width.
        width: f32,
        /// Its height.
        height: f32,
        /// The page, from 0.
        page: usize,
        /// How far down on it.
        down: f32,
    },
    /// Large, pale and aslant behind the others.
    Watermark {
        /// The text.
        text: String,
        /// The size of its type.
        size: f32,
    },
}

/// One line of text, or a piece of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Its left.
    pub x: f32,
    /// Its base line.
    pub y: f32,
    /// The cut of its type.
    pub face: Face,
    /// The size of its type.
    pub size: f32,
    /// Its colour.
    pub colour: Colour,
    /// Room added at each place where [`super::text::gives`] says so, to fill the line.
    pub stretch: f32,
    /// The text; the font of its face has all of it.
    pub text: String,
}

impl Item {
    /// The same further down and to the right.
    #[must_use]
    pub(super) fn moved(mut self, dx: f32, dy: f32) -> Self {
        match &mut self {
            Self::Text(text) => {
                text.x += dx;
                text.y += dy;
            }
            Self::Picture { x, y, .. } | Self::Link { x, y, .. } => {
                *x += dx;
                *y += dy;
            }
            Self::Shape(shape) => move_shape(shape, dx, dy),
            Self::Watermark { .. } => {}
        }
        self
    }
}

fn move_shape(shape: &mut Shape, dx: f32, dy: f32) {
    match shape {
        Shape::Line { from, to, .. } => {
            for point in [from, to] {
                point.0 += dx;
                point.1 += dy;
            }
        }
        Shape::Rect { x, y, .. } => {
            *x += dx;
            *y += dy;
        }
        Shape::Mark { at, .. } | Shape::Text { at, .. } => {
            at.0 += dx;
            at.1 += dy;
        }
    }
}
