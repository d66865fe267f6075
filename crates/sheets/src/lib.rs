//! Tables that people hand in: Excel and CSV, read as lines of cells under headings.
//!
//! A heading may be called otherwise, a cell may be text or number, a blank line counts. A row that does not fit is a row
//! with its line and its reason; only a file of which nothing can be read is an error.

mod dates;
mod table;

pub use dates::{day_of, day_of_serial};
pub use table::{Cells, Column, RowOf, column, read_table};

/// The most rows of a file.
pub const ROWS: usize = 20_000;

/// Why a table cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// It is none of the formats.
    #[error("无法识别“{0}”的格式。请上传 Excel（.xlsx）或 CSV 文件。")]
    Unknown(String),
    /// The table has no such heading.
    #[error("表格缺少列：{0}。请下载模板，按模板的表头填写。")]
    NoColumn(String),
    /// The file is broken.
    #[error("文件读取失败：{0}。请确认文件能正常打开后重新上传。")]
    Broken(String),
    /// There is nothing in it.
    #[error("文件中没有数据。请填写后重新上传。")]
    Empty,
    /// It is too long.
    #[error("一次最多导入 {ROWS} 行，请分成几个文件上传。")]
    TooMany,
}
