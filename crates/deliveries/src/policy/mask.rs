//! Names are kept so that their owners know them, and nobody else does.

/// The first character of a name, and a star for each of the others, two at most.
#[must_use]
pub fn masked(name: &str) -> Option<String> {
    let name = name.trim();
    let first = name.chars().next()?;
    let rest = name.chars().count() - 1;
    Some(format!("{first}{}", "*".repeat(rest.clamp(1, 2))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_tells_one_character() {
        let told: Vec<_> = ["王", "王某", "欧阳某某", " ", "王*"].into_iter().map(masked).collect();
        let expected = [Some("王*"), Some("王*"), Some("欧**"), None, Some("王*")];
        assert_eq!(told, expected.map(|name| name.map(str::to_owned)));
    }
}
