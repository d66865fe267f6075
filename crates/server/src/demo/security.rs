//! Security in the demo: what a scanner found and notices told, in every state, one late and one missed; evaluations with
//! findings, pledges with one that is wanting, and what goes back, once complete and once under way.

use std::{collections::BTreeSet, sync::Arc};

use axum::body::Bytes;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use futures::stream;
use jianyue_contracts::Desk;
use jianyue_kernel::{Actor, Env, FixedClock, PageRequest, Role};
use jianyue_platform::{Tx, blob::BlobStore, files::NewFile};
use jianyue_security::{
    SecurityError,
    model::{Decision, EvaluationResult, FindingState, ReturnWay, Severity, Source},
    read::{FindingDraft, ScanDraft},
    service::{
        Analysis, Confirmation, EndFinding, EvaluationChange, Feedback, Mending, NewEvaluation, NewPledge, NewReturn,
        NewReturnItem, NewVulnerability, PledgeChange, Reporting, Retest, Settlement, VulnerabilityWish, analyse,
        confirm, evaluation, evaluation_add, evaluation_change, feed_back, finding_end, findings_import, mend,
        pledge_add, pledge_change, report, retest, return_add, scan_import, settle, take_in, vulnerabilities, witness,
    },
};
use jianyue_sheets::RowOf;
use jianyue_sla::zone;
use uuid::Uuid;

use super::{accounts::Cast, contracts::DemoContract, signature::png};
use crate::{commands::Failure, host::Host};

/// What a scanner found: name, number, severity, host, port, days ago.
type Scanned = (&'static str, &'static str, Severity, &'static str, &'static str, u64);

const SCANNED: [Scanned; 12] = [
    ("Web 组件反序列化漏洞", "CVE-2025-10021", Severity::High, "10.20.1.11", "8080", 40),
    ("TLS 支持弱加密套件", "CVE-2016-2183", Severity::Medium, "10.20.1.11", "443", 40),
    ("SSH 服务允许弱口令", "", Severity::High, "10.20.1.21", "22", 40),
    ("数据库版本过低", "CVE-2025-21550", Severity::High, "10.20.1.31", "5432", 12),
    ("日志组件拒绝服务漏洞", "CVE-2025-24813", Severity::Medium, "10.20.1.12", "8080", 20),
    ("目录列表未关闭", "", Severity::Low, "10.20.1.12", "80", 40),
    ("HTTP 响应头缺少安全策略", "", Severity::Low, "10.20.1.11", "443", 40),
    ("打印服务未加密", "", Severity::Medium, "10.20.2.9", "631", 40),
    ("文件上传未校验类型", "CNVD-2025-18841", Severity::High, "10.20.1.13", "443", 5),
    ("远程桌面服务信息泄露", "CVE-2025-27740", Severity::Medium, "10.20.2.15", "3389", 20),
    ("SNMP 使用默认团体名", "", Severity::Medium, "10.20.3.1", "161", 28),
    ("Cookie 未设置 Secure 属性", "", Severity::Low, "10.20.1.13", "443", 20),
];

/// How far a vulnerability has come, and in how many days each step was done.
#[derive(Clone, Copy)]
enum Way {
    /// Nobody looked.
    Still,
    /// The cause is known.
    Analysed,
    /// It was mended, and nobody tested.
    Fixed,
    /// It was tested.
    Tested,
    /// A test was failed.
    Failed,
    /// The client was told, so many days after it came in.
    Told(u64),
    /// The client confirmed, so many days after it came in.
    Closed(u64),
    /// The risk is borne.
    Borne,
}

/// In the order of [`SCANNED`].
const WAYS: [Way; 12] = [
    Way::Closed(5),
    Way::Closed(9),
    // Fed back behind its last day.
    Way::Closed(11),
    // Missed: a week was given.
    Way::Analysed,
    Way::Fixed,
    Way::Told(12),
    Way::Tested,
    Way::Borne,
    Way::Analysed,
    Way::Failed,
    Way::Still,
    Way::Still,
];

