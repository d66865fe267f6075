//! Names of files as senders give them, made safe to keep and to send out again.

use axum::http::HeaderValue;

/// Bytes that a name has at most: the limit of common file systems.
const MOST_BYTES: usize = 255;
/// Bytes of an extension that is kept when a name is cut.
const LONGEST_EXTENSION: usize = 16;
/// The name of a file that has none.
const NAMELESS: &str = "附件";
/// Names that Windows keeps for devices, whatever their extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// `name` without folders, control and direction-changing characters, and characters that file systems refuse; at most
/// 255 bytes with its extension kept; never empty.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !is_hidden(*c)).map(|c| if is_refused(c) { '_' } else { c }).collect();
    let clean = clean.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = clean.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    match clean {
        "" => NAMELESS.to_owned(),
        _ if is_device(&stem) => cut(&format!("_{clean}")),
        _ => cut(clean),
    }
}

/// The `Content-Disposition` that makes a browser save a file as `name` and never show it (RFC 6266, with the name in
/// the encoding of RFC 8187, which replaces RFC 5987, and an ASCII one for old programs). Send `X-Content-Type-Options: nosniff` along.
#[must_use]
pub fn content_disposition(name: &str) -> HeaderValue {
    let name = safe_name(name);
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let encoded: String = name.bytes().map(encoded).collect();
    HeaderValue::try_from(format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// Control characters, and those that are not seen or turn the direction of writing: `a<U+202E>fdp.exe` reads `aexe.pdf`.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}' | '\u{61c}')
}

fn is_refused(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

fn is_device(stem: &str) -> bool {
    let numbered =
        |prefix| stem.strip_prefix(prefix).is_some_and(|n: &str| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    DEVICES.contains(&stem) || numbered("com") || numbered("lpt")
}

fn cut(name: &str) -> String {
    if name.len() <= MOST_BYTES {
        return name.to_owned();
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension).filter(|e| e.len() <= LONGEST_EXTENSION);
    let tail = extension.map(|extension| format!(".{extension}")).unwrap_or_default();
    let end = name.floor_char_boundary(MOST_BYTES - tail.len());
    format!("{}{tail}", &name[..end])
}

/// Characters that stand in a quoted ASCII name as they are; `%` does not, for some programs decode it.
fn is_plain(c: char) -> bool {
    (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%')
}

/// `attr-char` of RFC 8187 §3.2.1 as it is, everything else percent-encoded.
fn encoded(byte: u8) -> String {
    match byte {
        b'!' | b'#' | b'$' | b'&' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~' => {
            char::from(byte).to_string()
        }
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_last_part_of_a_path_is_kept() {
        for name in ["../../etc/报告.pdf", "C:\\用户\\报告.pdf", "报告.pdf", "  报告.pdf. ", "报\r\n告\0.pdf"]
        {
            assert_eq!(safe_name(name), "报告.pdf", "{name:?}");
        }
        for name in ["", "..", "/", "a/", " . ", "\u{200b}"] {
            assert_eq!(safe_name(name), "附件", "{name:?}");
        }
    }

    #[test]
    fn direction_marks_cannot_hide_an_extension() {
        assert_eq!(safe_name("发票\u{202e}fdp.exe"), "发票fdp.exe");
    }

    #[test]
    fn names_that_windows_refuses_are_changed() {
        assert_eq!(safe_name("a<b>:\"|?*.txt"), "a_b______.txt");
        assert_eq!(safe_name("CON.txt"), "_CON.txt");
        assert_eq!(safe_name("com1"), "_com1");
        assert_eq!(safe_name("contract.txt"), "contract.txt");
    }

    #[test]
    fn a_long_name_keeps_its_extension_and_whole_characters() {
        let name = safe_name(&format!("{}.docx", "长".repeat(200)));
        assert!(name.len() <= 255 && name.ends_with("长.docx"), "{name}");
        assert!(safe_name(&"x".repeat(999)).len() == 255);
    }

    #[test]
    fn a_disposition_is_ascii_and_cannot_be_broken_out_of() {
        assert_eq!(
            content_disposition("巡检 \"一\".pdf"),
            "attachment; filename=\"__ ___.pdf\"; filename*=UTF-8''%E5%B7%A1%E6%A3%80%20_%E4%B8%80_.pdf"
        );
        assert_eq!(
            content_disposition("a\r\nSet-Cookie: x=1;b'%.log"),
            "attachment; filename=\"aSet-Cookie_ x=1;b'_.log\"; filename*=UTF-8''aSet-Cookie_%20x%3D1%3Bb%27%25.log"
        );
    }
}
