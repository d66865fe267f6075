//! Reports of the demo year: drafted, submitted, questioned, accepted by the client and by silence; some still to do.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jianyue_contracts::{
    Contract, Desk, Refusal,
    derive::{HeldVersion, documents_listed, left_by},
    model::Frequency,
};
use jianyue_kernel::{Actor, Env, FixedClock, Role};
use jianyue_platform::args;
use jianyue_reports::{
    ReportError,
    model::{ReportDetail, ReportState, SilenceMeans},
    service::{
        NewReport, PartText, Question, Questions, ReportText, Text, accept, bare, begin, compose_plan, edit, look,
        plan, question, ready, recompose, renew, submit,
    },
};
use jianyue_sla::zone;
use uuid::Uuid;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// Weeks for which weekly documents are reports; those before went out on paper.
const WEEKS: Days = Days::new(42);

/// Whether the demo hands this document in as a report.
#[must_use]
pub fn is_report(contract: &Contract, rule: &str, to: NaiveDate, today: NaiveDate) -> bool {
    let Some(report) = contract.reports.iter().find(|one| one.id == rule) else { return false };
    match report.frequency {
        Frequency::Monthly | Frequency::Quarterly | Frequency::HalfYearly | Frequency::Yearly => true,
        Frequency::Weekly => to + WEEKS >= today && left_by(contract, rule).is_none(),
        _ => false,
    }
}

/// A report that answers an event: contract, rule, so many days ago, whether it is about a ticket, texts by the place of the
/// contract's contents, so many days later submitted and accepted.
struct OnEvent {
    prefix: &'static str,
    rule: &'static str,
    ago: u64,
    of_ticket: bool,
    texts: &'static [(&'static str, &'static str)],
    submitted: Option<u64>,
    accepted: Option<u64>,
}

const ON_EVENTS: &[OnEvent] = &[
    OnEvent {
        prefix: "HS",
        rule: "HS-R2",
        ago: 70,
        of_ticket: true,
        texts: &[(
            "overview",
            "身份认证服务响应缓慢，影响报名审核登录（演示）。故障发现后启用备用节点，当日恢复，未造成数据丢失。",
        )],
        submitted: Some(1),
        accepted: Some(3),
    },
    OnEvent {
        prefix: "RE",
        rule: "RE-R2",
        ago: 55,
        of_ticket: true,
        texts: &[
            ("cause", "人脸识别闸机控制器主板损坏，备件当天不在库（演示）。"),
            ("content.1", "调用备用闸机维持通行；从厂商调拨同型号主板，到货后更换并连续测试三次。"),
            ("content.2", "次日上午更换主板，下午完成测试并交甲方验证；同型号主板补充 1 块备件。"),
        ],
        submitted: Some(0),
        accepted: Some(2),
    },
    OnEvent {
        prefix: "SC",
        rule: "SC-R4",
        ago: 95,
        of_ticket: false,
        texts: &[(
            "overview",
            "自查发现一台数据采集终端未及时安装补丁（演示）。已断网、打补丁并复查，未发现数据外泄。",
        )],
        submitted: Some(0),
        accepted: Some(4),
    },
    OnEvent {
        prefix: "EX",
        rule: "EX-R1",
        ago: 60,
        of_ticket: false,
        texts: &[
            ("overview", "上半年考试结束（演示）。两个考点 40 个机位全程录像，考后三日内完成数据核对与移交。"),
            ("content.0", "成绩数据 1 份（加密光盘），与阅卷系统核对一致，双方签字移交。"),
            ("content.1", "缺考名单按考点、科目汇总，与签到表核对一致，已移交。"),
            ("content.2", "按考点、科目的到考率、异常处置次数和设备故障统计随盘移交。"),
            ("content.3", "40 个机位监考视频（硬盘 2 块）已移交，甲方抽查 5 个机位可正常播放。"),
        ],
        submitted: Some(3),
        accepted: Some(6),
    },
    OnEvent {
        prefix: "HC",
        rule: "HC-R5",
        ago: 40,
        of_ticket: false,
        texts: &[
            ("content.0", "面向企业用户和窗口人员各一场，共 4 学时（演示）。"),
            ("content.1", "现场讲解与上机练习结合，课后答疑一周。"),
            ("content.2", "信用评价填报、资质申请流程、常见退回原因。"),
            ("content.3", "课件与操作手册电子版已提交甲方。"),
        ],
        submitted: Some(2),
        accepted: None,
    },
];

fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::input(format!("the reports of the demo: {error}"))
}

/// Who does something at a moment of the year.
struct At<'a> {
    host: &'a Host,
    env: Env,
    by: &'a Actor,
}

impl<'a> At<'a> {
    /// Ten o'clock of a day, `end` at the latest.
    fn on(host: &'a Host, day: NaiveDate, by: &'a Actor, end: DateTime<Utc>) -> Self {
        let at = (zone::start_of_day(day) + TimeDelta::hours(10)).min(end);
        Self { host, env: host.app.env().with_clock(Arc::new(FixedClock::at(at))), by }
    }

    fn desk(&self) -> Desk<'_> {
        Desk { app: &self.host.app, env: &self.env, by: self.by }
    }

    /// A new draft; `composed` when it is left as one.
    async fn begin(
        &self,
        contract: &DemoContract,
        new: &NewReport,
        composed: bool,
    ) -> Result<ReportDetail, ReportError> {
        let mut read = self.host.app.db().read().await?;
        let plan = plan(&mut read, self.desk(), contract.id, new).await?;
        let snapshot =
            if composed { compose_plan(&mut read, self.desk(), &plan).await? } else { bare(self.desk(), &plan) };
        drop(read);
        let mut tx = self.host.app.db().write().await?;
        let report = begin(&mut tx, self.desk(), plan, snapshot).await?;
        tx.commit().await?;
        Ok(report)
    }

    async fn submit(&self, report: &ReportDetail) -> Result<ReportDetail, ReportError> {
        let mut place = (report.report.id, report.report.version);
        let mut composed = ready(&mut self.host.app.db().read().await?, self.desk(), place).await;
        if let Err(ReportError(Refusal::Rule { code: "part_missing", .. })) = composed {
            place.1 = self.write_missing(report).await?;
            composed = ready(&mut self.host.app.db().read().await?, self.desk(), place).await;
        }
        let composed = composed?;
        let mut tx = self.host.app.db().write().await?;
        let report = submit(&mut tx, self.desk(), place, composed).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// Writes what the contract asks for and no figure answers; the version of the report then.
    async fn write_missing(&self, report: &ReportDetail) -> Result<i64, ReportError> {
        let place = (report.report.id, report.report.version);
        let snapshot = renew(&mut self.host.app.db().read().await?, self.desk(), place.0).await?;
        let mut tx = self.host.app.db().write().await?;
        let report = recompose(&mut tx, self.desk(), place, snapshot).await?;
        tx.commit().await?;
        let missing = report.parts.iter().filter(|part| part.missing);
        let texts: Vec<(&str, &str)> =
            missing.map(|part| (part.key.as_str(), "已按合同办理，材料随本报告纸质件一并提交（演示）。")).collect();
        Ok(self.write(&report, &texts).await?.report.version)
    }

    async fn accept(&self, report: &ReportDetail, text: Option<&str>) -> Result<ReportDetail, ReportError> {
        let place = (report.report.id, report.report.version);
        let mut tx = self.host.app.db().write().await?;
        let report = accept(&mut tx, self.desk(), place, Text { text: text.map(str::to_owned) }).await?;
        tx.commit().await?;
        Ok(report)
    }

    async fn question(&self, report: &ReportDetail, section: &str, text: &str) -> Result<ReportDetail, ReportError> {
        let place = (report.report.id, report.report.version);
        let comments = vec![Question { section: section.to_owned(), text: text.to_owned() }];
        let mut tx = self.host.app.db().write().await?;
        let report = question(&mut tx, self.desk(), place, Questions { comments }).await?;
        tx.commit().await?;
        Ok(report)
    }

    async fn write(&self, report: &ReportDetail, texts: &[(&str, &str)]) -> Result<ReportDetail, ReportError> {
        let parts = texts.iter().map(|(key, text)| PartText { key: (*key).to_owned(), text: Some((*text).to_owned()) });
        let text = ReportText { parts: parts.collect(), title: None };
        let mut tx = self.host.app.db().write().await?;
        let report = edit(&mut tx, self.desk(), (report.report.id, report.report.version), text).await?;
        tx.commit().await?;
        Ok(report)
    }

    async fn look(&self, id: Uuid) -> Result<(), ReportError> {
        let mut tx = self.host.app.db().write().await?;
        look(&mut tx, self.desk(), id).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What becomes of the report of a period, counted from the last one that is over.
#[derive(Clone, Copy)]
enum Fate {
    Drafted,
    UnderReview,
    Questioned,
    /// Questioned, corrected and accepted.
    Twice,
    Accepted,
    Silent,
}

/// The fate of the `n`th report of a rule, 0 being the last.
fn fate(prefix: &str, frequency: &Frequency, silence: Option<SilenceMeans>, n: usize) -> Fate {
    let monthly = *frequency == Frequency::Monthly;
    match (prefix, n) {
        ("HC", 0) if monthly => Fate::Drafted,
        ("RE", 0) if monthly => Fate::Questioned,
        (_, 0) => Fate::UnderReview,
        ("HC" | "RE", 2) if monthly => Fate::Twice,
        (_, n) if silence == Some(SilenceMeans::Accepted) && n % 3 != 1 => Fate::Silent,
        _ => Fate::Accepted,
    }
}

/// The reports as they stand at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(
    host: &Host,
    cast: &Cast,
    contracts: &[DemoContract],
    (first_day, end): (NaiveDate, DateTime<Utc>),
) -> Result<(), Failure> {
    for contract in contracts {
        let (Some(manager), Some(official)) =
            (cast.nth(Role::VendorManager, contract, 0), cast.nth(Role::ClientOfficial, contract, 0))
        else {
            continue;
        };
        periodic(host, contract, (manager, official), (first_day, end)).await?;
        on_events(host, contract, (manager, official), end).await?;
        acceptance(host, contract, manager, end).await?;
    }
    Ok(())
}

async fn periodic(
    host: &Host,
    contract: &DemoContract,
    people: (&Actor, &Actor),
    (first_day, end): (NaiveDate, DateTime<Utc>),
) -> Result<(), Failure> {
    let today = zone::local_date(end);
    let mut read = host.app.db().read().await.map_err(refused)?;
    let history = host.registry().history(&mut read, contract.id).await.map_err(refused)?;
    drop(read);
    let held =
        history.iter().map(|(one, until)| HeldVersion { contract: &one.model, from: one.effective_on, until: *until });
    let held: Vec<_> = held.collect();
    let Some((now, _)) = history.last() else { return Ok(()) };
    let (found, _) = documents_listed(&held, now.time.calendar(), (first_day, today));
    let mut wanted: Vec<_> = found
        .into_iter()
        .filter(|one| one.to < today && is_report(&now.model, &one.rule.rule, one.to, today))
        .collect();
    wanted.sort_by_key(|one| (one.to, one.from));
    for n in 0..wanted.len() {
        let one = &wanted[n];
        let later = wanted[n + 1..].iter().filter(|other| other.rule.rule == one.rule.rule).count();
        let Some(rule) = now.model.reports.iter().find(|rule| rule.id == one.rule.rule) else { continue };
        let silence = rule.review.as_ref().map(|review| SilenceMeans::from(review.silence));
        let fate = fate(&contract.prefix, &rule.frequency, silence, later);
        let new = NewReport { rule: one.rule.rule.clone(), from: one.from, ..NewReport::default() };
        let day = one.to + Days::new(3 + u64::try_from(n).unwrap_or_default() % 4);
        live(host, contract, people, (&new, day, fate), end).await.map_err(refused)?;
    }
    Ok(())
}

/// A report's life from its draft on.
async fn live(
    host: &Host,
    contract: &DemoContract,
    (manager, official): (&Actor, &Actor),
    (new, day, fate): (&NewReport, NaiveDate, Fate),
    end: DateTime<Utc>,
) -> Result<(), ReportError> {
    let today = zone::local_date(end);
    let by = |day: NaiveDate, who| At::on(host, day.min(today), who, end);
    let drafted = matches!(fate, Fate::Drafted) || day >= today;
    let report = by(day, manager).begin(contract, new, drafted).await?;
    if drafted {
        return Ok(());
    }
    let report = by(day, manager).submit(&report).await?;
    let answered = day + Days::new(4);
    if matches!(fate, Fate::UnderReview) || answered >= today {
        return Ok(());
    }
    match fate {
        Fate::Silent => {
            let Some(until) = report.report.review_by.filter(|until| *until < today) else { return Ok(()) };
            let system = Actor::system("报告审核期限");
            by(until + Days::new(1), &system).look(report.report.id).await?;
        }
        Fate::Questioned => {
            by(answered, official).question(&report, "cause", "请写明主要故障的原因和责任环节（演示）。").await?;
        }
        Fate::Twice => {
            let asked = by(answered, official).question(&report, "prevention", "请补充防范措施（演示）。").await?;
            let texts = [("prevention", "1. 对同类设备逐台检查并建立台账。\n2. 下期巡检增加该项并留存照片。（演示）")];
            let written = by(answered + Days::new(1), manager).write(&asked, &texts).await?;
            let again = by(answered + Days::new(2), manager).submit(&written).await?;
            by(answered + Days::new(5), official).accept(&again, Some("已按意见补充（演示）")).await?;
        }
        _ => {
            by(answered, official).accept(&report, None).await?;
        }
    }
    Ok(())
}

async fn on_events(
    host: &Host,
    contract: &DemoContract,
    (manager, official): (&Actor, &Actor),
    end: DateTime<Utc>,
) -> Result<(), Failure> {
    let today = zone::local_date(end);
    for one in ON_EVENTS.iter().filter(|one| one.prefix == contract.prefix) {
        let from = today - Days::new(one.ago);
        let subject = if one.of_ticket { ticket_before(host, contract, from).await? } else { None };
        let from = subject.as_ref().map_or(from, |(_, day)| *day);
        let new = NewReport {
            rule: one.rule.to_owned(),
            from,
            subject: subject.map(|(id, _)| format!("/tickets/{id}")),
            ..NewReport::default()
        };
        let by = |later: u64, who| At::on(host, (from + Days::new(later)).min(today), who, end);
        let report = by(0, manager).begin(contract, &new, true).await.map_err(refused)?;
        let report = by(0, manager).write(&report, one.texts).await.map_err(refused)?;
        let Some(submitted) = one.submitted else { continue };
        let report = by(submitted, manager).submit(&report).await.map_err(refused)?;
        if let Some(accepted) = one.accepted {
            by(accepted, official).accept(&report, None).await.map_err(refused)?;
        }
    }
    Ok(())
}

/// The gravest fault of a contract that was opened in the weeks before a day.
async fn ticket_before(
    host: &Host,
    contract: &DemoContract,
    day: NaiveDate,
) -> Result<Option<(Uuid, NaiveDate)>, Failure> {
    let sql = "SELECT id, opened_at FROM ticket WHERE contract_id = $1 AND kind = 'fault' AND opened_at >= $2 \
               AND opened_at < $3 ORDER BY opened_at DESC LIMIT 1";
    let (begin, until) = (zone::start_of_day(day - Days::new(120)), zone::start_of_day(day));
    let mut tx = host.app.db().peek().await.map_err(refused)?;
    let found: Option<(Uuid, DateTime<Utc>)> =
        tx.optional(sql, args![contract.id, begin, until]).await.map_err(refused)?;
    Ok(found.map(|(id, at)| (id, zone::local_date(at))))
}

/// What is owed once and handed in at the end: worked on.
async fn acceptance(host: &Host, contract: &DemoContract, manager: &Actor, end: DateTime<Utc>) -> Result<(), Failure> {
    let (rule, work) = match contract.prefix.as_str() {
        "SC" => ("SC-R1", None),
        "RE" => ("RE-R1.acceptance", Some("2".to_owned())),
        _ => return Ok(()),
    };
    let today = zone::local_date(end);
    let at = At::on(host, today, manager, end);
    let mut read = host.app.db().read().await.map_err(refused)?;
    let compiled = at.desk().version(&mut read, contract.id, today).await.map_err(refused)?;
    drop(read);
    // What is owed once belongs to the text that holds from its first day on.
    let from = compiled.model.service_period().from;
    let new = NewReport { rule: rule.to_owned(), from, work, ..NewReport::default() };
    let report = at.begin(contract, &new, true).await.map_err(refused)?;
    debug_assert_eq!(report.report.state, ReportState::Draft);
    Ok(())
}
