//! A vulnerability comes in, by hand; what is kept of it is corrected.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal, registry::Compiled};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, events, form::Form};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{done, require, shown, ticket, today, work_of};
use crate::{
    error::SecurityError,
    model::{SecurityTerm, Severity, Source, State, StepKind, Vulnerability, VulnerabilityReceived},
    permissions::{MANAGE, WRITE},
    policy::{
        finding,
        rules::{fixing, reporting},
        term::last_day,
    },
    store::{
        step::{StepRow, steps_insert},
        term::terms_of,
        vulnerability::{
            VulnerabilityRow, vulnerabilities_insert, vulnerabilities_of, vulnerability_lock, vulnerability_save,
        },
    },
};

/// A vulnerability to be taken in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVulnerability {
    /// Where it was learnt of.
    pub source: Source,
    /// What it is called.
    pub title: String,
    /// How grave it is.
    pub severity: Severity,
    /// Its number: CVE, CNNVD, CNVD or that of the notice.
    #[serde(default)]
    pub number: Option<String>,
    /// What is said of it.
    #[serde(default)]
    pub description: Option<String>,
    /// Host or address.
    #[serde(default)]
    pub host: Option<String>,
    /// Port.
    #[serde(default)]
    pub port: Option<String>,
    /// Code of the asset in the register.
    #[serde(default)]
    pub asset_code: Option<String>,
    /// The day on which it came in.
    pub received_on: NaiveDate,
    /// Key of the work concerned.
    #[serde(default)]
    pub work: Option<String>,
    /// Whether a ticket is to be opened; for grave ones, by a manager.
    #[serde(default)]
    pub open_ticket: bool,
}

/// What is to be corrected; what is absent stays, what is empty goes.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VulnerabilityCorrection)]
pub struct Correction {
    /// How grave it is; its term is counted anew.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Its number.
    #[serde(default)]
    pub number: Option<String>,
    /// What it is called.
    #[serde(default)]
    pub title: Option<String>,
    /// What is said of it.
    #[serde(default)]
    pub description: Option<String>,
    /// Host or address.
    #[serde(default)]
    pub host: Option<String>,
    /// Port.
    #[serde(default)]
    pub port: Option<String>,
    /// Code of the asset.
    #[serde(default)]
    pub asset_code: Option<String>,
    /// Why.
    pub reason: String,
}

/// Finds the rules and the term of what came in.
pub(super) fn under(
    contract: &Compiled,
    terms: &[SecurityTerm],
    row: &mut VulnerabilityRow,
) -> Result<(), &'static str> {
    let rule = fixing(&contract.model, row.source);
    if let Some(cited) = rule.map(crate::policy::rules::cited) {
        (row.rule, row.clause, row.assumed) = (Some(cited.rule), Some(cited.clause), cited.assumed);
    }
    if let Some(cited) = reporting(&contract.model, row.source).map(crate::policy::rules::cited) {
        (row.report_rule, row.report_clause, row.report_assumed) =
            (Some(cited.rule), Some(cited.clause), cited.assumed);
    }
    let fallback = SecurityTerm { severity: row.severity, days: 30, own: false };
    let term = terms.iter().find(|term| term.severity == row.severity).unwrap_or(&fallback);
    let last = last_day(row.received_on, rule, term, contract.time.calendar());
    (row.due_on, row.due_assumed) =
        last.map_err(|_| "期限落在没有放假安排的年份，算不出整改期限。请系统管理员先导入该年的放假安排")?;
    Ok(())
}

