//! Emergencies of the demo: plans of all five contracts, what burnt and how it was handled, drills, contacts rung up.

use std::sync::Arc;

use axum::body::Bytes;
use chrono::{DateTime, Days, TimeDelta, Utc};
use futures::stream;
use jianyue_contracts::Desk;
use jianyue_emergencies::{
    EmergencyError,
    model::{EntryKind, Moment, PlanBody, PlanContact, PlanLevel, PlanRole, PlanStandby, PlanStep, Report, State},
    service::{
        Agreement, Day, EmergenciesWanted, FindingDone, HeldDrill, NewDrill, NewEmergency, NewEntry, NewFinding,
        NewPlan, NewTest, RoleWish, Words, add_plan, agree, agree_day, confirm, contacts, emergencies, finding_end,
        hold, log, open, plan_drill, plans, publish, report, stand_down, take_role, test,
    },
};
use jianyue_kernel::{Actor, Env, FixedClock, PageRequest, Role};
use jianyue_platform::{Tx, blob::BlobStore, files::NewFile};
use jianyue_sla::zone;
use uuid::Uuid;

use super::{accounts::Cast, contracts::DemoContract, signature::png};
use crate::{commands::Failure, host::Host};

/// A plan: contract, works, title, scenario, stand-by system and how to switch.
type PlanText = (&'static str, &'static [&'static str], &'static str, &'static str, &'static str, &'static str);

const PLANS: [PlanText; 5] = [
    (
        "HS",
        &[],
        "安全应用系统整体瘫痪应急预案（演示）",
        "身份认证、权限管理或加解密服务全部不可用，考务业务无法登录",
        "备用认证服务（演示）",
        "在负载均衡上停用主用节点，启用备用节点；核对证书链后通知各考试机构重新登录",
    ),
    (
        "HC",
        &[],
        "平台突发事件应急预案（演示）",
        "服务器宕机、网络中断、数据被误删或被篡改",
        "异地备份库（演示）",
        "停止写入，挂载最近一次备份，核对行数后把应用指向备份库",
    ),
    (
        "SC",
        &[],
        "学生卡网络与信息安全应急预案（演示）",
        "收到安全通告，或自主发现入侵、泄露、服务中断",
        "离线发卡工作站（演示）",
        "断开互联网接口，改用离线制卡，恢复后补传数据",
    ),
    (
        "RE",
        &["3", "4"],
        "监控、门禁与人脸系统故障应急预案（演示）",
        "门禁失控、监控大面积离线或人证比对停用",
        "门禁本地模式（演示）",
        "把门禁控制器切到本地授权，入口改为人工核验登记",
    ),
    (
        "EX",
        &[],
        "考中突发情况应急预案（演示）",
        "考试进行中平台、监考或考生端大面积异常",
        "备用考试服务器（演示）",
        "监考统一暂停作答，切换备用服务器后从自动保存点继续",
    ),
];

/// What burnt: contract, work, days ago, title, its cause, minutes to the first command, the report after so many days.
struct Burnt {
    on: &'static str,
    work: &'static str,
    ago: i64,
    title: &'static str,
    cause: &'static str,
    first: i64,
    report: Option<i64>,
    agreed: Option<u64>,
    confirmed: bool,
}

const BURNT: [Burnt; 5] = [
    Burnt {
        on: "HS",
        work: "apps",
        ago: 118,
        title: "认证服务整体瘫痪，各考试机构不能登录（演示）",
        cause: "存储控制器固件缺陷导致主用节点同时失去磁盘",
        first: 4,
        report: Some(2),
        agreed: None,
        confirmed: true,
    },
    Burnt {
        on: "HC",
        work: "1",
        ago: 74,
        title: "机房断网，信用评价系统不可用（演示）",
        cause: "运营商光缆被施工挖断",
        first: 6,
        report: Some(9),
        agreed: Some(5),
        confirmed: true,
    },
    Burnt {
        on: "HS",
        work: "apps",
        ago: 11,
        title: "加解密服务响应超时（演示）",
        cause: "连接池耗尽",
        first: 3,
        report: Some(3),
        agreed: None,
        confirmed: false,
    },
    Burnt {
        on: "SC",
        work: "",
        ago: 33,
        title: "收到组件漏洞安全通告（演示）",
        cause: "通告涉及的组件版本在用",
        first: 12,
        report: Some(1),
        agreed: None,
        confirmed: true,
    },
    Burnt {
        on: "EX",
        work: "support",
        ago: 64,
        title: "考试中监考画面大面积卡顿（演示）",
        cause: "考点出口带宽被占满",
        first: 2,
        report: Some(1),
        agreed: None,
        confirmed: true,
    },
];

fn refused(error: EmergencyError) -> Failure {
    Failure::input(format!("the emergencies of the demo: {error}"))
}

/// Who plays on a contract, and until when.
struct Play<'a> {
    host: &'a Host,
    contract: &'a DemoContract,
    manager: &'a Actor,
    engineer: &'a Actor,
    official: &'a Actor,
    end: DateTime<Utc>,
}

impl<'a> Play<'a> {
    fn of(host: &'a Host, cast: &'a Cast, contract: &'a DemoContract, end: DateTime<Utc>) -> Option<Self> {
        let nth = |role| cast.nth(role, contract, 0);
        let (manager, engineer) = (nth(Role::VendorManager)?, nth(Role::Engineer)?);
        Some(Self { host, contract, manager, engineer, official: nth(Role::ClientOfficial)?, end })
    }

    fn env(&self, at: DateTime<Utc>) -> Env {
        self.host.app.env().with_clock(Arc::new(FixedClock::at(at.min(self.end))))
    }

    fn desk<'b>(&'b self, env: &'b Env, by: &'b Actor) -> Desk<'b> {
        Desk { app: &self.host.app, env, by }
    }

    fn ago(&self, days: i64) -> DateTime<Utc> {
        self.end - TimeDelta::days(days)
    }
}

