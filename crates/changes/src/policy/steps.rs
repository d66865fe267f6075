//! What may be done with a change as it stands, and why not.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::periods::SpecialPeriod;
use jianyue_sla::zone;
use uuid::Uuid;

use crate::model::{ChangeState, Decision, Step, Urgency};

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Where it stands.
    pub state: ChangeState,
    /// How soon it must be done.
    pub urgency: Urgency,
    /// Its window.
    pub window: (DateTime<Utc>, DateTime<Utc>),
    /// Who asked for approval.
    pub submitted_by: Option<Uuid>,
    /// What was decided of the present text.
    pub decision: Option<&'a Decision>,
    /// Approved by word of mouth, and not confirmed in writing.
    pub unconfirmed: bool,
    /// How the last test of the present text ended; none where there is none.
    pub tested: Option<bool>,
    /// The written form that its rule wants.
    pub form: Option<&'a str>,
    /// The clause of its rule.
    pub clause: Option<&'a str>,
    /// What its rule asks for, where that is somebody's consent.
    pub asks: Option<&'a str>,
    /// Special periods in which nothing may be released, as far as they concern its works.
    pub freezes: &'a [SpecialPeriod],
    /// The moment at which the step is taken.
    pub at: DateTime<Utc>,
    /// Who takes it.
    pub by: Uuid,
}

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Which rule, as the end of a problem code.
    pub code: &'static str,
    /// In words, with what to do.
    pub text: String,
}

fn no(code: &'static str, text: impl Into<String>) -> Result<(), Refused> {
    Err(Refused { code, text: text.into() })
}

