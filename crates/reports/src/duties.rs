//! What contracts owe of documents: each is handed in by its report.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::{
    derive::{DocumentDue, documents_listed, left_by},
    registry::{Compiled, Registry, RegistryError},
};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, DbError, Tx,
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;

use crate::{
    model::{AcceptedHow, ReportState},
    store::{
        list::{report_listed, report_once},
        report::ReportRow,
    },
};

/// Reports as duties.
pub(crate) struct Reports;

#[async_trait]
impl DutySource for Reports {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let history = match app.state::<Registry>().history(tx, contract).await {
            Ok(found) if !found.is_empty() => found,
            Err(RegistryError::Db(error)) => return Err(error),
            Ok(_) | Err(_) => return Ok(Vec::new()),
        };
        let today = zone::local_date(app.env().now());
        let held = history.iter().map(|(one, until)| jianyue_contracts::derive::HeldVersion {
            contract: &one.model,
            from: one.effective_on,
            until: *until,
        });
        let held: Vec<_> = held.collect();
        let (documents, _) = documents_listed(&held, history[0].0.time.calendar(), (from, to));
        let mut rows = report_listed(tx, contract, (from, to)).await?;
        rows.retain(|row| row.frequency != "once");
        rows.extend(report_once(tx, contract).await?);
        let compiled = |day: NaiveDate| {
            let on = history.iter().rev().find(|(version, _)| version.effective_on <= day);
            &on.unwrap_or(&history[0]).0
        };
        let mut duties: Vec<Duty> = documents
            .into_iter()
            .map(|one| {
                let mine = rows.iter().filter(|row| row.rule == one.rule.rule && row.from_on == one.from).collect();
                document(compiled(one.from), one, mine, today)
            })
            .collect();
        duties.extend(rows.iter().filter(|row| row.frequency == "on event").map(|row| event(row, today)));
        Ok(duties)
    }
}

/// A document for a period, with the reports that there are of it.
fn document(compiled: &Compiled, one: DocumentDue, mine: Vec<&ReportRow>, today: NaiveDate) -> Duty {
    let done = handed_in(compiled, &one, &mine);
    // What a round leaves as its sheet is handed in by making it: the ledger follows the round.
    let kept = if left_by(&compiled.model, &one.rule.rule).is_some() { "sheet" } else { "document" };
    Duty {
        key: format!("{kept}:{}:{}", one.rule.rule, one.from),
        // What is owed once may be handed in from the beginning on; a period's report when the period is over.
        state: DutyState::on(today, one.to, one.due, done),
        rule: one.rule.rule,
        clause: one.rule.clause,
        assumed: one.rule.assumed,
        title: one.title,
        kind: "document",
        works: one.works,
        from: one.from,
        to: one.to,
        due: one.due,
        ended_at: done.and_then(|_| mine.iter().filter_map(|row| row.submitted_at).max()),
        note: mine.iter().find_map(|row| row.correction.as_ref()).map(|reason| format!("更正：{reason}")),
        evidence: mine.into_iter().filter_map(evidence).collect(),
    }
}

/// The day on which everything was handed in: the one report, or one of each work.
fn handed_in(compiled: &Compiled, one: &DocumentDue, mine: &[&ReportRow]) -> Option<NaiveDate> {
    if let Some(whole) = mine.iter().find(|row| !row.subject.starts_with("work:")) {
        return whole.handed_in_on;
    }
    let handed: BTreeSet<&String> =
        mine.iter().filter(|row| row.handed_in_on.is_some()).flat_map(|row| &row.works.0).collect();
    let wanted: Vec<&String> = if one.works.is_empty() {
        compiled.model.works.iter().map(|work| &work.key).collect()
    } else {
        one.works.iter().collect()
    };
    let all = !mine.is_empty() && wanted.iter().all(|work| handed.contains(*work));
    mine.iter().filter_map(|row| row.handed_in_on).max().filter(|_| all)
}

/// A report that answers an event.
fn event(row: &ReportRow, today: NaiveDate) -> Duty {
    Duty {
        key: format!("reports:{}", row.id),
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        assumed: row.assumed.clone(),
        title: row.title.clone(),
        kind: "event",
        works: row.works.0.clone(),
        from: row.from_on,
        to: row.due_on.unwrap_or(row.to_on).max(row.from_on),
        due: row.due_on,
        state: DutyState::on(today, row.from_on, row.due_on, row.handed_in_on),
        ended_at: row.submitted_at.filter(|_| row.handed_in_on.is_some()),
        note: None,
        evidence: evidence(row).into_iter().collect(),
    }
}

/// The report itself, with how far it has come; nothing while it was never submitted.
fn evidence(row: &ReportRow) -> Option<DutyEvidence> {
    let at = row.submitted_at.filter(|_| row.submitted_version > 0)?;
    let stands = match (row.state, row.accepted_how.0) {
        (ReportState::Accepted, Some(AcceptedHow::BySilence)) => "按合同视为通过",
        (ReportState::Accepted, _) => "甲方已接受",
        (ReportState::Submitted, _) => "已提交，审核中",
        (ReportState::Questioned, _) => "甲方提出意见，修改中",
        (ReportState::Draft, _) => "撤回或更正中",
    };
    Some(DutyEvidence {
        text: format!("报告 {}《{}》第 {} 版：{stands}", row.number, row.title, row.submitted_version),
        path: format!("/reports/{}", row.id),
        client_path: format!("/portal/reports/{}", row.id),
        by: row.submitted_name.clone().unwrap_or_default(),
        at,
    })
}
