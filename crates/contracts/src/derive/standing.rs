//! What holds all the time, or waits for an event.

use jianyue_kernel::Money;
use serde::{Deserialize, Serialize};

use super::Mark;
use crate::model::{
    Base, Channel, Consequence, Contract, Duty, Frequency, Penalty, Quality, Rule, WindowEvent, Within,
};

/// Kinds of what holds all the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingKind {
    /// Term, papers, precedence, figures.
    Frame,
    /// What is served, and its price list.
    Service,
    /// Levels of support.
    Level,
    /// Targets of quality.
    Quality,
    /// Monitoring without pause, and what an event makes due.
    Watch,
    /// Backups: what and how long.
    Backup,
    /// Certificates.
    Certificate,
    /// Assets and how they are managed.
    Asset,
    /// Inventories of data.
    Inventory,
    /// Exchange services.
    Exchange,
    /// Documents on an event.
    Document,
    /// Acceptances.
    Acceptance,
    /// The team as a whole.
    Team,
    /// Duties of other kinds.
    Duty,
    /// Price and terms of payment.
    Payment,
    /// Penalties and interest.
    Penalty,
    /// What happens at the end.
    End,
    /// Exam days.
    Exam,
}

/// Something that holds all the time, or waits for an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its kind.
    pub kind: StandingKind,
    /// The rule that it follows from.
    pub rule: Mark,
    /// What it is called.
    pub title: String,
    /// The rest, in plain Chinese.
    pub text: String,
}

/// Hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedWindow {
    /// The rule that it follows from.
    pub rule: Mark,
    /// What is served in it.
    pub title: String,
    /// Its hours.
    pub hours: Option<String>,
    /// Its hours in special periods.
    pub special_hours: Option<String>,
    /// The event that opens it.
    pub event: Option<WindowEvent>,
    /// Ways in which people are reached in it.
    pub channels: Vec<Channel>,
    /// At least so many hours a day are staffed.
    pub staffed_hours: Option<u32>,
}

/// A position to be staffed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedPosition {
    /// The rule that it follows from.
    pub rule: Mark,
    /// Position.
    pub title: String,
    /// How many people, at least where the contract says so.
    pub heads: u32,
    /// Whether the figure is a minimum.
    pub at_least: bool,
    /// When they must be there.
    pub when: Option<String>,
}

pub fn windows(contract: &Contract) -> Vec<PlannedWindow> {
    let planned = contract.windows.iter().map(|window| PlannedWindow {
        rule: Mark::of(window),
        title: window.title.clone(),
        hours: window.hours.clone(),
        special_hours: window.special_hours.clone(),
        event: window.event,
        channels: window.channels.clone(),
        staffed_hours: window.staffed_hours,
    });
    planned.collect()
}

pub fn staffing(contract: &Contract) -> Vec<PlannedPosition> {
    let planned = contract.staffing.iter().map(|position| PlannedPosition {
        rule: Mark::of(position),
        title: position.title.clone(),
        heads: position.heads,
        at_least: position.at_least,
        when: position.when.clone(),
    });
    planned.collect()
}

struct List(Vec<Standing>);

impl List {
    fn add(&mut self, kind: StandingKind, rule: &impl Rule, title: impl Into<String>, text: impl Into<String>) {
        self.0.push(Standing { kind, rule: Mark::of(rule), title: title.into(), text: text.into() });
    }
}

/// Everything that holds all the time, or waits for an event, in the order of the format.
pub fn standing(contract: &Contract) -> Vec<Standing> {
    let mut list = List(Vec::new());
    frame(&mut list, contract);
    services(&mut list, contract);
    work(&mut list, contract);
    people(&mut list, contract);
    money(&mut list, contract);
    exam(&mut list, contract);
    list.0
}

fn frame(list: &mut List, c: &Contract) {
    let term = &c.term;
    list.add(StandingKind::Frame, term, "服务期", format!("{} 至 {}", term.start, term.end));
    for document in &c.documents {
        let rank = document.rank.map(|rank| format!("效力次序 {rank}")).unwrap_or_default();
        list.add(StandingKind::Frame, document, &document.title, rank);
    }
    if let Some(precedence) = &c.precedence {
        list.add(StandingKind::Frame, precedence, "文件效力", &precedence.text);
    }
    for figure in &c.figures {
        list.add(StandingKind::Frame, figure, "另处所印数字", format!("{}（对应 {}）", figure.value, figure.of));
    }
}