/// A notice: contract, source, name, number, severity, days ago, how far it has come.
type Notice = (&'static str, Source, &'static str, &'static str, Severity, u64, Way);

const NOTICES: [Notice; 9] = [
    (
        "HC",
        Source::Regulator,
        "政务网站框架远程代码执行漏洞通报（演示）",
        "CNNVD-202511-014",
        Severity::Critical,
        1,
        Way::Analysed,
    ),
    ("HC", Source::Vendor, "中间件季度安全补丁公告（演示）", "PATCH-2026-Q3", Severity::Medium, 52, Way::Closed(14)),
    ("HC", Source::Own, "测试账号未停用（演示）", "", Severity::High, 3, Way::Fixed),
    (
        "SC",
        Source::Regulator,
        "教育系统网络安全通告：弱口令排查（演示）",
        "通告 2026-31",
        Severity::High,
        66,
        Way::Closed(4),
    ),
    ("SC", Source::Client, "缴费接口越权访问（演示）", "", Severity::High, 6, Way::Fixed),
    ("SC", Source::Own, "读卡程序调试端口未关闭（演示）", "", Severity::Low, 15, Way::Still),
    (
        "HS",
        Source::Regulator,
        "密码设备管理口令策略通报（演示）",
        "京网安 2026-118",
        Severity::High,
        80,
        Way::Closed(6),
    ),
    ("HS", Source::Vendor, "加密机固件补丁公告（演示）", "FW-2026-07", Severity::Medium, 10, Way::Analysed),
    ("HS", Source::Scanner, "管理终端系统补丁缺失（演示）", "KB5030219", Severity::Medium, 33, Way::Tested),
];

const FINDINGS: [(&str, &str, Severity, i64); 5] = [
    ("8.1.4.1 身份鉴别", "部分管理账号未启用双因素认证", Severity::High, -20),
    ("8.1.4.3 安全审计", "数据库审计日志保存不足六个月", Severity::Medium, -6),
    ("8.1.4.4 入侵防范", "两台主机开放多余端口", Severity::Low, 10),
    ("8.1.3.2 访问控制", "边界访问策略未按最小化原则收敛", Severity::Medium, 24),
    ("8.1.10.6 漏洞和风险管理", "漏洞整改记录不完整", Severity::Low, -12),
];

const TEAM: [(&str, &str); 6] = [
    ("周经理（演示）", "项目经理"),
    ("王工（演示）", "运维工程师"),
    ("陈工（演示）", "安全工程师"),
    ("刘工（演示）", "数据库工程师"),
    ("何工（演示）", "驻场工程师"),
    ("许工（演示）", "开发工程师"),
];

fn refused(error: SecurityError) -> Failure {
    Failure::input(format!("the security of the demo: {error}"))
}

/// Somebody at noon of a day.
struct Scene<'a> {
    host: &'a Host,
    end: DateTime<Utc>,
}

impl Scene<'_> {
    fn today(&self) -> NaiveDate {
        zone::local_date(self.end)
    }

    fn ago(&self, days: u64) -> NaiveDate {
        self.today() - Days::new(days)
    }

    fn on(&self, day: NaiveDate) -> Env {
        let noon = zone::start_of_day(day) + TimeDelta::hours(12);
        self.host.app.env().with_clock(Arc::new(FixedClock::at(noon.min(self.end))))
    }

    fn desk<'a>(&'a self, env: &'a Env, by: &'a Actor) -> Desk<'a> {
        Desk { app: &self.host.app, env, by }
    }
}

/// Who plays on a contract.
struct Players<'a> {
    manager: &'a Actor,
    engineer: &'a Actor,
    tester: &'a Actor,
    official: &'a Actor,
}

