//! What devices did without a network: done once, in order, each step in a transaction of its own.
//!
//! A step is written down in the transaction that does it, so whoever sends everything again gets “done before” for what was
//! done and goes on where it stopped. The server's time counts; a device's time is kept beside it.

use jianyue_platform::{Tx, blob::BlobStore, files::signature};
use uuid::Uuid;

use super::{
    Announce, Desk, NewRun, Signed, add_photo, announce, answer, close, occurrence,
    runs::{device_time, shown, sign, start},
};
use crate::{
    error::InspectionError,
    model::{Occurrence, Operation, Photo, Run, SyncOutcome, SyncStep},
    permissions::{READ, require},
    store::{
        occurrence::occurrence_find,
        run::{run_find, run_open},
        sync::{sync_claim, sync_find},
    },
};

/// The most steps at once.
pub const MOST_OPERATIONS: usize = 100;

/// What became of a step.
#[derive(Debug)]
pub struct Synced {
    /// The step.
    pub id: Uuid,
    /// What became of it.
    pub outcome: SyncOutcome,
    /// Why it was not done.
    pub error: Option<InspectionError>,
    /// The occurrence as it is now, where the caller may see it.
    pub occurrence: Option<Occurrence>,
    /// Its last run as it is now.
    pub run: Option<Run>,
}

/// Does `operations` in order. Behind one that was not done, later ones of the same occurrence are not tried; others go on.
///
/// # Errors
/// When there are none or too many, or the database cannot be reached; what was done before stays done.
pub async fn sync(desk: Desk<'_>, operations: &[Operation]) -> Result<Vec<Synced>, InspectionError> {
    if !(1..=MOST_OPERATIONS).contains(&operations.len()) {
        let says = format!("一次可以同步 1 到 {MOST_OPERATIONS} 项操作，请分批发送");
        return Err(InspectionError::field("operations", says));
    }
    let mut held: Vec<Uuid> = Vec::new();
    let mut synced = Vec::with_capacity(operations.len());
    for operation in operations {
        let became = if held.contains(&operation.occurrence_id) {
            let id = operation.id;
            Synced { id, outcome: SyncOutcome::Skipped, error: None, occurrence: None, run: None }
        } else {
            alone(desk, operation).await?
        };
        if became.error.is_some() {
            held.push(operation.occurrence_id);
        }
        synced.push(became);
    }
    Ok(synced)
}

/// One step in a transaction of its own.
async fn alone(desk: Desk<'_>, operation: &Operation) -> Result<Synced, InspectionError> {
    let db = desk.app.db();
    let done = match prepared(desk, operation).await {
        Ok(step) => {
            let mut tx = db.write().await?;
            match once(&mut tx, desk, operation, step).await {
                Ok(outcome) => {
                    tx.commit().await?;
                    Ok(outcome)
                }
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    };
    let (outcome, error) = match done {
        Ok(outcome) => (outcome, None),
        Err(error) => (outcome_of(&error), Some(error)),
    };
    let mut tx = db.read().await?;
    let seen = occurrence(&mut tx, desk, operation.occurrence_id).await.ok();
    let run = match seen.as_ref().and_then(|seen| seen.run_id) {
        Some(id) => match run_find(&mut tx, id).await? {
            Some(row) => shown(&mut tx, row).await.ok(),
            None => None,
        },
        None => None,
    };
    Ok(Synced { id: operation.id, outcome, error, occurrence: seen, run })
}

fn outcome_of(error: &InspectionError) -> SyncOutcome {
    match error {
        InspectionError::WrongState(_) | InspectionError::Closed | InspectionError::Stale { .. } => {
            SyncOutcome::Conflict
        }
        // A fault of the program or the database: the device keeps it and tries again.
        InspectionError::Db(_) | InspectionError::Registry(_) => SyncOutcome::Skipped,
        _ => SyncOutcome::Refused,
    }
}

/// The step, and the picture of a signature that came with it, kept before the transaction.
async fn prepared(desk: Desk<'_>, operation: &Operation) -> Result<(SyncStep, Option<Photo>), InspectionError> {
    let bad = |error: serde_json::Error| InspectionError::field("step", format!("这项操作无法识别：{error}"));
    let step = operation.read().map_err(bad)?;
    let mut photo = None;
    if let SyncStep::Sign { image, .. } = &step
        && image.starts_with("data:")
    {
        may_see(desk, operation.occurrence_id).await?;
        photo = Some(desk.photo(signature(desk.app.state::<BlobStore>(), "image", image).await?));
    }
    Ok((step, photo))
}

/// Nothing is kept on the disk for somebody who may not even see the occurrence.
async fn may_see(desk: Desk<'_>, id: Uuid) -> Result<(), InspectionError> {
    let row = occurrence_find(&mut desk.app.db().peek().await?, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, &READ, row.contract_id.into(), &row.works())
}

async fn once(
    tx: &mut Tx,
    desk: Desk<'_>,
    operation: &Operation,
    (step, photo): (SyncStep, Option<Photo>),
) -> Result<SyncOutcome, InspectionError> {
    let (id, person) = (operation.occurrence_id, desk.by.person);
    if !sync_claim(tx, person, operation, desk.now()).await? {
        let done = sync_find(tx, person, operation.id).await?;
        if done.is_none_or(|(occurrence, what)| occurrence != id || what != operation.what()) {
            return Err(InspectionError::OperationReused);
        }
        return Ok(SyncOutcome::Repeated);
    }
    let device_at = device_time(desk, Some(operation.device_at))?;
    match step {
        SyncStep::Start { place } => {
            start(tx, desk, id, NewRun { device_time: device_at, place }).await?;
        }
        SyncStep::Answers { mut answers } => {
            for answer in answers.values_mut().filter(|answer| answer.at.is_none()) {
                answer.at = device_at;
            }
            let run = open_run(tx, id).await?;
            answer(tx, desk, run, answers).await?;
        }
        SyncStep::Sign { who, name, image } => {
            let run = open_run(tx, id).await?;
            let image = match photo {
                Some(photo) => add_photo(tx, desk, run, photo).await?.digest,
                None => image,
            };
            sign(tx, desk, run, Signed { who, name, image, device_at }).await?;
        }
        SyncStep::Close {} => {
            let run = open_run(tx, id).await?;
            close(tx, desk, run).await?;
        }
        SyncStep::Announce { reason, new_day } => {
            announce(tx, desk, id, Announce { reason, new_day }).await?;
        }
    }
    Ok(SyncOutcome::Done)
}

/// The run of the occurrence that is not closed.
async fn open_run(tx: &mut Tx, occurrence: Uuid) -> Result<Uuid, InspectionError> {
    match run_open(tx, occurrence).await? {
        Some(run) => Ok(run.id),
        None => match occurrence_find(tx, occurrence).await? {
            Some(row) if row.run_id.is_some() => Err(InspectionError::Closed),
            Some(_) => Err(InspectionError::WrongState("这项工作还没有开始，请先开始再填写。")),
            None => Err(InspectionError::NotFound),
        },
    }
}
