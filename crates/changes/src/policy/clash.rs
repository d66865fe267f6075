//! Windows that get into each other's way.

use chrono::{DateTime, Utc};

/// A planned window with what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a> {
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it ends.
    pub to: DateTime<Utc>,
    /// Keys of the works concerned.
    pub works: &'a [String],
    /// Systems concerned; none means all of the works.
    pub systems: &'a [String],
}

/// Whether two windows share time and a system.
#[must_use]
pub fn clash(one: Window<'_>, other: Window<'_>) -> bool {
    let shares = |a: &[String], b: &[String]| a.iter().any(|item| b.contains(item));
    let named = !one.systems.is_empty() && !other.systems.is_empty();
    one.from < other.to
        && other.from < one.to
        && shares(one.works, other.works)
        && (!named || shares(one.systems, other.systems))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_clash_over_a_system_at_a_time() {
        let hour = |n: i64| DateTime::from_timestamp(n * 3600, 0).unwrap();
        let text = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (works, other_works, none) = (text(&["1"]), text(&["2"]), Vec::new());
        let (a, b) = (text(&["登记系统"]), text(&["预约系统"]));
        let at = |from, to| Window { from: hour(from), to: hour(to), works: &works, systems: &a };
        assert!(clash(at(1, 3), at(2, 4)) && clash(at(1, 3), Window { systems: &none, ..at(2, 4) }));
        assert!(!clash(at(1, 3), at(3, 4)), "one ends as the other begins");
        assert!(!clash(at(1, 3), Window { systems: &b, ..at(1, 3) }));
        assert!(!clash(at(1, 3), Window { works: &other_works, systems: &none, ..at(1, 3) }));
    }
}
