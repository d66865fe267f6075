//! An order is what was told of it, in the order in which it happened and not in which it was told.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_sla::zone;

use crate::model::{OrderState, Told};

/// Something that was told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the members are those of an event")]
pub struct Fact {
    pub at: DateTime<Utc>,
    pub kind: Told,
    pub company: Option<String>,
    pub waybill: Option<String>,
    pub signed_by: Option<String>,
}

/// Where that leaves the order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are those of an order")]
pub struct Standing {
    pub state: OrderState,
    pub made_at: Option<DateTime<Utc>>,
    pub handed_at: Option<DateTime<Utc>>,
    pub company: Option<String>,
    pub waybill: Option<String>,
    pub moved_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub signed_by: Option<String>,
}

impl Standing {
    /// Whether it was received behind `due`.
    #[must_use]
    pub fn is_behind(&self, due: Option<NaiveDate>) -> bool {
        let received = self.ended_at.filter(|_| self.state == OrderState::Delivered).map(zone::local_date);
        received.zip(due).is_some_and(|(received, due)| received > due)
    }
}

/// Where an order stands. What was received stays received; what was cancelled is not owed, whatever the courier still tells,
/// unless it was received.
#[must_use]
pub fn fold(mut facts: Vec<Fact>) -> Standing {
    facts.sort();
    let mut now = Standing {
        state: OrderState::Paid,
        made_at: None,
        handed_at: None,
        company: None,
        waybill: None,
        moved_at: None,
        ended_at: None,
        signed_by: None,
    };
    for fact in facts {
        step(&mut now, fact);
    }
    now
}

fn step(now: &mut Standing, fact: Fact) {
    use OrderState::{Cancelled, Delivered, Failed, Made, Paid, Returned, Shipped};
    let at = fact.at;
    match fact.kind {
        Told::Made => {
            now.made_at.get_or_insert(at);
            if now.state == Paid {
                now.state = Made;
            }
        }
        Told::Handed => {
            now.handed_at = Some(at);
            now.company = fact.company.or(now.company.take());
            now.waybill = fact.waybill.or(now.waybill.take());
            now.moved_at = now.moved_at.max(Some(at));
            if !matches!(now.state, Delivered | Cancelled) {
                now.state = Shipped;
            }
        }
        Told::Moving => {
            now.moved_at = now.moved_at.max(Some(at));
            if matches!(now.state, Paid | Made | Failed) {
                now.state = Shipped;
            }
        }
        Told::Failed => {
            now.moved_at = now.moved_at.max(Some(at));
            if matches!(now.state, Paid | Made | Shipped) {
                now.state = Failed;
            }
        }
        Told::Returned => {
            now.moved_at = now.moved_at.max(Some(at));
            if !matches!(now.state, Delivered | Cancelled) {
                now.state = Returned;
            }
        }
        Told::Delivered => {
            now.state = Delivered;
            if now.ended_at.is_none() {
                now.ended_at = Some(at);
                now.signed_by = fact.signed_by;
            }
        }
        Told::Cancelled => {
            if now.state != Delivered {
                now.state = Cancelled;
            }
        }
        Told::Note => {}
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn fact(hours: i64, kind: Told) -> Fact {
        let at = zone::start_of_day(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()) + TimeDelta::hours(hours);
        let waybill = (kind == Told::Handed).then(|| format!("SF{hours}"));
        Fact { at, kind, company: None, waybill, signed_by: None }
    }

    fn state(facts: &[(i64, Told)]) -> OrderState {
        fold(facts.iter().map(|(hours, kind)| fact(*hours, *kind)).collect()).state
    }

    #[test]
    fn each_step_leads_on_and_late_news_change_nothing_that_is_over() {
        assert_eq!(state(&[]), OrderState::Paid);
        assert_eq!(state(&[(1, Told::Made)]), OrderState::Made);
        assert_eq!(state(&[(2, Told::Handed), (1, Told::Made)]), OrderState::Shipped);
        assert_eq!(state(&[(3, Told::Moving)]), OrderState::Shipped, "the courier has it, whatever was forgotten");
        assert_eq!(state(&[(9, Told::Delivered), (8, Told::Failed), (2, Told::Handed)]), OrderState::Delivered);
        assert_eq!(state(&[(9, Told::Delivered), (12, Told::Returned)]), OrderState::Delivered);
        assert_eq!(state(&[(8, Told::Failed), (9, Told::Moving)]), OrderState::Shipped, "tried again");
        assert_eq!(state(&[(8, Told::Returned), (9, Told::Moving)]), OrderState::Returned);
        assert_eq!(state(&[(8, Told::Returned), (30, Told::Handed)]), OrderState::Shipped, "sent again");
        assert_eq!(state(&[(5, Told::Cancelled), (6, Told::Handed)]), OrderState::Cancelled);
    }

    #[test]
    fn the_day_on_which_it_was_received_says_whether_it_was_late() {
        let standing = fold(vec![fact(30, Told::Delivered)]);
        let due = |day| NaiveDate::from_ymd_opt(2026, 3, day);
        assert!(standing.is_behind(due(2)) && !standing.is_behind(due(3)) && !standing.is_behind(None));
    }

    fn kinds() -> impl Strategy<Value = Told> {
        prop::sample::select(vec![
            Told::Made,
            Told::Handed,
            Told::Moving,
            Told::Failed,
            Told::Returned,
            Told::Delivered,
            Told::Note,
        ])
    }

    proptest! {
        #[test]
        fn the_order_in_which_it_is_told_makes_no_difference(
            told in prop::collection::vec((0_i64..6, kinds()), 0..8).prop_flat_map(|told| (Just(told.clone()), Just(told).prop_shuffle()))
        ) {
            let facts = |told: &[(i64, Told)]| told.iter().map(|(hours, kind)| fact(*hours, *kind)).collect();
            prop_assert_eq!(fold(facts(&told.0)), fold(facts(&told.1)));
        }
    }
}
