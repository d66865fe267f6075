//! When people are reminded of a certificate that ends.

/// Days before the last one on which people are reminded, farthest first.
pub const STAGES: [i64; 5] = [60, 30, 14, 7, 1];

/// The stage that a certificate with `days` left has reached: the nearest one, so that after an outage people are told
/// once how it stands now, and not of every stage that passed meanwhile. `None` before the first and behind the end.
#[must_use]
pub fn stage(days: i64) -> Option<i64> {
    if days < 0 {
        return None;
    }
    STAGES.into_iter().rev().find(|stage| days <= *stage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_begins_on_its_day() {
        let reached = |days| stage(days);
        assert_eq!(reached(61), None);
        assert_eq!(reached(60), Some(60));
        assert_eq!(reached(31), Some(60));
        assert_eq!(reached(30), Some(30));
        assert_eq!(reached(14), Some(14));
        assert_eq!(reached(8), Some(14));
        assert_eq!(reached(7), Some(7));
        assert_eq!(reached(1), Some(1));
        assert_eq!(reached(0), Some(1));
        assert_eq!(reached(-1), None);
    }

    #[test]
    fn every_day_belongs_to_at_most_one_stage_and_all_stages_come() {
        let met: std::collections::BTreeSet<i64> = (-5..100).filter_map(stage).collect();
        assert_eq!(met.into_iter().rev().collect::<Vec<_>>(), STAGES);
    }
}
