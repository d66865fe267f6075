//! Measures of papers, in points, after GB/T 9704-2012 where it speaks of papers like these.
//!
//! Taken from it: A4; 37 mm above, 28 mm at the left, and a type area of 156 × 225 mm; title of size 二号; headings of three
//! levels in 黑体; numbers of pages below the type area; titles of tables above and of figures below them. Departed from: its
//! 三号 type with 22 lines a page is made for letters of some pages. Reports with tables are set in 小四 (12 pt) with lines of
//! 21 pt, headings in 三号, 四号 and 小四, tables in 五号 (10.5 pt) and smaller where they have many columns. Sheets, which are
//! what has no cover, have narrower margins, so that a form stays on one page.

use crate::Document;

/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;

/// The page and its type area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// The width of the page.
    pub width: f32,
    /// Its height.
    pub height: f32,
    /// From the left edge of the page to the type area.
    pub left: f32,
    /// From the upper edge of the page to the type area.
    pub top: f32,
    /// The width of the type area.
    pub measure: f32,
    /// The height of the type area.
    pub depth: f32,
}

impl Geometry {
    /// The pages of a document: A4, upright or on its side.
    #[must_use]
    pub fn of(document: &Document) -> Self {
        let (left, top, measure, depth) =
            if document.cover { (28.0, 37.0, 156.0, 225.0) } else { (24.0, 22.0, 165.0, 250.0) };
        let (width, height) = (210.0, 297.0);
        let upright = [width, height, left, top, measure, depth];
        // On its side the page is turned as a whole: what was the upper margin is at the left.
        let turned = [height, width, height - top - depth, left, depth, measure];
        let [width, height, left, top, measure, depth] =
            if document.landscape { turned } else { upright }.map(|mm| mm * MM);
        Self { width, height, left, top, measure, depth }
    }

    /// The right edge of the type area.
    #[must_use]
    pub fn right(&self) -> f32 {
        self.left + self.measure
    }

    /// The lower edge of the type area.
    #[must_use]
    pub fn bottom(&self) -> f32 {
        self.top + self.depth
    }
}

/// Running text: 小四 on lines of 21 pt, which makes 30 lines a page.
pub(super) const BODY: (f32, f32) = (12.0, 21.0);
/// Notes: 五号.
pub(super) const SMALL: (f32, f32) = (10.5, 17.0);
/// The title: 二号.
pub(super) const TITLE: (f32, f32) = (22.0, 33.0);
/// The title on a cover: 一号.
pub(super) const COVER_TITLE: (f32, f32) = (26.0, 40.0);
/// Titles of tables and figures.
pub(super) const CAPTION: (f32, f32) = (10.5, 17.0);
/// What is at the foot of each page.
pub(super) const FOOT: (f32, f32) = (9.0, 12.0);

/// Type and line of a heading of a level: 三号, 四号, 小四, 小四.
pub(super) const fn heading(level: u8) -> (f32, f32) {
    match level {
        0 | 1 => (16.0, 26.0),
        2 => (14.0, 23.0),
        _ => BODY,
    }
}

/// Room above a heading of a level.
pub(super) const fn above_heading(level: u8) -> f32 {
    match level {
        0 | 1 => 14.0,
        2 => 9.0,
        _ => 5.0,
    }
}

/// Type of a table with so many columns in a type area of a width: 五号, 小五, or smaller.
pub(super) fn table_type(columns: usize, measure: f32) -> f32 {
    let most = if measure > 500.0 { [9, 13] } else { [6, 9] };
    match columns {
        n if n <= most[0] => 10.5,
        n if n <= most[1] => 9.0,
        _ => 7.5,
    }
}

/// The line of a type of tables.
pub(super) fn table_line(size: f32) -> f32 {
    (size * 1.4).round()
}
