//! The file is taken apart again: its parts, their order, and that no text is lost.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read},
};

use jianyue_kernel::{Money, Value};
use quick_xml::{Reader, events::Event};

use super::render;
use crate::{
    Document, DocumentError,
    examples::{PIXEL, everything},
    model::{Align, Block, Image, Paragraph},
};

/// An element with its names only.
#[derive(Debug, Default)]
struct Node {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Node>,
    text: String,
}

impl Node {
    fn walk<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        self.children.iter().for_each(|child| child.walk(visit));
    }

    fn all(&self, name: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        self.walk(&mut |node| {
            if node.name == name {
                found.push(node);
            }
        });
        found
    }

    fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    fn names(&self) -> Vec<&str> {
        self.children.iter().map(|child| child.name.as_str()).collect()
    }

    /// What is read: texts, with line breaks and tabs.
    fn words(&self) -> String {
        let mut words = String::new();
        self.walk(&mut |node| match node.name.as_str() {
            "w:t" => words.push_str(&node.text),
            "w:br" => words.push('\n'),
            "w:tab" => words.push('\t'),
            _ => {}
        });
        words
    }
}

fn parse(xml: &str) -> Node {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![Node::default()];
    let node = |start: &quick_xml::events::BytesStart<'_>| {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let attribute = |one: quick_xml::events::attributes::Attribute<'_>| {
            (text(one.key.as_ref()), quick_xml::escape::unescape(&text(&one.value)).unwrap().into_owned())
        };
        Node {
            name: text(start.name().as_ref()),
            attributes: start.attributes().map(|one| attribute(one.unwrap())).collect(),
            ..Node::default()
        }
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(node(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(node(&start)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.decode().unwrap()),
            Event::GeneralRef(name) => {
                let name = String::from_utf8(name.to_vec()).unwrap();
                let meant = quick_xml::escape::unescape(&format!("&{name};")).unwrap().into_owned();
                open.last_mut().unwrap().text.push_str(&meant);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open.len(), 1, "everything is closed");
    open.pop().unwrap().children.pop().unwrap()
}

fn parts(document: &Document) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(render(document).unwrap())).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let read = |name: String| {
        let mut bytes = Vec::new();
        zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
        (name, bytes)
    };
    names.into_iter().map(read).collect()
}

fn part(document: &Document, name: &str) -> Node {
    parse(std::str::from_utf8(&parts(document)[name]).unwrap())
}

fn body(document: &Document) -> Node {
    part(document, "word/document.xml")
}

fn with(blocks: Vec<Block>) -> Document {
    Document { title: "月报".into(), blocks, ..Document::default() }
}

/// Fails where children do not follow one another as the schema's sequence has them.
fn in_order(node: &Node, sequence: &[&str]) {
    let places: Vec<_> = node
        .names()
        .into_iter()
        .map(|name| {
            sequence.iter().position(|known| *known == name).unwrap_or_else(|| panic!("{name} in {}", node.name))
        })
        .collect();
    assert!(places.is_sorted(), "{:?} in {}", node.names(), node.name);
}

