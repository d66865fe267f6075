//! How long callers waited, against what the contract promises.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{
    model::{Quality, QualityMetric, Within},
    registry::{Compiled, Registry},
};
use jianyue_kernel::{Actor, ContractId, Percent};
use jianyue_platform::Tx;
use jianyue_sla::zone;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    error::HotlineError,
    model::{Channel, Outcome},
    permissions::{MEASURES_READ, require},
    policy::waits::Histogram,
    store::wait::wait_list,
};

/// The most days that are asked for at once.
const DAYS: i64 = 400;

/// What a contract promises about waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WaitTarget {
    /// The rule.
    pub rule: String,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub clause: String,
    /// A wait must be shorter than so many seconds.
    pub seconds: i64,
    /// The share of answered calls that must keep to it, for instance `90%`.
    #[schema(value_type = String)]
    pub at_least: Percent,
    /// What of this is a reading and not the letter.
    pub assumed: Vec<String>,
}

/// The waits of one channel on a day, or over all days.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct WaitsOf {
    /// The day of arrival in Shanghai; null for the sum.
    pub day: Option<NaiveDate>,
    /// By phone or by a chat.
    pub channel: Channel,
    /// Calls that arrived and are over: answered, given up, and messages left.
    pub arrived: i64,
    /// Calls that were picked up.
    pub answered: i64,
    /// Calls that were given up. They count neither for nor against the share, and stand here with their own number.
    pub abandoned: i64,
    /// Messages that were left.
    pub voicemail: i64,
    /// Answered calls of which nobody knows how long they waited.
    pub unmeasured: i64,
    /// Half of the answered calls waited at most so many seconds.
    pub p50: Option<i64>,
    /// Nine of ten waited at most so many seconds.
    pub p90: Option<i64>,
    /// Nineteen of twenty waited at most so many seconds.
    pub p95: Option<i64>,
    /// The longest wait of an answered call in seconds.
    pub max: Option<i64>,
    /// Answered calls that waited less than the target.
    pub within: Option<i64>,
    /// The same in percent of those that were measured, to a hundredth.
    pub within_percent: Option<f64>,
    /// The rule that it is held against; null where the contract has none.
    pub target: Option<String>,
    /// Whether the share was reached; null without a target or without a call.
    pub met: Option<bool>,
}

/// How long callers waited.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Waits {
    /// The contract.
    pub contract_id: Uuid,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// What the contract promises, in each of its versions of that time.
    pub targets: Vec<WaitTarget>,
    /// By day and channel, only days with calls.
    pub days: Vec<WaitsOf>,
    /// Over all days, by channel.
    pub totals: Vec<WaitsOf>,
}

#[derive(Default)]
struct Counted {
    answered: Histogram,
    abandoned: i64,
    voicemail: i64,
    unmeasured: i64,
    within: Option<i64>,
    target: Option<WaitTarget>,
}

impl Counted {
    fn add(&mut self, outcome: Outcome, seconds: i64, n: i64) {
        match outcome {
            Outcome::Answered if seconds < 0 => self.unmeasured += n,
            Outcome::Answered => self.answered.add(seconds, n),
            Outcome::Abandoned => self.abandoned += n,
            Outcome::Voicemail => self.voicemail += n,
            Outcome::Ringing => {}
        }
    }

    /// Holds a day against its target.
    fn judge(&mut self, target: Option<&WaitTarget>) {
        self.within = target.map(|target| self.answered.below(target.seconds));
        self.target = target.cloned();
    }

    fn merge(&mut self, day: &Self) {
        self.answered.merge(&day.answered);
        self.abandoned += day.abandoned;
        self.voicemail += day.voicemail;
        self.unmeasured += day.unmeasured;
        if let Some(within) = day.within {
            *self.within.get_or_insert(0) += within;
            self.target.clone_from(&day.target);
        }
    }

