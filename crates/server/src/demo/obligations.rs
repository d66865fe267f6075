//! The ledger of the demo: documents handed in on paper, duties that events made due, some late, some open, one let go.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{Actor, Env, FixedClock, Role};
use jianyue_obligations::DutyError;
use jianyue_obligations::service::{DutyWish, NewDuty, NewEvidence, Waiver, ledger, open, prove, waive};
use jianyue_platform::duties::DutyState;
use jianyue_sla::zone;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// What happened: contract, rule, so many days ago, what, done so many days later, and what shows it.
type Happened = (&'static str, &'static str, u64, &'static str, Option<u64>, &'static str);

const HAPPENED: &[Happened] = &[
    ("HS", "HS-O1.change", 210, "身份认证系统升级申请（演示）", Some(12), "需求分析、测试报告和主管处室批复已归档"),
    ("HS", "HS-O1.change", 34, "权限管理系统参数调整申请（演示）", Some(6), "测试记录和主管处室批复已归档"),
    ("HS", "HS-O1.change", 4, "加解密组件升级申请（演示）", None, ""),
    ("HS", "HS-O2.purchase", 88, "密码设备扩容采购咨询（演示）", Some(3), "书面建议已提交"),
    ("HS", "HS-O7", 25, "甲方要求返还测试数据（演示）", Some(4), "返还清单双方签字"),
    ("HC", "HC-P1.permission", 120, "权限调整单 12 号（演示）", Some(1), "调整单和截图已归档"),
    ("HC", "HC-P1.export", 45, "临时需求单：企业名单导出（演示）", Some(2), "导出结果经双人核对，签收单已归档"),
    ("HC", "HC-P1.export", 2, "临时需求单：人员资格统计（演示）", None, ""),
    ("HC", "HC-V1.fix", 76, "漏洞通报：组件反序列化（演示）", Some(7), "整改报告和复测记录已反馈"),
    ("HC", "HC-O1.inventory", 30, "资质子系统新增 3 张表（演示）", Some(5), "盘点文档已更新"),
    ("SC", "SC-O1.replacement", 40, "补换卡缴费批次 09-12（演示）", Some(6), "签收记录 46 份"),
    ("SC", "SC-O1.replacement", 16, "补换卡缴费批次 10-03（演示）", None, ""),
    ("SC", "SC-O1.emergency", 95, "安全通告处置（演示）", Some(0), "当日完成排查，报告已提交"),
    ("RE", "RE-O1.4.explain", 55, "核心交换机故障当天未解决（演示）", Some(0), "书面说明已交甲方"),
    ("RE", "RE-O1.1.changes", 48, "取号界面提示语调整（演示）", Some(5), "0.1 人月，测试记录已归档"),
    ("EX", "EX-O2.before", 66, "上半年考试考前准备（演示）", Some(4), "检查清单和演练记录已归档"),
    ("EX", "EX-O2.after", 60, "上半年考试数据下载与移交（演示）", Some(3), "移交清单双方签字"),
    // What no other module keeps.
    ("HS", "HS-O10", 290, "年度廉洁承诺书签署（演示）", Some(3), "双方签署的承诺书已归档"),
    ("HC", "HC-O3.integrity", 240, "廉洁教育与承诺（演示）", Some(5), "承诺书和签到表已归档"),
    ("SC", "SC-O3.integrity", 230, "廉洁自律承诺书复核（演示）", Some(2), "复核记录已归档"),
    ("EX", "EX-O2.transfer", 160, "核对有无转让或分包（演示）", Some(1), "自查说明：未转让、未分包"),
    ("HS", "HS-O8", 180, "定制脚本的权属说明（演示）", Some(4), "权属说明双方签字"),
    ("SC", "SC-O3.ownership", 110, "发卡模块源码归档移交（演示）", Some(6), "移交清单双方签字"),
    ("HS", "HS-O2.suggestions", 99, "甲方提出改进建议（演示）", Some(2), "建议书面送达，乙方回执"),
    ("RE", "RE-O4.materials", 210, "甲方提供点位与网络资料（演示）", Some(7), "资料清单双方签字"),
    ("EX", "EX-O3.client", 70, "甲方确认考试安排（演示）", Some(1), "考场安排确认单已签"),
    ("HS", "HS-O9", 140, "服务交接准备（演示）", Some(9), "交接目录已提交"),
    ("RE", "RE-O2.redo", 84, "年度成果补正（演示）", Some(5), "补正后的成果已签收"),
    ("EX", "EX-O2.agreement", 72, "上半年考试承办协议（演示）", Some(2), "协议双方盖章"),
    ("RE", "RE-O1.quota", 8, "工作 1 改动用量核对（演示）", Some(1), "本年度已用 18 人天，未超 1 人月"),
    ("HC", "HC-O2.safety", 170, "驻场人员安全教育（演示）", Some(1), "签到表 13 人"),
    ("RE", "RE-O1.2.records", 155, "驻场人员备案（演示）", Some(2), "备案表已提交"),
    ("HS", "HS-O2.leaders", 77, "重要部门上门服务（演示）", Some(0), "服务单已签字"),
    ("RE", "RE-O1.4.spares", 93, "核心备件补齐（演示）", Some(8), "备件清单与照片已归档"),
    ("SC", "SC-O1.keys", 145, "密钥介质盘点（演示）", Some(1), "双人盘点记录已归档"),
    ("HS", "HS-O6", 200, "保密教育与承诺（演示）", Some(3), "承诺书 9 份已归档"),
    ("SC", "SC-O3.leak", 133, "疑似名单外传的核查（演示）", Some(0), "当日完成核查并报告，未发生泄露"),
    ("RE", "RE-O3.leak", 101, "误发资料的补救（演示）", Some(1), "收回资料并提交书面说明"),
    ("SC", "SC-O3.leak", 19, "外包人员离场未交还资料（演示）", None, ""),
    ("EX", "ALL-O2.data-return", 58, "甲方书面要求交回考务资料（演示）", Some(0), "交接清单双方签字"),
    ("HC", "ALL-O2.data-return", 90, "甲方书面要求交回测试库（演示）", Some(2), "销毁记录和交接单双方签字"),
    ("EX", "ALL-O2.data-return", 12, "甲方要求销毁模拟考试录像（演示）", None, ""),
    ("SC", "SC-O3.filing", 320, "合同备案与保证金退还（演示）", Some(1), "备案回执已归档"),
    ("RE", "RE-O1.4.explain", 27, "闸机控制器故障当天未解决（演示）", None, ""),
];