/// The plans, before the year is played: what tickets open is opened with them.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn plan(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for contract in contracts {
        let Some(play) = Play::of(host, cast, contract, end) else { continue };
        let mut tx = host.app.db().write().await?;
        planned(&play, &mut tx).await.map_err(refused)?;
        tx.commit().await?;
    }
    Ok(())
}

/// Emergencies as they stand at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for contract in contracts {
        let Some(play) = Play::of(host, cast, contract, end) else { continue };
        let mut tx = host.app.db().write().await?;
        let desk = Desk::of(&host.app, play.manager);
        let known = plans(&mut tx, desk, Some(contract.id.0)).await.map_err(refused)?;
        for burnt in BURNT.iter().filter(|burnt| burnt.on == contract.prefix) {
            burn(&play, &mut tx, burnt).await.map_err(refused)?;
        }
        opened_by_tickets(&play, &mut tx).await.map_err(refused)?;
        tests(&play, &mut tx).await.map_err(refused)?;
        drills(&play, &mut tx, known.first().map(|one| one.id)).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Every plan was agreed to but the last one of SC, which waits for the client.
async fn planned(play: &Play<'_>, tx: &mut Tx) -> Result<(), EmergencyError> {
    let Some((_, works, title, scenario, system, how)) = PLANS.into_iter().find(|(on, ..)| *on == play.contract.prefix)
    else {
        return Ok(());
    };
    let new = NewPlan {
        title: title.to_owned(),
        works: works.iter().map(ToString::to_string).collect(),
        body: body(scenario, system, how),
    };
    let (written, agreed) = (play.env(play.ago(300)), play.env(play.ago(296)));
    let draft = add_plan(tx, play.desk(&written, play.manager), play.contract.id, new).await?;
    let id = draft.line.id;
    let published = publish(tx, play.desk(&written, play.manager), (id, draft.version)).await?;
    if play.contract.prefix != "SC" {
        let note = Some("同意，请按预案组织演练（演示）".to_owned());
        agree(tx, play.desk(&agreed, play.official), (id, published.version), note).await?;
    }
    Ok(())
}

