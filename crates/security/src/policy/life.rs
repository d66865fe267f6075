//! What may be done to a vulnerability when.

use crate::model::{Decision, State};

/// Something that moves a vulnerability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The cause is found, and what is to be done is decided.
    Analyse,
    /// It is mended.
    Fix,
    /// It is tested.
    Retest,
    /// The client is told the result.
    FeedBack,
    /// The client confirms, or sends it back.
    Confirm,
}

impl Act {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Analyse => "登记分析",
            Self::Fix => "登记整改",
            Self::Retest => "登记复测",
            Self::FeedBack => "反馈结果",
            Self::Confirm => "确认或退回",
        }
    }

    /// Whether it may be done. A risk that is to be borne needs no mending: the client is asked at once.
    #[must_use]
    pub fn fits(self, state: State, decision: Option<Decision>) -> bool {
        let bear = decision == Some(Decision::Accept);
        match self {
            Self::Analyse => matches!(state, State::New | State::Analysed),
            Self::Fix => state == State::Analysed && !bear,
            Self::Retest => state == State::Fixed,
            Self::FeedBack => state == State::Retested || (state == State::Analysed && bear),
            Self::Confirm => state == State::FedBack,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Act; 5] = [Act::Analyse, Act::Fix, Act::Retest, Act::FeedBack, Act::Confirm];

    fn next(state: State, decision: Option<Decision>) -> Vec<Act> {
        ALL.into_iter().filter(|act| act.fits(state, decision)).collect()
    }

    #[test]
    fn each_state_has_its_next_step() {
        assert_eq!(next(State::New, None), [Act::Analyse]);
        assert_eq!(next(State::Analysed, Some(Decision::Patch)), [Act::Analyse, Act::Fix]);
        assert_eq!(next(State::Fixed, Some(Decision::Patch)), [Act::Retest]);
        assert_eq!(next(State::Retested, Some(Decision::Patch)), [Act::FeedBack]);
        assert_eq!(next(State::FedBack, Some(Decision::Patch)), [Act::Confirm]);
        assert_eq!(next(State::Closed, Some(Decision::Patch)), []);
    }

    #[test]
    fn a_risk_to_be_borne_goes_to_the_client_without_mending() {
        assert_eq!(next(State::Analysed, Some(Decision::Accept)), [Act::Analyse, Act::FeedBack]);
    }
}
