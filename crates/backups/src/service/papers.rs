//! What papers of backups are made of.

use std::sync::Arc;

use jianyue_contracts::{
    Letterhead,
    registry::{Compiled, Registry},
};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx};
use uuid::Uuid;

use super::{drill, known};
use crate::{
    error::BackupError,
    model::{BackupCheck, BackupPolicy, Drill},
    store::{
        check::check_list,
        drill::drill_list,
        file::{FileRow, file_list},
    },
};

/// How many of the last checks, files and drills a paper tells of.
const LAST: [u32; 3] = [100, 60, 20];

/// What the paper of a policy is made of.
#[derive(Debug)]
pub struct PolicyPapers {
    /// The policy.
    pub policy: BackupPolicy,
    /// The last checks, the last one first.
    pub checks: Vec<BackupCheck>,
    /// The last files, the newest first.
    pub files: Vec<FileRow>,
    /// The last drills, the last one first.
    pub drills: Vec<Drill>,
    /// The head of the paper.
    pub head: Letterhead,
}

async fn contract(app: &App, tx: &mut Tx, id: Uuid) -> Result<Arc<Compiled>, BackupError> {
    let shown = app.state::<Registry>().shown(tx, ContractId(id), app.env().now()).await?;
    shown.ok_or(BackupError::NotFound)
}

/// What the paper of a policy is made of.
///
/// # Errors
/// [`BackupError::NotFound`] for one that the caller may not know of.
pub async fn policy_papers(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<PolicyPapers, BackupError> {
    let row = known(tx, by, id).await?;
    let head = Letterhead::of(&contract(app, tx, row.contract_id).await?.model, row.work.as_slice());
    let drills = drill_list(tx, id, None, LAST[2]).await?.into_iter().map(Drill::from).collect();
    let checks = check_list(tx, id, None, LAST[0]).await?;
    let files = file_list(tx, id, None, LAST[1]).await?;
    Ok(PolicyPapers { policy: row.into(), checks, files, drills, head })
}

/// A drill with the head of its paper.
///
/// # Errors
/// [`BackupError::NotFound`] for one that the caller may not know of.
pub async fn drill_papers(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
) -> Result<(Drill, BackupPolicy, Letterhead), BackupError> {
    let drill = drill(tx, by, id).await?;
    let policy = crate::store::policy::policy_any(tx, drill.policy_id).await?.ok_or(BackupError::NotFound)?;
    let head = Letterhead::of(&contract(app, tx, drill.contract_id).await?.model, policy.work.as_slice());
    Ok((drill, policy.into(), head))
}
