//! Text, recognised over a whole file as it streams by.

/// Bytes of an unfinished UTF-8 character at the end of a piece.
const LONGEST_TAIL: usize = 3;

/// Whether everything fed so far can be UTF-8 or GB 18030 text without control characters. Spreadsheets and logs of
/// Chinese Windows machines are in the latter.
#[derive(Debug)]
pub(super) struct TextScan {
    utf8: Option<Vec<u8>>,
    gb: Option<Gb>,
}

/// Where in a character of GB 18030 the scan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gb {
    Between,
    Second,
    Third,
    Fourth,
}

impl Default for TextScan {
    fn default() -> Self {
        Self { utf8: Some(Vec::new()), gb: Some(Gb::Between) }
    }
}

impl TextScan {
    /// Looks at the next piece.
    pub(super) fn feed(&mut self, piece: &[u8]) {
        if self.utf8.is_none() && self.gb.is_none() {
            return;
        }
        if piece.iter().any(|byte| is_control(*byte)) {
            (self.utf8, self.gb) = (None, None);
            return;
        }
        self.utf8 = self.utf8.take().and_then(|tail| utf8_tail(tail, piece));
        self.gb = self.gb.and_then(|at| piece.iter().try_fold(at, |at, byte| at.next(*byte)));
    }

    /// Whether it was text to its end.
    pub(super) fn is_text(&self) -> bool {
        self.utf8.as_ref().is_some_and(Vec::is_empty) || self.gb == Some(Gb::Between)
    }
}

/// The unfinished character after `tail` and `piece`; `None` when they are no UTF-8.
fn utf8_tail(mut tail: Vec<u8>, piece: &[u8]) -> Option<Vec<u8>> {
    tail.extend_from_slice(piece);
    match std::str::from_utf8(&tail) {
        Ok(_) => Some(Vec::new()),
        Err(error) if error.error_len().is_none() => Some(tail.split_off(error.valid_up_to())),
        Err(_) => None,
    }
    .filter(|tail| tail.len() <= LONGEST_TAIL)
}

/// Control characters that text does not have. Tabs, line ends, form feeds, backspaces and the escapes of coloured logs
/// are fine.
fn is_control(byte: u8) -> bool {
    byte == 0x7f || (byte < 0x20 && !matches!(byte, 0x08 | b'\t' | b'\n' | 0x0c | b'\r' | 0x1b))
}

impl Gb {
    fn next(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Between, 0..=0x7f) | (Self::Second, 0x40..=0x7e | 0x80..=0xfe) | (Self::Fourth, 0x30..=0x39) => {
                Some(Self::Between)
            }
            (Self::Between, 0x81..=0xfe) => Some(Self::Second),
            (Self::Second, 0x30..=0x39) => Some(Self::Third),
            (Self::Third, 0x81..=0xfe) => Some(Self::Fourth),
            _ => None,
        }
    }
}

/// What a text is, when it is more than text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing more.
    Plain,
    /// A mail with its headers.
    Mail,
    /// A PDF made of characters only.
    Pdf,
    /// A web page, a drawing or another text that a browser may run.
    Markup,
    /// A program in text.
    Script,
    /// Rich text, which may carry programs.
    RichText,
}

/// Openings of programs in text, in lower case.
const SCRIPTS: &[&str] =
    &["#!", "@echo", "@setlocal", "%!ps", "windows registry editor", "regedit4", "#requires -", "<?php"];

/// What the text that begins with `head` is.
pub(super) fn form(head: &[u8]) -> Form {
    let head = String::from_utf8_lossy(head);
    let start = head.trim_start_matches('\u{feff}').trim_start();
    let opening: String = start.chars().take(32).collect::<String>().to_ascii_lowercase();
    let second = opening.chars().nth(1).unwrap_or(' ');
    if start.starts_with("%PDF-") {
        Form::Pdf
    } else if SCRIPTS.iter().any(|script| opening.starts_with(script)) {
        Form::Script
    } else if opening.starts_with("{\\rtf") {
        Form::RichText
    } else if opening.starts_with('<') && (second.is_ascii_alphabetic() || matches!(second, '!' | '?' | '/' | '%')) {
        Form::Markup
    } else if is_mail(start) {
        Form::Mail
    } else {
        Form::Plain
    }
}

