//! Special periods of the demo: last year's festivals and an exam, worked through, one phase late; an event ahead that the
//! client confirmed with a freeze, and an exam that waits for its word. None holds today.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use jianyue_assurance::{
    AssuranceError,
    model::{Occasion, PeriodInFull, PhaseKind},
    policy::rules::holidays,
    service::{Completion, NewPeriod, PhaseDays, Tick, complete, declare, tick},
};
use jianyue_contracts::Desk;
use jianyue_kernel::{Actor, Env, FixedClock};
use jianyue_sla::zone;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

fn refused(error: AssuranceError) -> Failure {
    Failure::input(format!("the special periods of the demo: {error}"))
}

/// Some hour of a day, as the clock of whoever acts then.
fn on(host: &Host, day: NaiveDate, hour: i64, end: DateTime<Utc>) -> Env {
    let at = zone::start_of_day(day) + TimeDelta::hours(hour);
    host.app.env().with_clock(Arc::new(FixedClock::at(at.min(end))))
}

/// The special periods as they stand at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let people = (cast.named("official"), cast.named("manager"), cast.named("engineer2"));
    let (Some(official), Some(manager), Some(engineer)) = people else { return Ok(()) };
    let of = |prefix: &str| contracts.iter().find(|contract| contract.prefix == prefix);
    let today = zone::local_date(end);
    if let Some(hc) = of("HC") {
        let time = host.registry().time(&mut host.app.db().peek().await?).await;
        let time = time.map_err(|error| Failure::input(error.to_string()))?;
        let over = holidays(time.calendar(), today - Days::new(330), Days::new(310));
        let over = over
            .into_iter()
            .filter(|(name, (_, to))| (name.contains("国庆") || name.contains("春节")) && *to < today - Days::new(20));
        for (n, (name, (from, to))) in (0_u64..).zip(over) {
            let title = format!("{}年{name}保障（演示）", from.year());
            let reason = "甲方节日值守通知（演示）".to_owned();
            let new = period(title, Occasion::Holiday, reason, (from, to));
            // Of the first, the last phase was late.
            let late = if n == 0 { 12 } else { 1 };
            worked(host, hc, (official, engineer), NewPeriod { freeze: true, ..new }, (late, end)).await?;
        }
        let from = today + Days::new(24);
        let reason = "甲方年终结算工作通知（演示）".to_owned();
        let new = period("年终结算保障（演示）".to_owned(), Occasion::Event, reason, (from, from + Days::new(4)));
        said(host, hc, official, NewPeriod { freeze: true, ..new }, on(host, today - Days::new(1), 15, end)).await?;
    }
    if let Some(hs) = of("HS") {
        let rule = Some("HS-O2.shutdown".to_owned());
        let from = today - Days::new(40);
        let reason = "甲方考试组织通知（演示）".to_owned();
        let new = period("秋季考试保障（演示）".to_owned(), Occasion::ExamSeason, reason, (from, from + Days::new(1)));
        worked(host, hs, (official, engineer), NewPeriod { rule: rule.clone(), freeze: true, ..new }, (1, end)).await?;
        let from = today + Days::new(31);
        let reason = "考试计划，待甲方正式通知（演示）".to_owned();
        let new = period("冬季考试保障（演示）".to_owned(), Occasion::ExamSeason, reason, (from, from + Days::new(1)));
        said(host, hs, manager, NewPeriod { rule, ..new }, on(host, today - Days::new(2), 10, end)).await?;
    }
    Ok(())
}

/// A period with five days before and after it.
fn period(title: String, occasion: Occasion, reason: String, (from, to): (NaiveDate, NaiveDate)) -> NewPeriod {
    let around = |phase, from, to| PhaseDays { phase, from, to };
    NewPeriod {
        title,
        occasion,
        reason,
        rule: None,
        works: Vec::new(),
        from,
        to,
        freeze: false,
        phases: vec![
            around(PhaseKind::Before, from - Days::new(5), from - Days::new(1)),
            around(PhaseKind::After, to + Days::new(1), to + Days::new(5)),
        ],
    }
}

/// Somebody declares it at the moment of `env`.
async fn said(
    host: &Host,
    contract: &DemoContract,
    by: &Actor,
    new: NewPeriod,
    env: Env,
) -> Result<PeriodInFull, Failure> {
    let mut tx = host.app.db().write().await?;
    let desk = Desk { app: &host.app, env: &env, by };
    let declared = declare(&mut tx, desk, contract.id, new).await.map_err(refused)?;
    tx.commit().await?;
    Ok(declared)
}

/// It was declared ten days before, and worked through; the last phase so many days behind its end.
async fn worked(
    host: &Host,
    contract: &DemoContract,
    (official, engineer): (&Actor, &Actor),
    new: NewPeriod,
    (late, end): (u64, DateTime<Utc>),
) -> Result<(), Failure> {
    let (from, to) = (new.from, new.to);
    let said = said(host, contract, official, new, on(host, from - Days::new(10), 14, end)).await?;
    let mut tx = host.app.db().write().await?;
    for phase in &said.period.phases {
        let (day, summary) = match phase.phase {
            PhaseKind::Before => (from - Days::new(1), "巡检、备份、容量和联系人核对完成，无遗留问题（演示）"),
            PhaseKind::During => (to, "值守期间系统运行平稳，处理咨询 6 件（演示）"),
            PhaseKind::After => (to + Days::new(late), "临时措施已撤除，总结已报甲方（演示）"),
        };
        for item in said.items.iter().filter(|item| item.phase == phase.phase) {
            let env = on(host, item.day.unwrap_or(day), 17, end);
            let remark = item.day.map(|_| "运行正常，无事件（演示）".to_owned());
            let desk = Desk { app: &host.app, env: &env, by: engineer };
            tick(&mut tx, desk, item.id, Tick { done: true, remark }).await.map_err(refused)?;
        }
        let env = on(host, day, 18, end);
        let desk = Desk { app: &host.app, env: &env, by: engineer };
        complete(&mut tx, desk, phase.id, Completion { summary: summary.to_owned() }).await.map_err(refused)?;
    }
    Ok(tx.commit().await?)
}
