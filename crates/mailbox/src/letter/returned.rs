//! Mails that tell that a mail did not arrive (RFC 3464).

use mail_parser::{Message, MimeHeaders};

/// The most of such a mail that is looked at.
const LOOKED_AT: usize = 512 * 1024;

/// What such a mail tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// The `Message-ID`s that it shows, without brackets.
    pub message_ids: Vec<String>,
    /// What the mail server said.
    pub why: String,
    /// Whether nobody tries any more; false while it is only late.
    pub for_good: bool,
}

/// What `message` tells of a returned mail; `None` for every other mail.
pub(super) fn read(message: &Message<'_>, raw: &[u8]) -> Option<Returned> {
    let report = message.is_content_type("multipart", "report")
        && message
            .content_type()
            .and_then(|kind| kind.attribute("report-type"))
            .is_some_and(|kind| kind.eq_ignore_ascii_case("delivery-status"));
    let sender = message.from().and_then(|from| from.first()).and_then(|from| from.address()).unwrap_or_default();
    let daemon = ["mailer-daemon@", "postmaster@"].iter().any(|name| sender.to_ascii_lowercase().starts_with(name));
    let empty = message.header_raw("Return-Path").is_some_and(|path| path.trim() == "<>");
    if !(report || daemon && empty) {
        return None;
    }
    // Reports nest mails in mails, whole or cut; line by line they are all alike.
    let text = String::from_utf8_lossy(&raw[..raw.len().min(LOOKED_AT)]);
    let body = message.root_part().raw_body_offset() as usize;
    let mut told = Returned { for_good: true, ..Returned::default() };
    let mut status = String::new();
    let lines: Vec<&str> = text.get(body..).unwrap_or_default().lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "message-id" => {
                let value = if value.is_empty() { lines.get(at + 1).map_or("", |next| next.trim()) } else { value };
                told.message_ids.push(value.trim_matches(['<', '>']).to_owned());
            }
            "diagnostic-code" if told.why.is_empty() => value.clone_into(&mut told.why),
            "status" if status.is_empty() => status = format!("状态 {value}"),
            "action" if value.eq_ignore_ascii_case("delayed") => told.for_good = false,
            _ => {}
        }
    }
    if told.why.is_empty() {
        told.why = status;
    }
    if told.why.is_empty() {
        "收件人的邮件服务器退回了邮件".clone_into(&mut told.why);
    }
    Some(told)
}
