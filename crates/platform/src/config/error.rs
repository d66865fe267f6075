//! What is wrong with settings.

/// One wrong setting.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The file is no TOML; the message names line and column.
    #[error("the settings file is no TOML: {0}")]
    NotToml(String),
    /// There is no such key.
    #[error("{place} sets “{key}”, which is no setting{}", suggestion(nearest.as_deref()))]
    Unknown {
        /// The key as it was written.
        key: String,
        /// Where.
        place: &'static str,
        /// The key that was probably meant.
        nearest: Option<String>,
    },
    /// The value is none of those that the key takes.
    #[error("“{key}” is “{value}”, and should be {expected}")]
    Value {
        /// The key as it was written.
        key: String,
        /// The value as it was written.
        value: String,
        /// What it takes.
        expected: &'static str,
    },
}

/// Everything that is wrong, so that it can be put right in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl std::fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map(|nearest| format!("; did you mean “{nearest}”?")).unwrap_or_default()
}

/// The candidate that differs least, if it differs in less than half of its letters.
pub(super) fn nearest(key: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    candidates
        .map(|candidate| (distance(key, &candidate), candidate))
        .min()
        .filter(|(distance, candidate)| distance * 2 < candidate.len())
        .map(|(_, candidate)| candidate)
}

/// Letters to add, drop or change to make `a` into `b` (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.chars().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distance_counts_letters() {
        for (a, b, letters) in
            [("", "", 0), ("log", "", 3), ("", "log", 3), ("lisen", "listen", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(a, b), letters, "{a} {b}");
        }
    }
}
