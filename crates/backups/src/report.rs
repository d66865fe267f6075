//! What backups contribute to reports: made, kept, wrong, and really restored.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;
use uuid::Uuid;

use crate::{
    model::{DrillState, PolicyState},
    policy::says::size,
    store::{
        drill::DrillRow,
        report::{
            ReportedFault, ReportedFile, ReportedPolicy, reported_drills, reported_faults, reported_files,
            reported_policies,
        },
    },
    subject::client_path,
};

/// Backups and drills.
pub(crate) struct Backups;

#[async_trait]
impl ReportSource for Backups {
    fn code(&self) -> &'static str {
        "backups.backups"
    }

    fn title(&self) -> &'static str {
        "数据备份与恢复演练"
    }

    async fn section(&self, _app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        if ask.subject.is_some() {
            return Ok(None);
        }
        let span = span(ask);
        let mut policies = reported_policies(tx, ask.contract, span).await?;
        policies.retain(|policy| ask.wants(policy.work.as_slice()));
        if policies.is_empty() {
            return Ok(None);
        }
        let known: BTreeMap<Uuid, &ReportedPolicy> = policies.iter().map(|policy| (policy.id, policy)).collect();
        let mut files = reported_files(tx, ask.contract, span).await?;
        files.retain(|file| known.contains_key(&file.policy_id));
        let mut faults = reported_faults(tx, ask.contract, span).await?;
        faults.retain(|fault| known.contains_key(&fault.policy_id));
        let mut drills = reported_drills(tx, ask.contract, span).await?;
        drills.retain(|drill| known.contains_key(&drill.policy_id));
        let told = Told { policies: &policies, known, files, faults, drills };
        Ok(Some(told.section(Section::of(self))))
    }
}

fn span(ask: &ReportAsk) -> (DateTime<Utc>, DateTime<Utc>) {
    (zone::start_of_day(ask.from), zone::start_of_day(ask.to.succ_opt().unwrap_or(ask.to)))
}

struct Told<'a> {
    policies: &'a [ReportedPolicy],
    known: BTreeMap<Uuid, &'a ReportedPolicy>,
    files: Vec<ReportedFile>,
    faults: Vec<ReportedFault>,
    drills: Vec<DrillRow>,
}

const FILES: [&str; 5] = ["备份策略", "备份文件", "生成时间", "大小", "是否仍保存"];
const FAULTS: [&str; 3] = ["备份策略", "检查时间", "发现的问题"];
const DRILLS: [&str; 6] = ["备份策略", "恢复的备份", "开始时间", "用时", "结果", "说明"];

