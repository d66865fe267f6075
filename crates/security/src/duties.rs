//! What is kept here, as duties of the ledger.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    duties::{Duty, DutyEvidence, DutySource, DutyState},
};
use jianyue_sla::zone;
use uuid::Uuid;

use crate::{
    model::{FindingState, StepKind},
    service::return_state,
    store::{
        evaluation::{EvaluationRow, evaluations_asked, evaluations_of},
        finding::{FindingRow, findings_due},
        returning::{ReturnRow, returns_listed},
        step::{StepRow, steps_of_kinds},
        vulnerability::{VulnerabilityRow, vulnerabilities_due, vulnerabilities_received},
    },
};

/// Vulnerabilities, evaluations with what they found, and what goes back.
pub(crate) struct Owed;

#[async_trait]
impl DutySource for Owed {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let (today, days) = (zone::local_date(app.env().now()), (from, to));
        let due = vulnerabilities_due(tx, contract, days).await?;
        let received = vulnerabilities_received(tx, contract, days).await?;
        let ids: Vec<Uuid> = due.iter().chain(&received).map(|row| row.id).collect();
        let said = steps_of_kinds(tx, &ids, &[StepKind::FedBack, StepKind::Reported]).await?;
        let mut duties: Vec<Duty> = due.iter().filter_map(|row| mended(row, &said, today)).collect();
        duties.extend(received.iter().filter_map(|row| reported(row, &said, today)));
        let evaluations = evaluations_asked(tx, contract, days).await?;
        duties.extend(evaluations.iter().filter_map(|row| evaluated(row, today)));
        let findings = findings_due(tx, contract, days).await?;
        let ids: BTreeSet<Uuid> = findings.iter().map(|row| row.evaluation_id).collect();
        let of = evaluations_of(tx, &ids.into_iter().collect::<Vec<_>>()).await?;
        let of: BTreeMap<Uuid, EvaluationRow> = of.into_iter().map(|row| (row.id, row)).collect();
        duties.extend(findings.iter().filter_map(|row| found(row, of.get(&row.evaluation_id)?, today)));
        duties.extend(returns_listed(tx, contract, days).await?.iter().filter_map(|row| gone_back(row, today)));
        Ok(duties)
    }
}

/// What all duties of this module have in common.
fn base(key: Uuid, (rule, clause): (Option<&String>, Option<&String>), work: Option<&String>) -> Option<Duty> {
    Some(Duty {
        key: format!("security:{key}"),
        rule: rule?.clone(),
        clause: clause.cloned().unwrap_or_default(),
        assumed: None,
        title: String::new(),
        kind: "event",
        works: work.cloned().into_iter().collect(),
        from: NaiveDate::MIN,
        to: NaiveDate::MIN,
        due: None,
        state: DutyState::Open,
        ended_at: None,
        note: None,
        evidence: Vec::new(),
    })
}

fn shown(row: &VulnerabilityRow, said: &[StepRow], kind: StepKind) -> Vec<DutyEvidence> {
    let of = said.iter().filter(|step| step.vulnerability_id == row.id && step.kind == kind);
    let mut all: Vec<_> = of
        .map(|step| DutyEvidence {
            text: step.text.clone(),
            path: format!("/security/vulnerabilities/{}", row.id),
            client_path: format!("/portal/security/vulnerabilities/{}", row.id),
            by: step.by_name.clone(),
            at: step.at,
        })
        .collect();
    // One that was received and is due within the span was read twice.
    all.dedup();
    all
}

fn mended(row: &VulnerabilityRow, said: &[StepRow], today: NaiveDate) -> Option<Duty> {
    let base = base(row.id, (row.rule.as_ref(), row.clause.as_ref()), row.work.as_ref())?;
    let why: Vec<&str> = [&row.assumed, &row.due_assumed].into_iter().flatten().map(String::as_str).collect();
    let state = DutyState::on(today, row.received_on, Some(row.due_on), row.fed_back_on);
    Some(Duty {
        assumed: Some(why.join("；")).filter(|why| !why.is_empty()),
        title: format!("{}漏洞整改与反馈", row.severity.name()),
        from: row.received_on,
        to: row.due_on,
        due: Some(row.due_on),
        state,
        ended_at: row.fed_back_at,
        note: Some(named(row)),
        evidence: if row.fed_back_on.is_some() { shown(row, said, StepKind::FedBack) } else { Vec::new() },
        ..base
    })
}

