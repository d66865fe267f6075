//! A mail as it is read: who, to whom, what, in text.

mod charset;
mod files;
mod html;
mod quote;
mod returned;

use std::thread;

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders, PartType};

pub use files::LetterFile;
pub use html::html_text;
pub use quote::fold;
pub use returned::Returned;

/// The most characters that are made of a body; nobody reads more, and the rest stays in the mail.
const LONGEST: usize = 1_000_000;
/// The most recipients that are looked at.
const RECIPIENTS: usize = 200;

/// The most parts of a mail: mails in mails are inside one another, and each of them takes room on the stack.
const PARTS: usize = 2_000;
/// Room for them.
const STACK: usize = 64 << 20;

/// A mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Its `Message-ID`, without brackets.
    pub message_id: Option<String>,
    /// Its date as written.
    pub date: String,
    /// Name of the sender.
    pub from_name: String,
    /// Address of the sender, in small letters.
    pub from: String,
    /// Every address it was sent to, in small letters, those that the mail server wrote first.
    pub to: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// `In-Reply-To` and `References`, without brackets.
    pub references: Vec<String>,
    /// Headers that tell of programs and lists: names in small letters, values as they came.
    pub marks: Vec<(String, String)>,
    /// What it tells of a mail that did not arrive.
    pub returned: Option<Returned>,
    /// What was written.
    pub text: String,
    /// The history that it quotes.
    pub quoted: String,
    /// Its files.
    pub files: Vec<LetterFile>,
    /// What could not be taken along, in words.
    pub notes: Vec<String>,
}

/// What cannot be read as a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it has no readable headers or no sender")]
pub struct Broken;

/// Names of headers that tell of programs, lists and returned mails.
const MARKS: &[&str] = &[
    "auto-submitted",
    "precedence",
    "x-autoreply",
    "x-autorespond",
    "x-auto-response-suppress",
    "list-id",
    "list-unsubscribe",
    "x-loop",
    "return-path",
    "x-failed-recipients",
];

impl Letter {
    /// Reads a mail. It never panics, whatever the bytes are.
    ///
    /// # Errors
    /// [`Broken`] when it has no headers that could be read, or no sender.
    pub fn read(raw: &[u8]) -> Result<Self, Broken> {
        Self::guarded(raw, true)
    }

    /// The same of the beginning of a mail: its headers only.
    ///
    /// # Errors
    /// As [`Letter::read`].
    pub fn read_head(raw: &[u8]) -> Result<Self, Broken> {
        Self::guarded(raw, false)
    }

    /// The parser of a foreign text is the last place to trust: what it panics at is broken, and it has room enough for
    /// as many parts inside one another as are let through.
    fn guarded(raw: &[u8], whole: bool) -> Result<Self, Broken> {
        if whole && parts(raw) > PARTS {
            return Err(Broken);
        }
        thread::scope(|scope| {
            let reader = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || Self::parse(raw, whole));
            reader.map_err(|_| Broken)?.join().unwrap_or(Err(Broken))
        })
    }

    fn parse(raw: &[u8], whole: bool) -> Result<Self, Broken> {
        let parser = MessageParser::default();
        let message = if whole { parser.parse(raw) } else { parser.parse_headers(raw) }.ok_or(Broken)?;
        let sender = message.from().or_else(|| message.sender()).and_then(|from| from.first()).ok_or(Broken)?;
        let from = sender.address().unwrap_or_default().trim().to_lowercase();
        if !from.contains('@') {
            return Err(Broken);
        }
        let local = from.split('@').next().unwrap_or_default().to_owned();
        let name = sender.name().map(|name| charset::repaired(name, raw, &message, "from")).unwrap_or_default();
        let mut letter = Self {
            message_id: message.message_id().map(str::to_owned).filter(|id| !id.is_empty()),
            date: message.header_raw("Date").unwrap_or_default().trim().to_owned(),
            from_name: Some(name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or(local),
            from,
            to: recipients(&message),
            subject: charset::repaired(message.subject().unwrap_or_default(), raw, &message, "subject"),
            references: references(&message),
            marks: marks(&message),
            ..Self::default()
        };
        if whole {
            letter.returned = returned::read(&message, raw);
            let text = body(&message, raw);
            (letter.text, letter.quoted) = fold(&text);
            (letter.files, letter.notes) = files::read(&message);
        }
        Ok(letter)
    }

    /// What it is known by again, whichever way it comes: its own number with date and sender, because some programs give
    /// every mail the same number. `None` where it has no number.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        let id = self.message_id.as_deref()?;
        Some(format!("{id}\n{}\n{}", self.date, self.from))
    }

    /// The value of one of [`MARKS`].
    #[must_use]
    pub fn mark(&self, name: &str) -> Option<&str> {
        self.marks.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// At least as many as there are parts of a type of their own: each begins with a line that names it.
fn parts(raw: &[u8]) -> usize {
    const NAME: &[u8] = b"content-type";
    let lines = raw.split(|byte| matches!(byte, b'\n' | b'\r'));
    lines.filter(|line| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME))).count()
}

fn marks(message: &Message<'_>) -> Vec<(String, String)> {
    let known = message.headers_raw().map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    known.filter(|(name, _)| MARKS.contains(&name.as_str())).collect()
}

/// What the mail server wrote about the delivery comes before what the sender wrote.
fn recipients(message: &Message<'_>) -> Vec<String> {
    let server = ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];
    let mut all: Vec<String> = Vec::new();
    for name in server {
        let lines = message.headers_raw().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        all.extend(lines.map(|(_, value)| value.trim().trim_matches(['<', '>']).to_lowercase()));
    }
    for list in [message.to(), message.cc(), message.bcc()].into_iter().flatten() {
        all.extend(list.iter().filter_map(|address| Some(address.address()?.trim().to_lowercase())));
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|address| address.contains('@') && seen.insert(address.clone()));
    all.truncate(RECIPIENTS);
    all
}

fn references(message: &Message<'_>) -> Vec<String> {
    let ids = |value: &HeaderValue<'_>| -> Vec<String> {
        match value {
            HeaderValue::Text(id) => vec![id.to_string()],
            HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    };
    let mut all = ids(message.in_reply_to());
    all.extend(ids(message.references()));
    all.truncate(RECIPIENTS);
    all
}

/// The body as text: what was written as text, or else what the page says.
fn body(message: &Message<'_>, raw: &[u8]) -> String {
    let plain: Vec<String> = message.text_bodies().filter_map(|part| text_of(part, raw)).collect();
    let mut text = plain.join("\n\n");
    if text.trim().is_empty() {
        let pages: Vec<String> = message.html_bodies().filter_map(|part| text_of(part, raw)).collect();
        text = pages.join("\n\n");
    }
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}

fn text_of(part: &mail_parser::MessagePart<'_>, raw: &[u8]) -> Option<String> {
    // A text that came as a file stays one.
    if part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment) {
        return None;
    }
    match &part.body {
        PartType::Text(text) => Some(charset::repaired_body(text, part, raw)),
        PartType::Html(page) => Some(html_text(&charset::repaired_body(page, part, raw))),
        _ => None,
    }
}
