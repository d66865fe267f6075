//! The properties of a file, and its bytes.

use std::io::Write as _;

use flate2::{Compression, write::ZlibEncoder};
use lopdf::{Dictionary, Object, StringFormat, text_string};
use sm3::{Digest as _, Sm3};

use crate::{Document, DocumentError};

const PROGRAM: &str = "Jianyue";

/// Title, author, dates (the document's own, never the clock's) and language.
pub(super) fn describe(file: &mut lopdf::Document, document: &Document) {
    "1.7".clone_into(&mut file.version);
    let date =
        Object::String(document.made_at.format("D:%Y%m%d%H%M%SZ").to_string().into_bytes(), StringFormat::Literal);
    let mut info = Dictionary::new();
    info.set("Title", text_string(&document.title));
    info.set("Author", text_string(&document.issuer));
    if let Some(number) = &document.number {
        info.set("Subject", text_string(number));
    }
    info.set("Creator", text_string(PROGRAM));
    info.set("Producer", text_string(PROGRAM));
    info.set("CreationDate", date.clone());
    info.set("ModDate", date);
    let info = file.add_object(info);
    if let Ok(before) = file.trailer.get(b"Info").and_then(Object::as_reference) {
        file.objects.remove(&before);
    }
    file.trailer.set("Info", info);
    if let Ok(catalog) = file.catalog_mut() {
        catalog.set("Lang", Object::string_literal("zh-CN"));
        let mut preferences = Dictionary::new();
        preferences.set("DisplayDocTitle", true);
        catalog.set("ViewerPreferences", preferences);
    }
}

/// The bytes: streams packed, and named by what they hold instead of by chance.
pub(super) fn write(mut file: lopdf::Document) -> Result<Vec<u8>, DocumentError> {
    let wrong = |error: std::io::Error| DocumentError::Package(error.to_string());
    let mut digest = Sm3::new();
    for object in file.objects.values_mut() {
        if let Object::Stream(stream) = object {
            if stream.allows_compression && !stream.dict.has(b"Filter") {
                let mut packer = ZlibEncoder::new(Vec::with_capacity(stream.content.len() / 4), Compression::new(5));
                packer.write_all(&stream.content).map_err(wrong)?;
                stream.set_content(packer.finish().map_err(wrong)?);
                stream.dict.set("Filter", "FlateDecode");
            }
            digest.update(&stream.content);
        }
    }
    let name = Object::String(digest.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![name.clone(), name]);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).map_err(wrong)?;
    Ok(bytes)
}
