//! The types of files that may be attached, and whether a file is what it is said to be.

use super::{error::BlobError, look::Content};

/// A type of file that may be attached.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// As people call it.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Extensions it goes by, the usual one first.
    pub extensions: &'static [&'static str],
    /// Other media types that senders give for it.
    aliases: &'static [&'static str],
}

/// What may be attached, as an uploader is told.
pub const ALLOWED: &str =
    "图片（PNG、JPEG、GIF、WebP、BMP、HEIC）、PDF、Word、Excel、PPT、ODF 文档、文本、CSV、日志、ZIP、MP4、EML";

macro_rules! kinds {
    ($($kind:ident: $name:literal, $media:literal, [$($extension:literal),+], [$($alias:literal),*];)*) => {
        $(pub(super) const $kind: Kind = Kind {
            name: $name, media_type: $media, extensions: &[$($extension),+], aliases: &[$($alias),*],
        };)*
        /// Every type that may be attached.
        const KINDS: &[&Kind] = &[$(&$kind),*];
    };
}

kinds! {
    PNG: "PNG 图片", "image/png", ["png"], ["image/x-png"];
    JPEG: "JPEG 图片", "image/jpeg", ["jpg", "jpeg"], ["image/jpg", "image/pjpeg"];
    GIF: "GIF 图片", "image/gif", ["gif"], [];
    WEBP: "WebP 图片", "image/webp", ["webp"], [];
    BMP: "BMP 图片", "image/bmp", ["bmp"], ["image/x-ms-bmp", "image/x-bmp"];
    HEIC: "HEIC 图片", "image/heic", ["heic", "heif"], ["image/heif"];
    PDF: "PDF 文档", "application/pdf", ["pdf"], ["application/x-pdf"];
    DOCX: "Word 文档", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ["docx"], ["application/zip"];
    XLSX: "Excel 表格", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ["xlsx"], ["application/zip"];
    PPTX: "PPT 演示文稿", "application/vnd.openxmlformats-officedocument.presentationml.presentation", ["pptx"], ["application/zip"];
    DOC: "Word 97–2003 文档", "application/msword", ["doc", "wps"], ["application/vnd.ms-works", "application/wps-office.doc"];
    XLS: "Excel 97–2003 表格", "application/vnd.ms-excel", ["xls", "et"], ["application/wps-office.xls"];
    PPT: "PPT 97–2003 演示文稿", "application/vnd.ms-powerpoint", ["ppt", "dps"], ["application/wps-office.ppt"];
    ODT: "ODF 文本文档", "application/vnd.oasis.opendocument.text", ["odt"], ["application/zip"];
    ODS: "ODF 表格", "application/vnd.oasis.opendocument.spreadsheet", ["ods"], ["application/zip"];
    ODP: "ODF 演示文稿", "application/vnd.oasis.opendocument.presentation", ["odp"], ["application/zip"];
    TEXT: "文本", "text/plain", ["txt", "log"], ["text/x-log", "text/log"];
    CSV: "CSV 表格", "text/csv", ["csv"], ["application/csv", "text/x-csv", "application/vnd.ms-excel", "text/plain"];
    EML: "邮件", "message/rfc822", ["eml"], ["text/plain"];
    ZIP: "ZIP 压缩包", "application/zip", ["zip"], ["application/x-zip-compressed", "application/x-zip"];
    MP4: "MP4 视频", "video/mp4", ["mp4"], ["application/mp4"];
}

impl Kind {
    /// The type of `media_type`, if it may be attached.
    pub(super) fn of_media_type(media_type: &str) -> Option<&'static Self> {
        KINDS.iter().copied().find(|kind| kind.media_type == media_type)
    }

    fn of_extension(extension: &str) -> Option<&'static Self> {
        KINDS.iter().copied().find(|kind| kind.extensions.contains(&extension))
    }

    fn goes_by(&self, media_type: &str) -> bool {
        self.media_type == media_type || self.aliases.contains(&media_type)
    }
}

