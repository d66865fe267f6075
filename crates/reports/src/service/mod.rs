//! Use cases: check, change, record, audit. The transaction is the caller's.

mod composing;
mod drafting;
mod file;
mod looking;
mod reading;
mod rules;
mod steps;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{
    Desk, Refusal,
    derive::HeldVersion,
    desk::covers,
    model::Frequency,
    registry::{Compiled, Registry},
};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    events,
};
use jianyue_sla::zone;
use serde_json::{Value, json};
use uuid::Uuid;

pub use composing::{pack, unpack};
pub use drafting::{
    NewReport, PartText, Plan, ReportText, bare, begin, compose_plan, draft_due, edit, plan, recompose, renew,
};
pub use file::{Paper, paper_of, paper_of_plan};
pub use looking::{due, look};
pub use reading::{ReportsRequest, Rows, RowsRequest, report, report_difference, report_version, reports, rows};
pub use rules::report_rules;
pub use steps::{Question, Questions, Ready, Text, accept, correct, question, ready, submit, withdraw};

use crate::{
    error::ReportError,
    model::{EntryWhat, ReportChanged},
    permissions::{READ, WRITE},
    store::{
        entry::entry_add,
        report::{ReportRow, report_find, report_update},
    },
};

/// The versions of a contract, the first to hold first; never empty.
struct History(Vec<(Arc<Compiled>, Option<NaiveDate>)>);

impl History {
    async fn read(app: &App, tx: &mut Tx, contract: ContractId) -> Result<Self, Refusal> {
        let found = app.state::<Registry>().history(tx, contract).await?;
        if found.is_empty() { Err(Refusal::NotFound) } else { Ok(Self(found)) }
    }

    fn held(&self) -> Vec<HeldVersion<'_>> {
        let held = self.0.iter();
        held.map(|(one, until)| HeldVersion { contract: &one.model, from: one.effective_on, until: *until }).collect()
    }

    /// The version that holds on `day`, or the first one before that.
    fn on(&self, day: NaiveDate) -> &Arc<Compiled> {
        let held = self.0.iter().rev().find(|(version, _)| version.effective_on <= day);
        &held.unwrap_or(&self.0[0]).0
    }

    /// The service that a document speaks of which is owed once: from the first text that asks for it to the end as the text
    /// of `today` has it, however long that is.
    fn whole_service(&self, rule: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let asks = |one: &&Arc<Compiled>| {
            one.model.reports.iter().any(|report| report.id == rule && report.frequency == Frequency::Once)
        };
        let asking = self.0.iter().map(|(one, _)| one).filter(asks);
        let from = asking.map(|one| one.model.service_period().from).min()?;
        Some((from, self.on(today).model.service_period().to.max(from)))
    }
}

/// Lets on who may read the report: what was never submitted is seen where it is drafted.
fn readable(desk: Desk<'_>, row: Option<ReportRow>) -> Result<ReportRow, Refusal> {
    let scope = desk.by.scope(&READ);
    let seen = |row: &ReportRow| {
        covers(&scope, row.contract(), &row.works.0) && (row.submitted_version > 0 || drafts(desk, row))
    };
    row.filter(seen).ok_or(Refusal::NotFound)
}

/// Whether the caller drafts this report.
fn drafts(desk: Desk<'_>, row: &ReportRow) -> bool {
    covers(&desk.by.scope(&WRITE), row.contract(), &row.works.0)
}

/// The end of a day, as the moment at which a term is over.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    zone::start_of_day(day.succ_opt().unwrap_or(day))
}

/// The clause of the review, or else of the report.
fn review_clause(row: &ReportRow) -> &str {
    row.review_clause.as_deref().unwrap_or(&row.clause)
}

/// What happened to a report.
struct Deed<'a> {
    /// What.
    what: EntryWhat,
    /// What the audit trail calls it.
    action: &'static str,
    /// In words.
    text: Option<&'a str>,
    /// Further facts for the audit trail.
    facts: Value,
}

impl<'a> Deed<'a> {
    fn of(what: EntryWhat, action: &'static str, text: Option<&'a str>) -> Self {
        Self { what, action, text, facts: json!({}) }
    }
}

/// Keeps what changed, writes it into the history and the audit trail, and tells live lists.
async fn keep(tx: &mut Tx, desk: Desk<'_>, row: &mut ReportRow, deed: Deed<'_>) -> Result<(), ReportError> {
    row.updated_at = desk.now();
    if !report_update(tx, row).await? {
        return Err(stale(tx, desk, row.id).await?);
    }
    row.version += 1;
    write(tx, desk, row, deed).await
}

async fn stale(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<ReportError, ReportError> {
    let current = report_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let title = reading::contract_title(desk.app, tx, current.contract()).await?;
    Ok(Refusal::stale(&reading::shown(&current, &title, desk.today())).into())
}

async fn write(tx: &mut Tx, desk: Desk<'_>, row: &ReportRow, deed: Deed<'_>) -> Result<(), ReportError> {
    let (now, by) = (desk.now(), desk.by);
    entry_add(tx, row.id, (now, deed.what), (by.person.0, &by.name), deed.text).await?;
    let mut detail = json!({
        "number": row.number, "title": row.title, "clause": review_clause(row), "version": row.submitted_version,
        "text": deed.text,
    });
    if let (Some(all), Value::Object(more)) = (detail.as_object_mut(), deed.facts) {
        all.extend(more);
    }
    let entry = Entry { action: deed.action, subject: row.id, contract: Some(row.contract()), detail };
    audit::record(tx, desk.env, by, entry).await?;
    let (report_id, contract_id) = (row.id, row.contract_id);
    let event = ReportChanged { report_id, contract_id, what: deed.what, state: row.state, at: now };
    Ok(events::record(tx, desk.env, &event).await?)
}
