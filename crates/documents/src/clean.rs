//! Texts as XML and HTML may hold them.

use std::borrow::Cow;

/// Stands for what no file format may hold.
const STANDS_FOR: char = '\u{FFFD}';

/// `text` with characters that XML 1.0 forbids (control characters, `U+FFFE`, `U+FFFF`) replaced by a visible sign, so that
/// nothing is lost unseen. Line breaks become `\n`; tabs stay.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_wrong) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(
        text.chars()
            .map(|c| {
                if c == '\r' {
                    '\n'
                } else if is_wrong(c) {
                    STANDS_FOR
                } else {
                    c
                }
            })
            .collect(),
    )
}

fn is_wrong(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_not_stand_in_a_file_is_shown_as_a_sign() {
        assert_eq!(clean("一\u{0}二\u{1B}三\u{FFFF}\t四"), "一\u{FFFD}二\u{FFFD}三\u{FFFD}\t四");
        assert_eq!(clean("一\r\n二\r三\n四"), "一\n二\n三\n四");
        assert!(matches!(clean("</w:t> ]]> 😀 \u{E000}"), Cow::Borrowed(_)));
    }
}
