//! Phone numbers as they are looked for: digits only, and in the index only as words that nobody can make without the key.

pub use jianyue_platform::phone::normalised;
use jianyue_platform::{phone::half_width, sealed::Sealer};

/// Digits from which on a question that is nothing else is taken for a number too.
const ASKED: usize = 7;
/// Numbers of one reporter that are looked for.
const MOST: usize = 4;

/// Whether a question is a whole number and nothing else; then its digits.
#[must_use]
pub fn asked(text: &str) -> Option<String> {
    let written = |c: char| c.is_ascii_digit() || matches!(half_width(c), '+' | '-' | '(' | ')' | ' ');
    let digits = normalised(text).filter(|digits| digits.len() >= ASKED)?;
    text.trim().chars().map(half_width).all(written).then_some(digits)
}

/// What the numbers in `phone` are found by: for each of them the words to look for, the one to be kept first.
#[must_use]
pub fn words(sealer: &Sealer, phone: &str) -> Vec<Vec<String>> {
    let apart = |c: char| matches!(c, '/' | '、' | ',' | '，' | ';' | '；' | '或' | '\n');
    phone.split(apart).filter_map(normalised).take(MOST).map(|digits| words_of(sealer, &digits)).collect()
}

/// The words that stand for a normalised number.
#[must_use]
pub fn words_of(sealer: &Sealer, digits: &str) -> Vec<String> {
    let blind = sealer.blind(digits.as_bytes(), b"ticket.reporter.phone");
    blind.into_iter().map(|blind| format!("jyp{}", hex::encode(blind))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_a_number_only_as_a_whole() {
        assert_eq!(asked(" 138 0000-0000 ").as_deref(), Some("13800000000"));
        for text in ["138000", "13800000000 打印机", "HS-2026-000123", "打印机"] {
            assert_eq!(asked(text), None, "{text}");
        }
    }
}
