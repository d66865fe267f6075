//! Service requests of the demo: done and signed, late, open, refused, and some that wait for somebody.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jianyue_catalogue::{
    CatalogueError,
    model::{Answer, Answers, Approval, Figure, Request, RequestState},
    service::{
        Acceptance, CheckResult, Decision, Estimate, NewRequest, WorkResult, accept, add_file, ask, check, decide,
        estimate, finish, request, submit, take_on,
    },
};
use jianyue_contracts::Desk;
use jianyue_kernel::{Actor, Env, FixedClock, Role};
use jianyue_platform::{Tx, blob::BlobStore, files::NewFile};
use jianyue_sla::zone;

use super::{accounts::Cast, contracts::DemoContract, signature};
use crate::{commands::Failure, host::Host};

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    Submitted,
    Refused,
    Approved,
    Working,
    Done,
    Finished,
    Accepted,
}

use Far::{Accepted, Approved, Done, Finished, Refused, Submitted, Working};

/// What was asked for: contract, form, work, so many days ago, in so many days from then due and done, what, and how far it
/// came.
type Asked = (&'static str, &'static str, &'static str, u64, u64, u64, &'static str, Far);

const ASKED: [Asked; 22] = [
    ("HC", "HC-P1.permission", "2", 118, 3, 1, "新增两名审批人员账号", Accepted),
    ("HC", "HC-P1.permission.1", "1", 61, 2, 5, "停用调离人员账号", Accepted),
    ("HC", "HC-P1.export", "1", 46, 5, 2, "三季度企业名单", Accepted),
    ("HC", "HC-P1.data", "2", 34, 5, 0, "批量修改项目状态", Refused),
    ("HC", "HC-P1.data", "2", 20, 6, 4, "更正备案编号 12 条", Done),
    ("HC", "HC-O1.exchange", "", 10, 40, 0, "与区县共享资质变更信息", Approved),
    ("HC", "HC-P1.export", "3", 7, 4, 0, "人员资格统计报表", Working),
    ("HC", "HC-P1.permission", "5", 4, 3, 1, "执法 APP 权限调整", Finished),
    ("HC", "HC-P1.export", "4", 1, 5, 0, "施工现场人员考勤数据", Submitted),
    ("RE", "RE-O1.1.changes", "1", 96, 20, 15, "受理界面增加共有人提示", Accepted),
    ("RE", "RE-O1.1.changes", "1", 63, 15, 18, "打印模板按新样式调整", Accepted),
    ("RE", "RE-O1.1.changes", "1", 17, 30, 0, "取号规则按窗口分流", Working),
    ("RE", "RE-O1.1.changes", "1", 3, 30, 0, "归档查询增加筛选条件", Submitted),
    ("RE", "RE-O1.1.data", "1", 28, 4, 2, "补录历史档案编号", Accepted),
    ("HS", "HS-O2.leaders", "", 75, 2, 1, "汇报材料数据表", Accepted),
    ("HS", "HS-O1.change", "apps", 41, 10, 8, "密码策略参数调整", Accepted),
    ("HS", "HS-O1.data", "apps", 25, 5, 4, "签名数据校正 6 条", Finished),
    ("HS", "HS-O2.purchase", "", 12, 7, 0, "密码设备扩容选型", Approved),
    ("HS", "HS-O2.consulting", "", 2, 5, 0, "证书更新周期怎样安排", Approved),
    ("SC", "SC-O2.data", "software", 52, 3, 2, "修复误删的换卡记录", Accepted),
    ("SC", "SC-O2.interfaces", "software", 15, 20, 0, "校园一卡通接口增加字段", Working),
    ("SC", "SC-O2.tuning", "software", 6, 30, 0, "补换卡查询页优化", Submitted),
];

/// Person-days of the requirement changes of the demo, in their order: 18 of what the contract includes, and one that fits.
const DAYS: [&str; 5] = ["7", "5", "6", "3", "2.5"];

fn refused(error: CatalogueError) -> Failure {
    Failure::input(format!("the service requests of the demo: {error}"))
}

/// People of a contract who play a part.
struct People<'a> {
    asks: &'a Actor,
    approves: &'a Actor,
    does: &'a Actor,
    checks: &'a Actor,
}