#[test]
fn properties_stand_in_the_order_of_the_schema() {
    let of_everything = parts(&everything());
    let text = |name: &str| parse(std::str::from_utf8(&of_everything[name]).unwrap());
    for name in ["word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml", "word/numbering.xml"] {
        let root = text(name);
        for properties in root.all("w:pPr") {
            in_order(
                properties,
                &[
                    "w:pStyle",
                    "w:keepNext",
                    "w:keepLines",
                    "w:pageBreakBefore",
                    "w:numPr",
                    "w:pBdr",
                    "w:shd",
                    "w:tabs",
                    "w:spacing",
                    "w:ind",
                    "w:contextualSpacing",
                    "w:jc",
                    "w:outlineLvl",
                ],
            );
        }
        for properties in root.all("w:rPr") {
            in_order(properties, &["w:rFonts", "w:b", "w:bCs", "w:noProof", "w:color", "w:sz", "w:szCs", "w:lang"]);
        }
        for table in root.all("w:tbl") {
            let names = table.names();
            assert_eq!(names[..2], ["w:tblPr", "w:tblGrid"]);
            assert!(names.len() > 2 && names[2..].iter().all(|name| *name == "w:tr"), "{names:?}");
            let grid = table.child("w:tblGrid").unwrap().children.len();
            for row in table.all("w:tr") {
                let cells: Vec<_> = row.children.iter().filter(|child| child.name == "w:tc").collect();
                let span = |cell: &&Node| {
                    let of = cell.all("w:gridSpan");
                    of.first().map_or(1, |span| span.attributes["w:val"].parse::<usize>().unwrap())
                };
                assert_eq!(cells.iter().map(span).sum::<usize>(), grid, "a row fills its grid");
                assert!(cells.iter().all(|cell| cell.names().last() == Some(&"w:p")), "a cell ends with a paragraph");
            }
        }
        for properties in root.all("w:tblPr") {
            in_order(
                properties,
                &[
                    "w:tblStyle",
                    "w:tblW",
                    "w:jc",
                    "w:tblInd",
                    "w:tblBorders",
                    "w:tblLayout",
                    "w:tblCellMar",
                    "w:tblLook",
                    "w:tblCaption",
                ],
            );
        }
        for properties in root.all("w:tcPr") {
            in_order(properties, &["w:tcW", "w:gridSpan", "w:shd", "w:vAlign"]);
        }
    }
    let root = text("word/document.xml");
    let body = root.child("w:body").unwrap();
    assert_eq!(body.names().last(), Some(&"w:sectPr"));
    let before: Vec<_> =
        body.names().windows(2).filter(|pair| pair == &["w:tbl", "w:tbl"]).map(<[_]>::to_vec).collect();
    assert!(before.is_empty(), "tables that touch would become one");
    for style in text("word/styles.xml").all("w:style") {
        in_order(
            style,
            &[
                "w:name",
                "w:basedOn",
                "w:next",
                "w:uiPriority",
                "w:semiHidden",
                "w:qFormat",
                "w:pPr",
                "w:rPr",
                "w:tblPr",
            ],
        );
    }
}

#[test]
fn what_is_referred_to_is_there() {
    let parts = parts(&everything());
    let types = parse(std::str::from_utf8(&parts["[Content_Types].xml"]).unwrap());
    for of in types.all("Override") {
        assert!(parts.contains_key(of.attributes["PartName"].trim_start_matches('/')), "{:?}", of.attributes);
    }
    let known: BTreeSet<_> = types.all("Default").iter().map(|of| of.attributes["Extension"].clone()).collect();
    assert!(parts.keys().all(|name| known.contains(name.rsplit('.').next().unwrap())), "{:?}", parts.keys());

    let relations = parse(std::str::from_utf8(&parts["word/_rels/document.xml.rels"]).unwrap());
    let relations: BTreeMap<_, _> = relations
        .all("Relationship")
        .iter()
        .map(|one| (one.attributes["Id"].clone(), one.attributes["Target"].clone()))
        .collect();
    for target in relations.values() {
        assert!(parts.contains_key(&format!("word/{target}")), "{target}");
    }
    let root = parse(std::str::from_utf8(&parts["word/document.xml"]).unwrap());
    let (mut ids, mut drawings) = (0, BTreeSet::new());
    root.walk(&mut |node| {
        for name in ["r:id", "r:embed"] {
            if let Some(id) = node.attributes.get(name) {
                assert!(relations.contains_key(id), "{id}");
                ids += 1;
            }
        }
        if node.name == "wp:docPr" {
            assert!(drawings.insert(node.attributes["id"].clone()), "drawings have ids of their own");
            assert!(!node.attributes["descr"].is_empty(), "what is shown is told");
        }
    });
    assert!(ids >= 8, "{ids}");
    let styles = parse(std::str::from_utf8(&parts["word/styles.xml"]).unwrap());
    let styles: BTreeSet<_> = styles.all("w:style").iter().map(|style| style.attributes["w:styleId"].clone()).collect();
    for used in ["w:pStyle", "w:tblStyle"].iter().flat_map(|name| root.all(name)) {
        assert!(styles.contains(&used.attributes["w:val"]), "{:?}", used.attributes);
    }
    let anchors: BTreeSet<_> =
        root.all("w:bookmarkStart").iter().map(|mark| mark.attributes["w:name"].clone()).collect();
    let links = root.all("w:hyperlink");
    assert!(!links.is_empty() && links.iter().all(|link| anchors.contains(&link.attributes["w:anchor"])));
}

