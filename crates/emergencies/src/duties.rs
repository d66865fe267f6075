//! Emergencies, drills and test calls, as duties of the ledger.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::model::Within;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;

use crate::{
    service::standing,
    store::{
        contact::{TestRow, test_days},
        drill::{DrillRow, drill_days},
        emergency::{EmergencyRow, emergency_days},
        works_of,
    },
};

/// What this module keeps of the duties of a contract.
pub(crate) struct Emergencies;

#[async_trait]
impl DutySource for Emergencies {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let today = zone::local_date(app.env().now());
        let days = (from, to);
        let mut all: Vec<Duty> =
            emergency_days(tx, contract, days).await?.into_iter().map(|row| of_emergency(&row, today)).collect();
        all.extend(drill_days(tx, contract, days).await?.into_iter().filter_map(|row| of_drill(row, today)));
        all.extend(test_days(tx, contract, days).await?.into_iter().filter_map(of_test));
        Ok(all)
    }
}

fn of_emergency(row: &EmergencyRow, today: NaiveDate) -> Duty {
    let within = row.within.as_deref().and_then(|text| text.parse::<Within>().ok());
    let minutes = row.first_command_at.map(|at| (at - row.opened_at).num_minutes().max(0));
    let begun = minutes.map_or("还没有首条指令".to_owned(), |minutes| format!("{minutes} 分钟内下达首条指令"));
    let note = match within {
        Some(Within::AtOnce) => format!("{} {}；合同要求立即，{begun}", row.number, row.title),
        _ => format!("{} {}；{begun}", row.number, row.title),
    };
    let report = row.reported_at.map(|at| {
        let confirmed = row.confirmed_at.map_or("", |_| "，甲方已确认");
        DutyEvidence {
            text: format!("处置记录和书面报告{confirmed}"),
            path: format!("/emergencies/{}", row.id),
            client_path: format!("/portal/emergencies/{}", row.id),
            by: row.reported_name.clone().unwrap_or_default(),
            at,
        }
    });
    let day = row.agreed_on.or(row.due_on);
    Duty {
        key: format!("emergencies:{}", row.id),
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        assumed: row.assumed.clone(),
        title: row.title.clone(),
        kind: "event",
        works: works_of(&row.works),
        from: row.opened_on,
        to: day.unwrap_or(row.opened_on),
        due: day,
        state: standing(row, today),
        ended_at: row.reported_at,
        note: Some(note),
        evidence: report.into_iter().collect(),
    }
}

fn of_drill(row: DrillRow, today: NaiveDate) -> Option<Duty> {
    let rule = row.rule?;
    let evidence = row.held_at.map(|at| DutyEvidence {
        text: "演练记录".to_owned(),
        path: format!("/emergencies?tab=drills&drill={}", row.id),
        client_path: format!("/portal/emergencies?tab=drills&drill={}", row.id),
        by: row.held_name.clone().unwrap_or_default(),
        at,
    });
    Some(Duty {
        key: format!("emergencies:drill:{}", row.id),
        rule,
        clause: row.clause.unwrap_or_default(),
        assumed: None,
        title: format!("应急演练：{}", row.title),
        kind: "event",
        works: works_of(&row.works),
        from: row.planned_on,
        to: row.planned_on,
        due: Some(row.planned_on),
        state: DutyState::on(today, row.planned_on, Some(row.planned_on), row.held_on),
        ended_at: row.held_at,
        note: Some(row.scenario),
        evidence: evidence.into_iter().collect(),
    })
}

fn of_test(row: TestRow) -> Option<Duty> {
    let rule = row.rule?;
    let text = match row.minutes {
        Some(minutes) => format!("拨测 {minutes} 分钟内接通"),
        None => "拨测未接通".to_owned(),
    };
    let evidence = DutyEvidence {
        text: text.clone(),
        path: "/emergencies?tab=contacts".to_owned(),
        client_path: "/portal/emergencies?tab=contacts".to_owned(),
        by: row.by_name,
        at: row.tested_at,
    };
    Some(Duty {
        key: format!("emergencies:test:{}", row.id),
        rule,
        clause: row.clause.unwrap_or_default(),
        assumed: None,
        title: format!("应急联系人拨测：{}", row.post),
        kind: "event",
        works: works_of(&row.works),
        from: row.tested_on,
        to: row.tested_on,
        due: Some(row.tested_on),
        // A contact that nobody answers is no contact.
        state: if row.reached { DutyState::Done } else { DutyState::Missed },
        ended_at: Some(row.tested_at),
        note: Some(row.note.map_or(text.clone(), |note| format!("{text}：{note}"))),
        evidence: if row.reached { vec![evidence] } else { Vec::new() },
    })
}
