//! Whether a backup is about as large as those before.

/// How many before it are looked at.
pub const LAST: usize = 7;
/// How many there must be before anything is said.
const LEAST: usize = 3;

/// The median of the last sizes, when there are enough of them.
#[must_use]
pub fn median(before: &[i64]) -> Option<i64> {
    let mut last: Vec<i64> = before.iter().copied().take(LAST).collect();
    if last.len() < LEAST {
        return None;
    }
    last.sort_unstable();
    let (low, high) = (last[(last.len() - 1) / 2], last[last.len() / 2]);
    Some(low + (high - low) / 2)
}

/// The median, when a backup of `bytes` is smaller than it by more than `percent`. `before` has the newest first.
#[must_use]
pub fn shrunk(bytes: i64, before: &[i64], percent: i64) -> Option<i64> {
    let median = median(before)?;
    let (bytes, least) = (i128::from(bytes) * 100, i128::from(median) * i128::from(100 - percent.clamp(0, 100)));
    (bytes < least).then_some(median)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_odd_backup_does_not_move_the_trend() {
        assert_eq!(median(&[100, 100, 1]), Some(100));
        assert_eq!(median(&[100, 200, 300, 400]), Some(250));
        assert_eq!(median(&[100, 100]), None);
        // Only the last few count.
        assert_eq!(median(&[9, 9, 9, 9, 9, 9, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1]), Some(9));
    }

    #[test]
    fn smaller_by_more_than_agreed_is_told() {
        let before = [1000, 1010, 990];
        assert_eq!(shrunk(500, &before, 50), None);
        assert_eq!(shrunk(499, &before, 50), Some(1000));
        assert_eq!(shrunk(0, &before, 100), None);
        assert_eq!(shrunk(5000, &before, 10), None);
        assert_eq!(shrunk(1, &[1000, 1000], 10), None, "two are no trend");
        assert_eq!(shrunk(i64::MAX / 2, &[i64::MAX; 3], 10), Some(i64::MAX));
    }
}