impl<'a> People<'a> {
    fn of(cast: &'a Cast, contract: &DemoContract) -> Option<Self> {
        let official = |n| cast.nth(Role::ClientOfficial, contract, n);
        let approves = official(0)?;
        // Where the office has one person only, the vendor's manager writes down what was asked for.
        let asks = official(1).filter(|one| one.person != approves.person);
        Some(Self {
            asks: asks.or_else(|| cast.nth(Role::VendorManager, contract, 0))?,
            approves,
            does: cast.nth(Role::Engineer, contract, 1)?,
            checks: cast.nth(Role::Engineer, contract, 0)?,
        })
    }
}

/// Files that the requests share.
struct Files {
    paper: NewFile,
    result: NewFile,
    signature: NewFile,
}

impl Files {
    async fn make(host: &Host) -> Result<Self, Failure> {
        Ok(Self {
            paper: keep(host, "申请单（演示）.txt", "服务申请单（演示）：内容与系统中填写的一致。".as_bytes()).await?,
            result: keep(host, "办理结果（演示）.txt", "办理结果（演示）：清单与核对记录。".as_bytes()).await?,
            signature: keep(host, "signature.png", &signature::png(3)).await?,
        })
    }
}

async fn keep(host: &Host, name: &str, content: &[u8]) -> Result<NewFile, Failure> {
    let pieces = futures::stream::iter([Ok::<_, std::io::Error>(axum::body::Bytes::copy_from_slice(content))]);
    let blobs = host.app.state::<BlobStore>();
    let blob = blobs.put(pieces, None, name).await.map_err(|error| Failure::input(error.to_string()))?;
    let size = i64::try_from(blob.size).unwrap_or_default();
    Ok(NewFile { name: name.to_owned(), media_type: blob.media_type.to_owned(), size, digest: blob.digest })
}

/// What was asked for up to `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let files = Files::make(host).await?;
    let mut days = DAYS.into_iter();
    for asked in ASKED {
        let Some(contract) = contracts.iter().find(|contract| contract.prefix == asked.0) else { continue };
        let Some(people) = People::of(cast, contract) else { continue };
        let mut tx = host.app.db().write().await?;
        let clock = Clock { host, end, begun: zone::local_date(end) - Days::new(asked.3) };
        play(&mut tx, &clock, (contract, &people, &files), asked, &mut days).await.map_err(refused)?;
        tx.commit().await?;
    }
    Ok(())
}

/// Time as it was when something was done.
struct Clock<'a> {
    host: &'a Host,
    end: DateTime<Utc>,
    begun: NaiveDate,
}

impl Clock<'_> {
    /// So many days and hours behind the morning on which it was asked for.
    fn at(&self, days: u64, hours: i64) -> Env {
        let moment = zone::start_of_day(self.begun + Days::new(days)) + TimeDelta::hours(9 + hours);
        self.host.app.env().with_clock(Arc::new(FixedClock::at(moment.min(self.end))))
    }

    fn desk<'d>(&'d self, env: &'d Env, by: &'d Actor) -> Desk<'d> {
        Desk { app: &self.host.app, env, by }
    }
}

