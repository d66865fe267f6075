//! The staff, their positions and their changes.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use jianyue_staffing::service::{
    ChangeDecision, Departure, NewAssignment, NewQualification, NewStaff, NewStaffChange, Ticked, add_qualification,
    add_staff, announce, assign, board, decide, depart, finish, tick,
};
use uuid::Uuid;

use super::{Cast, Failure, Side, refused};

/// Contract, name, account, works, position, window on site, from so many days ago.
type Person = (
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static [&'static str],
    Option<&'static str>,
    Option<&'static str>,
    i64,
);

const STAFF: [Person; 38] = [
    ("HC", "何经理（演示）", None, &[], Some("HC-T1.lead"), None, 330),
    ("HC", "周经理（演示）", Some("manager"), &[], None, None, 0),
    ("HC", "许工（演示）", None, &[], Some("HC-T1.core"), None, 330),
    ("HC", "王工（演示）", Some("engineer"), &[], Some("HC-T1.core"), None, 330),
    ("HC", "吕工（演示）", None, &[], None, None, 0),
    ("HC", "沈工（演示）", None, &[], None, None, 0),
    ("HC", "陈工（演示）", Some("engineer2"), &[], Some("HC-T1.group"), None, 330),
    ("HC", "张工（演示）", None, &[], Some("HC-T1.group"), None, 330),
    ("HC", "曹工（演示）", None, &[], Some("HC-T1.group"), None, 330),
    ("HC", "严工（演示）", None, &[], Some("HC-T1.group"), None, 330),
    ("HC", "华工（演示）", None, &[], Some("HC-T1.group"), None, 330),
    ("HC", "金工（演示）", None, &[], Some("HC-T1.group"), None, 330),
    ("HC", "魏工（演示）", None, &[], Some("HC-T1.group"), None, 330),
    ("HC", "陶工（演示）", None, &[], Some("HC-T1.group"), None, 330),
    ("HC", "姜工（演示）", None, &[], Some("HC-T1.group"), None, 330),
    ("HC", "戚工（演示）", None, &[], Some("HC-T1.group"), None, 330),
    ("HC", "谢副总（演示）", None, &[], Some("HC-T1.security"), None, 330),
    ("HS", "周经理（演示）", Some("manager"), &[], Some("HS-O4.1"), None, 200),
    ("HS", "邹工（演示）", None, &[], Some("HS-O4.2"), None, 200),
    ("HS", "柏工（演示）", None, &[], Some("HS-O4.3"), None, 200),
    ("HS", "窦工（演示）", None, &[], Some("HS-O4.3"), None, 200),
    ("HS", "章工（演示）", None, &[], Some("HS-O4.4"), None, 200),
    ("HS", "陈工（演示）", Some("engineer2"), &[], Some("HS-O4.5"), None, 200),
    ("HS", "苏工（演示）", None, &[], Some("HS-O4.5"), None, 95),
    ("HS", "王工（演示）", Some("engineer"), &[], Some("HS-O4.6"), Some("HS-W1.onsite"), 200),
    ("SC", "冯经理（演示）", None, &[], Some("SC-P1"), None, 240),
    ("SC", "刘工（演示）", Some("engineer3"), &[], Some("SC-P2"), None, 240),
    ("SC", "潘工（演示）", None, &[], Some("SC-P2"), None, 240),
    ("RE", "孙工（演示）", Some("engineer4"), &["2"], Some("RE-P2"), None, 130),
    ("RE", "联合体工程师（演示）", Some("member"), &["3"], Some("RE-P3"), None, 130),
    ("RE", "葛工（演示）", None, &["4"], Some("RE-P4"), None, 130),
    ("RE", "奚工（演示）", None, &["4"], None, None, 0),
    ("RE", "范工（演示）", None, &["5"], Some("RE-P5"), None, 130),
    ("EX", "刘工（演示）", Some("engineer3"), &[], Some("EX-P7"), None, 120),
    ("EX", "彭工（演示）", None, &[], Some("EX-P4"), None, 120),
    ("EX", "郎工（演示）", None, &[], Some("EX-P2"), None, 120),
    ("EX", "鲁工（演示）", None, &[], Some("EX-P2"), None, 120),
    ("EX", "韦工（演示）", None, &[], Some("EX-P3"), None, 120),
];

/// Contract, whose, name, issuer, ends in so many days.
const PROOFS: [(&str, &str, &str, &str, i64); 7] = [
    ("HC", "周经理（演示）", "信息系统项目管理师", "人社部门（演示）", 700),
    ("HC", "王工（演示）", "注册信息安全专业人员", "测评中心（演示）", 25),
    ("HC", "曹工（演示）", "数据库工程师", "厂商认证（演示）", -12),
    ("HS", "柏工（演示）", "商用密码应用安全性评估人员", "密码管理部门（演示）", 48),
    ("HS", "章工（演示）", "数据库系统工程师", "人社部门（演示）", 400),
    ("RE", "孙工（演示）", "网络工程师", "人社部门（演示）", 300),
    ("RE", "葛工（演示）", "安防工程师", "行业协会（演示）", 6),
];

/// The staff of a contract by name.
pub(super) type Staff = BTreeMap<&'static str, Uuid>;

pub(super) async fn load(side: &Side<'_>, cast: &Cast) -> Result<Staff, Failure> {
    let contract = side.contract.id;
    let mut staff = Staff::new();
    let mut tx = side.host.app.db().write().await?;
    for (_, name, account, works, position, on_site, ago) in of(side) {
        let env = side.env(ago.max(1));
        let desk = side.desk(&env, side.manager);
        let new = NewStaff {
            name: name.to_owned(),
            person_id: account.and_then(|account| cast.named(account)).map(|actor| actor.person.0),
            works: works.iter().map(ToString::to_string).collect(),
            ..NewStaff::default()
        };
        let id = add_staff(&mut tx, desk, contract, new).await.map_err(refused)?.id;
        staff.insert(name, id);
        if let Some(position) = position {
            let new = NewAssignment {
                position: position.to_owned(),
                staff_id: id,
                from_on: desk.today(),
                on_site: on_site.map(str::to_owned),
            };
            assign(&mut tx, desk, contract, new).await.map_err(refused)?;
        }
    }
    for (_, whose, name, issuer, days) in PROOFS.into_iter().filter(|(on, ..)| *on == side.contract.prefix) {
        let env = side.env(90);
        let new = NewQualification {
            name: name.to_owned(),
            number: Some(format!("演示-{days:04}")),
            issued_by: Some(issuer.to_owned()),
            valid_until: Some(side.today() + TimeDelta::days(days)),
        };
        let Some(id) = staff.get(whose) else { continue };
        add_qualification(&mut tx, side.desk(&env, side.manager), *id, new).await.map_err(refused)?;
    }
    tx.commit().await?;
    if side.contract.prefix == "HC" {
        in_time(side, &staff).await?;
        without_consent(side, &staff).await?;
        waiting(side, &staff).await?;
    }
    Ok(staff)
}

fn of<'a>(side: &'a Side<'_>) -> impl Iterator<Item = Person> + 'a {
    STAFF.into_iter().filter(|(on, ..)| *on == side.contract.prefix)
}

/// The assignment that somebody has today.
async fn held(side: &Side<'_>, position: &str, who: Uuid) -> Result<Uuid, Failure> {
    let env = side.env(0);
    let mut tx = side.host.app.db().read().await?;
    let told = board(&mut tx, side.desk(&env, side.manager), side.contract.id).await.map_err(refused)?;
    let found = told.positions.iter().find(|one| one.rule == position);
    let found = found.and_then(|one| one.holders.iter().find(|holder| holder.staff_id == who));
    found.map(|holder| holder.id).ok_or_else(|| Failure::input("nobody of the demo holds this position"))
}

fn notice(assignment: Uuid, coming: Uuid, env: &jianyue_kernel::Env, reason: &str) -> NewStaffChange {
    let handover = ["系统账号和权限", "在办工单", "运维文档和密钥清单", "现场联系人"];
    NewStaffChange {
        assignment_id: assignment,
        coming_id: coming,
        // Three weeks leave five working days in any season.
        effective_on: jianyue_sla::zone::local_date(env.now()) + TimeDelta::days(21),
        reason: reason.to_owned(),
        handover: handover.iter().map(ToString::to_string).collect(),
    }
}

/// The lead changed in time, with consent and a complete hand-over.
async fn in_time(side: &Side<'_>, staff: &Staff) -> Result<(), Failure> {
    let assignment = held(side, "HC-T1.lead", staff["何经理（演示）"]).await?;
    let mut tx = side.host.app.db().write().await?;
    let told = side.env(150);
    let new = notice(assignment, staff["周经理（演示）"], &told, "原负责人调任公司其他项目（演示）");
    let change = announce(&mut tx, side.desk(&told, side.manager), side.contract.id, new).await.map_err(refused)?;
    let agreed = side.env(147);
    let yes = ChangeDecision { agree: true, note: Some("同意，请做好交接（演示）".to_owned()) };
    decide(&mut tx, side.desk(&agreed, side.official), change.id, yes).await.map_err(refused)?;
    let over = side.env(132);
    for item in 0..change.handover.len() {
        tick(&mut tx, side.desk(&over, side.manager), change.id, Ticked { item, done: true }).await.map_err(refused)?;
    }
    finish(&mut tx, side.desk(&over, side.manager), change.id).await.map_err(refused)?;
    Ok(tx.commit().await?)
}

/// A key engineer left before anybody was asked.
async fn without_consent(side: &Side<'_>, staff: &Staff) -> Result<(), Failure> {
    let assignment = held(side, "HC-T1.core", staff["许工（演示）"]).await?;
    let env = side.env(38);
    let new = Departure {
        assignment_id: assignment,
        left_on: side.today() - TimeDelta::days(40),
        coming_id: Some(staff["吕工（演示）"]),
        reason: "个人原因当日离职，来不及通知（演示）".to_owned(),
    };
    let mut tx = side.host.app.db().write().await?;
    depart(&mut tx, side.desk(&env, side.manager), side.contract.id, new).await.map_err(refused)?;
    Ok(tx.commit().await?)
}

/// A change waits for the client.
async fn waiting(side: &Side<'_>, staff: &Staff) -> Result<(), Failure> {
    let assignment = held(side, "HC-T1.core", staff["王工（演示）"]).await?;
    let env = side.env(2);
    let new = notice(assignment, staff["沈工（演示）"], &env, "承担公司新项目（演示）");
    let mut tx = side.host.app.db().write().await?;
    announce(&mut tx, side.desk(&env, side.manager), side.contract.id, new).await.map_err(refused)?;
    Ok(tx.commit().await?)
}