#[test]
fn normal_is_the_default_and_headings_are_headings() {
    let styles = part(&everything(), "word/styles.xml");
    let find = |id: &str| styles.all("w:style").into_iter().find(|style| style.attributes["w:styleId"] == id).unwrap();
    assert_eq!(find("Normal").attributes["w:default"], "1");
    for (level, id) in ["Heading1", "Heading2", "Heading3", "Heading4"].into_iter().enumerate() {
        let style = find(id);
        assert_eq!(style.child("w:name").unwrap().attributes["w:val"], format!("heading {}", level + 1));
        assert_eq!(style.all("w:outlineLvl")[0].attributes["w:val"], level.to_string());
    }
    let indent = find("BodyText").all("w:ind")[0].attributes["w:firstLineChars"].clone();
    assert_eq!(indent, "200");
}

#[test]
fn a_table_repeats_its_head_and_keeps_its_rows_whole() {
    let root = body(&everything());
    let table = root.all("w:tbl").into_iter().find(|table| !table.all("w:tblHeader").is_empty()).unwrap();
    let rows = table.all("w:tr");
    assert!(!rows[0].all("w:tblHeader").is_empty());
    assert!(rows[1..].iter().all(|row| row.all("w:tblHeader").is_empty()));
    assert!(rows.iter().all(|row| !row.all("w:cantSplit").is_empty()));
    let money = rows.iter().flat_map(|row| row.all("w:tc")).find(|cell| cell.words() == "¥901,500.00").unwrap();
    assert_eq!(money.all("w:jc")[0].attributes["w:val"], "right");
    let total = rows.last().unwrap();
    assert!(total.all("w:t").len() > 1 && total.all("w:r").iter().all(|run| !run.all("w:b").is_empty()));
    let widths: u32 =
        table.all("w:gridCol").iter().map(|column| column.attributes["w:w"].parse::<u32>().unwrap()).sum();
    assert_eq!(widths, 8_844, "as wide as the type area");
}

#[test]
fn captions_are_numbered_by_fields_that_have_their_result() {
    let root = body(&everything());
    let captions: Vec<_> = root
        .all("w:p")
        .into_iter()
        .filter(|p| p.all("w:pStyle").first().is_some_and(|style| style.attributes["w:val"] == "Caption"))
        .collect();
    let texts: Vec<_> = captions.iter().map(|caption| caption.words()).collect();
    assert_eq!(texts[..2], ["表 1　各级工单", "图 1　响应达标率高于合同要求"]);
    assert!(captions.iter().all(|caption| caption.all("w:instrText")[0].text.starts_with(" SEQ ")));
}

#[test]
fn the_contents_are_there_before_anybody_updates_them() {
    let root = body(&everything());
    let contents = root.all("w:sdt")[0];
    let entries: Vec<_> = contents.all("w:hyperlink").iter().map(|entry| entry.words()).collect();
    assert!(entries[0].starts_with("一、总体情况\t"), "{entries:?}");
    assert!(contents.all("w:instrText")[0].text.contains("TOC \\o \"1-3\""));
    let settings = part(&everything(), "word/settings.xml");
    assert!(settings.all("w:updateFields").is_empty(), "nobody is asked on opening");
    let marks =
        |kind: &str| root.all("w:fldChar").iter().filter(|mark| mark.attributes["w:fldCharType"] == kind).count();
    assert_eq!((marks("begin"), marks("begin")), (marks("separate"), marks("end")));
}

