//! Runs that the software makes by itself, from what probes have read.

use chrono::TimeDelta;
use jianyue_kernel::Actor;
use jianyue_platform::{App, Tx};
use jianyue_sla::zone;
use uuid::Uuid;

use super::{
    Desk,
    closing::close,
    runs::{NewRun, begin, draft},
};
use crate::{
    error::InspectionError,
    model::State,
    policy::judge,
    store::occurrence::{occurrence_for_machines, occurrence_lock},
};

/// From when on a day's runs are made: before people come to work, so that what must be signed is there for them.
const FROM: TimeDelta = TimeDelta::hours(8);

/// What the software made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Handed in.
    pub closed: usize,
    /// Left for a signature.
    pub to_sign: usize,
    /// Something has not been read lately; tried again.
    pub waiting: usize,
}

/// Makes what is planned for today and needs nobody. Each in a transaction of its own; one that fails holds up no other.
///
/// # Errors
/// The first one that could not be made.
pub async fn make_by_machine(app: &App) -> Result<Made, InspectionError> {
    let by = Actor::system("自动巡检");
    let desk = Desk::of(app, &by);
    let mut made = Made::default();
    if desk.now() < zone::start_of_day(desk.today()) + FROM {
        return Ok(made);
    }
    let ids = occurrence_for_machines(&mut app.db().peek().await?, desk.today()).await?;
    let mut failed = None;
    for id in ids {
        match one(desk, id).await {
            Ok(Some(State::Running)) => made.to_sign += 1,
            Ok(Some(_)) => made.closed += 1,
            Ok(None) => made.waiting += 1,
            Err(error) => {
                tracing::error!(occurrence = %id, %error, "a run could not be made by the software");
                failed.get_or_insert(error);
            }
        }
    }
    failed.map_or(Ok(made), Err)
}

async fn one(desk: Desk<'_>, id: Uuid) -> Result<Option<State>, InspectionError> {
    let mut tx = desk.app.db().write().await?;
    let made = make(&mut tx, desk, id).await?;
    tx.commit().await?;
    Ok(made)
}

/// Where the occurrence stands after it; `None` when it was not made: something is missing, or somebody was quicker.
async fn make(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Option<State>, InspectionError> {
    let Some(row) = occurrence_lock(tx, id).await? else { return Ok(None) };
    if !matches!(row.state, State::Planned | State::Announced) {
        return Ok(None);
    }
    let (run, body) = draft(tx, desk, &row, NewRun::default()).await?;
    if !body.made_by_machine || !judge::missing(&body, &run.answers.0).is_empty() {
        return Ok(None);
    }
    let run_id = run.id;
    begin(tx, desk, row, run, None).await?;
    if !body.signatures.is_empty() {
        return Ok(Some(State::Running));
    }
    close(tx, desk, run_id).await?;
    Ok(Some(State::Done))
}