impl Facts<'_> {
    /// Lets `step` be taken.
    ///
    /// # Errors
    /// The rule that forbids it, or the state that it is not possible in.
    pub fn allow(&self, step: Step) -> Result<(), Refused> {
        use ChangeState::{Approved, Draft, Refused as Denied, Released, RolledBack, Submitted, Tested, Verified};
        match step {
            Step::Edit => self.only(&[Draft, Submitted, Approved, Tested, Denied, RolledBack], "不能再修改方案"),
            Step::Submit => {
                self.only(&[Draft], "不能提交；修改方案后可以重新提交")?;
                if self.window.1 <= self.at {
                    return no("window_over", "计划窗口已经过去，请先修改计划窗口再提交。");
                }
                self.no_freeze(self.days(), "计划窗口落在")
            }
            Step::Decide => {
                self.only(&[Submitted], "没有待批准的方案")?;
                self.not_own()
            }
            Step::ByWord => {
                if self.urgency != Urgency::Emergency {
                    return no("not_emergency", "只有紧急变更可以先口头批准，其他变更请等待主管处室在线批准。");
                }
                self.only(&[Submitted], "没有待批准的方案")?;
                match self.form {
                    Some(form) => {
                        no("form_wanted", format!("{}要求凭“{form}”办理，不能先口头批准。", self.by_clause()))
                    }
                    None => Ok(()),
                }
            }
            Step::Confirm => match self.decision {
                Some(decision) if self.unconfirmed && decision.deed.by_id == self.by => {
                    no("own_change", "口头批准由登记人以外的主管处室人员书面确认。")
                }
                Some(_) if self.unconfirmed => Ok(()),
                _ => no("wrong_state", "没有待书面确认的口头批准。"),
            },
            Step::Test => self.only(&[Draft, Submitted, Approved, Tested], "不能再登记测试"),
            Step::Release => self.release(),
            Step::Verify | Step::RollBack => self.only(&[Released], "还没有发布，或已经有结论"),
            Step::Close => {
                self.only(&[Verified, RolledBack], "要先有验证或回退的结论才能关闭")?;
                if self.unconfirmed {
                    return no("unconfirmed", "口头批准还没有书面确认，请主管处室确认后再关闭。");
                }
                Ok(())
            }
            Step::Withdraw => self.only(&[Draft, Submitted, Approved, Tested, Denied], "不能撤回"),
        }
    }

    /// Nothing is released without approval and a passed test of the text as it is, outside of its window, or in a freeze.
    fn release(&self) -> Result<(), Refused> {
        match self.state {
            ChangeState::Draft | ChangeState::Submitted | ChangeState::Refused => {
                return no("not_approved", format!("方案还没有批准，不能发布。{}", self.ground()));
            }
            ChangeState::Approved if self.tested == Some(false) => {
                return no(
                    "not_tested",
                    format!("最近一次测试没有通过，不能发布，请修正后重新测试。{}", self.ground()),
                );
            }
            ChangeState::Approved => {
                return no("not_tested", format!("还没有通过的测试记录，不能发布，请先登记测试。{}", self.ground()));
            }
            ChangeState::Tested => {}
            _ => return no("wrong_state", format!("当前是“{}”，不能发布。", self.state.name())),
        }
        let day = zone::local_date(self.at);
        self.no_freeze((day, day), "今天处于")?;
        let (from, to) = self.window;
        if self.at < from || self.at > to {
            let shown = |at| zone::local(at).format("%Y-%m-%d %H:%M").to_string();
            let text = format!(
                "发布时间不在批准的窗口内（{} 至 {}）。请在窗口内发布，或修改窗口后重新报批。",
                shown(from),
                shown(to)
            );
            return no("outside_window", text);
        }
        Ok(())
    }

    /// First and last day of its window in Shanghai.
    #[must_use]
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        (zone::local_date(self.window.0), zone::local_date(self.window.1))
    }

    fn no_freeze(&self, (from, to): (NaiveDate, NaiveDate), begins: &str) -> Result<(), Refused> {
        match self.freezes.iter().find(|period| period.from <= to && from <= period.to) {
            Some(period) => no("frozen", frozen(begins, period)),
            None => Ok(()),
        }
    }

    fn not_own(&self) -> Result<(), Refused> {
        if self.submitted_by == Some(self.by) {
            return no("own_change", "不能批准自己提交的变更，请主管处室的其他人员批准。");
        }
        Ok(())
    }

    fn only(&self, states: &[ChangeState], otherwise: &str) -> Result<(), Refused> {
        if states.contains(&self.state) {
            return Ok(());
        }
        no("wrong_state", format!("当前是“{}”，{otherwise}。", self.state.name()))
    }

    fn by_clause(&self) -> String {
        self.clause.map_or_else(|| "合同".to_owned(), |clause| format!("合同 {clause} "))
    }

    /// What stands behind it: the contract where its rule wants the consent, the house's own order otherwise.
    fn ground(&self) -> String {
        match (self.clause, self.asks) {
            (Some(clause), Some(asks)) => format!("依据合同 {clause}：{asks}。"),
            (Some(clause), None) => format!("变更先经批准和测试再发布，对应合同 {clause}。"),
            (None, _) => "变更先经批准和测试再发布。".to_owned(),
        }
    }
}

/// That something lies in a freeze, with its name and days.
#[must_use]
pub fn frozen(begins: &str, period: &SpecialPeriod) -> String {
    let SpecialPeriod { title, from, to, .. } = period;
    format!("{begins}封网期“{title}”（{from} 至 {to}），期间不得发布。请改到封网期以外。")
}

