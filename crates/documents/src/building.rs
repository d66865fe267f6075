//! Putting a document together, block by block.

use chrono::NaiveDate;
use jianyue_kernel::Value;

use crate::model::{Align, Block, Column, Document, Paragraph, Signature, Table};

impl Document {
    /// Adds a block.
    pub fn block(&mut self, block: Block) -> &mut Self {
        self.blocks.push(block);
        self
    }

    /// Adds a heading of level 1 to 4.
    pub fn heading(&mut self, level: u8, text: impl Into<String>) -> &mut Self {
        self.block(Block::Heading { level, text: text.into() })
    }

    /// Adds what somebody wrote, a paragraph for each of its lines; nothing where there is nothing.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.block(Block::Paragraph(Paragraph::from(line)));
        }
        self
    }

    /// Adds a note in small type at the left.
    pub fn note(&mut self, text: impl Into<String>) -> &mut Self {
        self.block(Block::Paragraph(Paragraph { text: text.into(), align: Align::Left, strong: false, small: true }))
    }

    /// Adds name and value pairs, two beside one another; those without a value are left out.
    pub fn pairs<const N: usize>(&mut self, pairs: [(&str, Value); N]) -> &mut Self {
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| *value != Value::Empty).collect();
        if pairs.is_empty() {
            return self;
        }
        let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.block(Block::Facts { columns: 2, pairs })
    }

    /// Adds a table; `columns` with their shares of the width (0: by what they hold), `empty` is said where there are no rows.
    pub fn table(
        &mut self,
        caption: Option<&str>,
        columns: &[(&str, u16)],
        rows: Vec<Vec<Value>>,
        empty: &str,
    ) -> &mut Self {
        let columns =
            columns.iter().map(|(title, weight)| Column { title: (*title).to_owned(), weight: *weight }).collect();
        self.block(Block::Table(Table {
            caption: caption.map(str::to_owned),
            columns,
            rows,
            total: None,
            empty: empty.to_owned(),
        }))
    }

    /// Adds places where people sign.
    pub fn signed(&mut self, signatures: Vec<Signature>) -> &mut Self {
        self.block(Block::Signatures(signatures))
    }
}

impl Signature {
    /// A place where `name` signs as `role`; without a name and a day it is a line to fill in.
    #[must_use]
    pub fn of(role: &str, name: Option<&str>, on: Option<NaiveDate>) -> Self {
        Self { role: role.to_owned(), name: name.unwrap_or_default().to_owned(), drawn: None, on }
    }
}

impl Document {
    /// All of its words, a line for each block and row, without what only renderers add (numbers of captions and pages).
    #[must_use]
    pub fn words(&self) -> String {
        let mut lines = vec![self.issuer.clone(), self.title.clone()];
        lines.extend(self.number.clone());
        lines.extend(self.facts.iter().map(|(name, value)| format!("{name} {value}")));
        for block in &self.blocks {
            match block {
                Block::Heading { text, .. } => lines.push(text.clone()),
                Block::Paragraph(paragraph) => lines.push(paragraph.text.clone()),
                Block::List { items, .. } => lines.extend(items.iter().cloned()),
                Block::Facts { pairs, .. } => lines.extend(pairs.iter().map(|(name, value)| format!("{name} {value}"))),
                Block::Table(table) => lines.extend(table_words(table)),
                Block::Chart(chart) => lines.push(chart.caption.clone()),
                Block::Image(image) => lines.push(image.caption.clone()),
                Block::Signatures(all) => lines.extend(all.iter().map(|one| format!("{} {}", one.role, one.name))),
                Block::PageBreak => {}
            }
        }
        lines.extend(self.watermark.clone());
        lines.push(self.foot.clone());
        lines.join("\n")
    }
}

fn table_words(table: &Table) -> Vec<String> {
    let line = |cells: &[Value]| cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let mut lines: Vec<String> = table.caption.iter().cloned().collect();
    lines.push(table.columns.iter().map(|column| column.title.as_str()).collect::<Vec<_>>().join(" "));
    lines.extend(table.rows.iter().map(|row| line(row)));
    if table.rows.is_empty() {
        lines.push(table.empty.clone());
    }
    lines.extend(table.total.as_deref().map(line));
    lines
}