    fn view(&self, day: Option<NaiveDate>, channel: Channel) -> WaitsOf {
        let measured = self.answered.count();
        let share = |within: i64| -> Option<f64> {
            let hundredths = (within * 10_000).checked_div(measured)?;
            i32::try_from(hundredths).ok().map(|hundredths| f64::from(hundredths) / 100.0)
        };
        let met = |within: i64, target: &WaitTarget| {
            let needed = target.at_least.parts_per_million() * measured;
            within * Percent::WHOLE.parts_per_million() >= needed
        };
        let answered = measured + self.unmeasured;
        WaitsOf {
            day,
            channel,
            arrived: answered + self.abandoned + self.voicemail,
            answered,
            abandoned: self.abandoned,
            voicemail: self.voicemail,
            unmeasured: self.unmeasured,
            p50: self.answered.percentile(50),
            p90: self.answered.percentile(90),
            p95: self.answered.percentile(95),
            max: self.answered.percentile(100),
            within: self.within,
            within_percent: self.within.and_then(share),
            target: self.target.as_ref().map(|target| target.rule.clone()),
            met: self.within.zip(self.target.as_ref()).filter(|_| measured > 0).map(|(n, target)| met(n, target)),
        }
    }
}

/// How long callers of a contract waited from day to day, both counted in.
///
/// # Errors
/// [`HotlineError::NotFound`] where the caller may know nothing of the contract; [`HotlineError::Bad`] for days that are
/// no span of at most 400.
pub async fn waits(
    tx: &mut Tx,
    registry: &Registry,
    by: &Actor,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Waits, HotlineError> {
    require(by, &MEASURES_READ, &MEASURES_READ, contract)?;
    if to < from || (to - from).num_days() >= DAYS {
        return Err(HotlineError::field("to", format!("请选择不超过 {DAYS} 天、先后正确的起止日期")));
    }
    let rows = wait_list(tx, contract.0, from, to).await?;
    let mut days: BTreeMap<(NaiveDate, Channel), Counted> = BTreeMap::new();
    for row in rows {
        days.entry((row.day, row.channel)).or_default().add(row.outcome, row.seconds, row.n);
    }
    let mut targets: Vec<WaitTarget> = Vec::new();
    let mut totals: BTreeMap<Channel, Counted> = BTreeMap::new();
    if registry.shown(tx, contract, zone::start_of_day(to)).await?.is_none() {
        return Err(HotlineError::NotFound);
    }
    for ((day, channel), counted) in &mut days {
        // The version that held on the day: a later amendment judges no earlier call.
        let version = registry.shown(tx, contract, zone::start_of_day(*day)).await?;
        let target = version.and_then(|version| target_of(&version, *channel));
        counted.judge(target.as_ref());
        totals.entry(*channel).or_default().merge(counted);
        if let Some(target) = target.filter(|target| !targets.contains(target)) {
            targets.push(target);
        }
    }
    Ok(Waits {
        contract_id: contract.0,
        from,
        to,
        targets,
        days: days.iter().map(|((day, channel), counted)| counted.view(Some(*day), *channel)).collect(),
        totals: totals.iter().map(|(channel, counted)| counted.view(None, *channel)).collect(),
    })
}

/// What a version of a contract promises for a channel.
fn target_of(version: &Compiled, channel: Channel) -> Option<WaitTarget> {
    let metric = match channel {
        Channel::Phone => QualityMetric::PhoneWait,
        Channel::Online => QualityMetric::OnlineWait,
    };
    let rule = version.model.quality.iter().find(|quality| quality.metric == metric)?;
    let Some(Within::Seconds(seconds)) = rule.within else { return None };
    Some(read(rule, i64::try_from(seconds).ok()?))
}

fn read(rule: &Quality, seconds: i64) -> WaitTarget {
    let mut assumed: Vec<String> = rule.assumed.iter().cloned().collect();
    if rule.at_least.is_none() {
        assumed.push("合同没有写达标比例，读作每一通接听的来电都应达到".to_owned());
    }
    assumed.push("合同没有写放弃的来电如何计算，单独列出，不计入比例".to_owned());
    WaitTarget {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        clause: rule.clause.clone(),
        seconds,
        at_least: rule.at_least.unwrap_or(Percent::WHOLE),
        assumed,
    }
}
