//! Columns, keys and indexes as one line for people.

use jianyue_reach::sql::schema::{Column, ForeignKey, Index, TableKind};

/// What a table is called by its kind.
#[must_use]
pub const fn kind(kind: TableKind) -> &'static str {
    match kind {
        TableKind::Table => "表",
        TableKind::View => "视图",
    }
}

/// A column.
#[must_use]
pub fn column(column: &Column) -> String {
    let empty = if column.nullable { "可空" } else { "非空" };
    let mut parts = vec![column.data_type.clone(), empty.to_owned()];
    parts.extend(column.default.as_ref().map(|default| format!("默认 {default}")));
    parts.extend(column.comment.as_ref().map(|comment| format!("说明：{comment}")));
    parts.join("，")
}

/// A foreign key.
#[must_use]
pub fn foreign_key(key: &ForeignKey) -> String {
    let there = if key.to_columns.is_empty() { String::new() } else { format!("（{}）", key.to_columns.join("、")) };
    let mut parts = vec![format!("{} → {}{there}", key.columns.join("、"), key.to_table)];
    for (what, rule) in [("删除时", &key.on_delete), ("更新时", &key.on_update)] {
        let rule = rule.as_deref().filter(|rule| !["NO ACTION", "NO_ACTION"].contains(rule));
        parts.extend(rule.map(|rule| format!("{what} {rule}")));
    }
    parts.join("，")
}

/// An index.
#[must_use]
pub fn index(index: &Index) -> String {
    let mut parts = vec![index.columns.join("、")];
    if index.unique {
        parts.push("唯一".to_owned());
    }
    parts.extend(index.filter.as_ref().map(|filter| format!("仅 {filter}")));
    parts.join("，")
}

/// A number of rows; what the database estimates is told as such.
#[must_use]
pub fn rows(n: Option<i64>, about: bool) -> String {
    match n {
        None => "—".to_owned(),
        Some(n) if about => format!("约 {n}"),
        Some(n) => n.to_string(),
    }
}