fn refused(error: DutyError) -> Failure {
    Failure::input(format!("the ledger of the demo: {error}"))
}

/// Noon of a day, as the clock of whoever acts then.
fn on(host: &Host, day: NaiveDate, end: DateTime<Utc>) -> Env {
    let noon = zone::start_of_day(day) + TimeDelta::hours(12);
    host.app.env().with_clock(Arc::new(FixedClock::at(noon.min(end))))
}

/// The ledger as it stands at `end`.
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
        documents(host, contract, (manager, official), first_day, end).await?;
        events(host, contract, manager, end).await?;
    }
    Ok(())
}

/// Documents that went out on paper, some days behind their periods; those of the last days are still to come, and others are
/// reports.
async fn documents(
    host: &Host,
    contract: &DemoContract,
    (manager, official): (&Actor, &Actor),
    first_day: NaiveDate,
    end: DateTime<Utc>,
) -> Result<(), Failure> {
    let today = zone::local_date(end);
    let mut from = first_day;
    let mut due = Vec::new();
    while from <= today {
        let to = (from + Days::new(89)).min(today);
        let desk = Desk::of(&host.app, manager);
        let wish = DutyWish { kind: Some("document".to_owned()), states: vec![DutyState::Open], ..DutyWish::default() };
        let listed = ledger(&mut host.app.db().read().await?, desk, contract.id, (from, to), wish).await;
        due.extend(listed.map_err(refused)?.items);
        from = to + Days::new(1);
    }
    let compiled = Desk::of(&host.app, manager).version(&mut host.app.db().read().await?, contract.id, today).await;
    let compiled = compiled.map_err(|refusal| refused(refusal.into()))?;
    due.retain(|duty| !super::reports::is_report(&compiled.model, &duty.rule, duty.to, today));
    for (n, duty) in (0_u64..).zip(due) {
        let day = duty.to + Days::new(3 + n * 5 % 7);
        let mut tx = host.app.db().write().await?;
        let env = on(host, day.min(today), end);
        let done = if day > today {
            continue;
        } else if n == 3 && contract.prefix == "HC" {
            let reason = "该期并入季度报告一并提交（演示）".to_owned();
            let desk = Desk { app: &host.app, env: &env, by: official };
            waive(&mut tx, desk, contract.id, Waiver { key: duty.key, reason }).await
        } else {
            let new = NewEvidence {
                key: duty.key,
                text: format!("{}已提交，甲方签收（演示）", duty.title),
                path: None,
                done_on: Some(day),
            };
            prove(&mut tx, Desk { app: &host.app, env: &env, by: manager }, contract.id, new).await
        };
        match done {
            // Sheets of inspections are handed in by making them.
            Ok(_) | Err(DutyError(Refusal::Rule { code: "elsewhere", .. })) => tx.commit().await?,
            Err(error) => return Err(refused(error)),
        }
    }
    Ok(())
}

async fn events(host: &Host, contract: &DemoContract, by: &Actor, end: DateTime<Utc>) -> Result<(), Failure> {
    let today = zone::local_date(end);
    for (_, rule, ago, note, later, shown) in HAPPENED.iter().copied().filter(|(on, ..)| *on == contract.prefix) {
        let happened_on = today - Days::new(ago);
        let mut tx = host.app.db().write().await?;
        let env = on(host, happened_on, end);
        let new = NewDuty { rule: rule.to_owned(), note: note.to_owned(), happened_on };
        let duty = open(&mut tx, Desk { app: &host.app, env: &env, by }, contract.id, new).await.map_err(refused)?;
        if let Some(later) = later {
            let day = happened_on + Days::new(later);
            let env = on(host, day, end);
            let new =
                NewEvidence { key: duty.key, text: format!("{shown}（演示）"), path: None, done_on: Some(day) };
            prove(&mut tx, Desk { app: &host.app, env: &env, by }, contract.id, new).await.map_err(refused)?;
        }
        tx.commit().await?;
    }
    Ok(())
}
