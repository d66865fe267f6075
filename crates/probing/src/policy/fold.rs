//! What a finding changes.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::judge::Verdict;
use crate::model::{Problem, State};

/// What is known of a probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// How it was.
    pub state: State,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// When it was last looked at.
    pub last_at: Option<DateTime<Utc>>,
    /// The outage that lasts.
    pub outage: Option<Uuid>,
}

/// When it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The first attempt that failed; the same as `at` when there was none.
    pub first_failed_at: DateTime<Utc>,
    /// The end of it.
    pub at: DateTime<Utc>,
}

/// What becomes of the outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing.
    None,
    /// One begins.
    Begins(Problem, DateTime<Utc>),
    /// It is over.
    Ends(Uuid, DateTime<Utc>),
}

/// How a probe is after a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// How it is.
    pub state: State,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What becomes of the outage.
    pub turn: Turn,
    /// From when to when it was down since it was last looked at.
    pub down: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// Folds a finding into what is known. `None` when it is older than what is known: it is counted, and changes nothing.
#[must_use]
pub fn fold(known: &Known, verdict: &Verdict, looked: Looked) -> Option<Next> {
    if known.last_at.is_some_and(|last| looked.at < last) {
        return None;
    }
    let turn = match (verdict.problem, known.outage, verdict.state) {
        (Some(problem), None, _) => Turn::Begins(problem, looked.first_failed_at),
        (None, Some(outage), State::Up | State::Warning) => Turn::Ends(outage, looked.at),
        _ => Turn::None,
    };
    let changed = known.state != verdict.state;
    let began = if verdict.state == State::Down { looked.first_failed_at } else { looked.at };
    let since = known.since.filter(|_| !changed).unwrap_or(began);
    let was_down = known.state == State::Down;
    let down = match (was_down, verdict.state == State::Down) {
        (true, _) => known.last_at.map(|last| (last, looked.at)),
        (false, true) => Some((looked.first_failed_at, looked.at)),
        (false, false) => None,
    };
    Some(Next { state: verdict.state, since, turn, down })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use jianyue_reach::{ReachError, Reading};

    use super::{
        super::judge::{Outcome, judge},
        *,
    };

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn looked(first_failed: i64, end: i64) -> Looked {
        Looked { first_failed_at: at(first_failed), at: at(end) }
    }

    fn down() -> Verdict {
        judge(Outcome::Failed(ReachError::TimedOut(1, "连接")), &[])
    }

    fn up() -> Verdict {
        judge(Outcome::Reached(Reading::default()), &[])
    }

    #[test]
    fn an_outage_goes_from_the_first_failure_to_the_first_success() {
        let known = Known { state: State::Up, since: Some(at(0)), last_at: Some(at(60)), outage: None };
        let begun = fold(&known, &down(), looked(120, 123)).unwrap();
        assert_eq!(
            (begun.turn, begun.since, begun.down),
            (Turn::Begins(Problem::Down, at(120)), at(120), Some((at(120), at(123))))
        );
        let id = Uuid::from_u128(1);
        let known = Known { state: State::Down, since: Some(at(120)), last_at: Some(at(123)), outage: Some(id) };
        let lasts = fold(&known, &down(), looked(180, 183)).unwrap();
        assert_eq!((lasts.turn, lasts.since, lasts.down), (Turn::None, at(120), Some((at(123), at(183)))));
        let over = fold(&known, &up(), looked(240, 240)).unwrap();
        assert_eq!((over.turn, over.state, over.down), (Turn::Ends(id, at(240)), State::Up, Some((at(123), at(240)))));
    }

    #[test]
    fn what_nobody_can_tell_ends_no_outage() {
        let id = Uuid::from_u128(1);
        let known = Known { state: State::Down, since: Some(at(0)), last_at: Some(at(60)), outage: Some(id) };
        let own = judge(Outcome::Failed(ReachError::NotAllowed("a".into())), &[]);
        assert_eq!(fold(&known, &own, looked(120, 120)).unwrap().turn, Turn::None);
    }

    #[test]
    fn what_is_older_than_what_is_known_changes_nothing() {
        let known = Known { state: State::Up, since: Some(at(0)), last_at: Some(at(60)), outage: None };
        assert_eq!(fold(&known, &down(), looked(30, 30)), None);
    }
}
