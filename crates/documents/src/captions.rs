//! The numbers of tables and figures: counted once, so that every format says the same.

use crate::model::Block;

/// For each block what is written with it: `表 1　…` with tables that have a caption, `图 1　…` with charts, and with images
/// that have one. Nothing for other blocks.
#[must_use]
pub fn captions(blocks: &[Block]) -> Vec<Option<String>> {
    let (mut tables, mut figures) = (0_u32, 0_u32);
    let next = |count: &mut u32, word: &str, caption: &str| {
        *count += 1;
        Some(format!("{word} {count}　{caption}"))
    };
    blocks
        .iter()
        .map(|block| match block {
            Block::Table(table) => table.caption.as_deref().and_then(|caption| next(&mut tables, "表", caption)),
            Block::Chart(chart) => next(&mut figures, "图", &chart.caption),
            Block::Image(image) if !image.caption.is_empty() => next(&mut figures, "图", &image.caption),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Image, Table};

    #[test]
    fn tables_and_figures_are_counted_apart_and_only_with_a_caption() {
        let table =
            |caption: Option<&str>| Block::Table(Table { caption: caption.map(Into::into), ..Table::default() });
        let image = |caption: &str| Block::Image(Image { bytes: Vec::new(), caption: caption.into(), width: 50 });
        let blocks =
            [table(Some("工单")), table(None), image("机房"), image(""), Block::PageBreak, table(Some("备件"))];
        let found: Vec<_> = captions(&blocks).into_iter().map(Option::unwrap_or_default).collect();
        assert_eq!(found, ["表 1　工单", "", "图 1　机房", "", "", "表 2　备件"]);
    }
}
