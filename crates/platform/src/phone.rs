//! Phone numbers, as they are compared.

/// Digits that a number has at least.
const SHORTEST: usize = 5;
/// Digits that a number has at most (E.164 gives fifteen; an extension may follow).
const LONGEST: usize = 20;

/// The digits of a number that was written in whatever way, without the prefix of China (`+86`, `0086`); `None` when it has
/// too few or too many of them to be one.
#[must_use]
pub fn normalised(number: &str) -> Option<String> {
    let number: String = number.chars().map(half_width).filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let inland = number.strip_prefix("+86").or_else(|| number.strip_prefix("0086")).unwrap_or(&number);
    let digits: String = inland.chars().filter(char::is_ascii_digit).collect();
    (SHORTEST..=LONGEST).contains(&digits.len()).then_some(digits)
}

/// A character as it is written in half width.
#[must_use]
pub fn half_width(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_digits_without_the_prefix_of_china() {
        for text in
            ["13800000000", "+86 138-0000-0000", "0086 138 0000 0000", "（138）0000 0000", "１３８００００００００"]
        {
            assert_eq!(normalised(text).as_deref(), Some("13800000000"), "{text}");
        }
        assert_eq!(normalised("010-62000000").as_deref(), Some("01062000000"));
        // A number in Beijing that begins with 86 has no prefix.
        assert_eq!(normalised("86000000").as_deref(), Some("86000000"));
        for text in ["", "1234", "转 801", "123456789012345678901"] {
            assert_eq!(normalised(text), None, "{text}");
        }
    }
}
