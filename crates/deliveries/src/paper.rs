//! A week of money as a paper: 对账单.

use chrono::{DateTime, Utc};
use jianyue_contracts::Letterhead;
use jianyue_documents::{
    Document,
    model::{Block, Signature},
};
use jianyue_kernel::{Money, Value};
use jianyue_sla::zone;

use crate::{
    model::WeekState,
    service::{Week, WeekDetail},
};

/// The paper of `detail`.
#[must_use]
pub fn paper(detail: &WeekDetail, head: &Letterhead, made_at: DateTime<Utc>) -> Document {
    let week = &detail.week;
    let mut paper = Document {
        title: "对账单".to_owned(),
        issuer: head.title.clone(),
        made_at,
        foot: format!("对账单 {} 至 {}", week.from, week.to),
        watermark: (week.state == WeekState::Open).then(|| "未办结".to_owned()),
        ..Document::default()
    };
    paper.pairs([
        ("对账周期", format!("{} 至 {}", week.from, week.to).into()),
        ("状态", if week.state == WeekState::Closed { "已办结" } else { "未办结" }.into()),
        ("甲方", head.client.as_str().into()),
        ("乙方", head.vendor.as_str().into()),
        ("合同条款", week.clause.as_str().into()),
        ("差异", format!("{} 项", detail.lines.len()).into()),
        ("办结人", week.closed_by.clone().into()),
        ("办结时间", week.closed_at.into()),
    ]);
    sums(&mut paper, detail);
    differences(&mut paper, detail);
    if !detail.items.is_empty() {
        paper.heading(1, "三、合同要求").block(Block::List { numbered: true, items: detail.items.clone() });
    }
    if let Some(obstacle) = &detail.obstacle {
        paper.note(obstacle.as_str());
    }
    paper.signed(vec![
        Signature::of("对账人（乙方）", week.closed_by.as_deref(), week.closed_at.map(zone::local_date)),
        Signature::of("复核人（甲方）", None, None),
    ]);
    paper
}

/// The name of its file.
#[must_use]
pub fn name(week: &Week) -> String {
    format!("对账单 {} 至 {}", week.from, week.to)
}

fn sums(paper: &mut Document, detail: &WeekDetail) {
    let totals = &detail.totals;
    let row = |what: &str, count: i64, fen: i64| {
        let less = Money::from_fen(fen - totals.orders_fen);
        vec![Value::from(what), count.into(), Money::from_fen(fen).into(), less.into()]
    };
    let rows = vec![
        row("订单", totals.orders, totals.orders_fen),
        row("支付流水", totals.payments, totals.payments_fen),
        row("票据", totals.receipts, totals.receipts_fen),
        row("缴款书", totals.transfers, totals.transfers_fen),
    ];
    let columns = [("项目", 3), ("笔数", 2), ("金额", 3), ("与订单金额之差", 3)];
    paper.heading(1, "一、汇总").table(None, &columns, rows, "没有数据。");
}

fn differences(paper: &mut Document, detail: &WeekDetail) {
    let rows = (1..).zip(&detail.lines).map(|(no, line)| {
        let one = &line.difference;
        let why = line
            .reason
            .as_ref()
            .map(|reason| format!("{}（{}，{}）", reason.text, reason.by, Value::Moment(reason.at)));
        let filled = |text: &String| Value::from(Some(text.clone()).filter(|text| !text.is_empty()));
        vec![
            Value::Count(no),
            one.kind.label().into(),
            filled(&one.order_number),
            filled(&one.number),
            Money::from_fen(one.expected).into(),
            Money::from_fen(one.found).into(),
            why.unwrap_or_else(|| "尚未说明".to_owned()).into(),
        ]
    });
    let columns =
        [("序号", 1), ("差异", 2), ("订单号", 3), ("流水号", 3), ("应有金额", 2), ("实有金额", 2), ("说明", 5)];
    paper.heading(1, "二、差异与说明").table(None, &columns, rows.collect(), "没有差异。");
    if detail.unexplained > 0 {
        paper.note(format!("还有 {} 项差异没有说明。", detail.unexplained));
    }
}
