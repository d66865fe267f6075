//! The kinds of files that documents are made as.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[schema(as = PaperFormat)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Pages, to print and to keep.
    Pdf,
    /// Word, to go on writing.
    Docx,
    /// Excel, to reckon with.
    Xlsx,
    /// One web page that holds everything.
    Html,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Docx, Self::Xlsx, Self::Html];

    /// The format that `code` (`pdf`, `docx`, `xlsx`, `html`) names.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.extension() == code)
    }

    /// The ending of its files' names, which is its code too.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
        }
    }

    /// Its `Content-Type`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Html => "text/html; charset=utf-8",
        }
    }

    /// The name of a file of this kind that holds the document called `title`.
    #[must_use]
    pub fn file_name(self, title: &str) -> String {
        format!("{title}.{}", self.extension())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_is_found_by_its_code_and_no_other() {
        for format in Format::ALL {
            assert_eq!(Format::from_code(format.extension()), Some(format));
            assert_eq!(serde_json::to_value(format).unwrap_or_default(), format.extension());
        }
        assert_eq!(Format::from_code("exe"), None);
        assert_eq!(Format::Docx.file_name("月报"), "月报.docx");
    }
}
