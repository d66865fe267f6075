//! Parties, laws, papers, dates and the calendar.

use chrono::Datelike as _;
use jianyue_sla::WorkCalendar;

use super::{Findings, Place, Severity, laws, place_of};
use crate::model::{Contact, ContactKind, Party};

pub fn check(findings: &mut Findings<'_>, calendar: &WorkCalendar) {
    let contract = findings.contract;
    for party in &contract.parties {
        addresses(findings, party);
        withheld(findings, party, ContactKind::Phone, "party.several_phones", "电话");
        withheld(findings, party, ContactKind::Email, "party.several_emails", "邮箱");
    }
    cited_laws(findings);
    papers(findings);
    term(findings);
    years(findings, calendar);
}

fn contacts(party: &Party, kind: ContactKind) -> impl Iterator<Item = &Contact> {
    party.contacts.iter().filter(move |contact| contact.kind == kind)
}

fn addresses(findings: &mut Findings<'_>, party: &Party) {
    let printed: Vec<&Contact> = contacts(party, ContactKind::Address).collect();
    let differ = printed.windows(2).any(|pair| pair[0].text != pair[1].text);
    if !differ {
        return;
    }
    let places = printed.iter().map(|c| Place::new(&c.clause, c.text.clone().unwrap_or_default())).collect();
    let message = format!("{}“{}”印有不同的地址", party.side.name(), party.name);
    let finding = findings.add(Severity::Warning, "party.several_addresses", message, places);
    if let Some(contact) = printed.iter().find(|contact| contact.followed) {
        finding.follow(format!("{} 的地址", contact.clause));
    }
}

/// Contacts whose text is not kept: that there are several places is all that can be said.
fn withheld(findings: &mut Findings<'_>, party: &Party, kind: ContactKind, code: &str, name: &str) {
    let printed: Vec<&Contact> = contacts(party, kind).collect();
    if printed.len() < 2 {
        return;
    }
    let places = printed.iter().map(|c| Place::new(&c.clause, format!("{name}（不收入本文件）"))).collect();
    let message = format!("{}“{}”的{name}印在 {} 处，可能不同", party.side.name(), party.name, printed.len());
    let finding = findings.add(Severity::Warning, code, message, places);
    if let Some(contact) = printed.iter().find(|contact| contact.followed) {
        finding.follow(format!("{} 的{name}", contact.clause));
    }
}

fn cited_laws(findings: &mut Findings<'_>) {
    let header = &findings.contract.contract;
    for law in &header.laws {
        let Some(repealed) = laws::repealed_on(&law.title, header.signed.0) else { continue };
        let message = format!("引用的《{}》在签订日 {} 已经废止", law.title, header.signed);
        let places = vec![
            Place::new(&law.clause, format!("《{}》", law.title)),
            Place::signed(format!("{}；该法自 {} 起废止", header.signed, repealed.day())),
        ];
        findings.add(Severity::Warning, "law.repealed_at_signing", message, places).follow(repealed.instead);
    }
}

/// A paper dated long before its contract is mostly a slip of the pen, or an old paper taken over.
fn papers(findings: &mut Findings<'_>) {
    const A_YEAR: i64 = 365;
    let contract = findings.contract;
    let signed = contract.contract.signed;
    for document in &contract.documents {
        let Some(dated) = document.dated else { continue };
        let days = (signed.0 - dated.0).num_days();
        let places =
            || vec![place_of(document, format!("{}，落款 {dated}", document.title)), Place::signed(signed.to_string())];
        if days >= A_YEAR {
            let message = format!("“{}”的落款早于合同签订 {} 年", document.title, years_between(days));
            findings
                .add(Severity::Warning, "document.dated_before_contract", message, places())
                .follow(format!("视为与合同同日（{signed}）签署"));
        } else if days != 0 {
            let message = format!("“{}”的落款与合同签订日相差 {} 天", document.title, days.abs());
            findings.add(Severity::Note, "document.dated_differently", message, places());
        }
    }
}

fn years_between(days: i64) -> i64 {
    (days * 10 / 3652).max(1)
}

fn term(findings: &mut Findings<'_>) {
    let contract = findings.contract;
    let (term, signed) = (&contract.term, contract.contract.signed);
    if term.start < signed && contract.hand_overs.is_empty() {
        let message = format!("服务期自 {} 起，合同 {signed} 才签订，中间由谁服务没有写明", term.start);
        let places = vec![place_of(term, term.start.to_string()), Place::signed(signed.to_string())];
        findings
            .add(Severity::Warning, "term.starts_before_signing", message, places)
            .follow(format!("自 {} 起服务", term.effective.unwrap_or(signed)));
    }
}

fn years(findings: &mut Findings<'_>, calendar: &WorkCalendar) {
    let contract = findings.contract;
    let name = &contract.contract.calendar;
    if name != "state-council" {
        let message = format!("不认识的工作日历“{name}”；只有 state-council（国务院放假通知）");
        findings.add(Severity::Error, "calendar.unknown", message, Vec::new());
    }
    for year in contract.term.start.0.year()..=contract.term.end.0.year() {
        if !calendar.knows(year) {
            let message = format!("服务期跨 {year} 年，但没有载入该年的放假通知，工作日期限算不出来；请管理员载入");
            let places = vec![place_of(&contract.term, format!("{} 至 {}", contract.term.start, contract.term.end))];
            findings.add(Severity::Warning, "calendar.year_missing", message, places);
        }
    }
}
