//! What happens in the demo year, as plain values: the same seed and the same end give the same year.

use chrono::{DateTime, Datelike, Duration, TimeDelta, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Asia::Shanghai;
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::texts::{ContractTexts, Replies, Texts};

/// A severity that tickets of the demo may be opened with.
#[derive(Clone, Debug)]
pub struct CaseChoice {
    /// The work of the contract.
    pub work: Option<String>,
    /// Key of the case.
    pub case: String,
    /// How severe it is, 1 to 4; rarer when more severe.
    pub level: u8,
}

/// One ticket's life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The contract.
    pub slug: String,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// What kind it is.
    pub kind: &'static str,
    /// How it came in.
    pub channel: &'static str,
    /// The contract's work.
    pub work: Option<String>,
    /// The severity.
    pub case: String,
    /// Title.
    pub title: String,
    /// Description.
    pub description: String,
    /// The office that reports.
    pub unit: String,
    /// What happens to it, in order of time.
    pub steps: Vec<(DateTime<Utc>, Step)>,
}

/// Something done to a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An engineer takes it; the number picks one of the contract's.
    Take(usize),
    /// The reporter is answered.
    Reply(String),
    /// A note among colleagues.
    Note(String),
    /// Handed up by hand.
    Escalate,
    /// An engineer is on site.
    CheckIn,
    /// The clock is stopped for a while.
    Pause(String),
    /// And goes on.
    Resume,
    /// The reporter urges.
    Urge,
    /// Service is back.
    Restore(String),
    /// A solution is offered.
    Resolve(String),
    /// The reporter refuses it.
    Refuse(String),
    /// The reporter accepts it with a satisfaction of 1–5.
    Accept(u8, String),
    /// Opened again.
    Reopen(String),
}

/// Tells `count` stories over the year that ends at `end`.
#[must_use]
pub fn tell(texts: &Texts, cases: &dyn Fn(&str) -> Vec<CaseChoice>, count: usize, end: DateTime<Utc>) -> Vec<Story> {
    let mut rng = StdRng::seed_from_u64(0x004a_6961_6e79_7565);
    let choices: Vec<_> = texts.contract.iter().map(|contract| cases(&contract.slug)).collect();
    let mut stories: Vec<Story> = (0..count)
        .map(|_| {
            let which = pick_weighted(&mut rng, &[25, 25, 20, 20, 10]).min(texts.contract.len() - 1);
            let opened_at = moment(&mut rng, end);
            one(&mut rng, &texts.contract[which], &texts.replies, &choices[which], opened_at)
        })
        .collect();
    stories.extend(unfinished(&mut rng, texts, &choices, end));
    stories.sort_by(|a, b| a.opened_at.cmp(&b.opened_at).then_with(|| a.title.cmp(&b.title)));
    stories
}

/// Tickets that are in the middle of something when the year ends: about to breach, breached, paused, handed up.
fn unfinished(rng: &mut StdRng, texts: &Texts, choices: &[Vec<CaseChoice>], end: DateTime<Utc>) -> Vec<Story> {
    let minutes_ago = [
        4, 9, 17, 26, 44, 55, 62, 85, 100, 118, 150, 205, 235, 340, 700, 1_080, 1_330, 1_400, 1_425, 2_300, 2_700,
        2_860, 3_500, 4_100, 5_600,
    ];
    let mut stories = Vec::new();
    for (i, ago) in minutes_ago.into_iter().enumerate() {
        let which = i % texts.contract.len();
        let opened_at = end - TimeDelta::minutes(ago);
        let mut story = one(rng, &texts.contract[which], &texts.replies, &choices[which], opened_at);
        story.steps.retain(|(_, step)| matches!(step, Step::Take(_) | Step::Reply(_) | Step::CheckIn | Step::Note(_)));
        let done = || "已处理，请确认。".to_owned();
        match i % 7 {
            0 => story.steps.clear(),
            1 => story
                .steps
                .push((end - TimeDelta::minutes(ago / 3), Step::Pause(any(rng, &texts.replies.pauses).clone()))),
            2 => story.steps.push((end - TimeDelta::minutes(ago / 3), Step::Escalate)),
            3 => story.steps.push((end - TimeDelta::minutes(ago / 4), Step::Urge)),
            5 => story.steps.push((end - TimeDelta::minutes(ago / 5), Step::Resolve(done()))),
            6 => story.steps.push((end - TimeDelta::minutes(ago / 5), Step::Restore(done()))),
            _ => {}
        }
        story.steps.sort_by_key(|(at, _)| *at);
        stories.push(story);
    }
    stories
}

