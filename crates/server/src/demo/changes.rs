//! Changes of the demo: verified in time and late, rolled back, refused, waiting, ready, missed, one in a freeze.

use std::sync::Arc;

use chrono::{DateTime, Days, TimeDelta, Utc};
use jianyue_changes::{
    ChangeError,
    model::{ChangeDetail, ChangeKind, Risk, TestResult, Urgency},
    service::{
        ByWord, NewChange, NewDecision, NewRelease, NewTest, Reason, Verification, add, add_test, approve_by_word,
        close, decide, release, roll_back, submit, verify,
    },
    store::change::{change_find, change_update},
};
use jianyue_contracts::Desk;
use jianyue_kernel::{Actor, Env, FixedClock, Role};
use jianyue_platform::periods::special_periods;
use jianyue_sla::zone;
use uuid::Uuid;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// How far a change has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Story {
    Draft,
    Waits,
    Refused,
    /// Approved and tested; whether it is missed depends on its window.
    Ready,
    Released,
    /// Works, so many days behind its window.
    Verified(u64),
    RolledBack,
    /// Approved by telephone and released; the confirmation is owed.
    ByWord,
}

/// A change: contract, work, what it is called, kind, and how many days ago its window was (fewer than none: ahead).
struct Planned(&'static str, &'static str, &'static str, ChangeKind, i64, Story);

const PLANNED: [Planned; 15] = [
    Planned("HS", "apps", "身份认证系统升级到 3.2（演示）", ChangeKind::Upgrade, 200, Story::Verified(0)),
    Planned("HS", "apps", "权限管理系统会话参数调整（演示）", ChangeKind::Configuration, 120, Story::Verified(2)),
    Planned("HS", "apps", "签章组件更换算法库（演示）", ChangeKind::Upgrade, -12, Story::Refused),
    Planned("HS", "apps", "加解密组件补丁（演示）", ChangeKind::Patch, -6, Story::Waits),
    Planned("HS", "infra", "密码设备固件升级（演示）", ChangeKind::Upgrade, 45, Story::Verified(0)),
    Planned("HC", "1", "企业资质表增加到期提醒字段（演示）", ChangeKind::DataStructure, 30, Story::Verified(0)),
    Planned("HC", "2", "人员资格查询接口升级（演示）", ChangeKind::Upgrade, 60, Story::RolledBack),
    Planned("HC", "1", "证书校验失败紧急修复（演示）", ChangeKind::Patch, 1, Story::ByWord),
    Planned("HC", "3", "信用评分展示页新功能（演示）", ChangeKind::Function, -9, Story::Draft),
    Planned("RE", "1", "登记系统受理页面优化（演示）", ChangeKind::Function, 0, Story::Ready),
    Planned("RE", "1", "取号接口兼容调整（演示）", ChangeKind::Configuration, 15, Story::Ready),
    Planned("RE", "2", "存储阵列微码升级（演示）", ChangeKind::Upgrade, 0, Story::Released),
    Planned("RE", "3", "门禁系统参数调整（演示）", ChangeKind::Configuration, -4, Story::Draft),
    Planned("SC", "software", "补换卡查询缺陷修订（演示）", ChangeKind::Patch, 90, Story::Verified(0)),
    Planned("SC", "software", "缴费接口改造（演示）", ChangeKind::Function, -14, Story::Waits),
];

fn refused(error: ChangeError) -> Failure {
    Failure::input(format!("the changes of the demo: {error}"))
}

/// The changes as they stand at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for contract in contracts {
        let (Some(engineer), Some(manager), Some(official)) = (
            cast.nth(Role::Engineer, contract, 0),
            cast.nth(Role::VendorManager, contract, 0),
            cast.nth(Role::ClientOfficial, contract, 0),
        ) else {
            continue;
        };
        let people = People { engineer, manager, official };
        for planned in PLANNED.iter().filter(|planned| planned.0 == contract.prefix) {
            tell(host, contract, &people, planned, end).await?;
        }
        in_a_freeze(host, contract, &people, end).await?;
    }
    Ok(())
}

struct People<'a> {
    engineer: &'a Actor,
    manager: &'a Actor,
    official: &'a Actor,
}

