//! Serial numbers, as people and programs write them.

/// The most hexadecimal digits: RFC 5280, 4.1.2.2 allows 20 octets, and some issuers take one more.
const LONGEST: usize = 42;

/// The one way in which a serial number is kept: hexadecimal, in capitals, without separators, `0x` and leading zeros.
/// `None` when it is no such number.
#[must_use]
pub fn canonical_serial(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ' | '-')).collect();
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let kept = digits.trim_start_matches('0').to_ascii_uppercase();
    let kept = if kept.is_empty() { "0".to_owned() } else { kept };
    (kept.len() <= LONGEST).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_kept_in_one_way() {
        for written in ["00a1b2c3", "A1:B2:C3", "0xA1B2C3", " a1 b2 c3 ", "A1-B2-C3"] {
            assert_eq!(canonical_serial(written).as_deref(), Some("A1B2C3"), "{written}");
        }
        assert_eq!(canonical_serial("000").as_deref(), Some("0"));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for written in ["", "  ", "第 12 号", "1.23E+20", "A1G2"] {
            assert_eq!(canonical_serial(written), None, "{written}");
        }
        assert_eq!(canonical_serial(&"A".repeat(43)), None);
    }
}
