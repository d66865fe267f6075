//! What the demo has at the hotline: a year of calls with their peaks, return calls with what people said, visits, a roster.
//!
//! Nobody's number is real: 138 0000 with four digits behind it.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, TimeDelta, Utc, Weekday};
use jianyue_hotline::{
    HotlineError,
    model::{AttemptResult, Channel, Duty, Outcome, ReturnKind, ReturnState, SpecialKind},
    service::{
        Completed, Desk, NewAttempt, NewCall, NewShift, NewSpecialDays, ReturnsRequest, add_shifts, add_special_days,
        attempt, complete, draw_visits, log_call, return_calls,
    },
};
use jianyue_kernel::{Env, FixedClock, PageRequest, Role};
use jianyue_platform::{people::People, sealed::Sealer};
use jianyue_sla::zone;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// Contracts with a hotline of their own.
const HOTLINES: [&str; 2] = ["EX", "SC"];
/// Minutes after midnight at which calls mostly come: the morning, and after lunch.
const HOURS: [i64; 12] = [8, 9, 9, 9, 10, 10, 11, 13, 14, 14, 15, 17];
const TOPICS: [&str; 6] =
    ["登录不上系统", "忘记密码，咨询重置办法", "页面打不开", "咨询报名材料", "打印不出来", "催问处理进度"];
const PRAISE: [&str; 4] = ["处理很及时", "态度好，讲得清楚", "希望能更快一些", "同样的问题出现过两次"];

/// Calls, return calls and visits of the year that ends at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(
    host: &Host,
    cast: &Cast,
    contracts: &[DemoContract],
    tickets: usize,
    end: DateTime<Utc>,
) -> Result<(), Failure> {
    let a_day = (tickets / 100).clamp(1, 6);
    for contract in contracts.iter().filter(|contract| HOTLINES.contains(&contract.prefix.as_str())) {
        calls(host, cast, contract, a_day, end).await?;
    }
    rosters(host, cast, contracts, end).await?;
    visits(host, end).await?;
    asked(host, cast, contracts, end).await
}

fn refused(error: HotlineError) -> Failure {
    Failure::input(format!("the hotline of the demo: {error}"))
}

/// The time `at` for one step.
fn env_at(host: &Host, at: DateTime<Utc>) -> Env {
    host.app.env().with_clock(Arc::new(FixedClock::at(at)))
}

/// A number below `most` that only depends on its place.
fn spread(n: usize, most: usize) -> usize {
    (n.wrapping_mul(2_654_435_761) >> 7) % most
}

fn seconds(n: usize) -> TimeDelta {
    TimeDelta::seconds(i64::try_from(n).unwrap_or(0))
}