fn reported(row: &VulnerabilityRow, said: &[StepRow], today: NaiveDate) -> Option<Duty> {
    let base = base(row.id, (row.report_rule.as_ref(), row.report_clause.as_ref()), row.work.as_ref())?;
    let evidence = shown(row, said, StepKind::Reported);
    Some(Duty {
        key: format!("security:report:{}", row.id),
        assumed: row.report_assumed.clone(),
        title: "漏洞第一时间报告".to_owned(),
        from: row.received_on,
        to: row.received_on,
        due: Some(row.received_on),
        state: DutyState::on(today, row.received_on, Some(row.received_on), row.reported_on),
        ended_at: evidence.first().map(|shown| shown.at),
        note: Some(named(row)),
        evidence,
        ..base
    })
}

fn named(row: &VulnerabilityRow) -> String {
    match &row.host {
        Some(host) => format!("{}（{host}）", row.title),
        None => row.title.clone(),
    }
}

fn evaluated(row: &EvaluationRow, today: NaiveDate) -> Option<Duty> {
    let base = base(row.id, (row.rule.as_ref(), row.clause.as_ref()), row.work.as_ref())?;
    Some(Duty {
        assumed: row.assumed.clone(),
        title: format!("{}等级保护测评", row.system),
        from: row.asked_on,
        to: row.asked_on,
        state: DutyState::on(today, row.asked_on, None, row.evaluated_on),
        ended_at: row.evaluated_on.map(|_| row.updated_at),
        note: Some(format!("{} 级，{}", row.level, row.body)),
        evidence: row.evaluated_on.map(|_| paper(row, "测评已有结论", "", row.updated_at)).into_iter().collect(),
        ..base
    })
}

fn paper(row: &EvaluationRow, text: &str, by: &str, at: chrono::DateTime<chrono::Utc>) -> DutyEvidence {
    DutyEvidence {
        text: text.to_owned(),
        path: format!("/security/evaluations?contract={}&evaluation={}", row.contract_id, row.id),
        client_path: format!("/portal/security/evaluations?contract={}&evaluation={}", row.contract_id, row.id),
        by: by.to_owned(),
        at,
    }
}

fn found(row: &FindingRow, of: &EvaluationRow, today: NaiveDate) -> Option<Duty> {
    let base = base(row.id, (of.rule.as_ref(), of.clause.as_ref()), row.work.as_ref())?;
    let state = match row.state {
        FindingState::Accepted => DutyState::Waived,
        FindingState::Open | FindingState::Fixed => DutyState::on(today, of.asked_on, Some(row.due_on), row.done_on),
    };
    let shown = row.outcome.as_ref().zip(row.ended_at);
    let by = row.done_by.as_deref().unwrap_or_default();
    Some(Duty {
        assumed: of.assumed.clone(),
        title: format!("测评问题整改：{}", row.standard),
        from: of.asked_on,
        to: row.due_on,
        due: Some(row.due_on),
        state,
        ended_at: row.ended_at,
        note: Some(row.text.clone()),
        evidence: shown.map(|(text, at)| paper(of, text, by, at)).into_iter().collect(),
        ..base
    })
}

fn gone_back(row: &ReturnRow, today: NaiveDate) -> Option<Duty> {
    let base = base(row.id, (row.rule.as_ref(), row.clause.as_ref()), row.work.as_ref())?;
    let shown = row.witnessed_at.map(|at| DutyEvidence {
        text: "逐项办结，甲方见证签字".to_owned(),
        path: format!("/security/returns?contract={}", row.contract_id),
        client_path: format!("/portal/security/returns?contract={}", row.contract_id),
        by: row.witness.clone().unwrap_or_default(),
        at,
    });
    Some(Duty {
        assumed: row.assumed.clone(),
        title: row.title.clone(),
        from: row.asked_on,
        to: row.due_on.unwrap_or(row.asked_on),
        due: row.due_on,
        state: return_state(row, today),
        ended_at: row.witnessed_at,
        evidence: shown.into_iter().collect(),
        ..base
    })
}
