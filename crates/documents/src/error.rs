//! Why a document could not be made.

/// A document could not be made. The sentences say what to do; none of them is the fault of who asked for it.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A font was not there when the program was built (or, in a debug build, is not there now).
    #[error("缺少字体 {0}：请在 web 目录运行 npm ci 后重新编译程序")]
    NoFont(&'static str),
    /// A font or what was made of it cannot be read.
    #[error("字体 {0} 无法使用：{1}")]
    Font(&'static str, String),
    /// A picture is neither PNG nor JPEG, or is damaged.
    #[error("图片“{0}”无法读取：{1}。请换成 PNG 或 JPEG 图片")]
    Picture(String, String),
    /// A package (Word) could not be written.
    #[error("文件无法写出：{0}")]
    Package(String),
    /// A sheet (Excel) could not be written.
    #[error("表格无法写出：{0}")]
    Sheet(String),
}

impl DocumentError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoFont(_) => "documents.no_font",
            Self::Font(..) => "documents.font",
            Self::Picture(..) => "documents.picture",
            Self::Package(_) => "documents.package",
            Self::Sheet(_) => "documents.sheet",
        }
    }
}