fn one(
    rng: &mut StdRng,
    contract: &ContractTexts,
    replies: &Replies,
    cases: &[CaseChoice],
    opened_at: DateTime<Utc>,
) -> Story {
    let kind = ["fault", "service_request", "consultation", "complaint"][pick_weighted(rng, &[62, 22, 14, 2])];
    // What is asked for is seldom urgent.
    let rarity = if kind == "fault" { [1, 2, 5, 8, 8] } else { [1, 0, 1, 6, 8] };
    let weights: Vec<u32> = cases.iter().map(|case| rarity[usize::from(case.level.min(4))]).collect();
    let case = &cases[pick_weighted(rng, &weights)];
    let (system, unit) = (any(rng, &contract.systems).clone(), any(rng, &contract.units).clone());
    let n = rng.random_range(2..30_u32).to_string();
    let fill = |text: &str| text.replace("{system}", &system).replace("{unit}", &unit).replace("{n}", &n);
    let (title, description, solution) = match kind {
        "fault" => {
            let [title, description, solution] = &contract.faults[rng.random_range(0..contract.faults.len())];
            (fill(title), fill(description), fill(solution))
        }
        "service_request" => {
            let title = fill(any(rng, &contract.requests));
            let description = format!("{unit}提出：{title}，申请表已签字，请办理后告知。");
            (title, description, "已按申请办理完成，请核对。".to_owned())
        }
        "consultation" => {
            let title = fill(any(rng, &contract.questions));
            (title.clone(), format!("来电{title}。"), "已电话答复并发送操作说明。".to_owned())
        }
        _ => (
            format!("对{system}处理进度不满意"),
            format!("{unit}反映{system}的问题已提交较久，希望尽快给出明确时间。"),
            "项目经理已当面说明原因并约定完成时间。".to_owned(),
        ),
    };
    let channel = ["phone", "web", "email", "wechat", "qq", "on_site", "monitoring"]
        [pick_weighted(rng, &[48, 22, 9, 8, 5, 4, 4])];
    let steps = life(rng, replies, opened_at, case.level, kind, &solution);
    Story {
        slug: contract.slug.clone(),
        opened_at,
        kind,
        channel,
        work: case.work.clone(),
        case: case.case.clone(),
        title,
        description,
        unit,
        steps,
    }
}

/// A ticket's steps as they are made up.
struct Life<'r> {
    rng: &'r mut StdRng,
    at: DateTime<Utc>,
    /// How many times longer than usual everything takes.
    slow: i64,
    steps: Vec<(DateTime<Utc>, Step)>,
}

impl Life<'_> {
    /// The next step, so many minutes after the last one.
    fn then(&mut self, minutes: std::ops::Range<i64>, step: impl FnOnce(&mut StdRng) -> Step) {
        self.at += Duration::seconds(self.rng.random_range(minutes.start * 60..minutes.end * 60) * self.slow);
        let step = step(self.rng);
        self.steps.push((self.at, step));
    }

    /// True once in `n`.
    fn once_in(&mut self, n: u32) -> bool {
        self.rng.random_ratio(1, n)
    }
}

/// What happens to a ticket whose work goes the usual way, or, once in fifteen, slowly.
fn life(
    rng: &mut StdRng,
    replies: &Replies,
    opened_at: DateTime<Utc>,
    level: u8,
    kind: &str,
    solution: &str,
) -> Vec<(DateTime<Utc>, Step)> {
    let slow = if rng.random_ratio(1, 15) { 9 } else { 1 };
    let mut life = Life { rng, at: opened_at, slow, steps: Vec::new() };
    begin(&mut life, replies);
    if kind == "fault" && level <= 2 && life.once_in(3) {
        life.then(3..25, |_| Step::Escalate);
    }
    if kind == "fault" && life.once_in(3) {
        life.then(25..120, |_| Step::CheckIn);
    }
    if life.once_in(12) {
        life.then(5..40, |rng| Step::Pause(any(rng, &replies.pauses).clone()));
        life.then(60..900, |_| Step::Resume);
    }
    if slow > 1 && life.once_in(2) {
        life.then(5..30, |_| Step::Urge);
    }
    if kind == "fault" {
        let longest = if level <= 2 { 300 } else { 480 };
        life.then(10..longest, |_| Step::Restore(solution.to_owned()));
    }
    finish(&mut life, replies, solution);
    life.steps
}