fn body(scenario: &str, system: &str, how: &str) -> PlanBody {
    let role = |role: &str, holder: &str, tasks: &str, commander| PlanRole {
        role: role.to_owned(),
        holder: holder.to_owned(),
        tasks: tasks.to_owned(),
        commander,
    };
    let contact =
        |post: &str, phone: &str| PlanContact { id: None, post: post.to_owned(), phone: Some(phone.to_owned()) };
    let step = |role: &str, text: &str, minutes| PlanStep {
        role: role.to_owned(),
        text: text.to_owned(),
        minutes: Some(minutes),
    };
    let level = |title: &str, criteria: &str| PlanLevel { title: title.to_owned(), criteria: criteria.to_owned() };
    PlanBody {
        scenario: scenario.to_owned(),
        levels: vec![level("Ⅰ级", "全部用户受影响，或数据有丢失风险"), level("Ⅱ级", "部分用户受影响，业务可绕行")],
        roles: vec![
            role("总指挥", "项目经理（演示）", "决策、升级、宣布解除", true),
            role("技术负责人", "驻场工程师（演示）", "定位原因，组织切换和恢复", false),
            role("联络人", "热线坐席（演示）", "通知甲方和用户，记录时间线", false),
        ],
        contacts: vec![
            contact("项目经理（演示）", "010-55550101"),
            contact("驻场工程师（演示）", "010-55550102"),
            contact("甲方主管处室值班（演示）", "010-55550103"),
        ],
        steps: vec![
            step("总指挥", "宣布启动预案，明确各岗位人员", 5),
            step("联络人", "通知甲方主管处室和受影响用户", 10),
            step("技术负责人", "判断影响范围，保留现场和日志", 20),
            step("总指挥", "决定是否切换到备用系统", 25),
            step("技术负责人", "切换到备用系统并验证关键业务", 45),
            step("技术负责人", "修复主用系统，经总指挥同意后切回", 240),
        ],
        standby: vec![PlanStandby { system: system.to_owned(), how: how.to_owned() }],
    }
}

async fn burn(play: &Play<'_>, tx: &mut Tx, burnt: &Burnt) -> Result<(), EmergencyError> {
    let at = play.ago(burnt.ago);
    let works = Some(burnt.work).filter(|work| !work.is_empty()).map(str::to_owned);
    let new = NewEmergency {
        title: burnt.title.to_owned(),
        scenario: Some("值班电话接报，多处反映同一现象（演示）".to_owned()),
        works: works.into_iter().collect(),
        rule: None,
        plan_id: None,
        level: Some(1),
        affects_use: true,
        ticket_id: None,
    };
    let opened = open(tx, play.desk(&play.env(at), play.engineer), play.contract.id, new).await?;
    handle(play, tx, opened.emergency.id, (at, burnt)).await
}