/// A row of something new, before its rules are found.
pub(super) fn fresh(desk: Desk<'_>, contract: ContractId, source: Source, on: NaiveDate) -> VulnerabilityRow {
    VulnerabilityRow {
        id: desk.env.id(),
        contract_id: contract.0,
        work: None,
        finding: String::new(),
        round: 1,
        source,
        number: None,
        title: String::new(),
        severity: Severity::Low,
        description: None,
        host: None,
        port: None,
        asset_code: None,
        received_on: on,
        last_seen_on: on,
        times_seen: 1,
        state: State::New,
        decision: None,
        rule: None,
        clause: None,
        assumed: None,
        due_on: on,
        due_assumed: None,
        report_rule: None,
        report_clause: None,
        report_assumed: None,
        reported_on: None,
        fixed_by: None,
        fixed_on: None,
        retested_on: None,
        fed_back_on: None,
        fed_back_at: None,
        closed_on: None,
        reminded: false,
        ticket_wanted: false,
        ticket_id: None,
        ticket_number: None,
        version: 1,
        created_by: desk.by.person.0,
        created_at: desk.now(),
        updated_at: desk.now(),
    }
}

/// A step of the caller's.
pub(super) fn step_of(
    desk: Desk<'_>,
    vulnerability: Uuid,
    kind: StepKind,
    day: NaiveDate,
    (text, data): (&str, serde_json::Value),
) -> StepRow {
    StepRow {
        id: desk.env.id(),
        vulnerability_id: vulnerability,
        kind,
        text: text.to_owned(),
        data: Json(data),
        day,
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        at: desk.now(),
    }
}

/// Tells of what is grave.
pub(super) async fn tell(tx: &mut Tx, desk: Desk<'_>, row: &VulnerabilityRow) -> Result<(), SecurityError> {
    if row.severity > Severity::High {
        return Ok(());
    }
    let event = VulnerabilityReceived {
        vulnerability_id: row.id,
        contract_id: row.contract_id,
        work: row.work.clone(),
        level: row.severity.level(),
        text: format!("{}漏洞：{}，请在 {} 前完成整改并反馈", row.severity.name(), row.title, row.due_on),
        due_at: zone::start_of_day(row.due_on.succ_opt().unwrap_or(row.due_on)),
        clause: row.clause.clone(),
        at: desk.now(),
        by: desk.by.person.0,
    };
    Ok(events::record(tx, desk.env, &event).await?)
}

/// Takes a vulnerability in. One that is known and not closed is refused, with where it is.
pub async fn take_in(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewVulnerability,
) -> Result<Vulnerability, SecurityError> {
    require(desk, &WRITE, contract.0, new.work.as_ref())?;
    if new.open_ticket {
        require(desk, &MANAGE, contract.0, new.work.as_ref())?;
    }
    let compiled = today(tx, desk, contract).await?;
    let mut form = Form::default();
    let mut row = fresh(desk, contract, new.source, new.received_on);
    row.work = work_of(&mut form, &compiled, new.work.as_deref());
    row.title = form.required("title", "漏洞名称", &new.title, 200);
    row.severity = new.severity;
    row.number = form.optional("number", "漏洞编号", new.number.as_deref(), 200);
    row.description = form.optional("description", "说明", new.description.as_deref(), 4_000);
    row.host = form.optional("host", "主机或地址", new.host.as_deref(), 200);
    row.port = form.optional("port", "端口", new.port.as_deref(), 40);
    row.asset_code = form.optional("asset_code", "资产编号", new.asset_code.as_deref(), 60);
    row.ticket_wanted = new.open_ticket;
    if new.received_on > desk.today() {
        form.wrong("received_on", "收到日期不能晚于今天");
    }
    if new.open_ticket && new.severity > Severity::High {
        form.wrong("open_ticket", "只有严重和高危漏洞可以同时开工单，请在漏洞页面处理");
    }
    let terms = terms_of(tx, contract).await?;
    if let Err(text) = under(&compiled, &terms, &mut row) {
        form.wrong("received_on", text);
    }
    form.done()?;
    row.finding = finding::key(row.number.as_deref(), &row.title, row.host.as_deref(), row.port.as_deref());
    let known = vulnerabilities_of(tx, contract, std::slice::from_ref(&row.finding)).await?;
    if let Some(last) = known.last() {
        if last.state != State::Closed {
            let text = format!(
                "同一编号（或名称）、主机和端口的漏洞“{}”已在办理，现在是“{}”。请打开它继续，不用再登记。",
                last.title,
                last.state.name()
            );
            return Err(Refusal::rule("known", text).into());
        }
        row.round = last.round + 1;
    }
    vulnerabilities_insert(tx, std::slice::from_ref(&row)).await?;
    let said = row.description.clone().unwrap_or_default();
    let received = step_of(desk, row.id, StepKind::Received, row.received_on, (&said, json!({ "source": row.source })));
    steps_insert(tx, &[received]).await?;
    if row.ticket_wanted {
        ticket::want(tx, desk, &row).await?;
    }
    tell(tx, desk, &row).await?;
    let detail = json!({ "title": row.title, "severity": row.severity.name(), "number": row.number });
    done(tx, desk, (contract.0, row.id), ("security.receive", "received"), detail).await?;
    Ok(shown::vulnerability(desk, row))
}

