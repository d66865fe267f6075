//! The part of a font that a document uses.

use std::collections::{BTreeMap, BTreeSet};

use allsorts::{
    binary::read::ReadScope,
    font_data::FontData,
    subset::{CmapTarget, SubsetProfile, subset},
};

use super::Font;
use crate::DocumentError;

/// A font with some characters only. Its glyphs are numbered anew.
#[derive(Debug)]
pub struct Subset {
    /// The file.
    pub bytes: Vec<u8>,
    /// The new glyph of each character.
    pub glyphs: BTreeMap<u32, u16>,
    /// The width of each new glyph, in units.
    pub widths: BTreeMap<u16, u16>,
}

impl Subset {
    /// `font` with `characters` only; those that it lacks are left out.
    ///
    /// # Errors
    /// [`DocumentError::Font`] where the font cannot be taken apart.
    pub fn of(font: &Font, characters: &BTreeSet<char>) -> Result<Self, DocumentError> {
        let wrong = |error: String| DocumentError::Font(font.name, error);
        let old: BTreeSet<u16> = characters.iter().filter_map(|c| font.glyph(*c)).collect();
        // The first glyph is what readers show for a missing one; it stays the first.
        let order: Vec<u16> = std::iter::once(0).chain(old).collect();
        let file = ReadScope::new(&font.bytes).read::<FontData<'_>>().map_err(|error| wrong(error.to_string()))?;
        let provider = file.table_provider(0).map_err(|error| wrong(error.to_string()))?;
        let bytes = subset(&provider, &order, &SubsetProfile::Pdf, CmapTarget::Unicode)
            .map_err(|error| wrong(error.to_string()))?;
        let new: BTreeMap<u16, u16> = order.iter().copied().zip(0..).collect();
        let glyphs = characters.iter().filter_map(|c| Some((u32::from(*c), *new.get(&font.glyph(*c)?)?))).collect();
        let widths = new.iter().map(|(old, new)| (*new, font.advance(*old))).collect();
        Ok(Self { bytes, glyphs, widths })
    }
}
