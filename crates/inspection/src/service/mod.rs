//! Use cases: check, change, record, audit. The transaction is the caller's.

mod checklists;
mod closing;
mod counts;
mod machine;
mod occurrences;
mod planning;
mod proof;
mod runs;
mod sheets;
mod sweep;
mod sync;

pub use checklists::{NewChecklist, add_checklist, change_checklist, checklists};
pub use closing::close;
pub use counts::{counts, standing_of};
pub use machine::{Made, make_by_machine};
pub use occurrences::{
    Announce, NewOccurrence, OccurrencesRequest, PlanStanding, Replan, add_occurrence, announce, occurrence,
    occurrences, plan_standing, replan,
};
pub use planning::{Planned, plan_all, plan_contract};
pub use proof::{Proved, prove};
pub use runs::{NewRun, Signed, add_photo, answer, correct, digest_of, photo_of, run, runnable, sign, start};
pub use sheets::{Sheet, SheetGroup, SheetPart, SheetRow, daily_sheet, run_sheet, weekly_sheet};
pub use sweep::{Swept, sweep};
pub use sync::{MOST_OPERATIONS, Synced, sync};

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{Actor, ContractId, Env};
use jianyue_platform::{App, DbError, Tx, audit, events, files::NewFile};
use jianyue_sla::zone;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    error::InspectionError,
    model::{OccurrenceChanged, Photo},
    permissions::{READ, covers},
    store::{
        count::{Moves, count_move},
        occurrence::{OccurrenceRow, occurrence_find, occurrence_update},
        run::run_find,
    },
};

/// What use cases need besides the transaction.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The application: contracts, people, probes.
    pub app: &'a App,
    /// Time and ids.
    pub env: &'a Env,
    /// Who acts.
    pub by: &'a Actor,
}

impl<'a> Desk<'a> {
    /// The desk of `by`.
    #[must_use]
    pub fn of(app: &'a App, by: &'a Actor) -> Self {
        Self { app, env: app.env(), by }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.env.now()
    }

    /// Today in Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        zone::local_date(self.now())
    }

    /// A picture that this person brought.
    #[must_use]
    pub fn photo(&self, file: NewFile) -> Photo {
        let NewFile { digest, name, media_type, size } = file;
        Photo { digest, name, media_type, size, at: self.now(), by: self.by.name.clone() }
    }
}

/// Keeps what became of an occurrence that stood as in `before`: the row, its count, the event.
async fn keep(
    tx: &mut Tx,
    desk: Desk<'_>,
    before: &OccurrenceRow,
    row: &mut OccurrenceRow,
) -> Result<(), InspectionError> {
    occurrence_update(tx, row).await?;
    row.version += 1;
    if before.state != row.state {
        let mut moves = Moves::default();
        moves.add(before, -1);
        moves.add(row, 1);
        count_move(tx, moves).await?;
    }
    events::record(tx, desk.env, &changed(row, desk.now())).await?;
    Ok(())
}

/// What others are told of an occurrence.
fn changed(row: &OccurrenceRow, at: DateTime<Utc>) -> OccurrenceChanged {
    OccurrenceChanged {
        occurrence_id: row.id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        kind: row.kind,
        state: row.state,
        to: row.to_on,
        works: row.works(),
        at,
    }
}

/// Writes into the audit trail that `action` was done. Last in a use case.
async fn audited(
    tx: &mut Tx,
    desk: Desk<'_>,
    action: &'static str,
    subject: Uuid,
    contract: Uuid,
    detail: Value,
) -> Result<(), InspectionError> {
    let entry = audit::Entry { action, subject, contract: Some(ContractId(contract)), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    Ok(())
}

/// Whether `by` sees the occurrence, or the run, of an id.
///
/// # Errors
/// When the database refuses.
pub async fn sees(app: &App, by: &Actor, id: Uuid) -> Result<bool, DbError> {
    let mut tx = app.db().read().await?;
    let found = match occurrence_find(&mut tx, id).await? {
        Some(row) => Some((row.contract_id, row.works())),
        None => run_find(&mut tx, id).await?.map(|row| (row.contract_id, row.works())),
    };
    Ok(found.is_some_and(|(contract, works)| covers(&by.scope(&READ), contract.into(), &works)))
}