/// All of it as it stands at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let scene = Scene { host, end };
    for contract in contracts.iter().filter(|one| ["HC", "SC", "HS", "RE"].contains(&one.prefix.as_str())) {
        let (Some(manager), Some(engineer), Some(tester), Some(official)) = (
            cast.nth(Role::VendorManager, contract, 0),
            cast.nth(Role::Engineer, contract, 0),
            cast.nth(Role::Engineer, contract, 1),
            cast.nth(Role::ClientOfficial, contract, 0),
        ) else {
            continue;
        };
        let players = Players { manager, engineer, tester, official };
        let mut tx = host.app.db().write().await?;
        if contract.prefix == "HC" {
            scanned(&scene, &mut tx, contract, &players).await?;
        }
        for notice in NOTICES.into_iter().filter(|notice| notice.0 == contract.prefix) {
            noticed(&scene, &mut tx, contract, &players, notice).await?;
        }
        evaluations(&scene, &mut tx, contract, &players).await?;
        pledges(&scene, &mut tx, contract, &players).await?;
        if contract.prefix == "HS" {
            returns(&scene, &mut tx, contract, &players).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

async fn scanned(scene: &Scene<'_>, tx: &mut Tx, contract: &DemoContract, who: &Players<'_>) -> Result<(), Failure> {
    let row = |line: usize, (title, number, severity, host, port, ago): Scanned| {
        let draft = ScanDraft {
            title: format!("{title}（演示）"),
            severity,
            host: Some(host.to_owned()),
            port: Some(port.to_owned()),
            number: Some(number.to_owned()).filter(|number| !number.is_empty()),
            found_on: scene.ago(ago),
            description: Some("扫描器检出，请核实后整改（演示）".to_owned()),
            asset_code: None,
        };
        RowOf { line, about: draft.title.clone(), draft: Ok(draft) }
    };
    // What was found on a day was taken over on that day.
    let days: BTreeSet<_> = SCANNED.iter().map(|(.., ago)| *ago).collect();
    for ago in days.into_iter().rev() {
        let env = scene.on(scene.ago(ago));
        let rows = (2..).zip(SCANNED.into_iter().filter(|(.., of)| *of == ago)).map(|(line, one)| row(line, one));
        let file = (contract.id, None, "漏洞扫描结果（演示）.xlsx");
        scan_import(tx, scene.desk(&env, who.engineer), file, rows.collect(), false).await.map_err(refused)?;
    }
    let env = scene.on(scene.today());
    let desk = scene.desk(&env, who.engineer);
    let page = PageRequest { limit: Some(200), after: None };
    let wish = VulnerabilityWish { contract: Some(contract.id.0), page, ..VulnerabilityWish::default() };
    let found = vulnerabilities(tx, desk, wish).await.map_err(refused)?.items;
    for ((title, .., ago), way) in SCANNED.into_iter().zip(WAYS) {
        let title = format!("{title}（演示）");
        let Some(one) = found.iter().find(|one| one.title == title) else { continue };
        if ago > 6 {
            told_at_once(scene, tx, one.id, (scene.ago(ago), ago % 3), who).await?;
        }
        go(scene, tx, (one.id, scene.ago(ago)), way, who).await?;
    }
    Ok(())
}

async fn noticed(
    scene: &Scene<'_>,
    tx: &mut Tx,
    contract: &DemoContract,
    who: &Players<'_>,
    (_, source, title, number, severity, ago, way): Notice,
) -> Result<(), Failure> {
    let day = scene.ago(ago);
    let env = scene.on(day);
    let new = NewVulnerability {
        source,
        title: title.to_owned(),
        severity,
        number: Some(number.to_owned()),
        description: Some("来函要求限期核查整改并反馈（演示）".to_owned()),
        host: None,
        port: None,
        asset_code: None,
        received_on: day,
        work: None,
        open_ticket: false,
    };
    let one = take_in(tx, scene.desk(&env, who.manager), contract.id, new).await.map_err(refused)?;
    if one.report.is_some() {
        told_at_once(scene, tx, one.id, (day, 0), who).await?;
    }
    go(scene, tx, (one.id, day), way, who).await
}

/// The client was told the day on which it was found, or some days later.
async fn told_at_once(
    scene: &Scene<'_>,
    tx: &mut Tx,
    id: Uuid,
    (day, later): (NaiveDate, u64),
    who: &Players<'_>,
) -> Result<(), Failure> {
    let day = day + Days::new(later);
    let env = scene.on(day);
    let new =
        Reporting { text: "电话并邮件告知甲方值班负责人（演示）".to_owned(), reported_on: Some(day) };
    report(tx, scene.desk(&env, who.manager), id, new).await.map(drop).map_err(refused)
}

async fn go(
    scene: &Scene<'_>,
    tx: &mut Tx,
    (id, from): (Uuid, NaiveDate),
    way: Way,
    who: &Players<'_>,
) -> Result<(), Failure> {
    let day = |after: u64| (from + Days::new(after)).min(scene.today());
    if matches!(way, Way::Still) {
        return Ok(());
    }
    let env = scene.on(day(1));
    let bears = matches!(way, Way::Borne);
    let new = Analysis {
        cause: if bears {
            "设备停产，厂商不再提供固件（演示）"
        } else {
            "组件版本低于安全基线（演示）"
        }
        .to_owned(),
        affected: "对外服务和内部管理端，未发现被利用痕迹（演示）".to_owned(),
        decision: if bears { Decision::Accept } else { Decision::Patch },
        note: Some(
            if bears {
                "已限制访问来源，年内更换设备（演示）"
            } else {
                "升级到修复版本（演示）"
            }
            .to_owned(),
        ),
    };
    analyse(tx, scene.desk(&env, who.engineer), id, new).await.map_err(refused)?;
    if matches!(way, Way::Analysed) {
        return Ok(());
    }
    let told = match way {
        Way::Told(days) | Way::Closed(days) => days,
        _ => 6,
    };
    if !bears {
        let at = day(told.saturating_sub(2).max(1));
        let env = scene.on(at);
        let new = Mending { text: "已升级并核对版本（演示）".to_owned(), fixed_on: Some(at), change: None };
        mend(tx, scene.desk(&env, who.engineer), id, new).await.map_err(refused)?;
        if matches!(way, Way::Fixed) {
            return Ok(());
        }
        let passed = !matches!(way, Way::Failed);
        let text = if passed {
            "复扫未再检出（演示）"
        } else {
            "复扫仍检出，另一实例未升级（演示）"
        };
        let at = day(told.saturating_sub(1).max(1));
        let env = scene.on(at);
        let new = Retest { passed, text: text.to_owned(), tested_on: Some(at) };
        retest(tx, scene.desk(&env, who.tester), id, new).await.map_err(refused)?;
    }
    if matches!(way, Way::Tested | Way::Failed) {
        return Ok(());
    }
    let env = scene.on(day(told));
    let text = if bears {
        "申请接受风险，附补偿措施（演示）"
    } else {
        "整改完成，复测通过，报告已附（演示）"
    };
    let new = Feedback { text: text.to_owned() };
    feed_back(tx, scene.desk(&env, who.manager), id, new).await.map_err(refused)?;
    if matches!(way, Way::Told(_)) {
        return Ok(());
    }
    let env = scene.on(day(told + 1));
    let new = Confirmation { note: Some("同意（演示）".to_owned()) };
    confirm(tx, scene.desk(&env, who.official), id, new).await.map(drop).map_err(refused)
}

async fn evaluations(
    scene: &Scene<'_>,
    tx: &mut Tx,
    contract: &DemoContract,
    who: &Players<'_>,
) -> Result<(), Failure> {
    let Some((system, level, ago)) = (match contract.prefix.as_str() {
        "HC" => Some(("住房信用信息平台", 3, 70)),
        "SC" => Some(("学生卡管理系统", 2, 120)),
        _ => None,
    }) else {
        return Ok(());
    };
    let asked = scene.ago(ago);
    let env = scene.on(asked);
    let new = NewEvaluation {
        system: format!("{system}（演示）"),
        level,
        body: "第三方测评机构（演示）".to_owned(),
        asked_on: asked,
        work: None,
        note: None,
    };
    let one = evaluation_add(tx, scene.desk(&env, who.manager), contract.id, new).await.map_err(refused)?;
    let id = one.evaluation.id;
    let day = scene.ago(ago - 30);
    let env = scene.on(day);
    let rows = (2..).zip(FINDINGS).map(|(line, (standard, text, severity, due))| {
        let draft = FindingDraft {
            standard: standard.to_owned(),
            text: format!("{text}（演示）"),
            severity,
            owner: Some("陈工（演示）".to_owned()),
            due_on: scene.today() + TimeDelta::days(due),
        };
        RowOf { line, about: draft.standard.clone(), draft: Ok(draft) }
    });
    let desk = scene.desk(&env, who.manager);
    findings_import(tx, desk, (id, "测评问题清单（演示）.xlsx"), rows.collect(), false).await.map_err(refused)?;
    let result = EvaluationChange {
        evaluated_on: Some(day),
        result: Some(EvaluationResult::Mostly),
        score: Some("83.6".to_owned()),
        ..EvaluationChange::default()
    };
    evaluation_change(tx, desk, (id, one.evaluation.version), result).await.map_err(refused)?;
    let found = evaluation(tx, desk, id).await.map_err(refused)?.findings;
    for (n, finding) in found.iter().enumerate() {
        let (by, state, text) = match n {
            0 => (who.engineer, FindingState::Fixed, "已启用双因素认证（演示）"),
            1 => (who.official, FindingState::Accepted, "按现有流程留痕，接受（演示）"),
            _ if contract.prefix == "SC" => (who.engineer, FindingState::Fixed, "已整改并留存截图（演示）"),
            _ => continue,
        };
        let day = (finding.due_on - Days::new(1)).min(scene.today());
        let env = scene.on(day);
        let new = EndFinding { state, text: text.to_owned(), done_on: Some(day) };
        finding_end(tx, scene.desk(&env, by), finding.id, new).await.map_err(refused)?;
    }
    Ok(())
}

async fn pledges(scene: &Scene<'_>, tx: &mut Tx, contract: &DemoContract, who: &Players<'_>) -> Result<(), Failure> {
    let joined = scene.ago(300);
    let env = scene.on(scene.today());
    let desk = scene.desk(&env, who.manager);
    for (n, (name, position)) in TEAM.into_iter().enumerate() {
        let late = n == 5;
        let new = NewPledge {
            name: name.to_owned(),
            position: position.to_owned(),
            organisation: "乙方公司（演示）".to_owned(),
            joined_on: if late { scene.ago(9) } else { joined },
            signed_on: (!late).then(|| joined + Days::new(u64::try_from(n).unwrap_or_default())),
            valid_until: None,
            work: None,
            note: None,
        };
        let one = pledge_add(tx, desk, contract.id, new).await.map_err(refused)?;
        if n == 4 {
            let left = PledgeChange { left_on: Some(scene.ago(40)), ..PledgeChange::default() };
            pledge_change(tx, desk, (one.id, one.version), left).await.map_err(refused)?;
        }
    }
    Ok(())
}

/// A list that is complete, and one for the end that is near.
async fn returns(scene: &Scene<'_>, tx: &mut Tx, contract: &DemoContract, who: &Players<'_>) -> Result<(), Failure> {
    let things = [
        ("系统拓扑图和配置文档", "纸质、电子"),
        ("测试环境脱敏数据", "服务器硬盘"),
        ("备份介质", "移动硬盘 2 块"),
        ("管理员 USBKey", "USBKey 3 个"),
        ("运维手册", "纸质"),
    ];
    for (title, ago, complete) in
        [("测试数据阶段性返还（演示）", 25, true), ("服务期满资料和数据交还（演示）", 2, false)]
    {
        let items = things
            .iter()
            .map(|(what, medium)| NewReturnItem { what: format!("{what}（演示）"), medium: (*medium).to_owned() });
        let new = NewReturn { title: title.to_owned(), asked_on: scene.ago(ago), work: None, items: items.collect() };
        let env = scene.on(scene.ago(ago));
        let list = return_add(tx, scene.desk(&env, who.manager), contract.id, new).await.map_err(refused)?;
        let day = scene.ago(ago.saturating_sub(2));
        let env = scene.on(day);
        for (n, item) in list.items.iter().enumerate().take(if complete { 5 } else { 3 }) {
            let (way, basis) = match n {
                1 => (ReturnWay::Destroyed, Some("三次覆写，见销毁记录（演示）")),
                4 => (ReturnWay::Kept, Some("双方约定留存一份备查（演示）")),
                _ => (ReturnWay::Returned, None),
            };
            let new = Settlement { way, basis: basis.map(str::to_owned), done_on: Some(day) };
            settle(tx, scene.desk(&env, who.engineer), item.id, new).await.map_err(refused)?;
        }
        if complete {
            let picture = drawn(scene.host).await?;
            let desk = scene.desk(&env, who.official);
            witness(tx, desk, (list.id, "李处（演示）"), picture).await.map_err(refused)?;
        }
    }
    Ok(())
}

async fn drawn(host: &Host) -> Result<NewFile, Failure> {
    let picture = stream::iter([Ok::<_, std::io::Error>(Bytes::from(png(2)))]);
    let name = "signature.png";
    let blob = host.app.state::<BlobStore>().put(picture, Some("image/png"), name).await;
    let blob = blob.map_err(|error| Failure::input(error.to_string()))?;
    let size = i64::try_from(blob.size).unwrap_or(i64::MAX);
    Ok(NewFile { name: name.to_owned(), media_type: blob.media_type.to_owned(), size, digest: blob.digest })
}
