//! What every step with a change has in common: it is found, may be taken, is kept and told.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::{Desk, Refusal, desk::covers, registry::Compiled};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    events,
    periods::SpecialPeriod,
};
use jianyue_sla::zone;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{frame, reading::detail};
use crate::{
    error::ChangeError,
    model::{ChangeDetail, ChangeMoved, Deed, Step, TestResult},
    permissions::READ,
    policy::{
        rules::rule_named,
        steps::{Facts, Refused},
    },
    store::{
        change::{ChangeRow, change_find, change_update},
        entry::{EntryRow, entry_insert},
        test::{TestRow, tests_of},
    },
};

/// A change with what the rules look at.
pub(super) struct Known {
    pub row: ChangeRow,
    pub tests: Vec<TestRow>,
    /// Freezes of its works that share a day with its window or with today.
    pub freezes: Vec<SpecialPeriod>,
    pub version: Arc<Compiled>,
}

/// A step that was taken.
pub(super) struct Told {
    /// What the audit row is called: `changes.submit`.
    pub action: &'static str,
    /// What events and the list of what happened call it: `submitted`.
    pub what: &'static str,
    /// In words, for the list of what happened.
    pub text: Option<String>,
}

impl From<Refused> for ChangeError {
    fn from(refused: Refused) -> Self {
        Self(Refusal::rule(refused.code, refused.text))
    }
}

impl Known {
    /// The change of an id, when the caller may read it.
    pub async fn find(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Self, ChangeError> {
        let row = change_find(tx, id).await?.ok_or(Refusal::NotFound)?;
        if !covers(&desk.by.scope(&READ), row.contract_id.into(), &row.works.0) {
            return Err(Refusal::NotFound.into());
        }
        Self::of(tx, desk, row).await
    }

    /// What belongs to a row.
    pub async fn of(tx: &mut Tx, desk: Desk<'_>, row: ChangeRow) -> Result<Self, ChangeError> {
        let contract = ContractId(row.contract_id);
        let version = desk.version(tx, contract, zone::local_date(row.created_at)).await?;
        let tests = tests_of(tx, row.id).await?;
        let today = desk.today();
        let days = (zone::local_date(row.planned_from).min(today), zone::local_date(row.planned_to).max(today));
        let freezes = if row.state.is_ahead() {
            frame::freezes(tx, desk, contract, &row.works.0, days).await?
        } else {
            Vec::new()
        };
        Ok(Self { row, tests, freezes, version })
    }

    /// The change of an id at a version, when the caller holds `needed` and `step` is possible at `at`.
    pub async fn for_step(
        tx: &mut Tx,
        desk: Desk<'_>,
        (id, version): (Uuid, i64),
        (step, needed): (Step, &Permission),
        at: DateTime<Utc>,
    ) -> Result<Self, ChangeError> {
        let known = Self::find(tx, desk, id).await?;
        desk.require(&READ, needed, known.contract(), &known.row.works.0)?;
        if known.row.version != version {
            return Err(known.stale(tx, desk).await?);
        }
        known.facts(at, desk.by.person.0).allow(step)?;
        Ok(known)
    }

    pub async fn stale(self, tx: &mut Tx, desk: Desk<'_>) -> Result<ChangeError, ChangeError> {
        Ok(Refusal::stale(&detail(tx, desk, self).await?).into())
    }

    pub fn contract(&self) -> ContractId {
        ContractId(self.row.contract_id)
    }

    /// First and last day of its window.
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        (zone::local_date(self.row.planned_from), zone::local_date(self.row.planned_to))
    }

    /// How the last test of the present text ended.
    pub fn tested(&self) -> Option<bool> {
        let last = self.tests.iter().find(|test| test.text_no == self.row.text_no);
        last.map(|test| test.result == TestResult::Passed)
    }

    /// What the rules look at.
    pub fn facts(&self, at: DateTime<Utc>, by: Uuid) -> Facts<'_> {
        let row = &self.row;
        let rule = row.rule.as_deref().and_then(|rule| rule_named(&self.version.model, rule));
        Facts {
            state: row.state,
            urgency: row.urgency,
            window: (row.planned_from, row.planned_to),
            submitted_by: row.submitted_by,
            decision: row.decision.as_ref().map(|json| &json.0),
            unconfirmed: row.unconfirmed,
            tested: self.tested(),
            form: rule.and_then(|rule| rule.form.as_deref()),
            clause: row.clause.as_deref(),
            asks: rule.filter(|rule| rule.consent.is_some()).map(|rule| rule.text.as_str()),
            freezes: &self.freezes,
            at,
            by,
        }
    }

    /// Keeps the row as it is now, writes down what was done, and tells.
    pub async fn keep(mut self, tx: &mut Tx, desk: Desk<'_>, told: Told) -> Result<ChangeDetail, ChangeError> {
        self.row.updated_at = desk.now();
        if !change_update(tx, &self.row).await? {
            let found = Self::find(tx, desk, self.row.id).await?;
            return Err(found.stale(tx, desk).await?);
        }
        self.row.version += 1;
        record(tx, desk, &self.row, told).await?;
        let found = Self::of(tx, desk, self.row).await?;
        detail(tx, desk, found).await
    }
}

/// Writes down what was done, and tells live lists and whoever is to be notified.
pub(super) async fn record(tx: &mut Tx, desk: Desk<'_>, row: &ChangeRow, told: Told) -> Result<(), ChangeError> {
    let Told { action, what, text } = told;
    let entry = EntryRow {
        id: desk.env.id(),
        change_id: row.id,
        action: what.to_owned(),
        text: text.clone(),
        by_name: desk.by.name.clone(),
        at: desk.now(),
    };
    entry_insert(tx, &entry).await?;
    audit_row(tx, desk, row, action, json!({ "number": row.number, "title": row.title, "text": text })).await?;
    let event = ChangeMoved {
        change_id: row.id,
        contract_id: row.contract_id,
        what,
        text: text.unwrap_or_else(|| row.title.clone()),
        clause: row.clause.clone(),
        by: desk.by.person.0,
        at: desk.now(),
    };
    Ok(events::record(tx, desk.env, &event).await?)
}

/// A row of the audit trail.
pub(super) async fn audit_row(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &ChangeRow,
    action: &'static str,
    detail: Value,
) -> Result<(), ChangeError> {
    let contract = Some(ContractId(row.contract_id));
    Ok(audit::record(tx, desk.env, desk.by, Entry { action, subject: row.id, contract, detail }).await?)
}

/// What the caller does now.
pub(super) fn deed(desk: Desk<'_>, note: Option<String>) -> Deed {
    Deed { by_id: desk.by.person.0, by: desk.by.name.clone(), at: desk.now(), note }
}
