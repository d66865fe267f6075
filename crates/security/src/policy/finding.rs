//! When two findings are the same.

/// What makes findings the same: their number, or else what they are called, with the host and the port. Blanks, capitals and
/// full-width signs do not matter.
#[must_use]
pub fn key(number: Option<&str>, title: &str, host: Option<&str>, port: Option<&str>) -> String {
    let name = number.map(plain).filter(|number| !number.is_empty()).unwrap_or_else(|| plain(title));
    format!("{name}|{}|{}", plain(host.unwrap_or_default()), plain(port.unwrap_or_default()))
}

fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace()).map(narrow).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_known_by_its_number_and_place() {
        let one = key(Some("CVE-2024-1234"), "甲", Some("10.0.0.1"), Some("443"));
        assert_eq!(one, key(Some(" cve-2024-1234 "), "另一个名字", Some("10.0.0.1 "), Some("443")));
        assert_ne!(one, key(Some("CVE-2024-1234"), "甲", Some("10.0.0.2"), Some("443")));
        assert_ne!(one, key(Some("CVE-2024-1234"), "甲", Some("10.0.0.1"), None));
    }

    #[test]
    fn without_a_number_the_name_counts() {
        let one = key(None, "SSH 弱口令", Some("DB-01"), Some("22"));
        assert_eq!(one, key(Some(" "), "ssh弱口令", Some("db-01"), Some("２２")));
        assert_ne!(one, key(None, "FTP 弱口令", Some("DB-01"), Some("22")));
    }
}