/// The type of a file with this content. The extension of `name`, when it has one, and the media type that the sender
/// claims, when it says anything, must both fit.
pub(super) fn decide(content: Content, claimed: Option<&str>, name: &str) -> Result<&'static Kind, BlobError> {
    let kinds: &[&'static Kind] = match &content {
        Content::Kind(kind) => &[*kind],
        Content::Text => &[&TEXT, &CSV],
        Content::Mail => &[&EML, &TEXT, &CSV],
        Content::Refused(found) => {
            return Err(BlobError::Refused { name: name.to_owned(), found: found.clone().into_owned() });
        }
    };
    let extension = extension(name);
    let fits = |kind: &&Kind| extension.as_deref().is_none_or(|extension| kind.extensions.contains(&extension));
    let named: Vec<&'static Kind> = kinds.iter().copied().filter(fits).collect();
    if named.is_empty() {
        return Err(mismatch(name, "的扩展名说", &described(extension.as_deref().unwrap_or_default()), kinds[0]));
    }
    let Some(claimed) = claimed.and_then(said) else { return Ok(named[0]) };
    let claims = |kind: &&'static Kind| kind.goes_by(&claimed);
    named.iter().copied().find(claims).ok_or_else(|| {
        let claimed = Kind::of_media_type(&claimed).map_or(claimed, |kind| kind.name.to_owned());
        mismatch(name, "上传时标明", &claimed, named[0])
    })
}

fn mismatch(name: &str, said: &'static str, claimed: &str, found: &'static Kind) -> BlobError {
    BlobError::Mismatch {
        name: name.to_owned(),
        said,
        claimed: claimed.to_owned(),
        found: found.name,
        extension: found.extensions[0],
    }
}

fn described(extension: &str) -> String {
    Kind::of_extension(extension).map_or_else(|| format!(" .{extension} 文件"), |kind| kind.name.to_owned())
}

fn extension(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).filter(|text| !text.is_empty())
}

/// A claim without its parameters; `None` for those that claim nothing.
fn said(claimed: &str) -> Option<String> {
    let essence = claimed.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let says = !matches!(essence.as_str(), "" | "application/octet-stream" | "binary/octet-stream");
    says.then_some(essence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(content: Content, claimed: Option<&str>, name: &str) -> &'static str {
        decide(content, claimed, name).unwrap().media_type
    }

    fn refusal(content: Content, claimed: Option<&str>, name: &str) -> String {
        decide(content, claimed, name).unwrap_err().to_string()
    }

    #[test]
    fn no_extension_belongs_to_two_types() {
        let mut all: Vec<_> = KINDS.iter().flat_map(|kind| kind.extensions).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn text_is_read_by_its_extension_or_else_by_its_claim() {
        assert_eq!(media(Content::Text, None, "机房温度.CSV"), "text/csv");
        assert_eq!(media(Content::Text, Some("application/vnd.ms-excel"), "a.csv"), "text/csv");
        assert_eq!(media(Content::Text, Some("text/plain; charset=utf-8"), "iis.log"), "text/plain");
        assert_eq!(media(Content::Text, Some("text/csv"), "无扩展名"), "text/csv");
        assert_eq!(media(Content::Mail, None, "答复.eml"), "message/rfc822");
        assert_eq!(media(Content::Mail, None, "答复.txt"), "text/plain");
    }

    #[test]
    fn a_claim_that_says_nothing_is_no_claim() {
        for claimed in [None, Some(""), Some("application/octet-stream"), Some(" Application/Octet-Stream; x=1")] {
            assert_eq!(media(Content::Kind(&PNG), claimed, "a.png"), "image/png");
        }
    }

    #[test]
    fn a_wrong_extension_or_claim_names_both_sides_and_the_way_out() {
        assert_eq!(
            refusal(Content::Kind(&PDF), None, "现场照片.png"),
            "“现场照片.png”的扩展名说是PNG 图片，内容却是PDF 文档：请确认选对了文件；内容没错时，把扩展名改为 .pdf 后再上传。"
        );
        assert!(refusal(Content::Kind(&PNG), None, "a.png.exe").contains("说是 .exe 文件，内容却是PNG 图片"));
        assert!(refusal(Content::Kind(&PNG), Some("application/pdf"), "a.png").contains("标明是PDF 文档，内容却是PNG"));
        assert!(refusal(Content::Kind(&PNG), Some("text/html"), "a.png").contains("标明是text/html，内容却是PNG"));
        assert!(refusal(Content::Text, None, "a.eml").contains("说是邮件，内容却是文本"));
    }

    #[test]
    fn what_may_not_be_attached_is_refused_with_the_list_of_what_may() {
        let text = refusal(Content::Refused("可执行程序".into()), Some("image/png"), "a.png");
        assert!(text.contains("“a.png”的内容是可执行程序") && text.contains("PDF"), "{text}");
    }
}
