//! Where each key of the file stands.

use std::{collections::BTreeMap, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::ParseError;

/// The places of a file's keys.
pub struct Places<'t> {
    text: &'t str,
    keys: BTreeMap<String, Place>,
}

struct Place {
    key: Range<usize>,
    value: Range<usize>,
}

impl<'t> Places<'t> {
    /// The places of `table`, which was read from `text`.
    pub fn of(text: &'t str, table: &Spanned<DeTable<'_>>) -> Self {
        let mut places = Self { text, keys: BTreeMap::new() };
        places.table("", table.get_ref());
        places
    }

    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path =
                if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
            self.value(&path, key.span(), value);
        }
    }

    fn value(&mut self, path: &str, key: Range<usize>, value: &Spanned<DeValue<'_>>) {
        self.keys.insert(path.to_owned(), Place { key, value: value.span() });
        match value.get_ref() {
            DeValue::Table(table) => self.table(path, table),
            DeValue::Array(array) => {
                for (at, element) in array.iter().enumerate() {
                    self.value(&format!("{path}[{at}]"), element.span(), element);
                }
            }
            _ => {}
        }
    }

    /// An error at a path; at the nearest place above it when the path itself is not in the file.
    pub fn error(&self, path: &str, message: String) -> ParseError {
        let mut known = path;
        while !known.is_empty() && !self.keys.contains_key(known) {
            known = known.rfind(['.', '[']).map_or("", |end| &known[..end]);
        }
        let offset = self.keys.get(known).map_or(0, |place| place.value.start);
        self.error_at(offset, path.to_owned(), message)
    }

    /// An error at a byte of the text.
    pub fn error_at(&self, offset: usize, key: String, message: String) -> ParseError {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        ParseError {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            key,
            message,
        }
    }

    /// The innermost key whose name or value holds a byte of the text.
    pub fn key_at(&self, offset: usize) -> String {
        let holds = |range: &Range<usize>| range.contains(&offset);
        let around = self.keys.iter().filter(|(_, place)| holds(&place.key) || holds(&place.value));
        around.max_by_key(|(path, _)| path.len()).map(|(path, _)| path.clone()).unwrap_or_default()
    }

    /// The text at a range.
    pub fn text_at(&self, range: Range<usize>) -> &'t str {
        self.text.get(range).unwrap_or_default()
    }
}