fn services(list: &mut List, c: &Contract) {
    for work in &c.works {
        let titles: Vec<&str> = work.services.iter().map(|service| service.title.as_str()).collect();
        list.add(StandingKind::Service, work, &work.title, titles.join("、"));
    }
    if let Some(prices) = &c.price_list {
        let items: usize = prices.groups.iter().map(|group| group.items.len()).sum();
        list.add(StandingKind::Service, prices, "价格清单", format!("{items} 项，合计 {}", prices.total));
    }
    for level in &c.escalation_levels {
        list.add(StandingKind::Level, level, format!("第 {} 级", level.level), &level.title);
    }
    for matrix in &c.matrices {
        let titles: Vec<&str> = matrix.cases.iter().map(|case| case.title.as_str()).collect();
        list.add(StandingKind::Service, matrix, &matrix.title, titles.join("、"));
    }
    for quality in &c.quality {
        list.add(StandingKind::Quality, quality, &quality.title, quality_text(quality));
    }
}

fn quality_text(quality: &Quality) -> String {
    let within = quality.within.map(|within| format!("少于 {}", within.in_chinese()));
    let share = quality.at_least.map(|share| format!("不低于 {share}"));
    let items = (!quality.items.is_empty()).then(|| quality.items.join("、"));
    [within, share, items].into_iter().flatten().collect::<Vec<_>>().join("；")
}

fn work(list: &mut List, c: &Contract) {
    for inspection in &c.inspections {
        let text = match inspection.frequency {
            Frequency::Continuous => format!("持续进行：{}", inspection.items.join("、")),
            Frequency::OnEvent => format!("每次{}后", inspection.trigger.as_deref().unwrap_or("发生时")),
            _ => continue,
        };
        list.add(StandingKind::Watch, inspection, &inspection.title, text);
    }
    for backup in &c.backups {
        let interval = backup.interval.map(|w| format!("，间隔少于 {}", w.in_chinese())).unwrap_or_default();
        let kept = backup.retention.map(|w| format!("，保存不少于 {}", w.in_chinese())).unwrap_or_default();
        list.add(StandingKind::Backup, backup, &backup.title, format!("{}{interval}{kept}", backup.covers.join("、")));
    }
    for register in &c.certificates {
        let text = format!("{} 个：{}", register.quantity, register.operations.join("、"));
        list.add(StandingKind::Certificate, register, &register.title, text);
    }
    for asset in &c.assets {
        let unit = asset.unit.as_deref().unwrap_or_default();
        let text = asset.quantity.map(|quantity| format!("{quantity} {unit}")).unwrap_or_default();
        list.add(StandingKind::Asset, asset, &asset.title, text);
    }
    for rule in &c.asset_rules {
        list.add(StandingKind::Asset, rule, &rule.title, rule.text.clone().unwrap_or_default());
    }
    for inventory in &c.data_inventories {
        list.add(StandingKind::Inventory, inventory, &inventory.title, inventory.items.join("、"));
    }
    for exchange in &c.exchanges {
        let title = c.work(&exchange.work).map(|work| work.title.clone()).unwrap_or_default();
        list.add(StandingKind::Exchange, exchange, format!("共享交换：{title}"), exchange.peers.join("、"));
    }
    for report in c.reports.iter().filter(|report| report.frequency == Frequency::OnEvent) {
        let text = report.trigger.clone().unwrap_or_default();
        list.add(StandingKind::Document, report, &report.title, text);
    }
    for acceptance in &c.acceptances {
        let text = format!("{}：{}", acceptance.by.name(), acceptance.when);
        list.add(StandingKind::Acceptance, acceptance, &acceptance.title, text);
    }
}

fn people(list: &mut List, c: &Contract) {
    if let Some(team) = &c.team {
        list.add(StandingKind::Team, team, "运维团队", &team.text);
    }
    for duty in &c.duties {
        list.add(StandingKind::Duty, duty, &duty.title, duty_text(duty));
    }
}

fn duty_text(duty: &Duty) -> String {
    let mut text = format!("{}：{}", duty.owed_by.name(), duty.text);
    for (label, value) in [
        ("触发", duty.trigger.clone()),
        (if duty.before { "至少提前" } else { "期限" }, duty.within.map(Within::in_chinese)),
        ("至少", duty.times.map(|times| format!("{times} 次"))),
        ("不超过", duty.at_most.clone()),
        ("凭", duty.form.clone()),
        ("须经同意", duty.consent.map(|side| side.name().to_owned())),
    ] {
        if let Some(value) = value {
            text = format!("{text}；{label}：{value}");
        }
    }
    text
}

