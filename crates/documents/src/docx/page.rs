//! The page: its size and margins, and what is above and below the text.

use super::{NAMES, words, xml::Xml};
use crate::Document;

/// Sizes in twentieths of a point. A4 with the type area of GB/T 9704-2012: 156 × 225 mm.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The width of the paper.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Margins: above, at the right, below, at the left.
    pub margins: [u32; 4],
}

impl Page {
    pub fn of(document: &Document) -> Self {
        if document.landscape {
            Self { width: 16_838, height: 11_906, margins: [1_588, 2_098, 1_474, 1_984] }
        } else {
            Self { width: 11_906, height: 16_838, margins: [2_098, 1_474, 1_984, 1_588] }
        }
    }

    /// The width of the type area.
    pub fn measure(self) -> u32 {
        self.width - self.margins[1] - self.margins[3]
    }
}

/// The section, which is the last thing of the body.
pub fn section(xml: &mut Xml, document: &Document, page: Page) {
    xml.element("w:sectPr", &[], |xml| {
        for (kind, id) in [("default", "rIdHeader"), ("first", "rIdFirstHeader")] {
            xml.leaf("w:headerReference", &[("w:type", kind), ("r:id", id)]);
        }
        for (kind, id) in [("default", "rIdFooter"), ("first", "rIdFirstFooter")] {
            xml.leaf("w:footerReference", &[("w:type", kind), ("r:id", id)]);
        }
        let (width, height) = (page.width.to_string(), page.height.to_string());
        let mut size = vec![("w:w", width.as_str()), ("w:h", &height)];
        if document.landscape {
            size.push(("w:orient", "landscape"));
        }
        xml.leaf("w:pgSz", &size);
        let [above, right, below, left] = page.margins.map(|margin| margin.to_string());
        xml.leaf(
            "w:pgMar",
            &[
                ("w:top", &above),
                ("w:right", &right),
                ("w:bottom", &below),
                ("w:left", &left),
                ("w:header", "1134"),
                ("w:footer", "1134"),
                ("w:gutter", "0"),
            ],
        );
        // A cover has neither title above nor number below.
        if document.cover {
            xml.leaf("w:titlePg", &[]);
        }
    });
}

/// What is above the text; nothing but the watermark on a cover.
pub fn header(document: &Document, first: bool) -> Xml {
    let mut xml = Xml::part();
    xml.element("w:hdr", NAMES, |xml| {
        xml.element("w:p", &[], |xml| {
            // A cover has no line above.
            xml.element("w:pPr", &[], |xml| xml.value("w:pStyle", if first { "Footer" } else { "Header" }));
            if !first {
                words::run(xml, &document.title);
            }
            if let Some(text) = &document.watermark {
                watermark(xml, text, first);
            }
        });
    });
    xml
}

/// What is below the text: the foot at the left, the page's number at the right.
pub fn footer(document: &Document, first: bool) -> Xml {
    let mut xml = Xml::part();
    let right = Page::of(document).measure().to_string();
    xml.element("w:ftr", NAMES, |xml| {
        xml.element("w:p", &[], |xml| {
            xml.element("w:pPr", &[], |xml| {
                xml.value("w:pStyle", "Footer");
                xml.element("w:tabs", &[], |xml| xml.leaf("w:tab", &[("w:val", "right"), ("w:pos", &right)]));
            });
            if !first {
                words::run(xml, &document.foot);
                xml.raw("<w:r><w:tab/></w:r>");
                words::run(xml, "第 ");
                words::field(xml, " PAGE ", "1");
                words::run(xml, " 页，共 ");
                words::field(xml, " NUMPAGES ", "1");
                words::run(xml, " 页");
            }
        });
    });
    xml
}

/// Large, pale and aslant behind the text, as Word itself writes it.
fn watermark(xml: &mut Xml, text: &str, first: bool) {
    let width = 420.min(120 * u32::try_from(text.chars().count()).unwrap_or(4).max(1));
    let height = 120;
    let style = format!(
        "position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:315;z-index:-251658752;\
         mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;\
         mso-position-vertical-relative:margin"
    );
    let id = if first { "Watermark1" } else { "Watermark2" };
    xml.element("w:r", &[], |xml| {
        xml.raw("<w:rPr><w:noProof/></w:rPr>");
        xml.element("w:pict", &[], |xml| {
            xml.raw(concat!(
                "<v:shapetype id=\"_x0000_t136\" coordsize=\"21600,21600\" o:spt=\"136\" adj=\"10800\" ",
                "path=\"m@7,l@8,m@5,21600l@6,21600e\"><v:formulas><v:f eqn=\"sum #0 0 10800\"/><v:f eqn=\"prod #0 2 1\"/>",
                "<v:f eqn=\"sum 21600 0 @1\"/><v:f eqn=\"sum 0 0 @2\"/><v:f eqn=\"sum 21600 0 @3\"/>",
                "<v:f eqn=\"if @0 @3 0\"/><v:f eqn=\"if @0 21600 @1\"/><v:f eqn=\"if @0 0 @2\"/>",
                "<v:f eqn=\"if @0 @4 21600\"/><v:f eqn=\"mid @5 @6\"/><v:f eqn=\"mid @8 @5\"/><v:f eqn=\"mid @7 @8\"/>",
                "<v:f eqn=\"mid @6 @7\"/><v:f eqn=\"sum @6 0 @5\"/></v:formulas>",
                "<v:path textpathok=\"t\" o:connecttype=\"custom\" ",
                "o:connectlocs=\"@9,0;@10,10800;@11,21600;@12,10800\" o:connectangles=\"270,180,90,0\"/>",
                "<v:textpath on=\"t\" fitshape=\"t\"/></v:shapetype>"
            ));
            let shape = [
                ("id", id),
                ("type", "#_x0000_t136"),
                ("style", &style),
                ("o:allowincell", "f"),
                ("alt", text),
                ("fillcolor", "#d9d9d9"),
                ("stroked", "f"),
            ];
            xml.element("v:shape", &shape, |xml| {
                xml.leaf("v:fill", &[("opacity", ".5")]);
                xml.leaf("v:textpath", &[("style", "font-family:\"黑体\";font-size:1pt"), ("string", text)]);
            });
        });
    });
}
