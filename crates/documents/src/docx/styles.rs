//! The styles. Sizes as in the printed form: 小四 on lines of 21 pt, headings in 三号, 四号 and 小四.

use super::xml::Xml;

/// A style of paragraphs.
struct Style {
    id: &'static str,
    /// The name by which Word knows it, or its own.
    name: &'static str,
    based_on: Option<&'static str>,
    next: Option<&'static str>,
    priority: &'static str,
    /// Whether it is offered among the styles.
    offered: bool,
    paragraph: &'static str,
    run: &'static str,
}

const BASE: Style = Style {
    id: "",
    name: "",
    based_on: Some("Normal"),
    next: None,
    priority: "99",
    offered: false,
    paragraph: "",
    run: "",
};

const STYLES: &[Style] = &[
    Style {
        id: "BodyText",
        name: "Body Text",
        priority: "1",
        offered: true,
        paragraph: "<w:ind w:firstLine=\"480\" w:firstLineChars=\"200\"/><w:jc w:val=\"both\"/>",
        ..BASE
    },
    heading(
        "Heading1",
        "heading 1",
        concat!(
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"280\" w:after=\"80\" w:line=\"520\" w:lineRule=\"exact\"/>",
            "<w:outlineLvl w:val=\"0\"/>"
        ),
        "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:eastAsia=\"黑体\" w:cs=\"Arial\"/><w:b/><w:bCs/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>",
    ),
    heading(
        "Heading2",
        "heading 2",
        concat!(
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"180\" w:after=\"60\" w:line=\"460\" w:lineRule=\"exact\"/>",
            "<w:outlineLvl w:val=\"1\"/>"
        ),
        "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:eastAsia=\"黑体\" w:cs=\"Arial\"/><w:b/><w:bCs/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>",
    ),
    heading(
        "Heading3",
        "heading 3",
        concat!(
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"100\" w:after=\"40\" w:line=\"420\" w:lineRule=\"exact\"/>",
            "<w:outlineLvl w:val=\"2\"/>"
        ),
        "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:eastAsia=\"黑体\" w:cs=\"Arial\"/><w:b/><w:bCs/>",
    ),
    heading(
        "Heading4",
        "heading 4",
        concat!(
            "<w:keepNext/><w:keepLines/><w:spacing w:before=\"100\" w:after=\"40\" w:line=\"420\" w:lineRule=\"exact\"/>",
            "<w:outlineLvl w:val=\"3\"/>"
        ),
        "<w:b/><w:bCs/>",
    ),
    title(
        "Title",
        "Title",
        "<w:spacing w:before=\"120\" w:after=\"240\" w:line=\"660\" w:lineRule=\"atLeast\"/><w:jc w:val=\"center\"/>",
        "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"宋体\"/><w:b/><w:bCs/><w:sz w:val=\"44\"/><w:szCs w:val=\"44\"/>",
    ),
    title(
        "CoverTitle",
        "封面标题",
        "<w:spacing w:before=\"480\" w:after=\"480\" w:line=\"800\" w:lineRule=\"atLeast\"/><w:jc w:val=\"center\"/>",
        "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"宋体\"/><w:b/><w:bCs/><w:sz w:val=\"52\"/><w:szCs w:val=\"52\"/>",
    ),
    title(
        "CoverIssuer",
        "封面单位",
        "<w:spacing w:before=\"2400\" w:after=\"240\" w:line=\"480\" w:lineRule=\"atLeast\"/><w:jc w:val=\"center\"/>",
        "<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>",
    ),
    title(
        "Issuer",
        "Subtitle",
        "<w:spacing w:before=\"0\" w:after=\"60\"/><w:jc w:val=\"center\"/>",
        "<w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>",
    ),
    title("Number", "编号", "<w:spacing w:before=\"0\" w:after=\"240\"/><w:jc w:val=\"center\"/>", ""),
    Style {
        id: "CoverFact",
        name: "封面事项",
        paragraph: "<w:spacing w:before=\"60\" w:after=\"60\"/>",
        run: "<w:sz w:val=\"26\"/><w:szCs w:val=\"26\"/>",
        ..BASE
    },
    Style {
        id: "Caption",
        name: "caption",
        priority: "35",
        offered: true,
        paragraph: "<w:keepLines/><w:spacing w:before=\"120\" w:after=\"60\" w:line=\"340\" w:lineRule=\"atLeast\"/><w:jc w:val=\"center\"/>",
        run: "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:eastAsia=\"黑体\" w:cs=\"Arial\"/><w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/>",
        ..BASE
    },
    Style {
        id: "Small",
        name: "附注",
        priority: "36",
        offered: true,
        paragraph: "<w:spacing w:line=\"340\" w:lineRule=\"atLeast\"/>",
        run: "<w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/>",
        ..BASE
    },
    Style {
        id: "Quote",
        name: "Quote",
        priority: "29",
        offered: true,
        paragraph: "<w:ind w:left=\"480\" w:right=\"480\"/>",
        ..BASE
    },
    Style {
        id: "ListParagraph",
        name: "List Paragraph",
        priority: "34",
        offered: true,
        paragraph: "<w:ind w:left=\"900\" w:hanging=\"420\"/><w:contextualSpacing/>",
        ..BASE
    },
    Style {
        id: "TableText",
        name: "表格文字",
        priority: "37",
        offered: true,
        paragraph: "<w:spacing w:before=\"20\" w:after=\"20\" w:line=\"300\" w:lineRule=\"atLeast\"/>",
        run: "<w:rFonts w:eastAsia=\"宋体\"/><w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/>",
        ..BASE
    },
    Style {
        id: "Figure",
        name: "插图",
        paragraph: "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>",
        ..BASE
    },
    Style {
        id: "Gap",
        name: "间隔",
        paragraph: "<w:spacing w:line=\"160\" w:lineRule=\"exact\"/>",
        run: "<w:sz w:val=\"12\"/><w:szCs w:val=\"12\"/>",
        ..BASE
    },
    Style {
        id: "Header",
        name: "header",
        paragraph: concat!(
            "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"7F7F7F\"/></w:pBdr>",
            "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>"
        ),
        run: "<w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/>",
        ..BASE
    },
    Style {
        id: "Footer",
        name: "footer",
        paragraph: "<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>",
        run: "<w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/>",
        ..BASE
    },
    Style {
        id: "TOCHeading",
        name: "TOC Heading",
        priority: "39",
        paragraph: "<w:spacing w:before=\"120\" w:after=\"240\"/><w:jc w:val=\"center\"/>",
        run: "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:eastAsia=\"黑体\" w:cs=\"Arial\"/><w:b/><w:bCs/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>",
        ..BASE
    },
    Style { id: "TOC1", name: "toc 1", priority: "39", ..BASE },
    Style { id: "TOC2", name: "toc 2", priority: "39", paragraph: "<w:ind w:left=\"240\"/>", ..BASE },
    Style { id: "TOC3", name: "toc 3", priority: "39", paragraph: "<w:ind w:left=\"480\"/>", ..BASE },
];

