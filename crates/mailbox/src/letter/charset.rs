//! Chinese mail programs of another age write GBK without saying so; what is no UTF-8 then is GB 18030.

use encoding_rs::GB18030;
use mail_parser::{Message, MessagePart, MimeHeaders};

/// `decoded`, or the header `name` read as GB 18030 where its bytes are no UTF-8.
pub(super) fn repaired(decoded: &str, raw: &[u8], message: &Message<'_>, name: &str) -> String {
    let header = message.headers().iter().find(|header| header.name().eq_ignore_ascii_case(name));
    let range = header.map(|header| header.offset_start() as usize..header.offset_end() as usize);
    let Some(bytes) = range.and_then(|range| raw.get(range)) else { return decoded.to_owned() };
    if std::str::from_utf8(bytes).is_ok() {
        return decoded.to_owned();
    }
    let text = GB18030.decode(bytes).0;
    // A name stands before its address.
    let text = if name == "from" { text.split('<').next().unwrap_or_default() } else { &text };
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches('"').to_owned()
}

/// `decoded`, or the part read as GB 18030 where it names no character set and its bytes are no UTF-8.
pub(super) fn repaired_body(decoded: &str, part: &MessagePart<'_>, raw: &[u8]) -> String {
    let names = part.content_type().is_some_and(|kind| kind.has_attribute("charset"));
    let encoded = part.content_transfer_encoding().map(str::to_ascii_lowercase);
    let plain = encoded.is_none_or(|encoding| matches!(encoding.as_str(), "7bit" | "8bit" | "binary"));
    let bytes = raw.get(part.raw_body_offset() as usize..part.raw_end_offset() as usize);
    match bytes {
        Some(bytes) if !names && plain && std::str::from_utf8(bytes).is_err() => GB18030.decode(bytes).0.into_owned(),
        _ => decoded.to_owned(),
    }
}
