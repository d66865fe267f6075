//! ZIP files and the documents that are ZIP files inside, told apart by the list of entries at their end
//! (PKWARE APPNOTE §4.3).

use std::io::{self, Read, Seek};

use super::{
    kind::{DOCX, Kind, ODP, ODS, ODT, PPTX, XLSX, ZIP},
    look::{Content, Source},
};

/// The end record with the longest comment.
const LONGEST_END: u64 = 22 + 0xffff;
/// Bytes of the list of entries that are looked at.
const LONGEST_LIST: u64 = 4 << 20;

/// Whether a file that begins with `head` is a ZIP file.
pub(super) fn begins(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// What the ZIP file is.
pub(super) fn look(file: &mut (impl Read + Seek), size: u64, head: &[u8]) -> io::Result<Content> {
    let Some(names) = names(file, size)? else { return Ok(Content::Refused("损坏的 ZIP 压缩包".into())) };
    Ok(of_names(&names, stated(head)))
}

/// The names of its entries; `None` when the end of the file does not lead to them.
fn names(file: &mut (impl Read + Seek), size: u64) -> io::Result<Option<Vec<String>>> {
    let tail = file.bytes_at(size.saturating_sub(LONGEST_END), LONGEST_END)?;
    let Some(end) = tail.windows(4).rposition(|at| at == b"PK\x05\x06").map(|at| &tail[at..]) else { return Ok(None) };
    let (Some(length), Some(offset)) = (u32_at(end, 12), u32_at(end, 16)) else { return Ok(None) };
    let list = file.bytes_at(offset.into(), u64::from(length).min(LONGEST_LIST))?;
    let mut names = Vec::new();
    let mut rest = &list[..];
    while rest.starts_with(b"PK\x01\x02") {
        let length = |at| usize::from(u16_at(rest, at).unwrap_or_default());
        let (name, more) = (length(28), length(30) + length(32));
        names.extend(rest.get(46..46 + name).map(|name| String::from_utf8_lossy(name).into_owned()));
        rest = rest.get(46 + name + more..).unwrap_or_default();
    }
    Ok((!names.is_empty() || length == 0).then_some(names))
}

/// The media type that an ODF or EPUB file states as its first entry, uncompressed.
fn stated(head: &[u8]) -> Option<&str> {
    let length = |at| u16_at(head, at).map(usize::from);
    let name = 30..30 + length(26)?;
    let start = name.end + length(28)?;
    let size = usize::try_from(u32_at(head, 18)?).ok()?;
    (head.get(name)? == b"mimetype" && size < 100)
        .then(|| head.get(start..start + size))?
        .and_then(|text| std::str::from_utf8(text).ok())
}

fn of_names(names: &[String], stated: Option<&str>) -> Content {
    let any = |test: &dyn Fn(&str) -> bool| names.iter().any(|name| test(name));
    let refused = |text: &'static str| Content::Refused(text.into());
    let is_office = any(&|name| name == "[Content_Types].xml");
    let is_open_document = stated.is_some_and(|text| text.starts_with("application/vnd.oasis.opendocument."));
    let macros = is_office && any(&|name| name.ends_with("vbaProject.bin"))
        || is_open_document && any(&|name| name.starts_with("Basic/") || name.starts_with("Scripts/"));
    if macros {
        return refused("带宏的 Office 文档");
    }
    if let Some(kind) = stated.and_then(Kind::of_media_type).filter(|kind| [&ODT, &ODS, &ODP].contains(kind)) {
        return Content::Kind(kind);
    }
    if stated.is_some() {
        return refused("电子书或其他打包文档");
    }
    if is_office {
        let kinds = [("word/document", &DOCX), ("xl/workbook.xml", &XLSX), ("ppt/presentation", &PPTX)];
        let kind = kinds.into_iter().find(|(part, _)| any(&|name| name.starts_with(part)));
        return kind.map_or(refused("不支持的 Office 打包文档"), |(_, kind)| Content::Kind(kind));
    }
    if any(&|name| matches!(name, "META-INF/MANIFEST.MF" | "AndroidManifest.xml")) {
        return refused("Java 或 Android 程序包");
    }
    Content::Kind(&ZIP)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Cursor;

    use super::*;

    /// A ZIP file with stored entries, without checksums.
    pub(crate) fn zip(entries: &[(&str, &str)]) -> Vec<u8> {
        let (mut file, mut list) = (Vec::new(), Vec::new());
        for (name, text) in entries {
            let (at, size) = (u32::try_from(file.len()).unwrap(), u32::try_from(text.len()).unwrap());
            let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
            let sizes = [size.to_le_bytes(), size.to_le_bytes()].concat();
            list.extend(
                [&b"PK\x01\x02"[..], &[0; 16], &sizes, &name_length, &[0; 12], &at.to_le_bytes(), name.as_bytes()]
                    .concat(),
            );
            file.extend(
                [&b"PK\x03\x04"[..], &[0; 14], &sizes, &name_length, &[0; 2], name.as_bytes(), text.as_bytes()]
                    .concat(),
            );
        }
        let (at, length) = (u32::try_from(file.len()).unwrap(), u32::try_from(list.len()).unwrap());
        [&file, &list, &b"PK\x05\x06"[..], &[0; 8], &length.to_le_bytes(), &at.to_le_bytes(), &[0; 2]].concat()
    }

    fn content(bytes: &[u8]) -> Content {
        look(&mut Cursor::new(bytes), bytes.len() as u64, bytes).unwrap()
    }

    fn of(entries: &[(&str, &str)]) -> Content {
        content(&zip(entries))
    }

    #[test]
    fn documents_are_told_apart_wherever_their_parts_stand() {
        let types = ("[Content_Types].xml", "");
        assert_eq!(of(&[("docProps/app.xml", ""), ("word/document.xml", ""), types]), Content::Kind(&DOCX));
        assert_eq!(of(&[types, ("xl/workbook.xml", "")]), Content::Kind(&XLSX));
        assert_eq!(of(&[types, ("ppt/presentation.xml", "")]), Content::Kind(&PPTX));
        for kind in [&ODT, &ODS, &ODP] {
            assert_eq!(of(&[("mimetype", kind.media_type), ("content.xml", "")]), Content::Kind(kind));
        }
        assert_eq!(of(&[("日志/iis.log", "x")]), Content::Kind(&ZIP));
        assert_eq!(of(&[]), Content::Kind(&ZIP));
    }

    #[test]
    fn macros_and_programs_inside_are_refused() {
        let refused = |entries: &[(&str, &str)]| assert!(matches!(of(entries), Content::Refused(_)), "{entries:?}");
        refused(&[("[Content_Types].xml", ""), ("word/document.xml", ""), ("word/vbaProject.bin", "")]);
        refused(&[("[Content_Types].xml", ""), ("xl/workbook.bin", "")]);
        refused(&[("mimetype", ODT.media_type), ("Basic/script-lc.xml", "")]);
        refused(&[("mimetype", "application/epub+zip")]);
        refused(&[("META-INF/MANIFEST.MF", "")]);
        refused(&[("AndroidManifest.xml", "")]);
    }

    #[test]
    fn a_cut_file_is_refused() {
        let whole = zip(&[("a.log", "x"), ("b.log", "y")]);
        for length in 4..whole.len() - 22 {
            assert_eq!(content(&whole[..length]), Content::Refused("损坏的 ZIP 压缩包".into()), "{length}");
        }
    }
}