async fn calls(
    host: &Host,
    cast: &Cast,
    contract: &DemoContract,
    a_day: usize,
    end: DateTime<Utc>,
) -> Result<(), Failure> {
    let Some(agent) = cast.nth(Role::HotlineAgent, contract, 0) else { return Ok(()) };
    let sealer = host.app.state::<Sealer>();
    let today = zone::local_date(end);
    for back in (0..365_u16).rev() {
        let day = today - Days::new(back.into());
        let quiet = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let bad = back % 47 == 8;
        let mut tx = host.app.db().write().await?;
        for nth in 0..if quiet { 1 } else { a_day } {
            let n = usize::from(back) * 16 + nth + contract.prefix.len() * usize::from(contract.prefix.as_bytes()[0]);
            let hour = HOURS[spread(n, HOURS.len())];
            let at = zone::start_of_day(day) + TimeDelta::hours(hour) + seconds(spread(n + 7, 3600));
            let channel = if spread(n + 3, 4) == 0 { Channel::Online } else { Channel::Phone };
            let wait = wait(n, hour, channel) * if bad { 4 } else { 1 };
            let gone = spread(n + 5, 25) == 0;
            let over = at + seconds(wait) + if gone { TimeDelta::zero() } else { seconds(40 + spread(n + 11, 400)) };
            if over >= end {
                continue;
            }
            let new = NewCall {
                channel,
                direction: None,
                caller_number: (channel == Channel::Phone).then(|| format!("1380000{:04}", spread(n + 13, 300))),
                caller_name: None,
                arrived_at: Some(at),
                answered_at: (!gone).then(|| at + seconds(wait)),
                ended_at: Some(over),
                outcome: Some(if gone { Outcome::Abandoned } else { Outcome::Answered }),
                topic: (!gone).then(|| TOPICS[spread(n + 17, TOPICS.len())].to_owned()),
                note: None,
                ticket_id: None,
            };
            let env = env_at(host, over);
            let desk = Desk { env: &env, by: agent, sealer };
            log_call(&host.app, &mut tx, desk, contract.id, new).await.map_err(refused)?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// Seconds that a call waits on a usual day: few, more in the morning's peak, rarely too many.
fn wait(n: usize, hour: i64, channel: Channel) -> usize {
    let peak = hour == 9;
    let rare = spread(n + 19, 40) == 0;
    match channel {
        Channel::Phone if rare && peak => 60 + spread(n + 23, 45),
        Channel::Phone => 4 + spread(n + 23, if peak { 50 } else { 24 }),
        Channel::Online if rare => 10 + spread(n + 23, 9),
        Channel::Online => 1 + spread(n + 23, 8),
    }
}

/// Who is at the hotline of EX in the coming two weeks: nobody on the fifth day's afternoon. At the second level somebody is
/// on call day and night; at the first nobody, so that new tickets are given away by hand. An exam is held later.
async fn rosters(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let Some(contract) = contracts.iter().find(|contract| contract.prefix == "EX") else { return Ok(()) };
    let Some(manager) = cast.nth(Role::VendorManager, contract, 0) else { return Ok(()) };
    let people = host.app.state::<People>();
    let mut tx = host.app.db().write().await?;
    for (nth, day) in zone::local_date(end).iter_days().take(14).enumerate() {
        let shifts = [
            (Duty::Phone, "agent", 8, 14),
            (Duty::Phone, "engineer3", 14, 20),
            (Duty::Online, "engineer", 8, 20),
            (Duty::OnCall2, "engineer", 8, 20),
            (Duty::OnCall2, if nth < 7 { "engineer3" } else { "engineer" }, 20, 32),
        ];
        for (duty, account, from, to) in shifts {
            if nth == 4 && (duty, from) == (Duty::Phone, 14) {
                continue;
            }
            let Some(person) = cast.named(account) else { continue };
            let at = |hour: i64| zone::start_of_day(day) + TimeDelta::hours(hour);
            let person_id = person.person.0;
            let new = NewShift { duty, person_id, from: at(from), to: at(to), note: None, repeat: None };
            let desk = (host.app.env(), people);
            add_shifts(&mut tx, desk, manager, contract.id, new).await.map_err(refused)?;
        }
    }
    let exam = zone::local_date(end) + Days::new(23);
    for (kind, from, to, reason) in [
        (SpecialKind::MockExam, exam - Days::new(7), exam - Days::new(6), "模拟考试安排（演示）"),
        (SpecialKind::Exam, exam, exam + Days::new(1), "考试通知（演示）"),
    ] {
        let (opens, closes) = (Some("08:00".to_owned()), Some("20:00".to_owned()));
        let new = NewSpecialDays { kind, from, to: Some(to), opens, closes, reason: reason.to_owned() };
        let desk = (host.app.env(), host.registry());
        add_special_days(&mut tx, desk, manager, contract.id, new).await.map_err(refused)?;
    }
    Ok(tx.commit().await?)
}

/// The visits of the last four quarters.
async fn visits(host: &Host, end: DateTime<Utc>) -> Result<(), Failure> {
    for quarters in (0..4).rev() {
        let mut tx = host.app.db().write().await?;
        draw_visits(&host.app, &mut tx, end - TimeDelta::days(91 * quarters)).await.map_err(refused)?;
        tx.commit().await?;
    }
    Ok(())
}

/// What people said who were called back: everybody but those of the last days, some not at once.
async fn asked(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let mut page = PageRequest { limit: Some(200), after: None };
    let reader = jianyue_kernel::Actor::system("演示数据");
    let (mut n, mut visits) = (0_usize, 0_usize);
    loop {
        let request = ReturnsRequest { state: Some(ReturnState::Due), page: page.clone(), ..ReturnsRequest::default() };
        let due = return_calls(&mut host.app.db().read().await?, host.app.env(), &reader, request).await;
        let due = due.map_err(refused)?;
        for call in due.items {
            n += 1;
            // Before the deadline but for some, which are made the day after it.
            let ahead = match call.kind {
                // The first visit came a day late, the second never.
                ReturnKind::Visit => {
                    visits += 1;
                    match visits {
                        1 => -26,
                        2 => continue,
                        _ => 90,
                    }
                }
                ReturnKind::Ticket if spread(n + 9, 12) == 0 => -14,
                ReturnKind::Ticket => 14,
            };
            let at = call.due_at - TimeDelta::hours(ahead);
            let contract = contracts.iter().find(|contract| contract.id.0 == call.contract_id);
            let Some(agent) = contract.and_then(|contract| cast.nth(Role::HotlineAgent, contract, 0)) else { continue };
            if at >= end || spread(n, 30) == 0 {
                continue;
            }
            let mut tx = host.app.db().write().await?;
            let env = env_at(host, at);
            if spread(n + 1, 9) == 0 {
                let missed = NewAttempt { result: AttemptResult::NoAnswer, note: None };
                let earlier = env_at(host, at - TimeDelta::hours(5));
                attempt(&mut tx, &earlier, agent, call.id, missed).await.map_err(refused)?;
            }
            let satisfaction = match spread(n + 2, 50) {
                0 => 2,
                1..=2 => 3,
                3..=19 => 4,
                _ => 5,
            };
            let comment = (spread(n + 3, 3) == 0).then(|| PRAISE[spread(n + 4, PRAISE.len())].to_owned());
            let said = Completed { answers: Vec::new(), satisfaction, comment, follow_up: None };
            complete(&mut tx, &env, agent, call.id, said).await.map_err(refused)?;
            tx.commit().await?;
        }
        match due.next {
            Some(next) => page.after = Some(next),
            None => return Ok(()),
        }
    }
}