const fn consequence(consequence: Consequence) -> &'static str {
    match consequence {
        Consequence::RefundAll => "退回已收全部费用",
        Consequence::RefundUnserved => "退回未服务部分的费用",
        Consequence::Terminate => "甲方可以解除合同",
        Consequence::Damages => "赔偿损失",
        Consequence::KeepBond => "履约保证金不退",
        Consequence::Redo => "全部返工",
        Consequence::Pause => "可以暂停工作",
    }
}

fn penalty_text(penalty: &Penalty, total: Option<Money>) -> String {
    let base = penalty.base.map_or("", Base::name);
    let fixed = total.filter(|_| !matches!(penalty.base, Some(Base::LateAmount)));
    let rate = |rate: jianyue_kernel::Percent| match fixed {
        Some(total) => format!("{base}的 {rate}（{}）", total.percent(rate)),
        None => format!("{base}的 {rate}"),
    };
    let mut parts = vec![format!("{}：{}", penalty.owed_by.name(), penalty.breach)];
    parts.extend(penalty.sum.map(|sum| format!("{} {sum}", penalty.per.name())));
    parts.extend(penalty.rate.map(|r| format!("{} {}", penalty.per.name(), rate(r))));
    for band in &penalty.bands {
        let to = band.to.map_or_else(|| "以上".to_owned(), |to| format!("至 {to}"));
        let cost = band.rate.map(rate).unwrap_or_default();
        let also: Vec<&str> = band.also.iter().copied().map(consequence).collect();
        parts.push(format!("{} {to}：{cost}{}", band.from, also.join("、")));
    }
    parts.extend(penalty.cap.map(|cap| format!("最高 {}", rate(cap))));
    parts.extend(penalty.also.iter().map(|also| consequence(*also).to_owned()));
    if let Some(escalation) = &penalty.escalates {
        let when = escalation.at_time.map_or_else(|| "达到上限".to_owned(), |n| format!("第 {n} 次"));
        let also: Vec<&str> = escalation.also.iter().copied().map(consequence).collect();
        let more = escalation.rate.map(|r| format!("另付 {}，", rate(r))).unwrap_or_default();
        parts.push(format!("{when}：{more}{}", also.join("、")));
    }
    parts.join("；")
}

fn money(list: &mut List, c: &Contract) {
    let payments = &c.payments;
    let price =
        payments.total.map_or("按单价计算".to_owned(), |total| format!("{total}（{}）", total.in_capitals()));
    list.add(StandingKind::Payment, payments, "合同价款", price);
    for term in &payments.terms {
        list.add(StandingKind::Payment, term, &term.title, &term.text);
    }
    for penalty in &c.penalties {
        list.add(StandingKind::Penalty, penalty, &penalty.title, penalty_text(penalty, payments.total));
    }
    if let Some(late) = &c.late_payment {
        let rate = late.rate_per_day.map(|rate| format!("每日{}的 {rate}", late.base.name())).unwrap_or_default();
        let days = if late.working_days { "个工作日" } else { "日" };
        let from = late.from_day.map(|n| format!("逾期第 {n} {days}起，")).unwrap_or_default();
        let cap = late.cap.map(|cap| format!("，最高 {cap}")).unwrap_or_default();
        let more = late.text.as_ref().map(|text| format!("；{text}")).unwrap_or_default();
        list.add(StandingKind::Penalty, late, "甲方逾期付款", format!("{from}{rate}{cap}{more}"));
    }
    for refund in &c.refunds {
        list.add(StandingKind::End, refund, &refund.title, &refund.text);
    }
    if let Some(running_on) = &c.running_on {
        list.add(StandingKind::End, running_on, "到期后继续服务", &running_on.text);
    }
    for termination in &c.terminations {
        let text = format!("{}：{}", termination.by.name(), termination.when);
        list.add(StandingKind::End, termination, &termination.title, text);
    }
}

fn exam(list: &mut List, c: &Contract) {
    let Some(exam) = &c.exam else { return };
    list.add(StandingKind::Exam, exam, &exam.title, &exam.mode);
    for limit in &exam.limits {
        let more = if limit.extensible { "，可按需扩容" } else { "" };
        let text = format!("{} {} {}{more}", limit.comparison.sign(), limit.value, limit.unit);
        list.add(StandingKind::Exam, limit, &limit.title, text);
    }
    for function in &exam.functions {
        list.add(StandingKind::Exam, function, &function.title, &function.text);
    }
}