/// Where an approved change stands by its tests.
#[must_use]
pub fn by_tests(state: ChangeState, tested: Option<bool>) -> ChangeState {
    match (state, tested) {
        (ChangeState::Approved | ChangeState::Tested, Some(true)) => ChangeState::Tested,
        (ChangeState::Approved | ChangeState::Tested, _) => ChangeState::Approved,
        (other, _) => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn facts(freezes: &[SpecialPeriod]) -> Facts<'_> {
        Facts {
            state: ChangeState::Tested,
            urgency: Urgency::Normal,
            window: (at("2024-05-06T20:00:00+08:00"), at("2024-05-06T22:00:00+08:00")),
            submitted_by: Some(Uuid::from_u128(1)),
            decision: None,
            unconfirmed: false,
            tested: Some(true),
            form: None,
            clause: Some("附件一 2.3"),
            asks: Some("测试并经认可后实施"),
            freezes,
            at: at("2024-05-06T21:00:00+08:00"),
            by: Uuid::from_u128(2),
        }
    }

    fn code(facts: Facts<'_>, step: Step) -> &'static str {
        facts.allow(step).map_or_else(|refused| refused.code, |()| "yes")
    }

    #[test]
    fn nothing_is_released_without_approval_test_and_window() {
        let ready = facts(&[]);
        assert_eq!(code(ready, Step::Release), "yes");
        assert_eq!(code(Facts { state: ChangeState::Submitted, ..ready }, Step::Release), "not_approved");
        let untested = Facts { state: ChangeState::Approved, tested: None, ..ready };
        let refused = untested.allow(Step::Release).unwrap_err();
        assert!(
            refused.code == "not_tested" && refused.text.contains("附件一 2.3：测试并经认可后实施"),
            "{}",
            refused.text
        );
        let other = Facts { asks: None, ..untested }.allow(Step::Release).unwrap_err();
        assert!(!other.text.contains("依据合同") && other.text.contains("附件一 2.3"), "{}", other.text);
        assert_eq!(code(Facts { tested: Some(false), ..untested }, Step::Release), "not_tested");
        let early = Facts { at: at("2024-05-06T19:59:59+08:00"), ..ready };
        assert_eq!(code(early, Step::Release), "outside_window");
        let late = Facts { at: at("2024-05-06T22:00:01+08:00"), ..ready };
        assert_eq!(code(late, Step::Release), "outside_window");
    }

    #[test]
    fn a_freeze_is_named_with_its_days() {
        let freezes = [SpecialPeriod {
            id: Uuid::nil(),
            title: "高考保障".to_owned(),
            works: Vec::new(),
            from: "2024-05-01".parse().unwrap(),
            to: "2024-05-06".parse().unwrap(),
            freeze: true,
        }];
        let refused = facts(&freezes).allow(Step::Release).unwrap_err();
        assert_eq!(refused.code, "frozen");
        assert!(refused.text.contains("高考保障") && refused.text.contains("2024-05-01 至 2024-05-06"));
        let draft = Facts { state: ChangeState::Draft, at: at("2024-04-20T00:00:00Z"), ..facts(&freezes) };
        assert_eq!(code(draft, Step::Submit), "frozen");
        let later = (at("2024-05-07T00:00:00+08:00"), at("2024-05-07T02:00:00+08:00"));
        assert_eq!(code(Facts { window: later, ..draft }, Step::Submit), "yes");
        assert_eq!(code(Facts { at: at("2024-05-08T00:00:00Z"), ..draft }, Step::Submit), "window_over");
    }

    #[test]
    fn nobody_approves_their_own_and_a_written_form_forbids_word_of_mouth() {
        let waits = Facts { state: ChangeState::Submitted, ..facts(&[]) };
        assert_eq!(code(waits, Step::Decide), "yes");
        assert_eq!(code(Facts { by: Uuid::from_u128(1), ..waits }, Step::Decide), "own_change");
        assert_eq!(code(waits, Step::ByWord), "not_emergency");
        let urgent = Facts { urgency: Urgency::Emergency, ..waits };
        assert_eq!(code(urgent, Step::ByWord), "yes");
        assert_eq!(code(Facts { form: Some("需求单"), ..urgent }, Step::ByWord), "form_wanted");
        let over = Facts { state: ChangeState::Verified, ..urgent };
        assert_eq!(code(over, Step::Close), "yes");
        assert_eq!(code(Facts { unconfirmed: true, ..over }, Step::Close), "unconfirmed");
    }

    #[test]
    fn a_failed_test_takes_readiness_back() {
        assert_eq!(by_tests(ChangeState::Approved, Some(true)), ChangeState::Tested);
        assert_eq!(by_tests(ChangeState::Tested, Some(false)), ChangeState::Approved);
        assert_eq!(by_tests(ChangeState::Submitted, Some(true)), ChangeState::Submitted);
    }
}
