//! The type of papers: Noto Serif SC for what is read, Noto Sans SC for tables and headings (SIL Open Font License 1.1).
//!
//! The files come with the npm packages of `web/` and are never committed. A release build has them inside; a debug build
//! reads them from `web/node_modules` when they are first asked for.

mod files;
mod font;
mod subset;

pub use font::{Font, LACKING, Metrics};
pub use subset::Subset;

use std::sync::OnceLock;

use crate::DocumentError;

/// A cut of type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Face {
    /// For running text, in place of 仿宋.
    Serif,
    /// For tables.
    Sans,
    /// For headings, in place of 黑体.
    Bold,
}

impl Face {
    /// All cuts.
    pub const ALL: [Self; 3] = [Self::Serif, Self::Sans, Self::Bold];

    /// The name of the font.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Serif => "NotoSerifSC-Regular",
            Self::Sans => "NotoSansSC-Regular",
            Self::Bold => "NotoSansSC-Bold",
        }
    }
}

/// The fonts, read once in the life of the process.
#[derive(Debug)]
pub struct Fonts {
    serif: Font,
    sans: Font,
    bold: Font,
}

impl Fonts {
    /// The fonts of this process.
    ///
    /// # Errors
    /// [`DocumentError::NoFont`] where the program was built without them; it is looked again at the next call.
    pub fn get() -> Result<&'static Self, DocumentError> {
        static FONTS: OnceLock<Fonts> = OnceLock::new();
        if let Some(fonts) = FONTS.get() {
            return Ok(fonts);
        }
        let read = |face: Face| Font::parse(face.name(), files::read(face).ok_or(DocumentError::NoFont(face.name()))?);
        let fonts = Self { serif: read(Face::Serif)?, sans: read(Face::Sans)?, bold: read(Face::Bold)? };
        Ok(FONTS.get_or_init(|| fonts))
    }

    /// The font of a cut.
    #[must_use]
    pub const fn face(&self, face: Face) -> &Font {
        match face {
            Face::Serif => &self.serif,
            Face::Sans => &self.sans,
            Face::Bold => &self.bold,
        }
    }
}