/// Corrects what is kept of a vulnerability that the client was not told the result of yet.
pub async fn correct(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    wanted: Correction,
) -> Result<Vulnerability, SecurityError> {
    let mut row = vulnerability_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    require(desk, &WRITE, row.contract_id, row.work.as_ref())?;
    if row.version != version {
        return Err(Refusal::stale(&shown::vulnerability(desk, row)).into());
    }
    if matches!(row.state, State::FedBack | State::Closed) {
        return Err(Refusal::state("结果已反馈甲方，不能再更正。甲方退回后才能修改。").into());
    }
    let mut form = Form::default();
    let reason = form.required("reason", "更正原因", &wanted.reason, 500);
    if let Some(title) = &wanted.title {
        row.title = form.required("title", "漏洞名称", title, 200);
    }
    for (field, name, most, text, kept) in [
        ("number", "漏洞编号", 200, &wanted.number, &mut row.number),
        ("description", "说明", 4_000, &wanted.description, &mut row.description),
        ("host", "主机或地址", 200, &wanted.host, &mut row.host),
        ("port", "端口", 40, &wanted.port, &mut row.port),
        ("asset_code", "资产编号", 60, &wanted.asset_code, &mut row.asset_code),
    ] {
        if text.is_some() {
            *kept = form.optional(field, name, text.as_deref(), most);
        }
    }
    let before = row.severity;
    if let Some(severity) = wanted.severity.filter(|severity| *severity != before) {
        row.severity = severity;
        row.reminded = false;
        let contract = ContractId(row.contract_id);
        let compiled = today(tx, desk, contract).await?;
        let terms = terms_of(tx, contract).await?;
        if let Err(text) = under(&compiled, &terms, &mut row) {
            form.wrong("severity", text);
        }
    }
    form.done()?;
    let finding = finding::key(row.number.as_deref(), &row.title, row.host.as_deref(), row.port.as_deref());
    if finding != row.finding {
        let same = vulnerabilities_of(tx, ContractId(row.contract_id), std::slice::from_ref(&finding)).await?;
        if same.iter().any(|other| other.round == row.round || other.state != State::Closed) {
            return Err(Refusal::rule("known", "更正后与另一条漏洞的编号（或名称）、主机和端口相同，请检查。").into());
        }
        row.finding = finding;
    }
    row.updated_at = desk.now();
    if !vulnerability_save(tx, &row).await? {
        return Err(Refusal::stale(&shown::vulnerability(desk, row)).into());
    }
    row.version += 1;
    let changed = (before != row.severity).then(|| format!("{} → {}", before.name(), row.severity.name()));
    let data = json!({ "severity": changed });
    steps_insert(tx, &[step_of(desk, row.id, StepKind::Corrected, desk.today(), (&reason, data))]).await?;
    let detail = json!({ "title": row.title, "reason": reason, "severity": changed });
    done(tx, desk, (row.contract_id, row.id), ("security.correct", "corrected"), detail).await?;
    Ok(shown::vulnerability(desk, row))
}
