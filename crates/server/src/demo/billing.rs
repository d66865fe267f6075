//! The money of the demo: payments made, one that falls due, one that public funds hold up, penalties decided and not yet.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jianyue_billing::{
    BillingError,
    facts::{BondForm, BondPiece, FiscalDelay, Happened, Hours, Outcome, Paid, Quantity},
    model::{Decided, Entry, NewBreach},
    service::tell,
};
use jianyue_contracts::{Desk, model::Fact};
use jianyue_kernel::{FixedClock, Money, Role};
use jianyue_sla::zone;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

fn refused(error: BillingError) -> Failure {
    Failure::input(format!("the accounts of the demo: {error}"))
}

/// What is told of a contract, each with who tells it.
struct Story {
    today: NaiveDate,
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
        });
        self.told.push((Role::ClientOfficial, on, entry));
        jianyue_billing::fold::breach_number(i64::try_from(self.told.len()).unwrap_or(i64::MAX))
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

/// A penalty netted from the second payment, one waived, one open with an objection; the last payment held up by funds.
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
    let open = story.breach("HC-M2.service", story.ago(20), "信用评价子系统恢复超时");
    let objection =
        Entry::Objection {
            breach: open, text: "当日上级网络中断，已附通告（演示）".to_owned(), on: story.ago(15)
        };
    story.told.push((Role::VendorManager, story.ago(15), objection));
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
    let refused = story.breach("RE-M3.conduct", story.ago(33), "工作 3 一次上门培训未安排");
    story.ended(&refused, story.ago(26));
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
        let mut story = Story { today: zone::local_date(end), told: Vec::new() };
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
