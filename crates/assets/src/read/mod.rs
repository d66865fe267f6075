//! Tables that people hand in, read into drafts. Pure; nothing here knows a database.

mod assets;
mod dates;
mod spares;
mod table;

pub use assets::{ASSET_COLUMNS, AssetDraft, read_assets};
pub use dates::{day_of, day_of_serial};
pub use spares::{SPARE_COLUMNS, SpareDraft, read_spares};
pub use table::{Column, RowOf};

/// The most rows of a file.
pub const ROWS: usize = 20_000;

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
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
