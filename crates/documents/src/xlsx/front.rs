//! The first sheet: what is read, from the top down, with a link to each table and picture.

use jianyue_kernel::Value;
use rust_xlsxwriter::{Image as Picture, Url, Worksheet};

use super::{
    FRONT,
    cell::{self, fitting, width},
    style::Styles,
    table::page,
};
use crate::{
    Document, DocumentError,
    model::{Align, Block, Image, Paragraph, Signature},
};

/// Widths of the two columns, in characters.
const NAMES: u32 = 26;
const VALUES: u32 = 74;
/// The height of a line, in points, and of a row at most.
const LINE: u32 = 15;
const TALLEST: u32 = 409;
/// Points that a pixel of the sheet has, in hundredths.
const POINTS: f64 = 0.75;
/// The width that a picture may take, in pixels.
const ROOM: f64 = 520.0;

/// The sheet and the row that is written next.
struct Front<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    row: u32,
}

/// Writes the first sheet of `document`; `sheets` are the names of the sheets that its blocks have.
pub fn write(
    sheet: &mut Worksheet,
    document: &Document,
    sheets: &[Option<String>],
    styles: &Styles,
) -> Result<(), DocumentError> {
    sheet.set_name(FRONT)?;
    page(sheet, document);
    sheet.set_column_width(0, NAMES)?.set_column_width(1, VALUES)?;
    let mut front = Front { sheet, styles, row: 0 };
    front.top(document)?;
    for (block, sheet) in document.blocks.iter().zip(sheets) {
        front.block(block, sheet.as_deref())?;
    }
    Ok(())
}

impl Front<'_> {
    fn top(&mut self, document: &Document) -> Result<(), DocumentError> {
        if !document.issuer.is_empty() {
            self.across(&document.issuer, &self.styles.note.clone())?;
        }
        self.across(&document.title, &self.styles.title.clone())?;
        self.sheet.set_row_height(self.row - 1, 30)?;
        if let Some(mark) = &document.watermark {
            self.across(&format!("【{mark}】"), &self.styles.strong.clone())?;
        }
        if let Some(number) = &document.number {
            self.fact("编号", &Value::Text(number.clone()))?;
        }
        for (name, value) in &document.facts {
            self.fact(name, value)?;
        }
        self.row += 1;
        Ok(())
    }

    fn block(&mut self, block: &Block, sheet: Option<&str>) -> Result<(), DocumentError> {
        match block {
            Block::Heading { level, text } => {
                self.row += 1;
                let at = usize::from((*level).clamp(1, 4)) - 1;
                self.across(text, &self.styles.headings[at].clone())
            }
            Block::Paragraph(paragraph) => self.paragraph(paragraph),
            Block::List { numbered, items } => {
                for (n, item) in (1..).zip(items) {
                    let mark = if *numbered { format!("{n}. ") } else { "• ".to_owned() };
                    self.across(&format!("{mark}{item}"), &self.styles.text.clone())?;
                }
                Ok(())
            }
            Block::Facts { pairs, .. } => pairs.iter().try_for_each(|(name, value)| self.fact(name, value)),
            Block::Table(_) | Block::Chart(_) => sheet.map_or(Ok(()), |sheet| self.link(sheet)),
            Block::Image(image) => self.image(image),
            Block::Signatures(signatures) => signatures.iter().try_for_each(|signature| self.signature(signature)),
            Block::PageBreak => {
                self.row += 1;
                Ok(())
            }
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) -> Result<(), DocumentError> {
        let format = match (paragraph.align, paragraph.strong, paragraph.small) {
            (_, true, _) => &self.styles.strong,
            (_, _, true) => &self.styles.note,
            (Align::Centre, ..) => &self.styles.centred,
            (Align::Right, ..) => &self.styles.right,
            (Align::Body | Align::Left, ..) => &self.styles.text,
        };
        self.across(&paragraph.text, &format.clone())
    }

    /// A text over both columns, as high as its lines.
    fn across(&mut self, text: &str, format: &rust_xlsxwriter::Format) -> Result<(), DocumentError> {
        let text = fitting(text);
        if !text.is_empty() {
            self.sheet.merge_range(self.row, 0, self.row, 1, "", format)?;
            self.sheet.write_string_with_format(self.row, 0, &text, format)?;
            self.height(&text, NAMES + VALUES)?;
            self.row += 1;
        }
        Ok(())
    }

    fn fact(&mut self, name: &str, value: &Value) -> Result<(), DocumentError> {
        self.sheet.write_string_with_format(self.row, 0, fitting(name), &self.styles.name)?;
        match value {
            Value::Empty => self.sheet.write_string_with_format(self.row, 1, "—", &self.styles.facts.text).map(drop)?,
            value => cell::write(self.sheet, (self.row, 1), value, &self.styles.facts)?,
        }
        self.height(&value.to_string(), VALUES)?;
        self.row += 1;
        Ok(())
    }

    fn link(&mut self, sheet: &str) -> Result<(), DocumentError> {
        let target = format!("internal:'{}'!A1", sheet.replace('\'', "''"));
        let url = Url::new(target).set_text(format!("见工作表“{sheet}”"));
        self.sheet.write_url_with_format(self.row, 0, url, &self.styles.link)?;
        self.row += 1;
        Ok(())
    }

    fn image(&mut self, image: &Image) -> Result<(), DocumentError> {
        let share = f64::from(image.width.clamp(1, 100)) / 100.0;
        self.picture(&image.bytes, &image.caption, ROOM * share)?;
        self.across(&image.caption, &self.styles.note.clone())
    }

    fn signature(&mut self, signature: &Signature) -> Result<(), DocumentError> {
        self.fact(&signature.role, &Value::from(signature.name.as_str()))?;
        if let Some(drawn) = &signature.drawn {
            self.picture(drawn, &format!("{}的签名", signature.role), ROOM / 3.0)?;
        }
        self.fact("日期", &signature.on.into())
    }

    /// A picture at most `room` pixels wide, in a row that holds it.
    fn picture(&mut self, bytes: &[u8], about: &str, room: f64) -> Result<(), DocumentError> {
        let bad = |error: rust_xlsxwriter::XlsxError| DocumentError::Picture(about.to_owned(), error.to_string());
        let picture = Picture::new_from_buffer(bytes).map_err(bad)?;
        let (wide, high) = (picture.width().max(1.0), picture.height().max(1.0));
        let tallest = f64::from(TALLEST - LINE) / POINTS;
        let scale = (room / wide).min(tallest / high).min(1.0);
        let picture = picture.set_scale_width(scale).set_scale_height(scale).set_alt_text(fitting(about));
        self.sheet.set_row_height(self.row, (high * scale * POINTS + 6.0).min(f64::from(TALLEST)))?;
        self.sheet.insert_image_with_offset(self.row, 1, &picture, 2, 4)?;
        self.row += 1;
        Ok(())
    }

    /// Gives the row that is written the height of `text` in so many characters of width.
    fn height(&mut self, text: &str, room: u32) -> Result<(), DocumentError> {
        let lines: u32 = text.lines().map(|line| (width(line).max(1)).div_ceil(room - 4)).sum();
        if lines > 1 {
            self.sheet.set_row_height(self.row, (lines * LINE + 3).min(TALLEST))?;
        }
        Ok(())
    }
}