#[test]
fn hostile_texts_stay_texts() {
    let hostile = "</w:t>]]>&<!-- \u{0}\u{FFFF}\u{1B}\u{D7FF} _x0041_ \"'\n第二行\t三";
    let shown = "</w:t>]]>&<!-- \u{FFFD}\u{FFFD}\u{FFFD}\u{D7FF} _x0041_ \"'\n第二行\t三";
    let document = Document {
        title: hostile.into(),
        issuer: hostile.into(),
        number: Some(hostile.into()),
        foot: hostile.into(),
        watermark: Some(hostile.into()),
        facts: vec![(hostile.into(), hostile.into())],
        ..with(vec![
            Block::Heading { level: 1, text: hostile.into() },
            Block::Paragraph(hostile.into()),
            Block::List { numbered: true, items: vec![hostile.into()] },
        ])
    };
    let parts = parts(&document);
    for (name, bytes) in &parts {
        parse(std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{name}")));
    }
    let body = body(&document);
    let paragraphs: Vec<_> = body.all("w:p").iter().map(|p| p.words()).filter(|words| !words.is_empty()).collect();
    assert_eq!(paragraphs.iter().filter(|words| *words == shown).count(), 8, "{paragraphs:?}");
}

#[test]
fn paragraphs_stand_as_they_are_asked_to() {
    let of = |align, strong, small| Block::Paragraph(Paragraph { text: "文".into(), align, strong, small });
    let document =
        with(vec![of(Align::Body, false, false), of(Align::Right, true, false), of(Align::Left, false, true)]);
    let root = body(&document);
    let paragraphs: Vec<_> = root.all("w:p").into_iter().filter(|p| p.words() == "文").collect();
    assert_eq!(paragraphs[0].all("w:pStyle")[0].attributes["w:val"], "BodyText");
    assert_eq!(paragraphs[1].all("w:jc")[0].attributes["w:val"], "right");
    assert!(!paragraphs[1].all("w:b").is_empty());
    assert_eq!(paragraphs[2].all("w:pStyle")[0].attributes["w:val"], "Small");
}

#[test]
fn charts_carry_their_values_and_units() {
    let chart = part(&everything(), "word/charts/chart1.xml");
    let values: Vec<_> = chart.all("c:val")[0].all("c:v").iter().map(|v| v.text.clone()).collect();
    assert_eq!(values, ["97.4", "95"]);
    assert_eq!(chart.all("c:title")[0].all("a:t")[0].text, "%");
    assert_eq!(chart.all("c:val")[0].all("c:ptCount")[0].attributes["val"], "3", "a month without a value stays a gap");
    assert!(parts(&everything()).contains_key("word/embeddings/chart1.xlsx"));
}

#[test]
fn a_page_on_its_side_and_a_cover_say_so() {
    let upright = body(&with(Vec::new()));
    assert!(upright.all("w:titlePg").is_empty());
    let turned = body(&Document { landscape: true, cover: true, ..with(Vec::new()) });
    let size = turned.all("w:pgSz")[0];
    assert_eq!((size.attributes["w:orient"].as_str(), size.attributes["w:w"].as_str()), ("landscape", "16838"));
    assert!(!turned.all("w:titlePg").is_empty());
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(render(&everything()).unwrap(), render(&everything()).unwrap());
    let core = part(&everything(), "docProps/core.xml");
    assert_eq!(core.all("dcterms:created")[0].text, "2026-04-02T01:30:00Z");
    assert_eq!(
        (core.all("dc:language")[0].text.as_str(), core.all("dc:title")[0].text.as_str()),
        ("zh-CN", "2026 年 3 月运维月报")
    );
}

#[test]
fn a_picture_that_is_none_is_named() {
    let image = |bytes: &[u8]| Block::Image(Image { bytes: bytes.to_vec(), caption: "机房".into(), width: 50 });
    assert!(matches!(render(&with(vec![image(b"GIF89a")])), Err(DocumentError::Picture(name, _)) if name == "机房"));
    assert!(render(&with(vec![image(PIXEL)])).is_ok());
}

#[test]
fn nothing_of_a_document_is_lost() {
    let document = everything();
    let words = body(&document).words();
    let told = crate::examples::texts(&document);
    assert!(told.len() > 30);
    for text in told {
        assert!(words.contains(&text), "{text}");
    }
    assert!(words.contains(&Value::Money(Money::from_yuan(901_500)).to_string()));
}
