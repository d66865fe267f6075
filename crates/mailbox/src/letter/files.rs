//! Files of a mail.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// The most files that are taken along.
const MOST: usize = 50;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterFile {
    /// Its name as the mail says; not yet safe.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// The files of a mail, and words about those that are left out.
pub(super) fn read(message: &Message<'_>) -> (Vec<LetterFile>, Vec<String>) {
    let (mut files, mut notes) = (Vec::new(), Vec::new());
    let mut left = 0;
    for (number, part) in message.attachments().enumerate() {
        if is_signature(part) {
            continue;
        }
        let name = part.attachment_name().map(str::trim).filter(|name| !name.is_empty());
        if part.is_content_type("application", "ms-tnef")
            || name.is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"))
        {
            notes.push(
                "附件 winmail.dat 是 Outlook 的专有格式，没有保存；需要其中内容时，请对方用 HTML 或纯文本格式重发。"
                    .to_owned(),
            );
            continue;
        }
        if files.len() == MOST {
            left += 1;
            continue;
        }
        let content = match &part.body {
            PartType::Message(inner) => inner.raw_message().to_vec(),
            _ => part.contents().to_vec(),
        };
        if !content.is_empty() {
            files.push(LetterFile { name: name.map_or_else(|| unnamed(part, number + 1), str::to_owned), content });
        }
    }
    if left > 0 {
        notes.push(format!("另有 {left} 个附件没有保存：一封邮件最多保存 {MOST} 个附件。"));
    }
    (files, notes)
}

/// Signatures of mail programs say nothing to people.
fn is_signature(part: &MessagePart<'_>) -> bool {
    [("application", "pgp-signature"), ("application", "pkcs7-signature"), ("application", "x-pkcs7-signature")]
        .iter()
        .any(|(kind, sub)| part.is_content_type(kind, sub))
}

fn unnamed(part: &MessagePart<'_>, number: usize) -> String {
    let kind =
        part.content_type().and_then(|kind| Some((kind.ctype().to_owned(), kind.subtype()?.to_ascii_lowercase())));
    let extension = match kind.as_ref().map(|(kind, sub)| (kind.as_str(), sub.as_str())) {
        Some((_, "jpeg" | "jpg" | "pjpeg")) => "jpg",
        Some(("image", "png")) => "png",
        Some(("image", "gif")) => "gif",
        Some(("message", _)) => "eml",
        Some((_, "pdf")) => "pdf",
        Some(("text", _)) => "txt",
        _ => return format!("附件{number}"),
    };
    format!("附件{number}.{extension}")
}