async fn play(
    tx: &mut Tx,
    clock: &Clock<'_>,
    (contract, people, files): (&DemoContract, &People<'_>, &Files),
    (_, form, work, _, due, done, title, far): Asked,
    days: &mut impl Iterator<Item = &'static str>,
) -> Result<(), CatalogueError> {
    let env = clock.at(0, 0);
    let desk = clock.desk(&env, people.asks);
    let wanted = clock.begun + Days::new(due);
    let new = NewRequest {
        form: form.to_owned(),
        title: format!("{title}（演示）"),
        work: (!work.is_empty()).then(|| work.to_owned()),
        answers: Answers::new(),
        wanted_on: Some(wanted),
    };
    let mut now = ask(tx, desk, contract.id, new).await?;
    let change = jianyue_catalogue::service::RequestEdit {
        answers: Some(answers(&now, title)),
        ..jianyue_catalogue::service::RequestEdit::default()
    };
    now = jianyue_catalogue::service::edit(tx, desk, at(&now), change).await?;
    for paper in &now.form.attachments {
        add_file(tx, desk, (now.summary.id, &format!("asked/{}", paper.name)), files.paper.clone()).await?;
    }
    now = submit(tx, desk, at(&now)).await?;
    let env = clock.at(0, 3);
    if now.form.effort.is_some() {
        let new = Estimate {
            days: days.next().unwrap_or("1").to_owned(),
            note: "需求确认、开发、测试（演示）".to_owned(),
        };
        now = estimate(tx, clock.desk(&env, people.does), at(&now), new).await?;
    }
    if far == Submitted {
        return Ok(());
    }
    if now.form.approval == Approval::Client {
        let given = Decision {
            approve: far != Refused,
            note: Some(
                if far == Refused {
                    "依据不足，请附会议纪要后重新申请（演示）"
                } else {
                    "同意（演示）"
                }
                .to_owned(),
            ),
            due_on: Some(wanted),
            outside: None,
        };
        let env = clock.at(0, 5);
        now = decide(tx, clock.desk(&env, people.approves), at(&now), given).await?;
    }
    if far >= Working {
        work_on(tx, clock, (people, files), now, (done, far)).await?;
    }
    Ok(())
}

async fn work_on(
    tx: &mut Tx,
    clock: &Clock<'_>,
    (people, files): (&People<'_>, &Files),
    now: Request,
    (done, far): (u64, Far),
) -> Result<(), CatalogueError> {
    let env = clock.at(0, 6);
    let mut now = take_on(tx, clock.desk(&env, people.does), at(&now)).await?;
    if far == Working {
        return Ok(());
    }
    let env = clock.at(done, 7);
    let desk = clock.desk(&env, people.does);
    for paper in &now.form.results {
        add_file(tx, desk, (now.summary.id, &format!("result/{}", paper.name)), files.result.clone()).await?;
    }
    let figures = [("涉及条数", "0", "12"), ("抽查不符", "—", "0")];
    let figures = figures.into_iter().filter(|_| now.form.figures).map(|(what, before, after)| Figure {
        what: what.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    });
    let result =
        WorkResult { note: "已按申请办理，记录随附（演示）".to_owned(), figures: figures.collect() };
    now = finish(tx, desk, at(&now), result).await?;
    if far == Done {
        return Ok(());
    }
    let env = clock.at(done, 8);
    if now.summary.state == RequestState::Done {
        let found = CheckResult { ok: true, note: Some("核对一致（演示）".to_owned()) };
        now = check(tx, clock.desk(&env, people.checks), at(&now), found).await?;
    }
    if far == Accepted {
        let env = clock.at(done + 1, 1);
        let given = Acceptance {
            name: people.approves.name.clone(),
            signature: String::new(),
            note: Some("结果可用（演示）".to_owned()),
        };
        let signed = (given, files.signature.clone());
        now = accept(tx, clock.desk(&env, people.approves), at(&now), signed).await?;
    }
    request(tx, clock.desk(&env, people.approves), now.summary.id).await.map(drop)
}

fn at(request: &Request) -> (uuid::Uuid, i64) {
    (request.summary.id, request.summary.version)
}

/// Something for each field that must be filled in.
fn answers(request: &Request, title: &str) -> Answers {
    use jianyue_catalogue::model::FieldKind;
    let one = |field: &jianyue_catalogue::model::Field| match field.kind {
        FieldKind::Text => Answer::Text("业务科（演示）".to_owned()),
        FieldKind::Long => Answer::Text(format!("{title}（演示）")),
        FieldKind::Number => Answer::Text("12".to_owned()),
        FieldKind::Date => Answer::Text("2027-12-31".to_owned()),
        FieldKind::Choice => Answer::Text(field.choices.first().cloned().unwrap_or_default()),
        FieldKind::YesNo => Answer::Yes(false),
        FieldKind::Rows => Answer::Rows(
            ["甲", "乙"]
                .into_iter()
                .map(|who| {
                    let cells = field.columns.iter();
                    cells.map(|column| (column.key.clone(), format!("{}{who}（演示）", column.title))).collect()
                })
                .collect(),
        ),
    };
    let needed = request.form.fields.iter().filter(|field| field.required);
    needed.map(|field| (field.key.clone(), one(field))).collect()
}
