//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The font, which every Office in China has.
const FONT: &str = "宋体";
const GREY: Color = Color::RGB(0x00BF_BFBF);
const PALE: Color = Color::RGB(0x00E8_EEF7);

/// The formats of a book.
pub struct Styles {
    pub title: Format,
    pub headings: [Format; 4],
    pub name: Format,
    pub text: Format,
    pub strong: Format,
    pub centred: Format,
    pub right: Format,
    pub note: Format,
    pub link: Format,
    pub caption: Format,
    pub head: Format,
    /// Values in the cells of tables.
    pub cells: Values,
    /// Values below tables.
    pub totals: Values,
    /// Values beside their names.
    pub facts: Values,
}

/// How values of each kind look.
pub struct Values {
    pub text: Format,
    /// Text that a program could take for a formula.
    pub quoted: Format,
    pub count: Format,
    /// Any number.
    pub number: Format,
    pub percent: Format,
    pub fine_percent: Format,
    pub money: Format,
    pub span: Format,
    pub fine_span: Format,
    pub day: Format,
    pub moment: Format,
}

impl Styles {
    pub fn new() -> Self {
        let base = Format::new().set_font_name(FONT).set_font_size(11).set_align(FormatAlign::VerticalCenter);
        let text = base.clone().set_text_wrap().set_align(FormatAlign::Top);
        let heading = |size: f64| base.clone().set_bold().set_font_size(size);
        let cell = text.clone().set_border(FormatBorder::Thin).set_border_color(GREY);
        Self {
            title: heading(18.0),
            headings: [15.0, 13.0, 12.0, 11.0].map(heading),
            name: text.clone().set_font_color(Color::RGB(0x0059_5959)),
            strong: text.clone().set_bold(),
            centred: text.clone().set_align(FormatAlign::Center),
            right: text.clone().set_align(FormatAlign::Right),
            note: text.clone().set_font_size(9),
            link: base
                .clone()
                .set_font_color(Color::RGB(0x001F_5FBF))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            caption: heading(13.0),
            head: cell
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(PALE),
            cells: Values::of(&cell),
            totals: Values::of(&cell.clone().set_bold()),
            facts: Values::of(&text.clone().set_align(FormatAlign::Left)),
            text,
        }
    }
}

impl Values {
    fn of(base: &Format) -> Self {
        let kind = |format: &str| base.clone().set_num_format(format);
        Self {
            text: kind("@"),
            quoted: kind("@").set_quote_prefix(),
            count: kind("#,##0"),
            number: kind("General"),
            percent: kind("0.00%"),
            fine_percent: kind("0.0000%"),
            money: kind("\"¥\"#,##0.00;-\"¥\"#,##0.00"),
            span: kind("[h]:mm"),
            fine_span: kind("[h]:mm:ss"),
            day: kind("yyyy-mm-dd"),
            moment: kind("yyyy-mm-dd hh:mm"),
        }
    }
}