/// From the first command to whatever it has come to.
async fn handle(
    play: &Play<'_>,
    tx: &mut Tx,
    id: Uuid,
    (at, burnt): (DateTime<Utc>, &Burnt),
) -> Result<(), EmergencyError> {
    let minute = |n: i64| play.env(at + TimeDelta::minutes(n));
    let (first, manager) = (burnt.first, play.manager);
    let role = |role: &str| RoleWish { role: role.to_owned() };
    take_role(tx, play.desk(&minute(first - 1), manager), id, role("总指挥")).await?;
    take_role(tx, play.desk(&minute(first), play.engineer), id, role("技术负责人")).await?;
    let said = [
        (first, manager, EntryKind::Decision, "启动预案，先保留现场，同时准备切换到备用系统", Some(1)),
        (first + 4, play.engineer, EntryKind::Message, "已电话告知甲方主管处室和各受影响单位", Some(2)),
        (first + 9, play.engineer, EntryKind::Observation, "主用系统无响应，日志已导出", Some(3)),
        (first + 16, manager, EntryKind::Decision, "同意切换到备用系统", Some(4)),
        (first + 31, play.engineer, EntryKind::Standby, "已切换到备用系统，抽查登录和关键业务正常", Some(5)),
        (first + 170, play.engineer, EntryKind::Action, "主用系统修复，压测通过", None),
        (first + 190, play.engineer, EntryKind::Back, "已切回主用系统，业务正常", Some(6)),
    ];
    for (n, by, kind, text, step) in said {
        let new =
            NewEntry { id: None, kind, text: format!("{text}（演示）"), step, happened_at: None, controls: false };
        log(tx, play.desk(&minute(n), by), id, new).await?;
    }
    let words = Words { text: "业务恢复正常，观察一小时无异常，解除应急（演示）".to_owned() };
    stand_down(tx, play.desk(&minute(first + 250), manager), id, words).await?;
    if let Some(days) = burnt.agreed {
        let on = zone::local_date(at) + Days::new(days);
        agree_day(tx, play.desk(&minute(first + 260), play.official), id, Day { on }).await?;
    }
    let Some(days) = burnt.report else { return Ok(()) };
    let reported = play.env(at + TimeDelta::days(days) + TimeDelta::hours(5));
    let new = Report {
        cause: format!("{}（演示）", burnt.cause),
        effect: "切换完成前用户无法登录或操作，切换后恢复（演示）".to_owned(),
        effect_from: Some(at - TimeDelta::minutes(8)),
        effect_to: Some(at + TimeDelta::minutes(first + 31)),
        users_affected: Some(320),
        handling: "按预案启动、通知、切换到备用系统，修复后切回，全程有时间线记录（演示）".to_owned(),
        losses: Some("没有数据丢失（演示）".to_owned()),
        measures: "增加监测项，修订预案第 3 步，列入下次演练（演示）".to_owned(),
    };
    report(tx, play.desk(&reported, manager), id, new).await?;
    if burnt.confirmed {
        let env = play.env(at + TimeDelta::days(days + 1));
        let note = Some("材料齐全，同意（演示）".to_owned());
        confirm(tx, play.desk(&env, play.official), id, Agreement { note }).await?;
    }
    Ok(())
}

/// What tickets of the last days opened is over by now; what was opened within the last hours still burns.
async fn opened_by_tickets(play: &Play<'_>, tx: &mut Tx) -> Result<(), EmergencyError> {
    let wanted = EmergenciesWanted {
        contract: Some(play.contract.id.0),
        states: vec![State::Open],
        page: PageRequest { limit: Some(200), after: None },
    };
    let burning = emergencies(tx, Desk::of(&play.host.app, play.manager), wanted).await?;
    for one in &burning.items {
        if one.opened_at > play.end - TimeDelta::hours(6) {
            begun(play, tx, one.id).await?;
            continue;
        }
        let burnt = Burnt {
            on: "",
            work: "",
            ago: 0,
            title: "",
            cause: "设备或服务故障，详见工单",
            first: 5,
            report: (one.opened_at < play.ago(2)).then_some(1),
            agreed: None,
            confirmed: true,
        };
        handle(play, tx, one.id, (one.opened_at, &burnt)).await?;
    }
    Ok(())
}

/// Somebody commands what was opened just now, and the first decision is taken.
async fn begun(play: &Play<'_>, tx: &mut Tx, id: Uuid) -> Result<(), EmergencyError> {
    let env = play.env(play.end);
    let wish = RoleWish { role: "总指挥".to_owned() };
    take_role(tx, play.desk(&env, play.manager), id, wish).await?;
    let new = NewEntry {
        id: None,
        kind: EntryKind::Decision,
        text: "启动预案，先确认影响范围（演示）".to_owned(),
        step: Some(1),
        happened_at: None,
        controls: false,
    };
    log(tx, play.desk(&env, play.manager), id, new).await.map(drop)
}

