//! Lines of text: where they break and how they are filled.
//!
//! Breaks are those of UAX #14, which keeps 、。） from the start of a line and （ from its end. A word or number that fits on
//! a line is never broken, and a number is not parted from what it counts (`12 件`).

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::fonts::Font;

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its text, without the spaces at its end.
    pub text: String,
    /// Its width.
    pub width: f32,
    /// Whether the text goes on in the next line, which means that this one may be filled.
    pub goes_on: bool,
}

/// How text is set into lines.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// The font.
    pub font: &'a Font,
    /// The size of the type.
    pub size: f32,
    /// The width of a line.
    pub width: f32,
    /// How far the first line of each paragraph is moved in.
    pub indent: f32,
}

/// The lines of `text`; at least one.
#[must_use]
pub fn lines(text: &str, setting: Setting) -> Vec<Line> {
    let text = setting.font.fit(text);
    let mut all = Vec::new();
    for paragraph in text.split('\n') {
        let width = setting.font.width(paragraph, setting.size);
        if width <= setting.width - setting.indent {
            let text = paragraph.trim_end();
            let width = if text.len() == paragraph.len() { width } else { setting.font.width(text, setting.size) };
            all.push(Line { text: text.to_owned(), width, goes_on: false });
        } else {
            broken(paragraph, setting, &mut all);
        }
    }
    all
}

/// Whether a line may end at a place: not between a number and what it counts.
fn breaks(text: &str, at: usize, kind: BreakOpportunity) -> bool {
    let number = text[..at].strip_suffix(' ').is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
    let counted = text[at..].starts_with(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
    kind == BreakOpportunity::Allowed && !(number && counted)
}

/// The lines of a title: before its bracket where that fits, of about the same length otherwise.
#[must_use]
pub fn title_lines(text: &str, setting: Setting) -> Vec<Line> {
    let plain = lines(text, setting);
    if plain.len() < 2 || text.contains('\n') {
        return plain;
    }
    if let Some(at) = text.find(['（', '('])
        && at > 0
    {
        let split = lines(&format!("{}\n{}", &text[..at], &text[at..]), setting);
        if split.len() == plain.len() {
            return split;
        }
    }
    // The narrowest setting that needs no more lines.
    let (mut least, mut most) = (setting.width / 2.0, setting.width);
    for _ in 0..12 {
        let width = f32::midpoint(least, most);
        if lines(text, Setting { width, ..setting }).len() > plain.len() { least = width } else { most = width }
    }
    lines(text, Setting { width: most, ..setting })
}

struct Filler<'a> {
    setting: Setting<'a>,
    line: String,
    /// The width of the line with the spaces at its end.
    width: f32,
    room: f32,
}

fn broken(paragraph: &str, setting: Setting, all: &mut Vec<Line>) {
    let mut filler = Filler { setting, line: String::new(), width: 0.0, room: setting.width - setting.indent };
    let mut from = 0;
    for (to, _) in linebreaks(paragraph).filter(|(to, kind)| *to == paragraph.len() || breaks(paragraph, *to, *kind)) {
        filler.add(&paragraph[from..to], all);
        from = to;
    }
    filler.end(false, all);
}

impl Filler<'_> {
    /// Adds a piece that should stay together; spaces at its end may hang over.
    fn add(&mut self, piece: &str, all: &mut Vec<Line>) {
        let (font, size) = (self.setting.font, self.setting.size);
        let seen = font.width(piece.trim_end(), size);
        if self.width + seen > self.room && !self.line.is_empty() {
            self.end(true, all);
        }
        if seen > self.room {
            return self.add_by_character(piece, all);
        }
        self.line.push_str(piece);
        self.width += font.width(piece, size);
    }

    fn add_by_character(&mut self, piece: &str, all: &mut Vec<Line>) {
        for c in piece.chars() {
            let width = self.setting.font.width_of(c) * self.setting.size;
            if self.width + width > self.room && !self.line.is_empty() && width > 0.0 && c != ' ' {
                self.end(true, all);
            }
            self.line.push(c);
            self.width += width;
        }
    }

    fn end(&mut self, goes_on: bool, all: &mut Vec<Line>) {
        let text = self.line.trim_end().to_owned();
        let width = self.setting.font.width(&text, self.setting.size);
        all.push(Line { text, width, goes_on });
        self.line.clear();
        self.width = 0.0;
        self.room = self.setting.width;
    }
}

/// Most that is added between two characters to fill a line, as a share of the size. More would be read as a space by
/// whoever searches or copies the text.
const MOST_STRETCH: f32 = 0.08;

/// Whether room may be added between two characters: beside Chinese ones and spaces, never inside of words and numbers.
#[must_use]
pub fn gives(before: char, after: char) -> bool {
    let wide = |c: char| c >= '\u{2e80}';
    before == ' ' || wide(before) || wide(after)
}

/// What is added at each place that gives, so that a line of a width fills `room`; nothing where it would be too much.
#[must_use]
pub fn stretch(line: &Line, room: f32, size: f32) -> f32 {
    let missing = room - line.width;
    if !line.goes_on || missing <= 0.0 {
        return 0.0;
    }
    let places =
        line.text.chars().zip(line.text.chars().skip(1)).filter(|(before, after)| gives(*before, *after)).count();
    #[expect(clippy::cast_precision_loss, reason = "a line has few characters")]
    let each = missing / places.max(1) as f32;
    if places == 0 || each > MOST_STRETCH * size { 0.0 } else { each }
}
