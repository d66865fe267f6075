//! Letters of the demo: in time, late, accepted by silence, refused, and still to be answered. Fictitious, all of them.

use std::sync::Arc;

use axum::body::Bytes;
use chrono::{DateTime, Days, TimeDelta, Utc};
use futures::stream;
use jianyue_contracts::Desk;
use jianyue_kernel::{Actor, Env, FixedClock, Role};
use jianyue_letters::{
    LetterError,
    model::LetterSide::{self, Client, Vendor},
    service::{Decision, NewLetter, Pause, Step, attach_file, letter, look, send, step},
};
use jianyue_platform::{blob::BlobStore, files::NewFile};
use jianyue_sla::zone;
use uuid::Uuid;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// What is done with a letter, so many days ago.
#[derive(Clone, Copy)]
enum Done {
    Received,
    Proved,
    Consented(&'static str),
    Refused(&'static str),
    /// Consented, and the clocks are held on that day and the next.
    Held(&'static str),
    Answered(bool, &'static str),
    Noted(LetterSide, &'static str),
    /// Time goes on.
    Looked,
}

struct DemoLetter {
    contract: &'static str,
    from: LetterSide,
    rule: Option<&'static str>,
    subject: &'static str,
    text: &'static str,
    /// So many days ago it happened; below zero it was planned for then.
    happened: i64,
    sent: i64,
    done: &'static [(i64, Done)],
}

const FORCE: Option<&str> = Some("ALL-O2.force-majeure");
const ACCOUNT: Option<&str> = Some("ALL-O2.account");
const CLAIM: Option<&str> = Some("SC-O3.claims");

const LETTERS: [DemoLetter; 16] = [
    DemoLetter {
        contract: "HS",
        from: Vendor,
        rule: FORCE,
        subject: "暴雨致园区停电，请求顺延处理时限（演示）",
        text: "受暴雨影响，服务机房所在园区停电，现场人员无法到达。现按合同约定书面通知，请求受影响工单的时限顺延，证明随后提交。",
        happened: 102,
        sent: 102,
        done: &[
            (101, Done::Proved),
            (100, Done::Held("情况属实，同意顺延两天（演示）")),
            (98, Done::Looked),
            (97, Done::Noted(Client, "供电已恢复，顺延按约定结束（演示）")),
        ],
    },
    DemoLetter {
        contract: "HC",
        from: Vendor,
        rule: FORCE,
        subject: "骨干链路中断的不可抗力说明（演示）",
        text: "运营商骨干链路中断，住建系统外网访问受影响。证明材料待运营商出具。",
        happened: 41,
        sent: 40,
        done: &[(39, Done::Received), (21, Done::Refused("逾期未提供证明，不作为不可抗力处理（演示）"))],
    },
    DemoLetter {
        contract: "HC",
        from: Client,
        rule: FORCE,
        subject: "机房楼宇消防改造停电（演示）",
        text: "办公楼宇因消防改造临时停电两天，期间无法配合现场服务。",
        happened: 150,
        sent: 150,
        done: &[(131, Done::Proved), (130, Done::Consented("知悉并同意相应调整服务安排（演示）"))],
    },
    DemoLetter {
        contract: "RE",
        from: Vendor,
        rule: FORCE,
        subject: "极端降雪致驻场人员无法到岗（演示）",
        text: "极端降雪致部分路段封闭，驻场人员当日无法到岗，已改为远程支持。",
        happened: 190,
        sent: 189,
        done: &[(188, Done::Consented("同意，当日按远程支持考核（演示）"))],
    },
    DemoLetter {
        contract: "SC",
        from: Vendor,
        rule: FORCE,
        subject: "快递停运影响补换卡寄送（演示）",
        text: "快递网点因疫情防控停运，补换卡暂缓寄送，恢复后优先补寄。",
        happened: 75,
        sent: 74,
        done: &[(70, Done::Proved), (69, Done::Consented("同意，恢复后三天内补寄完毕（演示）"))],
    },
    DemoLetter {
        contract: "SC",
        from: Client,
        rule: CLAIM,
        subject: "补换卡印制差错的重制费用（演示）",
        text: "一批补换卡印制错误，重制与寄送费用由乙方承担，请在合同约定的期限内答复。",
        happened: 62,
        sent: 62,
        done: &[
            (58, Done::Received),
            (30, Done::Looked),
            (28, Done::Noted(Vendor, "答复函因内部审批延误，今日才寄出（演示）")),
        ],
    },
    DemoLetter {
        contract: "SC",
        from: Client,
        rule: CLAIM,
        subject: "客服电话中断两小时的服务费扣减（演示）",
        text: "客服电话中断两小时，要求按约定扣减相应服务费。",
        happened: 125,
        sent: 125,
        done: &[
            (124, Done::Received),
            (119, Done::Answered(false, "中断由运营商线路引起，附运营商说明，不接受扣减（演示）")),
        ],
    },
    DemoLetter {
        contract: "SC",
        from: Client,
        rule: CLAIM,
        subject: "读卡器返修超期的费用（演示）",
        text: "三台读卡器返修超期，学校自行租用设备，租用费用请乙方承担。",
        happened: 3,
        sent: 3,
        done: &[(2, Done::Received)],
    },
    DemoLetter {
        contract: "SC",
        from: Vendor,
        rule: Some("SC-O3.delay"),
        subject: "接口改造延期一周（演示）",
        text: "合作方接口文档晚到，接口改造不能按期提交，预计延期一周完成。",
        happened: 118,
        sent: 118,
        done: &[(115, Done::Consented("同意延期一周（演示）"))],
    },
    DemoLetter {
        contract: "SC",
        from: Vendor,
        rule: Some("SC-O3.transfer"),
        subject: "寄送环节分包的书面申请（演示）",
        text: "补换卡寄送环节拟由快递企业承担，非主体工作，请书面同意。",
        happened: 205,
        sent: 205,
        done: &[(201, Done::Consented("同意寄送环节分包，乙方负连带责任（演示）"))],
    },
    DemoLetter {
        contract: "HC",
        from: Client,
        rule: ACCOUNT,
        subject: "通讯地址变更（演示）",
        text: "办公地址变更，函件请寄新地址，联系方式不变。",
        happened: 50,
        sent: 48,
        done: &[(48, Done::Received)],
    },
    DemoLetter {
        contract: "HS",
        from: Vendor,
        rule: ACCOUNT,
        subject: "结算银行变更（演示）",
        text: "公司结算银行变更，新账户信息见盖章函件。",
        happened: 66,
        sent: 57,
        done: &[(56, Done::Received)],
    },
    DemoLetter {
        contract: "RE",
        from: Vendor,
        rule: ACCOUNT,
        subject: "项目联系电话变更（演示）",
        text: "项目联系电话将变更，原号码保留一个月。",
        happened: 27,
        sent: 29,
        done: &[(28, Done::Received)],
    },
    DemoLetter {
        contract: "HC",
        from: Client,
        rule: Some("HC-O3.change"),
        subject: "增加一个子系统监测范围的补充协议（演示）",
        text: "拟把信用评价子系统的接口监测纳入服务范围，费用不变，签订补充协议。",
        happened: 10,
        sent: 24,
        done: &[(22, Done::Consented("同意，补充协议文本另附（演示）"))],
    },
    DemoLetter {
        contract: "RE",
        from: Vendor,
        rule: Some("RE-O2.events"),
        subject: "核心设备停产的书面报告（演示）",
        text: "取号机主板型号停产，备件只够半年，建议年内更换，请甲方决定。",
        happened: 5,
        sent: 5,
        done: &[(4, Done::Received)],
    },
    DemoLetter {
        contract: "EX",
        from: Client,
        rule: None,
        subject: "下半年考试安排会议（演示）",
        text: "请项目经理和技术负责人参加下半年考试安排会议，会前提交准备清单。",
        happened: 8,
        sent: 8,
        done: &[(7, Done::Received)],
    },
];

fn refused(error: LetterError) -> Failure {
    Failure::input(format!("the letters of the demo: {error}"))
}

/// The stage on which the letters of a contract are played.
struct Play<'a> {
    host: &'a Host,
    end: DateTime<Utc>,
    people: (&'a Actor, &'a Actor),
}

impl Play<'_> {
    /// The morning of a day, as the clock of whoever acts then.
    fn on(&self, ago: i64) -> Env {
        let day = zone::local_date(self.end - TimeDelta::days(ago));
        let at = (zone::start_of_day(day) + TimeDelta::hours(10)).min(self.end);
        self.host.app.env().with_clock(Arc::new(FixedClock::at(at)))
    }

    fn of(&self, side: LetterSide) -> &Actor {
        if side == Client { self.people.0 } else { self.people.1 }
    }

    async fn send(&self, contract: &DemoContract, one: &DemoLetter) -> Result<(), Failure> {
        let env = self.on(one.sent);
        let by = self.of(one.from);
        let desk = Desk { app: &self.host.app, env: &env, by };
        let new = NewLetter {
            direction: one.from,
            rule: one.rule.map(str::to_owned),
            subject: one.subject.to_owned(),
            text: one.text.to_owned(),
            happened_on: Some(zone::local_date(self.end - TimeDelta::days(one.happened))),
            sent_on: None,
            reply_by: None,
            works: None,
        };
        let mut tx = self.host.app.db().write().await?;
        let sent = send(&mut tx, desk, contract.id, new).await.map_err(refused)?;
        tx.commit().await?;
        for (ago, done) in one.done {
            self.act(one, sent.letter.id, *ago, *done).await?;
        }
        Ok(())
    }

    async fn act(&self, one: &DemoLetter, id: Uuid, ago: i64, done: Done) -> Result<(), Failure> {
        let env = self.on(ago);
        let (mine, theirs) = (one.from, one.from.other());
        let today = zone::local_date(env.now());
        let decide = |consent, text: &str, pause| {
            (theirs, Step::Decide(Decision { consent, text: Some(text.to_owned()), pause }))
        };
        let (side, doing) = match done {
            Done::Received => (theirs, Step::Receive { received_on: None }),
            Done::Proved => {
                self.proof(mine, &env, id).await?;
                (mine, Step::Prove { text: None })
            }
            Done::Consented(text) => decide(true, text, None),
            Done::Refused(text) => decide(false, text, None),
            Done::Held(text) => {
                let pause = Pause { from: today, until: Some(today + Days::new(1)), works: Vec::new() };
                decide(true, text, Some(pause))
            }
            Done::Answered(accept, text) => (theirs, Step::Answer { accept: Some(accept), text: text.to_owned() }),
            Done::Noted(side, text) => (side, Step::Note { text: text.to_owned() }),
            Done::Looked => {
                let by = Actor::system("函件期限");
                let desk = Desk { app: &self.host.app, env: &env, by: &by };
                let mut tx = self.host.app.db().write().await?;
                look(&mut tx, desk, id).await.map_err(refused)?;
                return Ok(tx.commit().await?);
            }
        };
        let desk = Desk { app: &self.host.app, env: &env, by: self.of(side) };
        let mut tx = self.host.app.db().write().await?;
        let version = letter(&mut tx, desk, id).await.map_err(refused)?.letter.version;
        step(&mut tx, desk, (id, version), doing).await.map_err(refused)?;
        Ok(tx.commit().await?)
    }

    async fn proof(&self, side: LetterSide, env: &Env, id: Uuid) -> Result<(), Failure> {
        let text = "证明（演示）\n\n兹证明上述不可抗力情况属实。本文件为演示数据，不代表任何真实事件。\n";
        let (name, kind) = ("不可抗力证明（演示）.txt", "text/plain");
        let pieces = stream::iter([Ok::<_, std::io::Error>(Bytes::from(text))]);
        let blob = self.host.app.state::<BlobStore>().put(pieces, Some(kind), name).await;
        let blob = blob.map_err(|error| Failure::input(error.to_string()))?;
        let file = NewFile {
            name: name.to_owned(),
            media_type: blob.media_type.to_owned(),
            size: i64::try_from(blob.size).unwrap_or_default(),
            digest: blob.digest,
        };
        let desk = Desk { app: &self.host.app, env, by: self.of(side) };
        let mut tx = self.host.app.db().write().await?;
        attach_file(&mut tx, desk, id, "proof", file).await.map_err(refused)?;
        Ok(tx.commit().await?)
    }
}

/// The letters as they stand at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for contract in contracts {
        let official = cast.nth(Role::ClientOfficial, contract, 0);
        let (Some(official), Some(manager)) = (official, cast.nth(Role::VendorManager, contract, 0)) else { continue };
        let play = Play { host, end, people: (official, manager) };
        let mut of: Vec<&DemoLetter> = LETTERS.iter().filter(|one| one.contract == contract.prefix).collect();
        // Numbers are given in the order of sending.
        of.sort_by_key(|one| std::cmp::Reverse(one.sent));
        for one in of {
            play.send(contract, one).await?;
        }
    }
    Ok(())
}
