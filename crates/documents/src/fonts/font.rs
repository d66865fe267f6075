//! A font: which characters it has and how wide they are.

use std::{borrow::Cow, collections::BTreeMap};

use allsorts::{
    binary::read::ReadScope,
    error::{ParseError, ReadWriteError},
    font::read_cmap_subtable,
    font_data::FontData,
    tables::{FontTableProvider as _, HeadTable, HheaTable, HmtxTable, MaxpTable, cmap::Cmap},
    tag,
};

use crate::DocumentError;

/// In place of a character that the font lacks: the mark by which printers say so (下駄, U+3013).
pub const LACKING: char = '〓';

/// A font.
#[derive(Debug)]
pub struct Font {
    pub(super) name: &'static str,
    pub(super) bytes: Cow<'static, [u8]>,
    metrics: Metrics,
    /// Glyphs of the basic plane by character; 0 where there is none.
    basic: Vec<u16>,
    /// Glyphs of the characters beyond it.
    beyond: BTreeMap<u32, u16>,
    /// Widths by glyph, in units.
    advances: Vec<u16>,
    /// Characters that look like another one (`⼀` like `一`), with that one.
    twins: BTreeMap<char, char>,
}

/// Measures of a font, in its units.
#[derive(Clone, Copy, Debug)]
pub struct Metrics {
    /// Units of an em.
    pub units: u16,
    /// Above the base line.
    pub ascent: i16,
    /// Below the base line, negative.
    pub descent: i16,
    /// The box that holds every glyph: left, bottom, right, top.
    pub bounds: [i16; 4],
}

impl Font {
    /// The font in `bytes`.
    ///
    /// # Errors
    /// [`DocumentError::Font`] where they are no font.
    pub fn parse(name: &'static str, bytes: Cow<'static, [u8]>) -> Result<Self, DocumentError> {
        let (metrics, advances, pairs) = read(&bytes).map_err(|error| DocumentError::Font(name, error.to_string()))?;
        let twins = twins(&pairs);
        let mut basic = vec![0; 0x1_0000];
        let mut beyond = BTreeMap::new();
        for (character, glyph) in pairs.into_iter().filter(|(_, glyph)| *glyph != 0) {
            match basic.get_mut(character as usize) {
                Some(place) => *place = glyph,
                None => {
                    beyond.insert(character, glyph);
                }
            }
        }
        Ok(Self { name, bytes, metrics, basic, beyond, advances, twins })
    }

    /// Its measures.
    #[must_use]
    pub const fn metrics(&self) -> Metrics {
        self.metrics
    }

    /// The glyph of a character; nothing where the font lacks it.
    #[must_use]
    pub fn glyph(&self, character: char) -> Option<u16> {
        let code = u32::from(character);
        self.basic.get(code as usize).or_else(|| self.beyond.get(&code)).copied().filter(|glyph| *glyph != 0)
    }

    /// The width of a glyph, in units.
    #[must_use]
    pub fn advance(&self, glyph: u16) -> u16 {
        self.advances.get(usize::from(glyph)).copied().unwrap_or(self.metrics.units)
    }

    /// The width of a character at a size of 1.
    #[must_use]
    pub fn width_of(&self, character: char) -> f32 {
        let units = self.glyph(character).map_or(self.metrics.units, |glyph| self.advance(glyph));
        f32::from(units) / f32::from(self.metrics.units)
    }

    /// The width of a text that [`Font::fit`] has gone over.
    #[must_use]
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.width_of(c)).sum::<f32>() * size
    }

    /// `text` with nothing in it that this font cannot show: what is not seen is left out (joiners, marks of direction,
    /// selectors of variants), a tab is a space, and what the font lacks becomes [`LACKING`]. Of characters that share a
    /// glyph one is taken, so that whoever searches the file finds it. Line breaks stay.
    #[must_use]
    pub fn fit<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if text.chars().all(|c| c == '\n' || (self.glyph(c).is_some() && !is_unseen(c) && !self.twins.contains_key(&c)))
        {
            return Cow::Borrowed(text);
        }
        let seen = text.chars().filter(|c| *c == '\n' || !is_unseen(*c));
        Cow::Owned(seen.map(|c| self.shown(c)).collect())
    }

    fn shown(&self, c: char) -> char {
        match c {
            '\n' => c,
            c if c.is_whitespace() && self.glyph(c).is_none() => ' ',
            c if self.glyph(c).is_some() => self.twins.get(&c).copied().unwrap_or(c),
            '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
            _ => LACKING,
        }
    }
}

/// Marks that people type, and that others share their glyph with: the dash of spans has that of the figure dash.
const TYPED: [u32; 2] = [0x2013, 0x2014];

/// For characters that share a glyph with others, the one that is meant: an ideograph before its radical, what people type, then
/// the first.
fn twins(pairs: &[(u32, u16)]) -> BTreeMap<char, char> {
    let rank = |code: u32| (!(0x4e00..=0x9fff).contains(&code), !TYPED.contains(&code), code);
    let mut meant: Vec<Option<u32>> = vec![None; 0x1_0000];
    for (code, glyph) in pairs {
        let place = &mut meant[usize::from(*glyph)];
        if place.is_none_or(|before| rank(*code) < rank(before)) {
            *place = Some(*code);
        }
    }
    let twin = |(code, glyph): &(u32, u16)| {
        let one = meant[usize::from(*glyph)].filter(|one| one != code)?;
        Some((char::from_u32(*code)?, char::from_u32(one)?))
    };
    // Ideographs are never exchanged for one another: 壿 and 墫 look the same, and somebody's name has one of them.
    let exchanged = |(code, glyph): &&(u32, u16)| *glyph != 0 && !(0x3400..=0x9fff).contains(code);
    pairs.iter().filter(exchanged).filter_map(twin).collect()
}

/// What takes no place on paper. Tabs are spaces, not this.
fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

type Tables = (Metrics, Vec<u16>, Vec<(u32, u16)>);

fn read(bytes: &[u8]) -> Result<Tables, ReadWriteError> {
    let file = ReadScope::new(bytes).read::<FontData<'_>>()?;
    let provider = file.table_provider(0)?;
    let table = |tag| provider.read_table_data(tag);
    let head = ReadScope::new(&table(tag::HEAD)?).read::<HeadTable>()?;
    let maxp = ReadScope::new(&table(tag::MAXP)?).read::<MaxpTable>()?;
    let hhea = ReadScope::new(&table(tag::HHEA)?).read::<HheaTable>()?;
    let hmtx = table(tag::HMTX)?;
    let hmtx = ReadScope::new(&hmtx)
        .read_dep::<HmtxTable<'_>>((usize::from(maxp.num_glyphs), usize::from(hhea.num_h_metrics)))?;
    let advances = (0..maxp.num_glyphs).map(|glyph| hmtx.horizontal_advance(glyph)).collect::<Result<_, _>>()?;
    let cmap = table(tag::CMAP)?;
    let cmap = ReadScope::new(&cmap).read::<Cmap<'_>>()?;
    let (_, subtable) = read_cmap_subtable(&cmap)?.ok_or(ParseError::MissingValue)?;
    let mut pairs = Vec::new();
    subtable.mappings_fn(|character, glyph| pairs.push((character, glyph)))?;
    let metrics = Metrics {
        units: head.units_per_em.max(1),
        ascent: hhea.ascender,
        descent: hhea.descender,
        bounds: [head.x_min, head.y_min, head.x_max, head.y_max],
    };
    Ok((metrics, advances, pairs))
}
