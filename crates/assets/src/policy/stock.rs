//! Stock: the sum of its movements, and never below zero.

use crate::model::MovementKind;

/// A movement by its kind and figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// How.
    pub kind: MovementKind,
    /// How many; of a count: how many there are.
    pub quantity: i64,
}

/// By how much a movement moves a stock; `None` when it would fall below zero.
#[must_use]
pub fn delta(stock: i64, moved: Moved) -> Option<i64> {
    let delta = match moved.kind {
        MovementKind::In | MovementKind::Returned => moved.quantity,
        MovementKind::Out | MovementKind::Scrapped => -moved.quantity,
        MovementKind::Counted => moved.quantity - stock,
    };
    (stock + delta >= 0).then_some(delta)
}

/// The stock after movements, of which those that do not fit are left out.
#[must_use]
pub fn fold(movements: &[Moved]) -> i64 {
    movements.iter().fold(0, |stock, moved| stock + delta(stock, *moved).unwrap_or(0))
}

/// Whether there are too few.
#[must_use]
pub const fn low(stock: i64, minimum: i64) -> bool {
    stock < minimum
}

/// What a movement means for those who watch the minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// There are too few now: people are told.
    Fell,
    /// There are enough again.
    Rose,
    /// Nothing that was not known.
    None,
}

impl Change {
    /// Of a spare that was known to be low or not.
    #[must_use]
    pub const fn of(was_low: bool, stock: i64, minimum: i64) -> Self {
        match (was_low, low(stock, minimum)) {
            (false, true) => Self::Fell,
            (true, false) => Self::Rose,
            _ => Self::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moved(kind: MovementKind, quantity: i64) -> Moved {
        Moved { kind, quantity }
    }

    #[test]
    fn more_than_there_are_cannot_be_taken() {
        assert_eq!(delta(3, moved(MovementKind::Out, 3)), Some(-3));
        assert_eq!(delta(3, moved(MovementKind::Out, 4)), None);
        assert_eq!(delta(3, moved(MovementKind::Scrapped, 4)), None);
        assert_eq!(delta(3, moved(MovementKind::Counted, 1)), Some(-2));
    }

    #[test]
    fn people_are_told_once_until_it_is_refilled() {
        assert_eq!(Change::of(false, 4, 5), Change::Fell);
        assert_eq!(Change::of(true, 3, 5), Change::None);
        assert_eq!(Change::of(true, 5, 5), Change::Rose);
        assert_eq!(Change::of(false, 0, 0), Change::None);
    }

    fn any_move() -> impl Strategy<Value = Moved> {
        let kinds = [
            MovementKind::In,
            MovementKind::Out,
            MovementKind::Returned,
            MovementKind::Scrapped,
            MovementKind::Counted,
        ];
        (0..kinds.len(), 0_i64..1_000).prop_map(move |(kind, quantity)| moved(kinds[kind], quantity))
    }

    proptest! {
        #[test]
        fn stock_is_the_sum_of_its_movements_and_never_below_zero(moves in prop::collection::vec(any_move(), 0..40)) {
            let (mut stock, mut sum) = (0, 0);
            for one in &moves {
                if let Some(delta) = delta(stock, *one) {
                    stock += delta;
                    sum += delta;
                }
                prop_assert!(stock >= 0);
            }
            prop_assert_eq!(stock, sum);
            prop_assert_eq!(stock, fold(&moves));
        }

        #[test]
        fn a_count_makes_what_was_before_forgotten(moves in prop::collection::vec(any_move(), 0..20), n in 0_i64..1_000) {
            let mut all = moves;
            all.push(moved(MovementKind::Counted, n));
            prop_assert_eq!(fold(&all), n);
        }
    }
}
