//! What certificates contribute to reports.

use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use jianyue_contracts::{
    model::CertificateRegister,
    registry::{Registry, RegistryError},
};
use jianyue_kernel::Value;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{Figure, HintPart, ReportAsk, ReportSource, Row, Section, Table},
};
use jianyue_sla::zone;

use crate::{
    model::{RequestKind, RequestState},
    store::{
        day::days_list,
        report::{EndingCertificate, ReportedRequest, reported_ending, reported_requests},
    },
};

/// How far ahead those that end are told of.
const AHEAD: Days = Days::new(90);

const ENDING: [&str; 5] = ["证书持有者", "单位", "序列号", "签发机构", "有效期至"];
const REQUESTS: [&str; 7] = ["事项", "证书", "申请人", "申请时间", "状态", "办结时间", "结果"];

/// Certificates.
pub(crate) struct Certificates;

#[async_trait]
impl ReportSource for Certificates {
    fn code(&self) -> &'static str {
        "certificates.certificates"
    }

    fn title(&self) -> &'static str {
        "数字证书管理"
    }

    async fn section(&self, app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Section>, DbError> {
        let today = zone::local_date(app.env().now());
        let day = zone::start_of_day(ask.to.min(today));
        let contract = match app.state::<Registry>().shown(tx, ask.contract, day).await {
            Ok(Some(contract)) if ask.subject.is_none() => contract,
            Err(RegistryError::Db(error)) => return Err(error),
            Ok(_) | Err(_) => return Ok(None),
        };
        let rules: Vec<&CertificateRegister> =
            contract.model.certificates.iter().filter(|rule| ask.wants(&rule.works)).collect();
        let days = days_list(tx, ask.contract).await?;
        let (start, end) = (zone::start_of_day(ask.from), zone::start_of_day(ask.to.succ_opt().unwrap_or(ask.to)));
        let requests = reported_requests(tx, ask.contract, (start, end)).await?;
        // Certificates name no work: without a rule for its works a report on some works has none of them.
        if rules.is_empty() && (!ask.works.is_empty() || (days.is_empty() && requests.is_empty())) {
            return Ok(None);
        }
        let over = reported_ending(tx, ask.contract, (ask.from, ask.to)).await?;
        let next = ask.to.succ_opt().unwrap_or(ask.to);
        let soon = reported_ending(tx, ask.contract, (next, ask.to + AHEAD)).await?;
        let mut section = Section::of(self);
        stock(&mut section, &rules, &days, ask.to.min(today));
        let ended = |one: &&ReportedRequest| one.ended_at.is_some_and(|at| start <= at && at < end);
        let done = requests.iter().filter(ended).filter(|one| one.state == RequestState::Done).collect::<Vec<_>>();
        handled(&mut section, &requests, &done, start);
        section
            .counted("expired", "本期到期且未更新的证书", None, &ENDING, over.iter().map(row).collect())
            .counted("soon", "此后 90 天内到期的证书", None, &ENDING, soon.iter().map(row).collect())
            .told(Table::of("expired_list", "本期到期且未更新的证书", &ENDING, over.iter().map(row).collect()))
            .told(Table::of("soon_list", "即将到期的证书", &ENDING, soon.iter().map(row).collect()));
        if !soon.is_empty() {
            let text = format!("此后 90 天内有 {} 张证书到期，建议提前通知持有者办理更新。", soon.len());
            section.hint(HintPart::Suggestion, text, "/certificates");
        }
        Ok(Some(section))
    }
}

/// What is in use, against what the contract names.
fn stock(section: &mut Section, rules: &[&CertificateRegister], days: &[(NaiveDate, i64)], today: NaiveDate) {
    let in_use: i64 = days.iter().filter(|(day, _)| *day >= today).map(|(_, n)| n).sum();
    let mut figure = Figure::new("in_use", "在用证书", in_use);
    if let Some(rule) = rules.first() {
        let named: u32 = rules.iter().map(|rule| rule.quantity).sum();
        figure = figure.noted(format!("合同约定 {named} 张（{}）；按报告生成时的登记统计", rule.clause));
    }
    section.figure(figure);
}

fn handled(
    section: &mut Section,
    requests: &[ReportedRequest],
    done: &[&ReportedRequest],
    start: chrono::DateTime<chrono::Utc>,
) {
    let asked = requests.iter().filter(|one| one.asked_at >= start).collect::<Vec<_>>();
    let open = requests.iter().filter(|one| matches!(one.state, RequestState::Asked | RequestState::Approved));
    section
        .counted("asked", "本期申请", None, &REQUESTS, asked.iter().map(|one| request(one)).collect())
        .counted("done", "本期办结", None, &REQUESTS, done.iter().map(|one| request(one)).collect())
        .counted("open", "尚未办结", None, &REQUESTS, open.map(request).collect());
    let kinds =
        [RequestKind::Apply, RequestKind::Renew, RequestKind::Reissue, RequestKind::Change, RequestKind::Revoke];
    let n = |count: usize| Value::Count(i64::try_from(count).unwrap_or(i64::MAX));
    let rows = kinds.into_iter().map(|kind| {
        let of = done.iter().filter(|one| one.kind == kind);
        // A request for a new one is about one certificate; the others name theirs.
        let certificates: i64 = of.clone().map(|one| one.items.max(1)).sum();
        let asked = asked.iter().filter(|one| one.kind == kind).count();
        Row::of(vec![kind.label().into(), n(asked), n(of.count()), Value::Count(certificates)])
    });
    let mut table = Table::of("by_kind", "各类证书事项", &["事项", "本期申请", "本期办结", "涉及证书"], rows.collect());
    let sum = |at: usize| {
        let cells = table.rows.iter().map(|row| if let Some(Value::Count(n)) = row.cells.get(at) { *n } else { 0 });
        Value::Count(cells.sum())
    };
    table.total = Some(vec!["合计".into(), sum(1), sum(2), sum(3)]);
    section.told(table);
}

fn row(one: &EndingCertificate) -> Row {
    let cells = vec![
        one.holder.clone().into(),
        one.unit.clone().into(),
        one.serial.clone().into(),
        one.issuer.clone().into(),
        one.valid_until.into(),
    ];
    let id = one.id;
    Row::to(cells, format!("/certificates?certificate={id}"), format!("/portal/certificates?certificate={id}"))
}

fn request(one: &ReportedRequest) -> Row {
    let state = match one.state {
        RequestState::Asked => "待审批",
        RequestState::Approved => "待办理",
        RequestState::Refused => "未通过",
        RequestState::Withdrawn => "已撤回",
        RequestState::Done => "已办结",
    };
    let wanted = &one.wanted.0;
    let about = match (&wanted.holder, one.items) {
        (Some(holder), 0) => holder.clone(),
        (_, n) => format!("{} 张", n.max(1)),
    };
    let cells = vec![
        one.kind.label().into(),
        about.into(),
        one.asked_name.clone().into(),
        one.asked_at.into(),
        state.into(),
        one.ended_at.into(),
        one.outcome.clone().into(),
    ];
    let id = one.id;
    Row::to(cells, format!("/certificates/requests?request={id}"), format!("/portal/certificates?request={id}"))
}
