//! From a document to pages: where each line of text, each rule and each picture stands. Pure; what writes files comes after.
//!
//! Blocks become chunks ([`flow`]), chunks are put on pages. A heading stays with what follows it, the first and the last two
//! lines of a paragraph stay together, a table shows its head on each of its pages, and a row is broken only when it is tall.

mod blocks;
pub(crate) mod columns;
mod contents;
mod figures;
mod flow;
mod foot;
mod front;
pub mod page;
mod row;
mod setter;
mod signatures;
pub mod style;
mod tables;
pub mod text;

#[cfg(test)]
mod tests;

pub use page::{Entry, Item, Laid, Page, Text};
pub use style::Geometry;

use crate::{
    Document, DocumentError,
    fonts::Fonts,
    model::captions,
    pictures::{picture, pictures},
};
use setter::Setter;

/// The pages of `document`, with the fonts of this process.
///
/// # Errors
/// [`DocumentError::NoFont`] where the program was built without them.
pub fn lay_out(document: &Document) -> Result<Laid, DocumentError> {
    let size = |bytes: &[u8]| picture(bytes).map(|picture| (picture.width, picture.height));
    let sizes: Vec<_> = pictures(document).into_iter().map(size).collect();
    Ok(lay_out_with(document, Fonts::get()?, &sizes))
}

/// The pages of `document`. `pictures` are the sizes of its images and drawn signatures in pixels, in their order; nothing for
/// those that cannot be read, which is then said in their place.
#[must_use]
pub fn lay_out_with(document: &Document, fonts: &Fonts, pictures: &[Option<(u32, u32)>]) -> Laid {
    let geometry = Geometry::of(document);
    let setter = || Setter { fonts, geometry, pictures, used: 0, chunks: Vec::new() };
    let numbered = captions(&document.blocks);
    let mut front = setter();
    if document.cover {
        front.cover(document);
    } else {
        front.head(document);
    }
    let mut laid = if document.contents {
        let mut body = setter();
        body.blocks(&document.blocks, &numbered);
        let body = flow::flow(geometry, body.chunks);
        with_contents(document, setter, body)
    } else {
        front.blocks(&document.blocks, &numbered);
        flow::flow(geometry, front.chunks)
    };
    drop_empty_end(&mut laid);
    foot::finish(document, fonts, &geometry, &mut laid);
    laid
}

/// The body with its front and the table of contents before it. How long that is does not depend on the numbers in it, so it
/// is set once to be counted and once to be kept.
fn with_contents<'a>(document: &Document, setter: impl Fn() -> Setter<'a>, body: Laid) -> Laid {
    let front = |first: usize| {
        let mut front = setter();
        if document.cover {
            front.cover(document);
        } else {
            front.head(document);
        }
        if !body.outline.is_empty() {
            front.contents(&body.outline, first);
        }
        let geometry = front.geometry;
        let mut laid = flow::flow(geometry, front.chunks);
        drop_empty_end(&mut laid);
        laid
    };
    let first = front(0).pages.len();
    let mut laid = front(first);
    laid.pages.extend(body.pages);
    laid.outline.extend(body.outline.into_iter().map(|entry| Entry { page: entry.page + first, ..entry }));
    laid
}

/// A break at the end leaves no empty page behind.
fn drop_empty_end(laid: &mut Laid) {
    while laid.pages.len() > 1 && laid.pages.last().is_some_and(|page| page.items.is_empty()) {
        laid.pages.pop();
    }
}
