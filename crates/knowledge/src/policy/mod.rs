//! The rules, as pure functions.

pub mod rank;

use chrono::{Months, NaiveDate};
use uuid::Uuid;

use crate::{error::KnowledgeError, model::State};

/// Days ahead of its end at which an article's author is told.
pub const TOLD_AHEAD: u64 = 30;
/// Months for which an article is offered when nobody says otherwise.
const VALID: Months = Months::new(12);
/// Months for which it may be offered without being looked at.
const LONGEST: Months = Months::new(36);

/// What can be done to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// 修改.
    Edit,
    /// 送审.
    Submit,
    /// 发布, also again for another year.
    Publish,
    /// 退回.
    Return,
    /// 停用.
    Retire,
    /// 用过.
    Use,
}

impl Deed {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::Use, Self::Edit, Self::Submit, Self::Publish, Self::Return, Self::Retire];

    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Submit => "submit",
            Self::Publish => "publish",
            Self::Return => "return",
            Self::Retire => "retire",
            Self::Use => "used",
        }
    }

    /// Whether an article in `state`, of which a wording is offered or not, lets it be done.
    #[must_use]
    pub fn fits(self, state: State, live: bool) -> bool {
        match self {
            Self::Edit | Self::Retire => state != State::Retired,
            Self::Submit => state == State::Draft,
            Self::Publish => matches!(state, State::Review | State::Published | State::Expired),
            Self::Return => state == State::Review,
            Self::Use => live,
        }
    }

    /// Why not.
    #[must_use]
    pub const fn refused(self) -> &'static str {
        match self {
            Self::Edit => "这篇文章已停用，不能再修改。请另写一篇。",
            Self::Submit => "只有草稿可以送审。请刷新后查看这篇文章的状态。",
            Self::Publish => "这篇文章还没有送审，不能发布。请作者先送审。",
            Self::Return => "只有待审核的文章可以退回。请刷新后查看这篇文章的状态。",
            Self::Retire => "这篇文章已经停用。",
            Self::Use => "这篇文章没有发布，不能记为已使用。",
        }
    }
}

/// Nobody publishes what they wrote. `authors` wrote what was not published before; where nothing is new, the wording that
/// is confirmed.
///
/// # Errors
/// [`KnowledgeError::OwnWork`].
pub fn may_publish(authors: &[Uuid], by: Uuid) -> Result<(), KnowledgeError> {
    if authors.contains(&by) { Err(KnowledgeError::OwnWork) } else { Ok(()) }
}

/// The last day on which an article is offered that is published on `today`: a year later, or what was `asked` for.
///
/// # Errors
/// What is wrong with the day asked for.
pub fn valid_until(today: NaiveDate, asked: Option<NaiveDate>) -> Result<NaiveDate, String> {
    let Some(asked) = asked else { return Ok(today.checked_add_months(VALID).unwrap_or(NaiveDate::MAX)) };
    let last = today.checked_add_months(LONGEST).unwrap_or(NaiveDate::MAX);
    if asked <= today || asked > last {
        return Err(format!("有效期应在明天至 {last} 之间，到期前需要重新审核"));
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn nobody_publishes_what_they_wrote() {
        let (author, helper, other) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        assert!(matches!(may_publish(&[author], author), Err(KnowledgeError::OwnWork)));
        // Who changed a comma is an author too.
        assert!(may_publish(&[author, helper], helper).is_err());
        assert!(may_publish(&[author, helper], other).is_ok());
    }

    #[test]
    fn an_article_is_good_for_a_year_and_for_three_at_most() {
        let today = day("2028-02-29");
        assert_eq!(valid_until(today, None), Ok(day("2029-02-28")));
        assert_eq!(valid_until(today, Some(day("2028-03-01"))), Ok(day("2028-03-01")));
        assert_eq!(valid_until(today, Some(day("2031-02-28"))), Ok(day("2031-02-28")));
        for bad in ["2028-02-29", "2020-01-01", "2031-03-01"] {
            assert!(valid_until(today, Some(day(bad))).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_can_be_done_depends_on_the_state() {
        let deeds = |state, live| {
            Deed::ALL.into_iter().filter(|deed| deed.fits(state, live)).map(Deed::code).collect::<Vec<_>>()
        };
        assert_eq!(deeds(State::Draft, false), ["edit", "submit", "retire"]);
        assert_eq!(deeds(State::Draft, true), ["used", "edit", "submit", "retire"]);
        assert_eq!(deeds(State::Review, false), ["edit", "publish", "return", "retire"]);
        assert_eq!(deeds(State::Published, true), ["used", "edit", "publish", "retire"]);
        assert_eq!(deeds(State::Expired, false), ["edit", "publish", "retire"]);
        assert!(deeds(State::Retired, false).is_empty());
    }
}
