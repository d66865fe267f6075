//! Names with `*` and `?`.

/// Whether `name` is one that `pattern` means: `*` is any number of characters, `?` is one.
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // Where the last star was, and how far it reached.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(one) if *one == '?' || *one == name[n] => (p, n) = (p + 1, n + 1),
            _ => match star {
                Some((at, reached)) => {
                    star = Some((at, reached + 1));
                    (p, n) = (at + 1, reached + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|one| *one == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, name, fit) in [
            ("*.dump", "a.dump", true),
            ("*.dump", "a.dump.sha256", false),
            ("kw-????.sql", "kw-2026.sql", true),
            ("kw-????.sql", "kw-202.sql", false),
            ("*", "", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyy", false),
            ("备份*.zip", "备份一.zip", true),
            ("a", "b", false),
        ] {
            assert_eq!(fits(pattern, name), fit, "{pattern} {name}");
        }
        // A pattern that would take a naive search ages.
        assert!(!fits(&"*a".repeat(30), &"a".repeat(29)));
    }
}