/// The clock of a moment of the demo, which never runs ahead of its end.
fn at(host: &Host, moment: DateTime<Utc>, end: DateTime<Utc>) -> Env {
    host.app.env().with_clock(Arc::new(FixedClock::at(moment.min(end))))
}

/// In the evening of a day; what is under way now began two hours ago.
fn window(ago: i64, end: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    if ago == 0 {
        return (end - TimeDelta::hours(2), end + TimeDelta::hours(20));
    }
    let from = zone::start_of_day(zone::local_date(end - TimeDelta::days(ago))) + TimeDelta::hours(20);
    (from, from + TimeDelta::hours(3))
}

async fn tell(
    host: &Host,
    contract: &DemoContract,
    people: &People<'_>,
    Planned(_, work, title, kind, ago, story): &Planned,
    end: DateTime<Utc>,
) -> Result<ChangeDetail, Failure> {
    let window = window(*ago, end);
    // Three days of preparing, all before `end`.
    let begun = window.0.min(end) - TimeDelta::days(3);
    let urgency = if *story == Story::ByWord { Urgency::Emergency } else { Urgency::Normal };
    let new = text(work, title, (*kind, urgency), window);
    let mut tx = host.app.db().write().await?;
    let app = &host.app;
    let env = at(host, begun, end);
    let desk = |by| Desk { app, env: &env, by };
    let mut change = add(&mut tx, desk(people.engineer), contract.id, new).await.map_err(refused)?;
    if *story != Story::Draft {
        let key = (change.change.id, change.change.version);
        change = submit(&mut tx, desk(people.engineer), key).await.map_err(refused)?;
    }
    if !matches!(story, Story::Draft | Story::Waits) {
        change = decided(&mut tx, host, people, (change, *story), (begun, window.0, end)).await?;
    }
    if !matches!(story, Story::Draft | Story::Waits | Story::Refused) {
        let env = at(host, window.0.min(end), end);
        let new = NewTest {
            environment: "测试环境（演示）".to_owned(),
            passed: 18,
            failed: 0,
            result: TestResult::Passed,
            tester: None,
            tested_on: None,
            note: None,
        };
        let key = (change.change.id, change.change.version);
        change = add_test(&mut tx, Desk { app, env: &env, by: people.engineer }, key, new).await.map_err(refused)?;
    }
    if !matches!(story, Story::Draft | Story::Waits | Story::Refused | Story::Ready) {
        change = released(&mut tx, host, people, (change, *story), (window.0, end)).await?;
    }
    tx.commit().await?;
    Ok(change)
}

fn text(
    work: &str,
    title: &str,
    (kind, urgency): (ChangeKind, Urgency),
    (planned_from, planned_to): (DateTime<Utc>, DateTime<Utc>),
) -> NewChange {
    let plan = ["备份数据库和配置", "在备机实施并自测", "切换到备机", "在主机实施", "切回并观察 30 分钟"];
    NewChange {
        works: vec![work.to_owned()],
        systems: Vec::new(),
        rule: None,
        title: title.to_owned(),
        reason: "业务处室提出，已做需求和可行性分析（演示）".to_owned(),
        kind,
        urgency,
        risk: if urgency == Urgency::Emergency { Risk::High } else { Risk::Medium },
        risk_note: "切换时业务中断约 5 分钟，安排在非工作时间；数据先备份".to_owned(),
        plan: plan.map(str::to_owned).to_vec(),
        test_plan: "主要功能 12 例，接口 4 例，性能 2 例".to_owned(),
        roll_back_plan: "恢复实施前快照，切回原版本，20 分钟内完成".to_owned(),
        planned_from,
        planned_to,
        touches_data: kind == ChangeKind::DataStructure,
        source: None,
    }
}