/// Headers by which a mail is known (RFC 5322 §3.6), in lower case.
const HEADERS: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "delivered-to",
    "reply-to",
    "content-type",
    "dkim-signature",
];

/// Whether the text begins with a block of headers, three of which are those of mails, a sender among them.
fn is_mail(text: &str) -> bool {
    let mut known = Vec::new();
    for line in text.lines().take_while(|line| !line.is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            break;
        }
        let name = name.to_ascii_lowercase();
        known.extend(HEADERS.iter().copied().filter(|header| *header == name));
    }
    known.len() >= 3 && known.iter().any(|header| matches!(*header, "from" | "received" | "return-path"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_text(pieces: &[&[u8]]) -> bool {
        let mut scan = TextScan::default();
        for piece in pieces {
            scan.feed(piece);
        }
        scan.is_text()
    }

    #[test]
    fn characters_may_be_cut_anywhere_between_pieces() {
        let text = "服务器宕机 🖥 ok".as_bytes();
        for cut in 0..=text.len() {
            assert!(is_text(&[&text[..cut], &text[cut..]]), "{cut}");
        }
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert!(is_text(&bytes));
    }

    #[test]
    fn text_of_chinese_windows_is_text() {
        // 数据 in GBK, and a four-byte character of GB 18030.
        assert!(is_text(&[&[0xca, 0xfd, 0xbe], &[0xdd, b',', 0x81, 0x30], &[0x81, 0x30]]));
        assert!(!is_text(&[&[0xca, 0xfd, 0xbe]]));
    }

    #[test]
    fn control_characters_and_broken_characters_are_no_text() {
        assert!(is_text(&[b"\x1b[31mERROR\x1b[0m\tdisk\r\n"]));
        for bytes in [&b"a\0b"[..], b"\x7fELF", b"a\xff", &[0xe6], &[b'a', 0x80]] {
            assert!(!is_text(&[bytes]), "{bytes:?}");
        }
        assert!(!is_text(&[b"\0", b"only text from here"]));
    }

    #[test]
    fn what_a_browser_or_a_shell_would_run_is_known_by_its_opening() {
        for head in ["<html>", "\u{feff}  <!DOCTYPE html>", "<svg xmlns='x'>", "\n<?xml version='1.0'?>", "<!-- x -->"]
        {
            assert_eq!(form(head.as_bytes()), Form::Markup, "{head}");
        }
        for head in ["#!/bin/sh\n", "@ECHO off\r\n", "<?php echo 1;", "Windows Registry Editor Version 5.00"] {
            assert_eq!(form(head.as_bytes()), Form::Script, "{head}");
        }
        assert_eq!(form(b"{\\rtf1"), Form::RichText);
        assert_eq!(form(b"%PDF-1.7\n"), Form::Pdf);
    }

    #[test]
    fn logs_with_angle_brackets_are_plain() {
        for head in ["<34>Oct 11 22:14:15 host su: x", "2026-03-02 <html> returned by upstream", "a < b", "<", ""] {
            assert_eq!(form(head.as_bytes()), Form::Plain, "{head}");
        }
    }

    #[test]
    fn a_mail_is_known_by_its_headers() {
        let mail = "Received: from a\r\n\tby b\r\nFrom: a@example.test\r\nSubject: x\r\n\r\n<html>";
        assert_eq!(form(mail.as_bytes()), Form::Mail);
        assert_eq!(form(b"Date: today\nTo: you\nSubject: no sender\n\n"), Form::Plain);
        assert_eq!(form(b"From: a\n\nTo: b\nSubject: c\n"), Form::Plain);
    }
}
