//! Records as they are shown.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, desk::covers};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::form::Form;

use super::works;
use crate::{
    model::{Cited, Decision, Report, State, Step, Vulnerability},
    permissions::{CONFIRM, MANAGE, WRITE},
    policy::{life::Act, term::standing},
    store::{step::StepRow, vulnerability::VulnerabilityRow},
};

/// Whether the caller holds `needed` on the work of something.
pub(super) fn holds(desk: Desk<'_>, needed: &Permission, contract: ContractId, work: Option<&String>) -> bool {
    covers(&desk.by.scope(needed), contract, &works(work))
}

/// What is decided about it.
pub(super) fn decided(row: &VulnerabilityRow) -> Option<Decision> {
    row.decision.clone().and_then(|word| Decision::try_from(word).ok())
}

/// What the caller may do to it now. Who mended it does not test it.
fn allowed(desk: Desk<'_>, row: &VulnerabilityRow) -> Vec<&'static str> {
    let holds = |needed| holds(desk, needed, ContractId(row.contract_id), row.work.as_ref());
    let (writes, manages, confirms) = (holds(&WRITE), holds(&MANAGE), holds(&CONFIRM));
    let decision = decided(row);
    let fits = |act: Act| act.fits(row.state, decision);
    let mut allowed = Vec::new();
    let mut add = |name, may| {
        if may {
            allowed.push(name);
        }
    };
    add("analyse", writes && fits(Act::Analyse));
    add("fix", writes && fits(Act::Fix));
    add("retest", writes && fits(Act::Retest) && row.fixed_by != Some(desk.by.person.0));
    add("feed_back", manages && fits(Act::FeedBack));
    add("confirm", confirms && fits(Act::Confirm));
    add("report", writes && row.report_rule.is_some() && row.reported_on.is_none() && row.state != State::Closed);
    add("correct", writes && !matches!(row.state, State::FedBack | State::Closed));
    add("attach", (writes || confirms) && row.state != State::Closed);
    allowed
}

/// A vulnerability as the caller sees it.
pub(super) fn vulnerability(desk: Desk<'_>, row: VulnerabilityRow) -> Vulnerability {
    let allowed_actions = allowed(desk, &row);
    let decision = decided(&row);
    let by_rule = Cited::of(row.rule.as_ref(), row.clause.as_ref(), row.assumed.as_ref());
    let report = Cited::of(row.report_rule.as_ref(), row.report_clause.as_ref(), row.report_assumed.as_ref());
    Vulnerability {
        id: row.id,
        contract_id: row.contract_id,
        work: row.work,
        source: row.source,
        number: row.number,
        title: row.title,
        severity: row.severity,
        description: row.description,
        host: row.host,
        port: row.port,
        asset_code: row.asset_code,
        received_on: row.received_on,
        last_seen_on: row.last_seen_on,
        times_seen: row.times_seen,
        closed_before: row.round - 1,
        state: row.state,
        decision,
        by_rule,
        due_on: row.due_on,
        due_assumed: row.due_assumed,
        due: standing(desk.today(), row.due_on, row.fed_back_on),
        report: report.map(|by_rule| Report { by_rule, due_on: row.received_on, done_on: row.reported_on }),
        fixed_on: row.fixed_on,
        retested_on: row.retested_on,
        fed_back_on: row.fed_back_on,
        closed_on: row.closed_on,
        ticket_wanted: row.ticket_wanted,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        allowed_actions,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// A step as it is shown.
pub(super) fn step(row: StepRow) -> Step {
    Step { kind: row.kind, text: row.text, data: row.data.0, day: row.day, by: row.by_name, at: row.at }
}

/// A day on which something was done: not before `first`, not after today.
pub(super) fn past_day(
    form: &mut Form,
    desk: Desk<'_>,
    (field, name): (&'static str, &str),
    day: Option<NaiveDate>,
    first: NaiveDate,
) -> NaiveDate {
    let day = day.unwrap_or_else(|| desk.today());
    if day < first || day > desk.today() {
        form.wrong(field, format!("{name}应在 {first} 与今天之间"));
    }
    day
}