async fn decided(
    tx: &mut jianyue_platform::Tx,
    host: &Host,
    people: &People<'_>,
    (change, story): (ChangeDetail, Story),
    (begun, window, end): (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>),
) -> Result<ChangeDetail, Failure> {
    let key = (change.change.id, change.change.version);
    let app = &host.app;
    if story == Story::ByWord {
        let env = at(host, window, end);
        let new = ByWord {
            given_by: people.official.name.clone(),
            given_at: env.now(),
            note: Some("电话（演示）".to_owned()),
        };
        return approve_by_word(tx, Desk { app, env: &env, by: people.manager }, key, new).await.map_err(refused);
    }
    let env = at(host, begun + TimeDelta::days(1), end);
    let new = if story == Story::Refused {
        NewDecision { approve: false, note: Some("请先补充与报名系统的联调结果（演示）".to_owned()) }
    } else {
        NewDecision { approve: true, note: Some("同意，按窗口实施（演示）".to_owned()) }
    };
    decide(tx, Desk { app, env: &env, by: people.official }, key, new).await.map_err(refused)
}

async fn released(
    tx: &mut jianyue_platform::Tx,
    host: &Host,
    people: &People<'_>,
    (change, story): (ChangeDetail, Story),
    (window, end): (DateTime<Utc>, DateTime<Utc>),
) -> Result<ChangeDetail, Failure> {
    let app = &host.app;
    let id = change.change.id;
    let by = people.engineer;
    let env = at(host, window + TimeDelta::hours(1), end);
    let new = NewRelease { at: None, note: Some("按计划发布（演示）".to_owned()) };
    let change = release(tx, Desk { app, env: &env, by }, (id, change.change.version), new).await.map_err(refused)?;
    let key = (id, change.change.version);
    let env = at(host, window + TimeDelta::hours(2), end);
    match story {
        Story::RolledBack => {
            let reason =
                Reason { reason: "发布后查询响应明显变慢，恢复原版本（演示）".to_owned() };
            roll_back(tx, Desk { app, env: &env, by }, key, reason).await.map_err(refused)
        }
        Story::Verified(late) => {
            let env = at(host, window + TimeDelta::hours(2) + Days::new(late), end);
            let text = "业务处室抽查 5 项功能，正常（演示）".to_owned();
            let done = verify(tx, Desk { app, env: &env, by: people.official }, key, Verification { text }).await;
            let done = done.map_err(refused)?;
            close(tx, Desk { app, env: &env, by }, (id, done.change.version)).await.map_err(refused)
        }
        Story::ByWord => {
            let text = "证书校验恢复正常（演示）".to_owned();
            verify(tx, Desk { app, env: &env, by }, key, Verification { text }).await.map_err(refused)
        }
        _ => Ok(change),
    }
}

/// A change that was approved before a freeze was declared over its window; nothing where none is ahead.
async fn in_a_freeze(
    host: &Host,
    contract: &DemoContract,
    people: &People<'_>,
    end: DateTime<Utc>,
) -> Result<(), Failure> {
    let works = [("HS", "apps"), ("HC", "1"), ("RE", "1"), ("SC", "software")];
    let Some((prefix, work)) = works.into_iter().find(|(prefix, _)| *prefix == contract.prefix) else {
        return Ok(());
    };
    let today = zone::local_date(end);
    let span = (today + Days::new(1), today + Days::new(200));
    let mut tx = host.app.db().read().await?;
    let periods = special_periods(&host.app, &mut tx, contract.id, span.0, span.1).await?;
    drop(tx);
    let Some(freeze) = periods.iter().find(|period| period.freeze && period.concerns(Some(work))) else {
        return Ok(());
    };
    let day = freeze.from.max(span.0);
    let clear = periods.iter().map(|period| period.to).max().unwrap_or(today) + Days::new(2);
    let ago = (today - clear).num_days();
    let planned = Planned(prefix, work, "数据接口升级（演示）", ChangeKind::Upgrade, ago, Story::Ready);
    let change = tell(host, contract, people, &planned, end).await?;
    into(host, change.change.id, zone::start_of_day(day) + TimeDelta::hours(20)).await
}

/// Its window was there from the beginning.
async fn into(host: &Host, id: Uuid, from: DateTime<Utc>) -> Result<(), Failure> {
    let mut tx = host.app.db().write().await?;
    if let Some(mut row) = change_find(&mut tx, id).await? {
        row.planned_from = from;
        row.planned_to = from + TimeDelta::hours(3);
        row.due_on = zone::local_date(row.planned_to);
        change_update(&mut tx, &row).await?;
    }
    Ok(tx.commit().await?)
}