/// Contacts are rung up now and then; the last one of SC never was, and one of HS not for long.
async fn tests(play: &Play<'_>, tx: &mut Tx) -> Result<(), EmergencyError> {
    let listed = contacts(tx, Desk::of(&play.host.app, play.manager), Some(play.contract.id.0)).await?;
    let days: &[(i64, Option<u32>)] = match play.contract.prefix.as_str() {
        "SC" => &[(6, Some(2)), (20, Some(4))],
        "HS" => &[(12, Some(1)), (47, Some(3)), (12, Some(5))],
        "HC" => &[(9, Some(2)), (9, None), (9, Some(6))],
        _ => &[(15, Some(3)), (15, Some(3)), (15, Some(8))],
    };
    for (contact, (ago, minutes)) in listed.iter().zip(days) {
        let note = Some(
            if minutes.is_some() {
                "按值班要求接听（演示）"
            } else {
                "连拨三次无人接听（演示）"
            }
            .to_owned(),
        );
        let new = NewTest { reached: minutes.is_some(), minutes: *minutes, tested_at: None, note };
        test(tx, play.desk(&play.env(play.ago(*ago)), play.engineer), contact.id, new).await?;
    }
    Ok(())
}

/// EX held one and found something, RE missed its own, the others are to come.
async fn drills(play: &Play<'_>, tx: &mut Tx, plan_id: Option<Uuid>) -> Result<(), Failure> {
    let (planned, on) = match play.contract.prefix.as_str() {
        "EX" => (play.ago(90), zone::local_date(play.ago(71))),
        "RE" => (play.ago(60), zone::local_date(play.ago(16))),
        _ => (play.ago(30), zone::local_date(play.end) + Days::new(24)),
    };
    let new = NewDrill {
        title: "年度切换演练（演示）".to_owned(),
        scenario: "主用系统断电，按预案切换到备用系统并切回（演示）".to_owned(),
        planned_on: on,
        plan_id,
        works: Vec::new(),
    };
    let env = play.env(planned);
    let drill = plan_drill(tx, play.desk(&env, play.manager), play.contract.id, new).await.map_err(refused)?;
    if play.contract.prefix != "EX" {
        return Ok(());
    }
    let held_at = play.ago(71);
    let finding = |text: &str, owner: &str, days: i64| NewFinding {
        text: text.to_owned(),
        owner: owner.to_owned(),
        due_on: zone::local_date(held_at + TimeDelta::days(days)),
    };
    let moment = |minute, text: &str| Moment { minute, text: text.to_owned() };
    let held = HeldDrill {
        held_at,
        minutes: 55,
        participants: "项目经理、驻场工程师、考点技术人员共 9 人（演示）".to_owned(),
        timeline: vec![
            moment(0, "宣布演练开始，切断主用服务器电源"),
            moment(6, "监考端统一暂停作答"),
            moment(24, "备用服务器接管，抽查 20 名考生答案完整"),
            moment(55, "切回主用系统，演练结束"),
        ],
        summary: "接管 24 分钟，低于预案的 45 分钟，发现两个问题（演示）".to_owned(),
        observer: Some("甲方观察员（演示）".to_owned()),
        signature: None,
        findings: vec![
            finding("备用服务器时间与主用相差 40 秒（演示）", "驻场工程师（演示）", 14),
            finding("监考端暂停提示不够醒目（演示）", "产品负责人（演示）", 110),
        ],
    };
    let picture = signature(play.host).await?;
    let env = play.env(play.ago(70));
    let done = hold(tx, play.desk(&env, play.engineer), drill.id, held, Some(picture)).await.map_err(refused)?;
    let env = play.env(play.ago(60));
    let note = FindingDone { note: "已接入同一时间源，复核相差 0.2 秒（演示）".to_owned() };
    finding_end(tx, play.desk(&env, play.engineer), done.findings[0].id, note).await.map_err(refused)?;
    Ok(())
}

/// The observer's signature.
async fn signature(host: &Host) -> Result<NewFile, Failure> {
    let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from(png(3)))]);
    let blob = host.app.state::<BlobStore>().put(pieces, Some("image/png"), "signature.png").await;
    let blob = blob.map_err(|error| Failure::input(error.to_string()))?;
    let size = i64::try_from(blob.size).unwrap_or(i64::MAX);
    Ok(NewFile { name: "signature.png".to_owned(), media_type: blob.media_type.to_owned(), size, digest: blob.digest })
}
