//! Names of sheets: short, without what Excel forbids, each once.

use std::collections::HashSet;

/// Characters of a name at most (UTF-16).
const MOST: usize = 31;

/// The names of a book so far.
pub struct Names(HashSet<String>);

impl Names {
    /// With the name of the first sheet.
    pub fn new(first: &str) -> Self {
        Self(HashSet::from([key(first)]))
    }

    /// A name like `wanted` that no other sheet has.
    pub fn take(&mut self, wanted: &str) -> String {
        let base = allowed(wanted);
        let mut name = cut(&base, MOST);
        for n in 2.. {
            if self.0.insert(key(&name)) {
                break;
            }
            let tail = format!(" ({n})");
            name = format!("{}{tail}", cut(&base, MOST - tail.len()));
        }
        name
    }
}

/// Excel does not tell capitals apart.
fn key(name: &str) -> String {
    name.to_lowercase()
}

fn allowed(wanted: &str) -> String {
    let replaced = |c: char| match c {
        '[' => '（',
        ']' => '）',
        ':' => '：',
        '?' => '？',
        '*' | '/' | '\\' => '-',
        c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => ' ',
        c => c,
    };
    let name: String = wanted.chars().map(replaced).collect();
    let name = name.trim().trim_matches('\'').trim();
    match name {
        "" => "表".to_owned(),
        // Excel keeps this name for itself.
        name if name.eq_ignore_ascii_case("history") => "History_".to_owned(),
        name => name.to_owned(),
    }
}

fn cut(name: &str, most: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.len_utf16();
        used <= most
    };
    let kept: String = name.chars().take_while(fits).collect();
    kept.trim_end_matches('\'').trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_such_as_excel_takes() {
        let mut names = Names::new("概要");
        let long = "很长".repeat(20);
        let wanted = ["概要", "", "'a/b?'", "History", &long, &long, "A", "a", "😀'".repeat(20).leak(), "\u{0}[x]:*"];
        let taken = wanted.map(|name| names.take(name));
        for name in &taken {
            assert!(rust_xlsxwriter::utility::check_sheet_name(name).is_ok(), "{name}");
        }
        assert_eq!(taken[0], "概要 (2)");
        assert_eq!(taken[2], "a-b？");
        assert_eq!((taken[6].as_str(), taken[7].as_str()), ("A", "a (2)"));
        let mut keys: Vec<_> = taken.iter().map(|name| key(name)).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), wanted.len());
    }
}