const fn heading(id: &'static str, name: &'static str, paragraph: &'static str, run: &'static str) -> Style {
    Style { id, name, next: Some("BodyText"), priority: "9", offered: true, paragraph, run, ..BASE }
}

const fn title(id: &'static str, name: &'static str, paragraph: &'static str, run: &'static str) -> Style {
    Style { id, name, next: Some("BodyText"), priority: "10", offered: true, paragraph, run, ..BASE }
}

/// The part that holds them.
pub fn styles() -> Xml {
    let mut xml = Xml::part();
    let name = ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
    xml.element("w:styles", &[name], |xml| {
        xml.raw(concat!(
            "<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" ",
            "w:eastAsia=\"仿宋\" w:cs=\"Times New Roman\"/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>",
            "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/>",
            "</w:docDefaults>",
            "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>",
            "<w:pPr><w:spacing w:line=\"420\" w:lineRule=\"atLeast\"/></w:pPr></w:style>",
            "<w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\">",
            "<w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>",
            "<w:style w:type=\"numbering\" w:default=\"1\" w:styleId=\"NoList\"><w:name w:val=\"No List\"/>",
            "<w:uiPriority w:val=\"99\"/><w:semiHidden/></w:style>"
        ));
        for style in STYLES {
            style.write(xml);
        }
        xml.raw(TABLES);
    });
    xml
}

/// The default of tables, with lines, and without.
const TABLES: &str = concat!(
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>",
    "<w:uiPriority w:val=\"99\"/><w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar>",
    "<w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"85\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/>",
    "<w:right w:w=\"85\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
    "<w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"TableNormal\"/>",
    "<w:uiPriority w:val=\"39\"/><w:qFormat/><w:tblPr><w:tblBorders>",
    "<w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"404040\"/>",
    "<w:left w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"7F7F7F\"/>",
    "<w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"404040\"/>",
    "<w:right w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"7F7F7F\"/>",
    "<w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"7F7F7F\"/>",
    "<w:insideV w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"7F7F7F\"/></w:tblBorders></w:tblPr></w:style>",
    "<w:style w:type=\"table\" w:styleId=\"TablePlain\"><w:name w:val=\"无线表格\"/><w:basedOn w:val=\"TableNormal\"/>",
    "<w:uiPriority w:val=\"40\"/><w:qFormat/><w:tblPr/></w:style>"
);

impl Style {
    fn write(&self, xml: &mut Xml) {
        let mut attributes = vec![("w:type", "paragraph"), ("w:styleId", self.id)];
        if !self.name.is_ascii() {
            attributes.insert(1, ("w:customStyle", "1"));
        }
        xml.element("w:style", &attributes, |xml| {
            xml.value("w:name", self.name);
            if let Some(based_on) = self.based_on {
                xml.value("w:basedOn", based_on);
            }
            if let Some(next) = self.next {
                xml.value("w:next", next);
            }
            xml.value("w:uiPriority", self.priority);
            if self.offered {
                xml.leaf("w:qFormat", &[]);
            }
            xml.element("w:pPr", &[], |xml| xml.raw(self.paragraph));
            xml.element("w:rPr", &[], |xml| xml.raw(self.run));
        });
    }
}
