//! What a file is, by its content.

use std::{
    borrow::Cow,
    io::{self, Read, Seek, SeekFrom},
};

use infer::MatcherType;

use super::{
    kind::{HEIC, Kind, PDF},
    ole,
    text::{self, Form},
    zip,
};

/// Bytes from the start of a file that its type is read from.
const HEAD: u64 = 8 * 1024;

/// What a content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A type that may be attached.
    Kind(&'static Kind),
    /// Text: a note, a log or a table.
    Text,
    /// Text that is a mail.
    Mail,
    /// Something that may not be attached, as people call it.
    Refused(Cow<'static, str>),
}

/// A file that can be read at any place.
pub(super) trait Source: Read + Seek {
    /// `length` bytes from `offset`, fewer when the file ends before.
    fn bytes_at(&mut self, offset: u64, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.seek(SeekFrom::Start(offset))?;
        Read::take(&mut *self, length).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl<T: Read + Seek> Source for T {}

/// Looks at a file of `size` bytes; `is_text` says whether it is text to its end.
pub(super) fn look(file: &mut (impl Read + Seek), size: u64, is_text: bool) -> io::Result<Content> {
    let head = file.bytes_at(0, HEAD)?;
    if is_text {
        return Ok(of_text(&head));
    }
    if zip::begins(&head) {
        return zip::look(file, size, &head);
    }
    if ole::begins(&head) {
        return ole::look(file, &head);
    }
    Ok(of_binary(&head))
}

fn of_text(head: &[u8]) -> Content {
    match text::form(head) {
        Form::Plain => Content::Text,
        Form::Mail => Content::Mail,
        Form::Pdf => Content::Kind(&PDF),
        Form::Markup => Content::Refused("网页、SVG 或 XML".into()),
        Form::Script => Content::Refused("脚本程序".into()),
        Form::RichText => Content::Refused("RTF 文档".into()),
    }
}

fn of_binary(head: &[u8]) -> Content {
    let Some(found) = infer::get(head) else { return Content::Refused("无法识别的二进制数据".into()) };
    match (found.mime_type(), found.matcher_type()) {
        ("image/heif", _) => Content::Kind(&HEIC),
        ("application/pdf", _) if !head.starts_with(b"%PDF-") => Content::Refused("损坏的 PDF".into()),
        (media_type, matcher) => Kind::of_media_type(media_type)
            .filter(|_| matcher != MatcherType::Text)
            .map_or_else(|| Content::Refused(called(matcher, found.extension())), Content::Kind),
    }
}

fn called(matcher: MatcherType, extension: &str) -> Cow<'static, str> {
    let kind = match matcher {
        MatcherType::App => return "可执行程序或系统文件".into(),
        MatcherType::Text => return "网页或脚本".into(),
        MatcherType::Archive => "压缩或归档文件",
        MatcherType::Audio => "音频",
        MatcherType::Video => "视频",
        MatcherType::Image => "图片",
        MatcherType::Font => "字体",
        MatcherType::Book | MatcherType::Doc => "文档",
        MatcherType::Custom => "文件",
    };
    format!(" {} {kind}", extension.to_ascii_uppercase()).into()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn binary(bytes: &[u8]) -> Content {
        look(&mut Cursor::new(bytes), bytes.len() as u64, false).unwrap()
    }

    fn media_type(bytes: &[u8]) -> &'static str {
        match binary(bytes) {
            Content::Kind(kind) => kind.media_type,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pictures_films_and_documents_are_known_by_their_first_bytes() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image/png");
        assert_eq!(media_type(b"\xff\xd8\xff\xe0\0\x10JFIF\0"), "image/jpeg");
        assert_eq!(media_type(b"GIF89a\x01\0\x01\0"), "image/gif");
        assert_eq!(media_type(b"RIFF\x10\0\0\0WEBPVP8 "), "image/webp");
        assert_eq!(media_type(b"BM\x36\0\0\0\0\0\0\0"), "image/bmp");
        assert_eq!(media_type(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0"), "image/heic");
        assert_eq!(media_type(b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2"), "video/mp4");
        assert_eq!(media_type(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\0"), "application/pdf");
    }

    #[test]
    fn programs_are_refused_by_their_first_bytes() {
        for bytes in [&b"MZ\x90\0\x03\0"[..], b"\0asm\x01\0\0\0", b"\xca\xfe\xba\xbe\0\0\0\x34", b"\xcf\xfa\xed\xfe\0"]
        {
            assert_eq!(binary(bytes), Content::Refused("可执行程序或系统文件".into()), "{bytes:?}");
        }
        let elf = [&b"\x7fELF\x02\x01\x01"[..], &[0; 64]].concat();
        assert_eq!(binary(&elf), Content::Refused("可执行程序或系统文件".into()));
    }

    #[test]
    fn other_types_are_refused_by_their_names() {
        assert_eq!(binary(b"Rar!\x1a\x07\0\0"), Content::Refused(" RAR 压缩或归档文件".into()));
        assert_eq!(binary(b"\x01\x02\x03"), Content::Refused("无法识别的二进制数据".into()));
        assert_eq!(binary(b"<html>\0"), Content::Refused("网页或脚本".into()));
    }
}
