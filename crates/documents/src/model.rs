//! What a document is, before anything is laid out.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::Value;

pub use crate::captions::captions;

/// A document. Everything in it is plain text or a typed value; how it looks is the renderers' matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// What it is called: `2026 年 3 月运维月报`.
    pub title: String,
    /// Above the title: who issues it, or the contract's name.
    pub issuer: String,
    /// Its number, where it has one.
    pub number: Option<String>,
    /// When it was made, for the properties of the file (no clock is asked).
    pub made_at: DateTime<Utc>,
    /// Whether it begins with a page of its own that holds title, issuer and `facts`.
    pub cover: bool,
    /// Whether a table of contents follows the cover.
    pub contents: bool,
    /// Name and value pairs below the title: contract, parties, period, version, digest.
    pub facts: Vec<(String, Value)>,
    /// Behind everything else on each page, large and pale: `草稿`.
    pub watermark: Option<String>,
    /// At the foot of each page beside the page's number.
    pub foot: String,
    /// Whether the pages lie on their side.
    pub landscape: bool,
    /// The content.
    pub blocks: Vec<Block>,
}

/// A piece of the content.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading of level 1 to 4. It is not numbered by renderers: `一、` belongs to the text.
    Heading {
        /// 1 to 4.
        level: u8,
        /// The text.
        text: String,
    },
    /// A paragraph; a line break in it begins a new line.
    Paragraph(Paragraph),
    /// Points, one a line.
    List {
        /// Whether they are numbered.
        numbered: bool,
        /// The points.
        items: Vec<String>,
    },
    /// Name and value pairs in so many columns of pairs, as the heads of sheets have them.
    Facts {
        /// Pairs beside one another: 1 or 2.
        columns: u8,
        /// The pairs.
        pairs: Vec<(String, Value)>,
    },
    /// A table that breaks over pages and repeats its head.
    Table(Table),
    /// A picture that is drawn.
    Chart(Chart),
    /// A photograph or a drawn signature, PNG or JPEG.
    Image(Image),
    /// Who signs.
    Signatures(Vec<Signature>),
    /// What follows begins on a new page.
    PageBreak,
}

/// How a paragraph stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Justified, its first line moved in by two characters.
    #[default]
    Body,
    /// At the left, not moved in.
    Left,
    /// In the middle.
    Centre,
    /// At the right.
    Right,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paragraph {
    /// The text.
    pub text: String,
    /// How it stands.
    pub align: Align,
    /// Whether it is set in heavy type.
    pub strong: bool,
    /// Whether it is set smaller, as notes are.
    pub small: bool,
}

impl From<&str> for Paragraph {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

impl From<String> for Paragraph {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Above the table. Renderers number tables with captions: `表 1 …`.
    pub caption: Option<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has a value for each column.
    pub rows: Vec<Vec<Value>>,
    /// Below the rows, in heavy type.
    pub total: Option<Vec<Value>>,
    /// Said in its place when there are no rows; a table is never shown empty.
    pub empty: String,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// Its share of the width beside the others'; 0 means by what it holds.
    pub weight: u16,
}

impl From<&str> for Column {
    fn from(title: &str) -> Self {
        Self { title: title.to_owned(), weight: 0 }
    }
}

impl From<String> for Column {
    fn from(title: String) -> Self {
        Self { title, weight: 0 }
    }
}

/// How a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Bars beside one another.
    Bars,
    /// Bars on one another.
    Stacked,
    /// Lines.
    Lines,
}

/// A picture. Renderers number pictures: `图 1 …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows, as a finding.
    pub caption: String,
    /// The unit of the values.
    pub unit: String,
    /// How it is drawn.
    pub kind: ChartKind,
    /// Below the axis.
    pub labels: Vec<String>,
    /// Name and values; nothing where nothing was measured.
    pub series: Vec<(String, Vec<Option<f64>>)>,
}

/// A photograph or a drawn signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The file's bytes, PNG or JPEG.
    pub bytes: Vec<u8>,
    /// Below it, and read out where it cannot be seen.
    pub caption: String,
    /// The share of the page's width that it takes, in hundredths.
    pub width: u8,
}

/// A place where somebody signs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Who signs: `甲方（盖章）`.
    pub role: String,
    /// The organisation or person, printed.
    pub name: String,
    /// The drawn signature, PNG.
    pub drawn: Option<Vec<u8>>,
    /// The day on which it was signed; a line to fill in where it was not yet.
    pub on: Option<NaiveDate>,
}
