//! What this module contributes to reports: payments and penalties, where a report is about the contract as a whole.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::desk::version_on;
use jianyue_kernel::{Money, Value};
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;

use crate::{
    account::{Account, Line, LineState, PenaltyLine, account},
    blocked::blockers,
    facts::{Outcome, Paid},
    fold::fold,
    store::entry::entry_list,
};

/// Payments due and made, and what became of penalties.
pub(crate) struct Payments;

#[async_trait]
impl ReportSource for Payments {
    fn code(&self) -> &'static str {
        "billing.payments"
    }

    fn title(&self) -> &'static str {
        "付款与违约金"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        // Sums of the whole contract do not belong into what is about some of its works.
        if !ask.works.is_empty() {
            return Ok(None);
        }
        let Some(version) = version_on(app, tx, ask.contract, ask.to).await? else { return Ok(None) };
        let end = zone::local_date(app.env().now()).min(ask.to);
        let told = fold(&entry_list(tx, [ask.contract.0]).await?);
        let account = account(&version.model, version.time.calendar(), &told.facts, end);
        if account.lines.is_empty() && account.penalties.is_empty() {
            return Ok(None);
        }
        let days = (ask.from, end);
        let mut section = Section::of(self);
        paid(&mut section, (&account, ask), &told.facts.payments, days);
        waits(&mut section, (&account, ask));
        penalties(&mut section, (&account, ask), days);
        Ok(Some(section))
    }
}

type Of<'a> = (&'a Account, &'a ReportAsk);

fn row(ask: &ReportAsk, cells: Vec<Value>) -> Row {
    let path = format!("/billing/{}", ask.contract.0);
    let client = format!("/portal{path}");
    Row::to(cells, path, client)
}

fn state(line: &Line) -> &'static str {
    match line.state {
        LineState::Planned => "条件未齐",
        LineState::Withheld => "因违约暂缓",
        LineState::Payable => "可支付",
        LineState::Due if line.late_days > 0 => "已逾期",
        LineState::Due => "应支付",
        LineState::PartPaid => "部分支付",
        LineState::Paid => "已支付",
    }
}

fn paid(section: &mut Section, (account, ask): Of<'_>, payments: &[Paid], (from, to): (NaiveDate, NaiveDate)) {
    if let Some(total) = account.total {
        section.figure(Figure::new("total", "合同价款", total));
    }
    let all: Money = account.lines.iter().map(|line| line.paid).sum();
    section.figure(Figure::new("paid_all", "累计支付", all).noted(format!("截至 {to}")));
    let made: Vec<&Paid> = payments.iter().filter(|one| from <= one.on && one.on <= to).collect();
    section.figure(Figure::new("paid_sum", "期内支付金额", made.iter().map(|one| one.amount).sum::<Money>()));
    let title = |key: &str| -> String {
        account.lines.iter().find(|line| line.key == key).map_or_else(|| key.to_owned(), |line| line.title.clone())
    };
    let rows = made.iter().map(|one| {
        let voucher = Some(one.voucher.clone()).filter(|text| !text.is_empty());
        row(ask, vec![title(&one.of).into(), one.on.into(), one.amount.into(), voucher.into()])
    });
    section.counted("paid", "期内支付", None, &["款项", "日期", "金额", "凭证号"], rows.collect());
    let columns = ["款项", "合同条款", "金额", "应付日期", "已付", "扣减", "未付", "状态"];
    let listed = |wanted: &dyn Fn(&Line) -> bool| -> Vec<Row> {
        let of = account.lines.iter().filter(|line| wanted(line));
        of.map(|line| {
            let cells = vec![
                line.title.as_str().into(),
                line.rule.clause.as_str().into(),
                line.amount.into(),
                line.due_on.into(),
                line.paid.into(),
                line.deducted.into(),
                line.open.into(),
                state(line).into(),
            ];
            row(ask, cells)
        })
        .collect()
    };
    let within = |line: &Line| line.due_on.is_some_and(|due| from <= due && due <= to);
    section.counted("due", "期内应付", Some("应付日期在期内".to_owned()), &columns, listed(&within));
    let late = |line: &Line| line.late_days > 0 && line.state != LineState::Paid;
    section.counted("late", "逾期未付", None, &columns, listed(&late));
    let mut table = Table::of("lines", "付款安排", &columns, listed(&|_| true));
    if table.rows.len() <= jianyue_platform::reports::TEXT_ROWS_MOST {
        let sum = |of: fn(&Line) -> Money| Value::Money(account.lines.iter().map(of).sum());
        table.total = Some(vec![
            "合计".into(),
            Value::Empty,
            sum(|line| line.amount),
            Value::Empty,
            sum(|line| line.paid),
            sum(|line| line.deducted),
            sum(|line| line.open),
            Value::Empty,
        ]);
    }
    section.told(table);
}

/// What holds payments up, and who has to act.
fn waits(section: &mut Section, (account, ask): Of<'_>) {
    let mut rows = Vec::new();
    for line in &account.lines {
        for one in blockers(line) {
            let who: Vec<&str> = one.who.iter().map(|who| who.name()).collect();
            let cells = vec![line.title.as_str().into(), one.what.as_str().into(), who.join("、").into()];
            rows.push(row(ask, cells));
        }
    }
    section.counted("blocked", "付款待办", None, &["款项", "等待", "办理人"], rows);
}

fn penalties(section: &mut Section, (account, ask): Of<'_>, (from, to): (NaiveDate, NaiveDate)) {
    let decided = |line: &PenaltyLine| line.decision.as_ref().map(|decision| decision.outcome);
    let made: Vec<&PenaltyLine> = account.penalties.iter().filter(|line| from <= line.on && line.on <= to).collect();
    let listed = |wanted: &dyn Fn(&PenaltyLine) -> bool| -> Vec<Row> {
        let of = made.iter().filter(|line| wanted(line));
        of.map(|line| {
            let state = match decided(line) {
                None => "待决定",
                Some(Outcome::Confirmed) => "已确认",
                Some(Outcome::Reduced) => "已减轻",
                Some(Outcome::Waived) => "已免除",
            };
            let cells = vec![
                line.title.as_str().into(),
                line.rule.clause.as_str().into(),
                line.on.into(),
                line.text.as_str().into(),
                line.proposed.into(),
                line.owed.into(),
                state.into(),
            ];
            row(ask, cells)
        })
        .collect()
    };
    let columns = ["违约条款", "合同条款", "日期", "事实", "拟定金额", "应付金额", "状态"];
    section.counted("penalties", "期内违约", None, &columns, listed(&|_| true));
    section.counted("undecided", "待决定", None, &columns, listed(&|line| line.decision.is_none()));
    let waived = |line: &PenaltyLine| decided(line) == Some(Outcome::Waived);
    section.counted("waived", "已免除", None, &columns, listed(&waived));
    let sum = |of: &dyn Fn(&PenaltyLine) -> Money| made.iter().map(|line| of(line)).sum::<Money>();
    section.figure(Figure::new("proposed_sum", "拟定违约金", sum(&|line| line.proposed)).noted("期内违约的拟定金额"));
    let confirmed = |line: &PenaltyLine| if line.decision.is_some() { line.owed } else { Money::ZERO };
    section
        .figure(Figure::new("confirmed_sum", "已确认违约金", sum(&confirmed)).noted("期内违约经甲方决定后的应付金额"));
    for line in &made {
        section.hint(HintPart::Cause, format!("{}：{}", line.title, line.text), format!("/billing/{}", ask.contract.0));
    }
}
