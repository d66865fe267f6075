//! The money of the demo: payments made, one that falls due, one that public funds hold up, penalties decided and not yet.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jianyue_billing::{
    BillingError,
    facts::{BondForm, BondPiece, FiscalDelay, Happened, Hours, Outcome, Paid, Quantity},
    fold::{breach_number, fold},
    model::{Decided, Entry, NewBreach},
    raise::raisings,
    service::{raise, tell},
    store::entry::{entry_last, entry_list},
};
use jianyue_contracts::{Desk, model::Fact};
use jianyue_kernel::{Actor, Env, FixedClock, Money, Role};
use jianyue_sla::zone;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

fn refused(error: BillingError) -> Failure {
    Failure::input(format!("the accounts of the demo: {error}"))
}

/// What is told of a contract, each with who tells it.
struct Story {
    today: NaiveDate,
    /// Entries that its ledger has already.
    before: i64,
    told: Vec<(Role, NaiveDate, Entry)>,
}

impl Story {
    fn ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today)
    }

    fn fact(&mut self, fact: Fact, of: &str, on: NaiveDate, evidence: &str) {
        let evidence = format!("{evidence}（演示）");
        let entry = Entry::Happened(Happened { fact, of: Some(of.to_owned()), on, evidence });
        self.told.push((Role::VendorManager, on, entry));
    }

    fn paid(&mut self, of: &str, on: NaiveDate, fen: i64) {
        let voucher = format!("记-{}（演示）", on.format("%m%d"));
        let entry = Entry::Payment(Paid { of: of.to_owned(), on, amount: Money::from_fen(fen), voucher });
        self.told.push((Role::Finance, on, entry));
    }

    /// A breach, which is the so-manieth entry of its contract: that is its number.
    fn breach(&mut self, rule: &str, on: NaiveDate, text: &str) -> String {
        let entry = Entry::Breach(NewBreach {
            rule: rule.to_owned(),
            on,
            count: 1,
            measured: None,
            cause: None,
            party: None,
            text: format!("{text}（演示）"),
            evidence: String::new(),
            raised: None,
        });
        self.told.push((Role::ClientOfficial, on, entry));
        breach_number(self.before + i64::try_from(self.told.len()).unwrap_or_default())
    }

    fn decided(&mut self, breach: &str, outcome: Outcome, on: NaiveDate, reason: &str) {
        let (breach, reason) = (breach.to_owned(), reason.to_owned());
        let entry = Entry::Decision(Decided { breach, outcome, amount: None, reason, on });
        self.told.push((Role::ClientOfficial, on, entry));
    }

    fn ended(&mut self, breach: &str, on: NaiveDate) {
        self.told.push((Role::VendorManager, on, Entry::BreachEnded { breach: breach.to_owned(), on }));
    }

    fn exam(&mut self, id: &str, title: &str, heads: u32, ended_on: NaiveDate) {
        let signed_on = ended_on.checked_sub_days(Days::new(9));
        let entry = Entry::Quantity(Quantity {
            id: id.to_owned(),
            title: format!("{title}（演示）"),
            heads,
            hours: Hours::from_hundredths(250),
            price: Money::from_fen(4_590),
            ended_on: Some(ended_on),
            signed_on,
            evidence: "考场安排确认单（演示）".to_owned(),
        });
        self.told.push((Role::VendorManager, ended_on, entry));
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Everything paid, the first part in time, the rest in the year of its funds.
fn hs(story: &mut Story) {
    story.fact(Fact::InvoiceReceived, "HS-M1.1", day(2021, 9, 20), "发票");
    story.paid("HS-M1.1", day(2021, 10, 18), 143_150_000);
    story.fact(Fact::FinalAcceptance, "HS-M1.2", day(2022, 9, 26), "验收意见");
    story.fact(Fact::FundsArrived, "HS-M1.2", day(2022, 10, 12), "到账通知");
    story.fact(Fact::InvoiceReceived, "HS-M1.2", day(2022, 10, 14), "发票");
    story.paid("HS-M1.2", day(2022, 11, 3), 61_350_000);
}

/// A penalty netted from the second payment, one waived; the last payment held up by funds.
fn hc(story: &mut Story) {
    story.fact(Fact::InForce, "HC-M1.1", day(2024, 7, 19), "双方盖章");
    story.fact(Fact::FundsArrived, "HC-M1.1", day(2024, 8, 1), "到账通知");
    story.fact(Fact::ReportsAccepted, "HC-M1.1", day(2024, 8, 16), "上半年报告评审");
    story.fact(Fact::InvoiceReceived, "HC-M1.1", day(2024, 8, 20), "发票");
    story.paid("HC-M1.1", day(2024, 8, 30), 90_150_000);
    let missed = story.breach("HC-M2.service", day(2024, 9, 9), "建筑市场监管子系统一周没有巡检");
    story.ended(&missed, day(2024, 9, 12));
    story.decided(&missed, Outcome::Confirmed, day(2024, 9, 14), "");
    let late = story.breach("HC-M2.service", day(2024, 9, 16), "周报晚交一天");
    story.decided(&late, Outcome::Waived, day(2024, 9, 18), "因甲方会议改期");
    story.fact(Fact::ReportsAccepted, "HC-M1.2", day(2024, 9, 20), "第三季度报告评审");
    story.fact(Fact::InvoiceReceived, "HC-M1.2", day(2024, 9, 23), "发票");
    story.paid("HC-M1.2", day(2024, 9, 29), 54_090_000 - 9_015_000);
    story.fact(Fact::ReportsAccepted, "HC-M1.3", day(2024, 12, 9), "年度报告评审");
    story.fact(Fact::InvoiceReceived, "HC-M1.3", day(2024, 12, 10), "发票");
    let delay = FiscalDelay {
        of: Some("HC-M1.3".to_owned()),
        from: day(2024, 12, 12),
        until: None,
        evidence: "国库支付受限告知函（演示）".to_owned(),
    };
    story.told.push((Role::ClientOfficial, day(2024, 12, 12), Entry::FiscalDelay(delay)));
}

/// The bond is held by a letter that ends soon; the last payment may be made.
fn sc(story: &mut Story) {
    let bond = BondPiece {
        on: day(2024, 6, 20),
        amount: Money::from_fen(36_507_120),
        form: BondForm::Guarantee,
        valid_until: story.today.checked_add_days(Days::new(24)),
        returned_on: None,
        evidence: "银行保函（演示）".to_owned(),
    };
    story.told.push((Role::Finance, day(2024, 6, 20), Entry::Bond(bond)));
    story.fact(Fact::InvoiceReceived, "SC-M1.1", day(2024, 6, 24), "发票");
    story.paid("SC-M1.1", day(2024, 7, 2), 146_028_480);
    for (of, on, fen) in [("SC-M1.2", day(2024, 9, 18), 73_014_240), ("SC-M1.3", day(2024, 11, 15), 36_507_120)] {
        story.fact(Fact::StageAccepted, of, on, "阶段工作确认");
        story.fact(Fact::InvoiceReceived, of, on, "发票");
        story.paid(of, on + Days::new(8), fen);
    }
    story.fact(Fact::StageAccepted, "SC-M1.4", story.ago(6), "阶段工作确认");
    story.fact(Fact::InvoiceReceived, "SC-M1.4", story.ago(4), "发票");
}

/// The members were paid, the vendor before was not yet.
fn re(story: &mut Story) {
    story.fact(Fact::InForce, "RE-M1.1", day(2024, 6, 13), "双方盖章");
    story.fact(Fact::InvoiceReceived, "RE-M1.1", day(2024, 7, 1), "三家发票");
    story.paid("RE-M1.1", day(2024, 7, 1), 132_795_000);
    let total = Entry::OtherTotal { rule: "RE-M2".to_owned(), amount: Money::from_yuan(1_398_000) };
    story.told.push((Role::ClientOfficial, day(2024, 7, 2), total));
}

/// One exam paid, one that falls due.
fn ex(story: &mut Story) {
    let (spring, autumn) = (story.ago(190), story.ago(45));
    story.exam("春季", "上半年考试", 1_186, spring);
    story.fact(Fact::InvoiceReceived, "EX-M1.fee:春季", spring + Days::new(12), "发票");
    story.paid("EX-M1.fee:春季", spring + Days::new(60), 13_609_350);
    story.exam("秋季", "下半年考试", 1_243, autumn);
    story.fact(Fact::InvoiceReceived, "EX-M1.fee:秋季", autumn + Days::new(15), "发票");
}

/// The accounts as they stand at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for contract in contracts {
        let before = entry_last(&mut host.app.db().peek().await?, contract.id).await?;
        let mut story = Story { today: zone::local_date(end), before, told: Vec::new() };
        match contract.prefix.as_str() {
            "HS" => hs(&mut story),
            "HC" => hc(&mut story),
            "SC" => sc(&mut story),
            "RE" => re(&mut story),
            "EX" => ex(&mut story),
            _ => continue,
        }
        let mut tx = host.app.db().write().await?;
        for (role, on, entry) in story.told {
            let Some(by) = cast.nth(role, contract, 0) else { continue };
            let noon = (zone::start_of_day(on) + TimeDelta::hours(12)).min(end);
            let env = host.app.env().with_clock(Arc::new(FixedClock::at(noon)));
            let desk = Desk { app: &host.app, env: &env, by };
            tell(&mut tx, desk, contract.id, entry).await.map_err(refused)?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// What becomes of a proposal.
#[derive(Clone, Copy)]
enum Fate {
    /// The client decides.
    Decided(Outcome, Option<i64>, &'static str),
    /// The vendor objects.
    Objected(&'static str),
    /// The vendor objects, and the client decides.
    Answered(&'static str, Outcome, Option<i64>, &'static str),
}

use Fate::{Answered, Decided as Judged, Objected};

/// What becomes of what the software proposed so many days ago, by the beginning of its group; the first that fits. What fits
/// none waits.
const FATES: &[(u64, &str, Fate)] = &[
    (45, "HC-M2.service:*", Judged(Outcome::Waived, None, "备份当日在甲方批准的停机窗口内，不计")),
    (45, "HC-M2.service:", Answered("当日市政断电，已附供电通告（演示）", Outcome::Waived, None, "情况属实，不计")),
    (20, "HC-M2.other:", Objected("原人员突发疾病，当日已电话报告，书面材料随后补交（演示）")),
    (0, "HC-M2.service:*", Objected("测评整改经甲方同意延到月底，见往来函件（演示）")),
    (0, "HC-M2.service:2:", Judged(Outcome::Waived, None, "当日系统割接，巡检经甲方同意顺延")),
    (0, "HC-M2.service:3:", Judged(Outcome::Waived, None, "导出时间已与业务处室另行约定")),
    (
        45,
        "SC-M2.late:",
        Answered("学校收发室放假，已两次投递（演示）", Outcome::Reduced, Some(500_000), "部分属实，减轻"),
    ),
    (20, "SC-M2.late:", Judged(Outcome::Waived, None, "快递停运三天，有停运公告")),
    (20, "SC-M2.claim:", Judged(Outcome::Waived, None, "重制费用已由乙方另行支付")),
    (0, "SC-M2.late:", Judged(Outcome::Waived, None, "天气原因，已同意顺延")),
    (45, "EX-M2.duty:EX-I1", Judged(Outcome::Confirmed, None, "")),
    (45, "EX-M2.duty:EX-B", Judged(Outcome::Waived, None, "备份晚了两小时，未影响使用")),
    (20, "EX-M2.duty:EX-B", Answered("云存储升级，已补备份（演示）", Outcome::Reduced, Some(50_000), "有补救，减轻")),
    (20, "RE-M3.conduct:", Objected("书面说明已在次日口头汇报时递交（演示）")),
];

/// Days after which what is still undecided is let go.
const LONG_AGO: i64 = 60;
const FORGIVEN: Fate = Judged(Outcome::Waived, None, "当时已整改，不计");

/// What the software proposes for the last months of the demo year, and what became of it.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn propose(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let by = Actor::system("违约核对");
    for contract in contracts {
        for ago in [45, 20, 0] {
            let then = end - TimeDelta::days(ago);
            let at = |at: DateTime<Utc>| host.app.env().with_clock(Arc::new(FixedClock::at(at.min(end))));
            let env = at(zone::start_of_day(zone::local_date(then)) + TimeDelta::minutes(390));
            raise(Desk { app: &host.app, env: &env, by: &by }, contract.id).await.map_err(refused)?;
            let env = at(zone::start_of_day(zone::local_date(then)) + TimeDelta::hours(15));
            decide(host, cast, contract, u64::try_from(ago).unwrap_or_default(), &env).await?;
        }
    }
    Ok(())
}

async fn decide(host: &Host, cast: &Cast, contract: &DemoContract, ago: u64, env: &Env) -> Result<(), Failure> {
    let on = zone::local_date(env.now());
    let mut tx = host.app.db().write().await?;
    let rows = entry_list(&mut tx, [contract.id.0]).await?;
    let told = fold(&rows);
    let open = raisings(&rows, &told).into_iter().filter(|one| one.gone.is_none() && !one.decided);
    for one in open {
        let proposed = rows.iter().any(|row| row.id == one.entry && (ago == 0 || row.at <= env.now()));
        let objected = told.objections.iter().any(|said| said.breach == one.breach) || !proposed;
        let fate = FATES.iter().find(|(days, group, _)| *days == ago && one.group.starts_with(group));
        let long_ago = ago == 0 && (on - one.on).num_days() > LONG_AGO;
        let Some(fate) = (if long_ago { Some(&FORGIVEN) } else { fate.map(|(_, _, fate)| fate) }).filter(|_| !objected)
        else {
            continue;
        };
        let breach = one.breach.clone();
        let objection = |text: &str| Entry::Objection { breach: breach.clone(), text: text.to_owned(), on };
        let decision = |outcome, fen: Option<i64>, reason: &str| {
            let amount = fen.map(Money::from_fen);
            Entry::Decision(Decided { breach: breach.clone(), outcome, amount, reason: reason.to_owned(), on })
        };
        let entries = match fate {
            Judged(outcome, fen, reason) => vec![(Role::ClientOfficial, decision(*outcome, *fen, reason))],
            Objected(text) => vec![(Role::VendorManager, objection(text))],
            Answered(text, outcome, fen, reason) => {
                vec![(Role::VendorManager, objection(text)), (Role::ClientOfficial, decision(*outcome, *fen, reason))]
            }
        };
        for (role, entry) in entries {
            let Some(by) = cast.nth(role, contract, 0) else { continue };
            tell(&mut tx, Desk { app: &host.app, env, by }, contract.id, entry).await.map_err(refused)?;
        }
    }
    Ok(tx.commit().await?)
}
