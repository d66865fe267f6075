//! How a policy is, folded from what is wrong.

use crate::model::{FindingCode, PolicyState};

/// The gravest counts. A drill that failed says nothing of whether backups are made; it has a finding of its own.
#[must_use]
pub fn fold(codes: impl IntoIterator<Item = FindingCode>) -> PolicyState {
    let of = |code| match code {
        FindingCode::Missing => (4, PolicyState::Missing),
        FindingCode::TooOld => (3, PolicyState::Late),
        FindingCode::Shrunk
        | FindingCode::TooSmall
        | FindingCode::Checksum
        | FindingCode::Unreadable
        | FindingCode::Retention => (2, PolicyState::Suspect),
        FindingCode::Unreached => (5, PolicyState::Unknown),
        FindingCode::Drill => (0, PolicyState::Good),
    };
    codes.into_iter().map(of).max_by_key(|(weight, _)| *weight).map_or(PolicyState::Good, |(_, state)| state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_counts() {
        use FindingCode::{Checksum, Drill, Missing, Retention, TooOld, Unreached};
        assert_eq!(fold([]), PolicyState::Good);
        assert_eq!(fold([Drill]), PolicyState::Good);
        assert_eq!(fold([Checksum, Drill]), PolicyState::Suspect);
        assert_eq!(fold([Retention, TooOld, Checksum]), PolicyState::Late);
        assert_eq!(fold([TooOld, Missing]), PolicyState::Missing);
        assert_eq!(fold([Unreached, Missing]), PolicyState::Unknown);
    }
}