/// Somebody takes it and answers.
fn begin(life: &mut Life<'_>, replies: &Replies) {
    life.then(1..7, |rng| Step::Take(rng.random_range(0..64)));
    life.then(1..15, |rng| Step::Reply(any(rng, &replies.public).clone()));
    if life.once_in(4) {
        life.then(2..20, |rng| Step::Note(any(rng, &replies.internal).clone()));
    }
}

/// A solution, refused once in a while, accepted in the end, and now and then not the last word.
fn finish(life: &mut Life<'_>, replies: &Replies, solution: &str) {
    let resolve = |_: &mut StdRng| Step::Resolve(solution.to_owned());
    life.then(5..90, resolve);
    if life.once_in(25) {
        life.then(10..90, |rng| Step::Refuse(any(rng, &replies.refusals).clone()));
        life.then(20..200, resolve);
    }
    life.then(10..600, |rng| {
        let satisfaction = [5, 4, 3, 2, 1][pick_weighted(rng, &[66, 24, 6, 3, 1])];
        Step::Accept(satisfaction, any(rng, &replies.praise).clone())
    });
    if life.once_in(60) {
        life.then(600..4_000, |_| Step::Reopen("同样的问题又出现了。".to_owned()));
        begin(life, replies);
        life.then(10..200, resolve);
        life.then(10..600, |_| Step::Accept(4, String::new()));
    }
}

/// A moment of the year before `end`: mostly working hours, mornings busiest, some nights and weekends.
fn moment(rng: &mut StdRng, end: DateTime<Utc>) -> DateTime<Utc> {
    loop {
        let at = end - Duration::seconds(rng.random_range(3 * 3_600..365 * 86_400));
        let local = at.with_timezone(&Shanghai);
        let weekend = matches!(local.weekday(), Weekday::Sat | Weekday::Sun);
        let keep = match local.hour() {
            9..=11 => 100,
            14..=17 => 80,
            8 | 12 | 13 => 45,
            18..=21 => 14,
            _ => 4,
        };
        let keep = if weekend { keep / 6 } else { keep };
        if rng.random_range(0..100) < keep {
            let seconds = at.timestamp();
            return Utc.timestamp_opt(seconds, 0).single().unwrap_or(at);
        }
    }
}

fn any<'a>(rng: &mut StdRng, of: &'a [String]) -> &'a String {
    &of[rng.random_range(0..of.len())]
}

fn pick_weighted(rng: &mut StdRng, weights: &[u32]) -> usize {
    let mut at = rng.random_range(0..weights.iter().sum::<u32>().max(1));
    weights
        .iter()
        .position(|weight| {
            let here = at < *weight;
            at = at.saturating_sub(*weight);
            here
        })
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(count: usize) -> Vec<Story> {
        let cases =
            |_: &str| (1..=4).map(|level| CaseChoice { work: None, case: format!("S{level}"), level }).collect();
        let end = "2026-11-20T09:00:00Z".parse().unwrap();
        tell(&Texts::embedded().unwrap(), &cases, count, end)
    }

    #[test]
    fn the_same_seed_tells_the_same_year() {
        assert_eq!(year(300), year(300));
    }

    #[test]
    fn steps_follow_one_another_and_nothing_is_left_unfilled() {
        for story in year(300) {
            assert!(story.steps.iter().all(|(at, _)| *at >= story.opened_at), "{story:?}");
            assert!(story.steps.is_sorted_by_key(|(at, _)| *at), "{story:?}");
            assert!(!story.title.contains('{') && !story.description.contains('{'), "{story:?}");
        }
    }
}
