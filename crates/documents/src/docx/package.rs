//! The file around the parts: a zip with its table of types and relations, the same bytes for the same parts.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use super::xml::Xml;
use crate::DocumentError;

/// What is written into the file.
#[derive(Debug, Default)]
pub struct Package {
    parts: Vec<(String, Vec<u8>)>,
    /// Types of parts that their ending does not tell.
    types: Vec<(String, &'static str)>,
    /// What the text refers to: id, type, target.
    relations: Vec<(String, &'static str, String)>,
}

impl Package {
    /// Adds a part of XML.
    pub fn add(&mut self, path: &str, xml: Xml) {
        self.parts.push((path.to_owned(), xml.into_bytes()));
    }

    /// Adds a part of a type.
    pub fn typed(&mut self, path: &str, media_type: &'static str, xml: Xml) {
        self.types.push((path.to_owned(), media_type));
        self.add(path, xml);
    }

    /// Adds bytes whose type their ending tells.
    pub fn bytes(&mut self, path: &str, bytes: Vec<u8>) {
        self.parts.push((path.to_owned(), bytes));
    }

    /// What the text refers to as `id`.
    pub fn relate(&mut self, id: &str, kind: &'static str, target: &str) {
        self.relations.push((id.to_owned(), kind, target.to_owned()));
    }

    /// The file.
    pub fn into_bytes(mut self) -> Result<Vec<u8>, DocumentError> {
        let relations = std::mem::take(&mut self.relations);
        let related: Vec<_> =
            relations.iter().map(|(id, kind, target)| (id.as_str(), *kind, target.as_str())).collect();
        self.add("word/_rels/document.xml.rels", relations_of(&related));
        let types = self.content_types();
        let failed = |error: &dyn std::error::Error| DocumentError::Package(error.to_string());
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default());
        let first = ("[Content_Types].xml".to_owned(), types.into_bytes());
        for (path, bytes) in std::iter::once(first).chain(self.parts) {
            zip.start_file(path, options).map_err(|error| failed(&error))?;
            zip.write_all(&bytes).map_err(|error| failed(&error))?;
        }
        Ok(zip.finish().map_err(|error| failed(&error))?.into_inner())
    }

    fn content_types(&self) -> Xml {
        let mut xml = Xml::part();
        xml.element("Types", &[("xmlns", "http://schemas.openxmlformats.org/package/2006/content-types")], |xml| {
            for (ending, media_type) in [
                ("jpeg", "image/jpeg"),
                ("png", "image/png"),
                ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
                ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("xml", "application/xml"),
            ] {
                xml.leaf("Default", &[("Extension", ending), ("ContentType", media_type)]);
            }
            let document = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
            xml.leaf("Override", &[("PartName", "/word/document.xml"), ("ContentType", document)]);
            for (path, media_type) in &self.types {
                xml.leaf("Override", &[("PartName", &format!("/{path}")), ("ContentType", media_type)]);
            }
        });
        xml
    }
}

/// A part that holds relations.
pub fn relations_of(relations: &[(&str, &str, &str)]) -> Xml {
    let mut xml = Xml::part();
    let name = [("xmlns", "http://schemas.openxmlformats.org/package/2006/relationships")];
    xml.element("Relationships", &name, |xml| {
        for (id, kind, target) in relations {
            xml.leaf("Relationship", &[("Id", id), ("Type", kind), ("Target", target)]);
        }
    });
    xml
}
