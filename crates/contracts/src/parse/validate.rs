//! Faults of the content: what the format allows but no contract can mean.

use std::collections::BTreeSet;

use jianyue_kernel::{Money, Percent};
use jianyue_sla::ServiceWindow;

use crate::model::{
    Contract, FORMAT, Fact, Figure, FigureKind, Happening, Instalment, Penalty, RaisedBy, Rule as _, Side, Window,
};

/// Years; a longer term is a slip of the pen, and would be planned day by day.
const LONGEST_TERM: u32 = 20;

/// A fault at a key.
pub struct Issue {
    /// Path of the key.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// All faults of the content.
pub fn issues(contract: &Contract) -> Vec<Issue> {
    let mut faults = Faults { contract, found: Vec::new() };
    faults.header();
    faults.names();
    faults.windows();
    faults.references();
    faults.work_references();
    faults.money();
    faults.figures();
    faults.happenings();
    faults.found
}

struct Faults<'c> {
    contract: &'c Contract,
    found: Vec<Issue>,
}

impl Faults<'_> {
    fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.found.push(Issue { path: path.into(), message: message.into() });
    }

    fn header(&mut self) {
        let header = &self.contract.contract;
        if self.contract.format != FORMAT {
            self.add("format", format!("格式版本 {} 无法读取；本程序读取版本 {FORMAT}", self.contract.format));
        }
        if header.prefix.len() != 2 || !header.prefix.bytes().all(|b| b.is_ascii_uppercase()) {
            self.add("contract.prefix", format!("“{}”不是两个大写字母，如 HS", header.prefix));
        }
        let slug_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if header.slug.is_empty() || !header.slug.bytes().all(slug_letter) {
            self.add("contract.slug", format!("“{}”只能由小写字母、数字和连字符组成", header.slug));
        }
        for side in [Side::Client, Side::Vendor] {
            if !self.contract.parties.iter().any(|party| party.side == side) {
                self.add("parties", format!("没有{}；至少写明一个", side.name()));
            }
        }
        self.term();
        for (at, hand_over) in self.contract.hand_overs.iter().enumerate() {
            if hand_over.until < hand_over.from {
                self.add(format!("hand_overs[{at}].until"), "上一服务商服务的结束日早于开始日");
            }
        }
    }

    fn term(&mut self) {
        let term = &self.contract.term;
        if term.end < term.start {
            self.add("term.end", format!("服务期结束日 {} 早于开始日 {}", term.end, term.start));
        } else if term.end.0.years_since(term.start.0) >= Some(LONGEST_TERM) {
            self.add("term.end", format!("服务期从 {} 到 {}，超过 {LONGEST_TERM} 年，请核对", term.start, term.end));
        }
        if let Some(effective) = term.effective.filter(|day| *day < term.start || term.end < *day) {
            self.add("term.effective", format!("{effective} 不在服务期 {} 至 {} 之内", term.start, term.end));
        }
    }

    fn names(&mut self) {
        let mut seen = BTreeSet::new();
        let prefix = format!("{}-", self.contract.contract.prefix);
        for rule in self.contract.rules() {
            if !rule.id.starts_with(&prefix) && !rule.id.starts_with("ALL-") {
                self.add(format!("{}.id", rule.path), format!("规则名“{}”应以 {prefix} 或 ALL- 开头", rule.id));
            }
            if rule.clause.trim().is_empty() {
                self.add(format!("{}.clause", rule.path), "条款出处不能为空");
            }
            if !seen.insert(rule.id) {
                self.add(format!("{}.id", rule.path), format!("规则名“{}”已经用过，请换一个", rule.id));
            }
        }
        let contract = self.contract;
        self.unique("parties", contract.parties.iter().map(|party| party.key.as_str()));
        self.unique("works", contract.works.iter().map(|work| work.key.as_str()));
        self.unique("documents", contract.documents.iter().map(|document| document.key.as_str()));
        for (at, work) in contract.works.iter().enumerate() {
            self.unique(&format!("works[{at}].services"), work.services.iter().map(|service| service.key.as_str()));
            self.unique(&format!("works[{at}].systems"), work.systems.iter().map(|system| system.key.as_str()));
        }
    }

    fn unique<'k>(&mut self, list: &str, keys: impl Iterator<Item = &'k str>) {
        let mut seen = BTreeSet::new();
        for (at, key) in keys.enumerate() {
            if !seen.insert(key) {
                self.add(format!("{list}[{at}].key"), format!("“{key}”已经用过，请换一个"));
            }
        }
    }

    fn windows(&mut self) {
        let contract = self.contract;
        for (at, window) in contract.windows.iter().enumerate() {
            self.window(at, window);
        }
    }

    fn window(&mut self, at: usize, window: &Window) {
        for (key, hours) in [("hours", &window.hours), ("special_hours", &window.special_hours)] {
            if let Some(Err(fault)) = hours.as_ref().map(|hours| hours.parse::<ServiceWindow>()) {
                self.add(format!("windows[{at}].{key}"), fault.to_string());
            }
        }
        if window.hours.is_none() && window.event.is_none() {
            self.add(format!("windows[{at}]"), "服务时段要写 hours 或 event 之一");
        }
    }

    fn window_exists(&mut self, path: String, id: &str) {
        if self.contract.window(id).is_none() {
            let known: Vec<&str> = self.contract.windows.iter().map(|window| window.id.as_str()).collect();
            self.add(path, format!("没有名为“{id}”的服务时段；已有：{}", known.join("、")));
        }
    }

    fn references(&mut self) {
        let contract = self.contract;
        for (m, matrix) in contract.matrices.iter().enumerate() {
            for (c, case) in matrix.cases.iter().enumerate() {
                let mut kinds = BTreeSet::new();
                for (t, target) in case.targets.iter().enumerate() {
                    let path = format!("matrices[{m}].cases[{c}].targets[{t}]");
                    self.window_exists(format!("{path}.window"), &target.window);
                    if !kinds.insert(target.kind) || case.not_applicable.contains(&target.kind) {
                        self.add(format!("{path}.kind"), format!("“{}”时限重复或已写明不适用", target.kind.name()));
                    }
                }
            }
        }
        for (at, inspection) in contract.inspections.iter().enumerate() {
            if let Some(window) = &inspection.window {
                self.window_exists(format!("inspections[{at}].window"), window);
            }
        }
        for (at, position) in contract.staffing.iter().enumerate() {
            if let Some(window) = &position.window {
                self.window_exists(format!("staffing[{at}].window"), window);
            }
        }
        for (i, instalment) in contract.payments.instalments.iter().enumerate() {
            for (s, split) in instalment.splits.iter().enumerate() {
                if contract.party(&split.party).is_none() {
                    let path = format!("payments.instalments[{i}].splits[{s}].party");
                    self.add(path, format!("没有名为“{}”的当事方", split.party));
                }
            }
        }
    }

    fn work_exists(&mut self, path: String, key: &str) {
        if self.contract.work(key).is_none() {
            let known: Vec<&str> = self.contract.works.iter().map(|work| work.key.as_str()).collect();
            self.add(path, format!("没有名为“{key}”的服务内容；已有：{}", known.join("、")));
        }
    }

    fn works_exist<'k>(&mut self, list: &str, rules: impl Iterator<Item = &'k Vec<String>>) {
        for (at, works) in rules.enumerate() {
            for (n, key) in works.iter().enumerate() {
                self.work_exists(format!("{list}[{at}].works[{n}]"), key);
            }
        }
    }

    fn work_references(&mut self) {
        let c = self.contract;
        self.works_exist("parties", c.parties.iter().map(|rule| &rule.works));
        self.works_exist("windows", c.windows.iter().map(|rule| &rule.works));
        self.works_exist("matrices", c.matrices.iter().map(|rule| &rule.works));
        self.works_exist("inspections", c.inspections.iter().map(|rule| &rule.works));
        self.works_exist("backups", c.backups.iter().map(|rule| &rule.works));
        self.works_exist("certificates", c.certificates.iter().map(|rule| &rule.works));
        self.works_exist("assets", c.assets.iter().map(|rule| &rule.works));
        self.works_exist("asset_rules", c.asset_rules.iter().map(|rule| &rule.works));
        self.works_exist("data_inventories", c.data_inventories.iter().map(|rule| &rule.works));
        self.works_exist("reports", c.reports.iter().map(|rule| &rule.works));
        self.works_exist("acceptances", c.acceptances.iter().map(|rule| &rule.works));
        self.works_exist("staffing", c.staffing.iter().map(|rule| &rule.works));
        self.works_exist("duties", c.duties.iter().map(|rule| &rule.works));
        for (at, exchange) in c.exchanges.iter().enumerate() {
            self.work_exists(format!("exchanges[{at}].work"), &exchange.work);
        }
        for (at, group) in c.price_list.iter().flat_map(|list| &list.groups).enumerate() {
            self.work_exists(format!("price_list.groups[{at}].work"), &group.work);
        }
        for (w, work) in c.works.iter().enumerate() {
            for (s, system) in work.systems.iter().enumerate() {
                for (n, key) in system.services.iter().enumerate() {
                    if !work.services.iter().any(|service| service.key == *key) {
                        let path = format!("works[{w}].systems[{s}].services[{n}]");
                        self.add(path, format!("“{}”没有名为“{key}”的服务", work.title));
                    }
                }
            }
        }
    }

    fn amount(&mut self, path: String, amount: Money) {
        if amount < Money::ZERO {
            self.add(path, format!("金额 {amount} 不能为负"));
        }
    }

    fn rate(&mut self, path: String, rate: Percent) {
        if rate < Percent::ZERO {
            self.add(path, format!("百分比 {rate} 不能为负"));
        }
    }

    fn money(&mut self) {
        let c = self.contract;
        if let Some(amount) = c.payments.total {
            self.amount("payments.total".into(), amount);
        }
        for (i, instalment) in c.payments.instalments.iter().enumerate() {
            self.amount(format!("payments.instalments[{i}].amount"), instalment.amount);
            self.rate(format!("payments.instalments[{i}].percent"), instalment.percent);
            for (s, split) in instalment.splits.iter().enumerate() {
                self.amount(format!("payments.instalments[{i}].splits[{s}].amount"), split.amount);
            }
        }
        if let Some(bond) = &c.bond {
            self.amount("bond.amount".into(), bond.amount);
            self.rate("bond.percent".into(), bond.percent);
        }
        for (g, group) in c.price_list.iter().flat_map(|list| &list.groups).enumerate() {
            for (i, item) in group.items.iter().enumerate() {
                self.amount(format!("price_list.groups[{g}].items[{i}].amount"), item.amount);
            }
        }
        for (at, penalty) in c.penalties.iter().enumerate() {
            self.penalty(&format!("penalties[{at}]"), penalty);
        }
    }

    fn penalty(&mut self, path: &str, penalty: &Penalty) {
        if let Some(amount) = penalty.sum {
            self.amount(format!("{path}.sum"), amount);
        }
        for rate in penalty.rate.into_iter().chain(penalty.cap) {
            self.rate(format!("{path}.rate"), rate);
        }
        let ways = [penalty.rate.is_some(), penalty.sum.is_some(), !penalty.bands.is_empty()];
        let money = ways.iter().filter(|way| **way).count();
        if money > 1 || (money == 0 && penalty.also.is_empty()) {
            self.add(path, "违约责任要写 rate、sum、bands 之一，或只写 also");
        }
        if penalty.base.is_none() && penalty.sum.is_none() && money > 0 {
            self.add(path, "按比例计算的违约金要写 base（计算基数）");
        }
        for (b, band) in penalty.bands.iter().enumerate() {
            if band.to.is_some_and(|to| to <= band.from) {
                self.add(format!("{path}.bands[{b}].to"), "档次上限不大于下限");
            }
        }
    }

    fn happenings(&mut self) {
        let contract = self.contract;
        let ids: BTreeSet<&str> = contract.rules().iter().map(|rule| rule.id).collect();
        for (p, penalty) in contract.penalties.iter().enumerate() {
            for (r, raised) in penalty.raised_by.iter().enumerate() {
                self.raised_by(&format!("penalties[{p}].raised_by[{r}]"), penalty, raised, &ids);
            }
        }
        for (i, instalment) in contract.payments.instalments.iter().enumerate() {
            self.awaited_reports(&format!("payments.instalments[{i}].reports"), instalment);
        }
    }

    fn raised_by(&mut self, path: &str, penalty: &Penalty, raised: &RaisedBy, ids: &BTreeSet<&str>) {
        if penalty.owed_by == Side::Client {
            self.add(path, "甲方的责任由付款情况计算，不写 raised_by");
        }
        if !raised.targets.is_empty() && raised.by != Happening::ClockBreached {
            self.add(format!("{path}.targets"), "只有 clock_breached 可以写 targets");
        }
        if !raised.kinds.is_empty() && !matches!(raised.by, Happening::DutyMissed | Happening::DutyLate) {
            self.add(format!("{path}.kinds"), "只有 duty_missed 和 duty_late 可以写 kinds");
        }
        for (n, rule) in raised.rules.iter().enumerate().filter(|(_, rule)| !ids.contains(rule.as_str())) {
            self.add(format!("{path}.rules[{n}]"), format!("没有名为“{rule}”的规则"));
        }
    }

    fn awaited_reports(&mut self, path: &str, instalment: &Instalment) {
        let Some(reports) = &instalment.reports else { return };
        if !instalment.conditions.contains(&Fact::ReportsAccepted) {
            self.add(path, "这一期的 conditions 没有 reports_accepted，不等报告");
        }
        let contract = self.contract;
        for (n, rule) in reports.rules.iter().enumerate() {
            if !contract.reports.iter().any(|known| known.id() == rule) {
                self.add(format!("{path}.rules[{n}]"), format!("reports 中没有名为“{rule}”的报告"));
            }
        }
        if reports.ended_from.is_some_and(|from| reports.ended_by < from) {
            self.add(format!("{path}.ended_by"), "早于 ended_from");
        }
    }

    fn figures(&mut self) {
        let contract = self.contract;
        let ids: BTreeSet<&str> = contract.rules().iter().map(|rule| rule.id).collect();
        for (at, figure) in contract.figures.iter().enumerate() {
            if !ids.contains(figure.of.as_str()) {
                self.add(format!("figures[{at}].of"), format!("没有名为“{}”的规则", figure.of));
            }
            if let Some(document) = &figure.document
                && !contract.documents.iter().any(|known| known.key == *document)
            {
                self.add(format!("figures[{at}].document"), format!("没有名为“{document}”的文件"));
            }
            if let Err(fault) = figure_value(figure) {
                self.add(format!("figures[{at}].value"), fault);
            }
        }
    }
}

fn figure_value(figure: &Figure) -> Result<(), String> {
    let bad = |what: &str| format!("“{}”不是{what}", figure.value);
    match figure.kind {
        FigureKind::InstalmentPercent => figure.value.parse::<Percent>().map(drop).map_err(|_| bad("百分比，如 30%")),
        FigureKind::SignedDate => {
            figure.value.parse::<crate::model::Day>().map(drop).map_err(|_| bad("日期，如 2021-07-06"))
        }
        FigureKind::Total | FigureKind::TaxExclusiveTotal | FigureKind::InstalmentAmount | FigureKind::BondAmount => {
            figure.value.parse::<Money>().map(drop).map_err(|_| bad("金额，如 1912500.00"))
        }
    }
}
