//! On which page headings stand.

use crate::{Document, layout, model::Block};

/// The page of each heading, from 1, as the printed form has them; nothing where that cannot be told.
///
/// Word lays out with its own fonts, so that a heading may slip by a page; updating the field sets it right. The type area and
/// the lines are the same in both, so that this is rare.
pub fn of_headings(document: &Document) -> Vec<usize> {
    let headings = document.blocks.iter().filter(|block| matches!(block, Block::Heading { .. })).count();
    match layout::lay_out(document) {
        Ok(laid) if laid.outline.len() == headings => laid.outline.iter().map(|entry| entry.page + 1).collect(),
        _ => Vec::new(),
    }
}
