//! On which line each rule of a contract's text stands.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use crate::check::{Finding, Place};

/// The lines of rules and clauses, from 1. Empty for a text that cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    rules: BTreeMap<String, usize>,
    clauses: BTreeMap<String, usize>,
}

impl Lines {
    /// The lines of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (table, _) = DeTable::parse_recoverable(text);
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1).collect();
        let mut reading = Reading { starts, lines: Self::default() };
        if let Some((key, _)) = table.get_ref().get("contract").and_then(|header| entry(header.get_ref(), "signed")) {
            let line = reading.line(key);
            reading.lines.rules.insert(Place::SIGNED.to_owned(), line);
        }
        reading.table(table.get_ref());
        reading.lines
    }

    /// The line of a place: that of its rule; without one, the first that names its clause.
    #[must_use]
    pub fn of_place(&self, place: &Place) -> Option<usize> {
        let rule = place.rule.as_ref().and_then(|rule| self.rules.get(rule));
        rule.or_else(|| self.clauses.get(&place.clause)).copied()
    }

    /// Puts the lines into the places of `findings`.
    pub fn mark<'f>(&self, findings: impl IntoIterator<Item = &'f mut Finding>) {
        for place in findings.into_iter().flat_map(|finding| &mut finding.places) {
            place.line = self.of_place(place);
        }
    }
}

/// A key of a table with the byte at which it stands.
fn entry<'v>(value: &'v DeValue<'_>, name: &str) -> Option<(usize, &'v DeValue<'v>)> {
    let DeValue::Table(table) = value else { return None };
    table.iter().find(|(key, _)| key.get_ref() == name).map(|(key, value)| (key.span().start, value.get_ref()))
}

struct Reading {
    /// Byte at which each line but the first begins.
    starts: Vec<usize>,
    lines: Lines,
}

impl Reading {
    fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte) + 1
    }

    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match value.get_ref() {
                DeValue::String(text) if key.get_ref() == "id" => {
                    let line = self.line(key.span().start);
                    self.lines.rules.entry(text.to_string()).or_insert(line);
                }
                DeValue::String(text) if key.get_ref() == "clause" => {
                    let line = self.line(key.span().start);
                    let first = self.lines.clauses.entry(text.to_string()).or_insert(line);
                    // Tables are read by the alphabet of their keys, not in the order of the text.
                    *first = line.min(*first);
                }
                value => self.value(value),
            }
        }
    }

    fn value(&mut self, value: &DeValue<'_>) {
        match value {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(array) => array.iter().for_each(|element| self.value(element.get_ref())),
            _ => {}
        }
    }
}
