//! Runs, fields and paragraphs.

use super::xml::Xml;

/// How a run looks beside its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Heavy type.
    pub strong: bool,
    /// The size of the type in half points, where it is not the style's.
    pub size: Option<u32>,
}

/// How a paragraph stands. What is set goes out in the order of the schema.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stand<'a> {
    /// Its style.
    pub style: Option<&'a str>,
    /// Whether it stays on the page of what follows.
    pub with_next: bool,
    /// Whether it begins a page.
    pub new_page: bool,
    /// The list that it is a point of.
    pub list: Option<usize>,
    /// `left`, `center`, `right`, where it is not the style's.
    pub align: Option<&'a str>,
    /// The line of its type in twentieths of a point, where it is not the style's.
    pub line: Option<u32>,
}

impl<'a> Stand<'a> {
    pub fn style(style: &'a str) -> Self {
        Self { style: Some(style), ..Self::default() }
    }

    pub fn align(self, align: &'a str) -> Self {
        Self { align: Some(align), ..self }
    }

    fn write(self, xml: &mut Xml) {
        xml.element("w:pPr", &[], |xml| {
            if let Some(style) = self.style {
                xml.value("w:pStyle", style);
            }
            if self.with_next {
                xml.leaf("w:keepNext", &[]);
            }
            if self.new_page {
                xml.leaf("w:pageBreakBefore", &[]);
            }
            if let Some(list) = self.list {
                xml.element("w:numPr", &[], |xml| {
                    xml.value("w:ilvl", "0");
                    xml.value("w:numId", &list.to_string());
                });
            }
            if let Some(line) = self.line {
                xml.leaf("w:spacing", &[("w:line", &line.to_string()), ("w:lineRule", "atLeast")]);
            }
            if let Some(align) = self.align {
                xml.value("w:jc", align);
            }
        });
    }
}

/// A paragraph with what `inside` puts into it.
pub fn paragraph(xml: &mut Xml, stand: Stand<'_>, inside: impl FnOnce(&mut Xml)) {
    xml.element("w:p", &[], |xml| {
        stand.write(xml);
        inside(xml);
    });
}

/// A text in the style of its paragraph.
pub fn run(xml: &mut Xml, text: &str) {
    styled(xml, text, Look::default());
}

/// A text; line breaks and tabs in it are kept.
pub fn styled(xml: &mut Xml, text: &str, look: Look) {
    if text.is_empty() {
        return;
    }
    xml.element("w:r", &[], |xml| {
        properties(xml, look);
        let text = crate::clean::clean(text);
        for (n, line) in text.split('\n').enumerate() {
            if n > 0 {
                xml.leaf("w:br", &[]);
            }
            for (n, piece) in line.split('\t').enumerate() {
                if n > 0 {
                    xml.leaf("w:tab", &[]);
                }
                if !piece.is_empty() {
                    xml.told("w:t", &[("xml:space", "preserve")], piece);
                }
            }
        }
    });
}

fn properties(xml: &mut Xml, look: Look) {
    if look == Look::default() {
        return;
    }
    xml.element("w:rPr", &[], |xml| {
        if look.strong {
            xml.raw("<w:b/><w:bCs/>");
        }
        if let Some(size) = look.size {
            let size = size.to_string();
            xml.value("w:sz", &size);
            xml.value("w:szCs", &size);
        }
    });
}

/// A field with the result that it has by now.
pub fn field(xml: &mut Xml, instruction: &str, result: &str) {
    begin_field(xml, instruction);
    run(xml, result);
    end_field(xml);
}

/// The beginning of a field, up to its result.
pub fn begin_field(xml: &mut Xml, instruction: &str) {
    xml.raw("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>");
    xml.element("w:r", &[], |xml| xml.told("w:instrText", &[("xml:space", "preserve")], instruction));
    xml.raw("<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>");
}

/// The end of a field.
pub fn end_field(xml: &mut Xml) {
    xml.raw("<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>");
}

/// A caption such as `表 1　工单`, whose number is a field that Word can count anew.
pub fn caption(xml: &mut Xml, caption: &str, with_next: bool) {
    let stand = Stand { with_next, ..Stand::style("Caption") };
    paragraph(xml, stand, |xml| {
        let numbered = caption.split_once(' ').and_then(|(word, rest)| Some((word, rest.split_once('\u{3000}')?)));
        match numbered {
            Some((word, (number, text))) => {
                run(xml, &format!("{word} "));
                field(xml, &format!(" SEQ {word} \\* ARABIC "), number);
                run(xml, &format!("\u{3000}{text}"));
            }
            None => run(xml, caption),
        }
    });
}
