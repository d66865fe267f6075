//! How content people are, against what the contract promises.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use jianyue_contracts::{
    model::{Quality, QualityMetric},
    registry::Registry,
};
use jianyue_kernel::{Actor, ContractId, Percent};
use jianyue_platform::Tx;
use jianyue_sla::zone;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::HotlineError,
    permissions::{MEASURES_READ, require},
    policy::return_calls::CONTENT,
    store::return_call::{return_standing, satisfaction_list},
};

/// The most days that are asked for at once.
const DAYS: i64 = 1100;

/// A share that a contract promises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ShareTarget {
    /// The rule.
    pub rule: String,
    /// Where it stands.
    pub clause: String,
    /// The share, for instance `90%`; null where the contract says none.
    #[schema(value_type = Option<String>)]
    pub at_least: Option<Percent>,
}

/// How content people were.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Contentment {
    /// How many were asked and answered: the size of the sample.
    pub n: i64,
    /// Their points, 1 to 5, on average, to a hundredth.
    pub average: Option<f64>,
    /// How many gave 4 or 5.
    pub satisfied: i64,
    /// The same in percent, to a hundredth.
    pub percent: Option<f64>,
    #[serde(skip)]
    points: i64,
}

/// The same of a month.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MonthlyContentment {
    /// Its first day.
    pub month: NaiveDate,
    /// How content people were.
    #[serde(flatten)]
    pub of: Contentment,
}

/// How the return calls stand that were due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReturnStanding {
    /// How many were due.
    pub due: i64,
    /// How many were made.
    pub made: i64,
    /// How many of these after their deadline.
    pub late: i64,
    /// How many ended otherwise: refused, nobody reached, let go.
    pub otherwise: i64,
    /// What the contract promises.
    pub target: Option<ShareTarget>,
}

/// How content people are, with what the contract promises.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = SatisfactionOnContract)]
pub struct Satisfaction {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Over all days.
    #[serde(flatten)]
    pub of: Contentment,
    /// What the contract promises; null where it promises nothing.
    pub target: Option<ShareTarget>,
    /// Whether it was reached; null without a target or without an answer.
    pub met: Option<bool>,
    /// What of this is a reading and not the letter.
    pub assumed: Vec<String>,
    /// By the month of the answer, only months with answers.
    pub by_month: Vec<MonthlyContentment>,
    /// The return calls that were due in these days.
    pub return_calls: ReturnStanding,
}

impl Contentment {
    fn add(&mut self, points: i64) {
        self.n += 1;
        self.points += points;
        self.satisfied += i64::from(points >= CONTENT);
    }

    fn done(mut self) -> Self {
        let hundredths = |n: i64| i32::try_from(n).ok().map(|n| f64::from(n) / 100.0);
        self.average = (self.points * 100).checked_div(self.n).and_then(hundredths);
        self.percent = (self.satisfied * 10_000).checked_div(self.n).and_then(hundredths);
        self
    }
}

/// How content people of a contract were who were asked from day to day, both counted in.
pub async fn satisfaction(
    tx: &mut Tx,
    registry: &Registry,
    by: &Actor,
    contract: ContractId,
    span: (NaiveDate, NaiveDate),
) -> Result<Satisfaction, HotlineError> {
    require(by, &MEASURES_READ, &MEASURES_READ, contract)?;
    let (from, to) = span;
    if to < from || (to - from).num_days() >= DAYS {
        return Err(HotlineError::field("to", format!("请选择不超过 {DAYS} 天、先后正确的起止日期")));
    }
    let version = registry.shown(tx, contract, zone::start_of_day(to)).await?.ok_or(HotlineError::NotFound)?;
    let rule = |metric| version.model.quality.iter().find(|quality| quality.metric == metric);
    let target =
        |rule: &Quality| ShareTarget { rule: rule.id.clone(), clause: rule.clause.clone(), at_least: rule.at_least };
    let mut of = Contentment::default();
    let mut months: BTreeMap<NaiveDate, Contentment> = BTreeMap::new();
    for (at, points) in satisfaction_list(tx, contract.0, span).await? {
        let day = zone::local_date(at);
        of.add(points);
        months.entry(day.with_day(1).unwrap_or(day)).or_default().add(points);
    }
    let promised = rule(QualityMetric::Satisfaction);
    let share = promised.and_then(|rule| rule.at_least).filter(|_| of.n > 0);
    let whole = Percent::WHOLE.parts_per_million();
    let met = share.map(|share| of.satisfied * whole >= share.parts_per_million() * of.n);
    let mut assumed: Vec<String> = promised.and_then(|rule| rule.assumed.clone()).into_iter().collect();
    assumed.push("合同没有写满意度的算法，读作回访中评 4 分或 5 分的人数占答复人数的比例".to_owned());
    let mut standing = ReturnStanding { target: rule(QualityMetric::ReturnCall).map(target), ..Default::default() };
    for (state, done_at, due_at) in return_standing(tx, contract.0, span).await? {
        standing.due += 1;
        match state.as_str() {
            "due" => {}
            "done" => {
                standing.made += 1;
                standing.late += i64::from(done_at.is_some_and(|done| done > due_at));
            }
            _ => standing.otherwise += 1,
        }
    }
    Ok(Satisfaction {
        from,
        to,
        of: of.done(),
        target: promised.map(target),
        met,
        assumed,
        by_month: months.into_iter().map(|(month, of)| MonthlyContentment { month, of: of.done() }).collect(),
        return_calls: standing,
    })
}
