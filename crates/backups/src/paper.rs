//! Papers of backups: 备份验证记录 and 恢复演练记录. Pure.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{Document, model::Signature};
use jianyue_kernel::Value;

use crate::{
    model::{BackupPolicy, Checksum, Drill, DrillState, PolicyState},
    policy::says::size,
    service::PolicyPapers,
};

fn begun(title: &str, of: &str, head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let mut paper = Document {
        title: title.to_owned(),
        issuer: head.title.clone(),
        made_at,
        foot: format!("{title} {of}"),
        ..Document::default()
    };
    paper.pairs([("甲方", head.client.as_str().into()), ("乙方", head.vendor.as_str().into())]);
    paper
}

fn asked(paper: &mut Document, policy: &BackupPolicy, head: &Letterhead) {
    let hours = policy.every_hours;
    let every = if hours % 24 == 0 { format!("{} 天", hours / 24) } else { format!("{hours} 小时") };
    let checksum = match policy.checksum {
        Checksum::None => "无校验文件",
        Checksum::Sha256File => "SHA-256 校验文件",
        Checksum::Sm3File => "SM3 校验文件",
    };
    paper.pairs([
        ("备份策略", policy.title.as_str().into()),
        ("备份内容", policy.what.label().into()),
        ("工作内容", head.works(policy.work.as_slice()).into()),
        ("合同条款", policy.clause.clone().into()),
        ("备份周期", every.into()),
        ("保存期限", format!("{} 天", policy.keep_days).into()),
        ("保存位置", policy.place.clone().into()),
        ("文件名", policy.pattern.as_str().into()),
        ("完整性校验", checksum.into()),
    ]);
}

/// 备份验证记录 of a policy.
#[must_use]
pub fn verification(told: &PolicyPapers, made_at: DateTime<Utc>) -> Document {
    let policy = &told.policy;
    let mut paper = begun("备份验证记录", &policy.title, &told.head, made_at);
    asked(&mut paper, policy, &told.head);
    let state = match policy.state {
        PolicyState::Good => "正常",
        PolicyState::Late => "未按时产生",
        PolicyState::Missing => "没有备份",
        PolicyState::Suspect => "有问题",
        PolicyState::Unknown => "尚未检查",
    };
    paper.pairs([
        ("当前状态", state.into()),
        ("最近检查", policy.checked_at.into()),
        ("最新备份", policy.last_file.clone().into()),
        ("生成时间", policy.last_at.into()),
        ("大小", policy.last_bytes.map(size).into()),
        ("最近恢复成功", policy.proven_at.into()),
        ("恢复的备份", policy.proven_file.clone().into()),
    ]);
    paper.heading(2, "一、未解决的问题");
    let open = policy.findings.iter().map(|open| {
        vec![
            open.text.as_str().into(),
            open.clause.clone().into(),
            open.since.into(),
            open.ticket_number.clone().into(),
        ]
    });
    paper.table(None, &[("问题", 6), ("条款", 3), ("发现时间", 3), ("工单", 3)], open.collect(), "没有未解决的问题。");
    paper.heading(2, "二、检查记录");
    let checks = told.checks.iter().map(|check| {
        let found = check.findings.iter().map(|finding| finding.text.as_str()).collect::<Vec<_>>().join("；");
        vec![
            check.at.into(),
            if check.ok { "正常" } else { "有问题" }.into(),
            check.newest.clone().into(),
            check.bytes.map(size).into(),
            Value::Count(check.files),
            if found.is_empty() { Value::Empty } else { found.into() },
        ]
    });
    let columns = [("检查时间", 3), ("结果", 2), ("最新备份", 4), ("大小", 2), ("文件数", 1), ("发现的问题", 4)];
    paper.table(None, &columns, checks.collect(), "还没有检查记录。");
    paper.heading(2, "三、备份文件");
    let files = told.files.iter().map(|file| {
        let kept = file.gone_at.map_or_else(|| "保存中".into(), Value::Moment);
        vec![file.name.as_str().into(), file.at.into(), size(file.bytes).into(), file.digest.clone().into(), kept]
    });
    let columns = [("文件", 4), ("生成时间", 3), ("大小", 2), ("摘要", 5), ("删除时间", 3)];
    paper.table(None, &columns, files.collect(), "还没有看到备份文件。");
    paper.heading(2, "四、恢复演练");
    let drills = told.drills.iter().map(|drill| {
        vec![drill.asked_at.into(), drill.file.clone().into(), result(drill).into(), drill.text.clone().into()]
    });
    paper.table(None, &[("时间", 3), ("备份", 4), ("结果", 2), ("说明", 5)], drills.collect(), "还没有恢复演练。");
    paper.signed(vec![Signature::of("乙方", None, None), Signature::of("甲方", None, None)]);
    paper
}

const fn result(drill: &Drill) -> &'static str {
    match drill.state {
        DrillState::Waiting => "等待",
        DrillState::Running => "进行中",
        DrillState::Proved => "恢复成功",
        DrillState::Failed => "恢复失败",
    }
}

/// 恢复演练记录.
#[must_use]
pub fn drill(drill: &Drill, policy: &BackupPolicy, head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let mut paper = begun("恢复演练记录", &drill.title, head, made_at);
    asked(&mut paper, policy, head);
    paper.pairs([
        ("恢复的备份", drill.file.clone().into()),
        ("备份生成时间", drill.file_at.into()),
        ("备份大小", drill.bytes.map(size).into()),
        ("发起时间", drill.asked_at.into()),
        ("发起人", drill.by.clone().unwrap_or_else(|| "系统按计划".to_owned()).into()),
        ("开始时间", drill.started_at.into()),
        ("结束时间", drill.ended_at.into()),
        ("用时", drill.ms.map(|ms| Value::Seconds(ms / 1000)).unwrap_or_default()),
        ("结果", result(drill).into()),
    ]);
    paper.heading(2, "一、结果说明");
    paper.text(drill.text.as_deref().unwrap_or("演练尚未结束。"));
    paper.heading(2, "二、恢复出的内容");
    let rows = drill.counts.iter().map(|(name, n)| {
        let name = match name.as_str() {
            "files" => "文件数",
            "unpacked_bytes" => "解压后字节数",
            name => name,
        };
        vec![name.into(), Value::Count(*n)]
    });
    paper.table(None, &[("表或内容", 4), ("数量", 2)], rows.collect(), "没有统计到恢复出的内容。");
    paper.signed(vec![Signature::of("乙方", drill.by.as_deref(), None), Signature::of("甲方", None, None)]);
    paper
}