impl Told<'_> {
    fn row(&self, policy: Uuid, mut cells: Vec<Value>) -> Row {
        let title = self.known.get(&policy).map(|known| known.title.clone());
        cells.insert(0, title.into());
        Row::to(cells, format!("/backups/{policy}"), client_path(policy))
    }

    fn file(&self, file: &ReportedFile) -> Row {
        let kept = if file.gone_at.is_none() { "是" } else { "否" };
        let cells = vec![file.name.clone().into(), file.at.into(), size(file.bytes).into(), kept.into()];
        self.row(file.policy_id, cells)
    }

    fn fault(&self, fault: &ReportedFault) -> Row {
        let said = fault.findings.0.iter().map(|finding| finding.text.as_str()).collect::<Vec<_>>().join("；");
        self.row(fault.policy_id, vec![fault.at.into(), said.into()])
    }

    fn drill(&self, drill: &DrillRow) -> Row {
        let result = match drill.state {
            DrillState::Waiting => "等待",
            DrillState::Running => "进行中",
            DrillState::Proved => "恢复成功",
            DrillState::Failed => "恢复失败",
        };
        let cells = vec![
            drill.file.clone().into(),
            drill.started_at.unwrap_or(drill.asked_at).into(),
            drill.ms.map(|ms| Value::Seconds(ms / 1000)).unwrap_or_default(),
            result.into(),
            drill.text.clone().into(),
        ];
        self.row(drill.policy_id, cells)
    }

    fn section(&self, mut section: Section) -> Section {
        let kept = self.files.iter().filter(|file| file.gone_at.is_none());
        let of = |state: DrillState| self.drills.iter().filter(move |drill| drill.state == state);
        let (checks, bad) = self.policies.iter().fold((0, 0), |(n, bad), policy| (n + policy.checks, bad + policy.bad));
        let policies = ["备份策略", "备份内容", "周期", "保存", "条款", "当前状态"];
        section
            .counted(
                "policies",
                "备份策略",
                None,
                &policies,
                self.policies.iter().map(|one| self.policy(one)).collect(),
            )
            .counted("made", "生成的备份", None, &FILES, self.files.iter().map(|file| self.file(file)).collect())
            .counted("kept", "其中仍在保存", None, &FILES, kept.map(|file| self.file(file)).collect())
            .figure(Figure::new("checks", "备份检查", checks).noted(format!("其中发现问题的 {bad} 次")))
            .counted("faults", "发现问题的检查", None, &FAULTS, self.faults.iter().map(|one| self.fault(one)).collect())
            .counted(
                "proved",
                "恢复演练成功",
                None,
                &DRILLS,
                of(DrillState::Proved).map(|one| self.drill(one)).collect(),
            )
            .counted(
                "failed",
                "恢复演练失败",
                None,
                &DRILLS,
                of(DrillState::Failed).map(|one| self.drill(one)).collect(),
            );
        let rows = self.policies.iter().map(|policy| {
            let files = self.files.iter().filter(|file| file.policy_id == policy.id);
            let (made, bytes) = files.fold((0, 0), |(n, bytes), file| (n + 1, bytes + file.bytes));
            let cells = vec![
                policy.what.label().into(),
                Value::Count(made),
                size(bytes).into(),
                Value::Count(policy.checks),
                Value::Count(policy.bad),
                policy.proven_at.into(),
                policy.clause.clone().into(),
            ];
            self.row(policy.id, cells)
        });
        let columns = ["备份策略", "备份内容", "生成备份", "合计大小", "检查次数", "发现问题", "最近恢复成功", "条款"];
        section.told(Table::of("by_policy", "各备份策略执行情况", &columns, rows.collect()));
        section.told(Table::of(
            "drills",
            "恢复演练记录",
            &DRILLS,
            self.drills.iter().map(|one| self.drill(one)).collect(),
        ));
        section.told(Table::of(
            "fault_list",
            "检查发现的问题",
            &FAULTS,
            self.faults.iter().map(|one| self.fault(one)).collect(),
        ));
        for fault in self.faults.iter().take(20) {
            let title = self.known.get(&fault.policy_id).map_or("", |known| known.title.as_str());
            for finding in &fault.findings.0 {
                section.hint(
                    HintPart::Cause,
                    format!("备份“{title}”：{}", finding.text),
                    format!("/backups/{}", fault.policy_id),
                );
            }
        }
        for policy in self.policies.iter().filter(|policy| policy.proven_at.is_none()) {
            let text = format!("备份“{}”还没有恢复成功的记录，建议安排恢复演练。", policy.title);
            section.hint(HintPart::Suggestion, text, format!("/backups/{}", policy.id));
        }
        section
    }

    fn policy(&self, policy: &ReportedPolicy) -> Row {
        let state = match policy.state {
            PolicyState::Good => "正常",
            PolicyState::Late => "未按时产生",
            PolicyState::Missing => "没有备份",
            PolicyState::Suspect => "有问题",
            PolicyState::Unknown => "尚未检查",
        };
        let every = if policy.every_hours % 24 == 0 {
            format!("{} 天", policy.every_hours / 24)
        } else {
            format!("{} 小时", policy.every_hours)
        };
        let cells = vec![
            policy.what.label().into(),
            every.into(),
            format!("{} 天", policy.keep_days).into(),
            policy.clause.clone().into(),
            state.into(),
        ];
        self.row(policy.id, cells)
    }
}
