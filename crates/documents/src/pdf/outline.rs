//! Bookmarks: the headings as a tree.

use lopdf::{Dictionary, Document, Object, ObjectId, text_string};

use crate::layout::{Entry, Geometry};

/// A heading with those below it.
struct Node {
    id: ObjectId,
    parent: usize,
    children: Vec<usize>,
}

/// Adds the bookmarks; a heading belongs to the last one of a lower level before it.
pub(super) fn add(file: &mut Document, entries: &[Entry], geometry: &Geometry) {
    if entries.is_empty() {
        return;
    }
    let pages: Vec<ObjectId> = file.get_pages().into_values().collect();
    let mut nodes = vec![Node { id: file.new_object_id(), parent: 0, children: Vec::new() }];
    let mut open: Vec<(u8, usize)> = Vec::new();
    for entry in entries {
        open.retain(|(level, _)| *level < entry.level);
        let parent = open.last().map_or(0, |(_, node)| *node);
        let index = nodes.len();
        nodes.push(Node { id: file.new_object_id(), parent, children: Vec::new() });
        nodes[parent].children.push(index);
        open.push((entry.level, index));
    }
    for (index, node) in nodes.iter().enumerate() {
        let mut dict = Dictionary::new();
        if let Some(entry) = index.checked_sub(1).and_then(|index| entries.get(index)) {
            let Some(page) = pages.get(entry.page) else { continue };
            let top = (geometry.height - entry.y + 12.0).round();
            dict.set("Title", text_string(&entry.text.replace('\n', " ")));
            dict.set("Parent", nodes[node.parent].id);
            dict.set("Dest", vec![(*page).into(), "XYZ".into(), Object::Null, top.into(), Object::Null]);
            let beside = &nodes[node.parent].children;
            let at = beside.iter().position(|child| *child == index).unwrap_or_default();
            if let Some(before) = at.checked_sub(1).and_then(|at| beside.get(at)) {
                dict.set("Prev", nodes[*before].id);
            }
            if let Some(after) = beside.get(at + 1) {
                dict.set("Next", nodes[*after].id);
            }
        } else {
            dict.set("Type", "Outlines");
        }
        if let (Some(first), Some(last)) = (node.children.first(), node.children.last()) {
            dict.set("First", nodes[*first].id);
            dict.set("Last", nodes[*last].id);
            dict.set("Count", below(&nodes, index));
        }
        file.set_object(node.id, dict);
    }
    if let Ok(catalog) = file.catalog_mut() {
        catalog.set("Outlines", nodes[0].id);
        catalog.set("PageMode", "UseOutlines");
    }
}

/// Bookmarks below one that are seen while all are open.
fn below(nodes: &[Node], index: usize) -> i64 {
    nodes[index].children.iter().map(|child| 1 + below(nodes, *child)).sum()
}
