//! The parts beside the text: styles, fonts, lists, settings, what is above and below, properties.

use super::{
    blocks::POINTS,
    package::{Package, relations_of},
    page, styles,
    xml::Xml,
};
use crate::Document;

const W: (&str, &str) = ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");

macro_rules! word {
    ($what:literal) => {
        concat!("application/vnd.openxmlformats-officedocument.wordprocessingml.", $what, "+xml")
    };
}
macro_rules! relation {
    ($what:literal) => {
        concat!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/", $what)
    };
}

/// Adds all of them; `lists` is the number of numbered lists.
pub fn add(package: &mut Package, document: &Document, lists: usize) {
    let part = |package: &mut Package, id: &str, path: &str, media_type, kind, xml| {
        package.typed(&format!("word/{path}"), media_type, xml);
        package.relate(id, kind, path);
    };
    part(package, "rIdStyles", "styles.xml", word!("styles"), relation!("styles"), styles::styles());
    part(package, "rIdFonts", "fontTable.xml", word!("fontTable"), relation!("fontTable"), fonts());
    part(package, "rIdNumbering", "numbering.xml", word!("numbering"), relation!("numbering"), numbering(lists));
    part(package, "rIdSettings", "settings.xml", word!("settings"), relation!("settings"), settings());
    for (id, path, first) in [("rIdHeader", "header1.xml", false), ("rIdFirstHeader", "header2.xml", true)] {
        part(package, id, path, word!("header"), relation!("header"), page::header(document, first));
    }
    for (id, path, first) in [("rIdFooter", "footer1.xml", false), ("rIdFirstFooter", "footer2.xml", true)] {
        part(package, id, path, word!("footer"), relation!("footer"), page::footer(document, first));
    }
    let core = "application/vnd.openxmlformats-package.core-properties+xml";
    package.typed("docProps/core.xml", core, properties(document));
    let app = "application/vnd.openxmlformats-officedocument.extended-properties+xml";
    package.typed("docProps/app.xml", app, application());
    let core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";
    package.add(
        "_rels/.rels",
        relations_of(&[
            ("rId1", relation!("officeDocument"), "word/document.xml"),
            ("rId2", core, "docProps/core.xml"),
            ("rId3", relation!("extended-properties"), "docProps/app.xml"),
        ]),
    );
}

/// The fonts by name, each with those that stand in where it is missing.
fn fonts() -> Xml {
    let mut xml = Xml::part();
    xml.element("w:fonts", &[W], |xml| {
        for (name, others, family, charset) in [
            ("仿宋", "FangSong,仿宋_GB2312,STFangsong,Noto Serif CJK SC", "modern", "86"),
            ("宋体", "SimSun,STSong,Songti SC,Noto Serif CJK SC", "auto", "86"),
            ("黑体", "SimHei,STHeiti,Heiti SC,Noto Sans CJK SC", "modern", "86"),
            ("Times New Roman", "Liberation Serif", "roman", "00"),
        ] {
            xml.element("w:font", &[("w:name", name)], |xml| {
                xml.value("w:altName", others);
                xml.value("w:charset", charset);
                xml.value("w:family", family);
                xml.value("w:pitch", "variable");
            });
        }
    });
    xml
}

/// One list of points, and one for each numbered list, so that each begins at 1.
fn numbering(lists: usize) -> Xml {
    let mut xml = Xml::part();
    xml.element("w:numbering", &[W], |xml| {
        for (id, format, text) in [("0", "bullet", "•"), ("1", "decimal", "%1.")] {
            xml.element("w:abstractNum", &[("w:abstractNumId", id)], |xml| {
                xml.value("w:multiLevelType", "singleLevel");
                xml.element("w:lvl", &[("w:ilvl", "0")], |xml| {
                    xml.value("w:start", "1");
                    xml.value("w:numFmt", format);
                    xml.value("w:lvlText", text);
                    xml.value("w:lvlJc", "left");
                    xml.element("w:pPr", &[], |xml| xml.leaf("w:ind", &[("w:left", "900"), ("w:hanging", "420")]));
                });
            });
        }
        for number in POINTS..=POINTS + lists {
            xml.element("w:num", &[("w:numId", &number.to_string())], |xml| {
                xml.value("w:abstractNumId", if number == POINTS { "0" } else { "1" });
                if number > POINTS {
                    xml.element("w:lvlOverride", &[("w:ilvl", "0")], |xml| xml.value("w:startOverride", "1"));
                }
            });
        }
    });
    xml
}

/// Nothing is updated on opening, so that nobody is asked. Lines that a break ends are not drawn out.
fn settings() -> Xml {
    let mut xml = Xml::part();
    xml.element("w:settings", &[W], |xml| {
        xml.leaf("w:zoom", &[("w:percent", "100")]);
        xml.value("w:defaultTabStop", "420");
        xml.value("w:characterSpacingControl", "compressPunctuation");
        xml.element("w:compat", &[], |xml| {
            xml.raw("<w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:doNotExpandShiftReturn/>");
            let mode = [
                ("w:name", "compatibilityMode"),
                ("w:uri", "http://schemas.microsoft.com/office/word"),
                ("w:val", "15"),
            ];
            xml.leaf("w:compatSetting", &mode);
        });
        xml.leaf("w:themeFontLang", &[("w:val", "en-US"), ("w:eastAsia", "zh-CN")]);
    });
    xml
}

fn properties(document: &Document) -> Xml {
    let mut xml = Xml::part();
    let names = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    let at = document.made_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    xml.element("cp:coreProperties", &names, |xml| {
        xml.told("dc:title", &[], &document.title);
        xml.told("dc:creator", &[], &document.issuer);
        xml.told("dc:language", &[], "zh-CN");
        for name in ["dcterms:created", "dcterms:modified"] {
            xml.told(name, &[("xsi:type", "dcterms:W3CDTF")], &at);
        }
    });
    xml
}

fn application() -> Xml {
    let mut xml = Xml::part();
    let name = ("xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties");
    xml.element("Properties", &[name], |xml| xml.told("Application", &[], "践约"));
    xml
}
