//! The port through which reports are composed of what each module keeps, without knowing tables that are not their own.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_kernel::{ContractId, Value};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    app::App,
    db::{DbError, Tx},
};

/// What a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportAsk {
    /// The contract.
    pub contract: ContractId,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
    /// The one record that it is about, by its page (`/tickets/…`), where it is not about a period.
    pub subject: Option<String>,
}

impl ReportAsk {
    /// Whether something of these works belongs into it; what names no work belongs everywhere.
    #[must_use]
    pub fn wants(&self, works: &[String]) -> bool {
        self.works.is_empty() || works.is_empty() || works.iter().any(|work| self.works.contains(work))
    }
}

/// A section of a report: figures, and the rows that they count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportSection)]
pub struct Section {
    /// Its stable name: `ticketing.clocks`.
    pub code: String,
    /// Its heading.
    pub title: String,
    /// Single figures, the important ones first.
    pub figures: Vec<Figure>,
    /// Tables that belong into the text.
    pub tables: Vec<Table>,
    /// Pictures.
    pub charts: Vec<Chart>,
    /// The rows behind the figures: in the annex and in Excel.
    pub rows: Vec<Table>,
    /// What somebody who writes causes, prevention or suggestions can take over.
    pub hints: Vec<Hint>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportFigure)]
pub struct Figure {
    /// Its stable name in the section.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// The value.
    pub value: Value,
    /// How it is counted, or what it is held against (`合同要求 ≥ 90%（附件一 四）`).
    pub note: Option<String>,
    /// The key of the table in `rows` that lists what it counts.
    pub rows: Option<String>,
}

impl Figure {
    /// A figure without note and rows.
    pub fn new(key: &str, label: &str, value: impl Into<Value>) -> Self {
        Self { key: key.to_owned(), label: label.to_owned(), value: value.into(), note: None, rows: None }
    }

    /// With a note.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Which rows it counts.
    #[must_use]
    pub fn counts(mut self, rows: &str) -> Self {
        self.rows = Some(rows.to_owned());
        self
    }
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportTable)]
pub struct Table {
    /// Its stable name in the section.
    pub key: String,
    /// Its caption.
    pub title: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// Rows.
    pub rows: Vec<Row>,
    /// Sums below the columns, where they are added up.
    pub total: Option<Vec<Value>>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportRow)]
pub struct Row {
    /// Values in the order of the columns.
    pub cells: Vec<Value>,
    /// The page of the record for the vendor's people; empty where there is none.
    pub path: String,
    /// The page of the record for the client; empty where there is none.
    pub client_path: String,
}

impl Row {
    /// A row that leads nowhere.
    #[must_use]
    pub fn of(cells: Vec<Value>) -> Self {
        Self { cells, path: String::new(), client_path: String::new() }
    }

    /// A row that leads to its record.
    pub fn to(cells: Vec<Value>, path: impl Into<String>, client_path: impl Into<String>) -> Self {
        Self { cells, path: path.into(), client_path: client_path.into() }
    }
}

/// How a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportChartKind)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Bars beside one another.
    Bars,
    /// Bars on one another.
    Stacked,
    /// Lines.
    Lines,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportChart)]
pub struct Chart {
    /// Its stable name in the section.
    pub key: String,
    /// What it shows, as a finding.
    pub title: String,
    /// The unit of the values.
    pub unit: String,
    /// How it is drawn.
    pub kind: ChartKind,
    /// Below the axis.
    pub labels: Vec<String>,
    /// What is drawn.
    pub series: Vec<Series>,
    /// How many decimals the values have: 974 with one is 97.4.
    pub decimals: u8,
}

/// One line, or the bars of one colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportSeries)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// A value for each label; nothing where nothing was measured.
    pub values: Vec<Option<i64>>,
}

/// A sentence that can be taken over into the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportHint)]
pub struct Hint {
    /// Where it fits.
    pub part: HintPart,
    /// The sentence.
    pub text: String,
    /// The page of what it is taken from; empty where there is none.
    pub path: String,
}

/// A part of the text that people write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportHintPart)]
#[serde(rename_all = "snake_case")]
pub enum HintPart {
    /// What was done.
    Work,
    /// Why things failed.
    Cause,
    /// What keeps them from failing again.
    Prevention,
    /// What should be done.
    Suggestion,
}

/// Knows a section of reports; found through [`crate::Module::report_sources`].
#[async_trait]
pub trait ReportSource: Send + Sync {
    /// The stable name of its section: `ticketing.clocks`.
    fn code(&self) -> &'static str;

    /// Its heading.
    fn title(&self) -> &'static str;

    /// The section; `None` where the contract has nothing to do with it, or it has nothing to say of the subject.
    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError>;
}

/// Rows behind one figure at most; a figure that counts more says so.
pub const ROWS_MOST: usize = 20_000;

/// Rows of a table in the text at most.
pub const TEXT_ROWS_MOST: usize = 40;

impl Section {
    /// An empty section of a source.
    #[must_use]
    pub fn of(source: &dyn ReportSource) -> Self {
        Self { code: source.code().to_owned(), title: source.title().to_owned(), ..Self::default() }
    }

    /// Adds a figure.
    pub fn figure(&mut self, figure: Figure) -> &mut Self {
        self.figures.push(figure);
        self
    }

    /// Adds a figure that counts `rows`, and the rows under its key; `note` says how it is counted. Without rows no table is
    /// made. What is beyond [`ROWS_MOST`] is counted and not listed.
    pub fn counted(
        &mut self,
        key: &str,
        label: &str,
        note: Option<String>,
        columns: &[&str],
        rows: Vec<Row>,
    ) -> &mut Self {
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let beyond = (rows.len() > ROWS_MOST).then(|| format!("明细列出前 {ROWS_MOST} 条"));
        let notes: Vec<String> = note.into_iter().chain(beyond).collect();
        let mut figure = Figure::new(key, label, count);
        figure.note = (!notes.is_empty()).then(|| notes.join("；"));
        if !rows.is_empty() {
            figure.rows = Some(key.to_owned());
            let mut table = Table::of(key, label, columns, rows);
            table.rows.truncate(ROWS_MOST);
            self.rows.push(table);
        }
        self.figure(figure)
    }

    /// Adds a table to the text, cut to [`TEXT_ROWS_MOST`] rows with a word on how many there are; none without rows.
    pub fn told(&mut self, mut table: Table) -> &mut Self {
        let all = table.rows.len();
        if all > TEXT_ROWS_MOST {
            table.rows.truncate(TEXT_ROWS_MOST);
            table.title = format!("{}（共 {all} 条，列出前 {TEXT_ROWS_MOST} 条）", table.title);
        }
        if all > 0 {
            self.tables.push(table);
        }
        self
    }

    /// Adds a sentence that can be taken over, once.
    pub fn hint(&mut self, part: HintPart, text: impl Into<String>, path: impl Into<String>) -> &mut Self {
        let hint = Hint { part, text: text.into(), path: path.into() };
        if !hint.text.trim().is_empty() && !self.hints.iter().any(|known| known.part == part && known.text == hint.text)
        {
            self.hints.push(hint);
        }
        self
    }
}

impl Table {
    /// A table without sums.
    #[must_use]
    pub fn of(key: &str, title: impl Into<String>, columns: &[&str], rows: Vec<Row>) -> Self {
        let columns = columns.iter().map(ToString::to_string).collect();
        Self { key: key.to_owned(), title: title.into(), columns, rows, total: None }
    }
}
