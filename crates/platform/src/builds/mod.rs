//! Long work that makes files: an export of a million rows, a dossier with all its evidence.
//!
//! A request [`ask`]s for a build and is answered at once; a replica claims it, and the module whose kind it is builds it
//! ([`Builder`]). Whoever asked sees how far it is, may cancel it, and fetches its files, for a week. Nobody else sees it.
//!
//! **Invariant.** A build belongs to whoever holds its lease under its fence: when a replica dies another begins it anew, and
//! what the first one does afterwards changes nothing.

mod forget;
mod runner;
pub mod sql;
mod work;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, Env};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::types::Json;
use tokio::sync::Notify;
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use self::{forget::forget_job, runner::builder_of};
pub use self::{
    runner::{Runner, run_waiting},
    work::{BuildError, Builder, Made, Work},
};
use crate::{
    args,
    db::{Arg, DbError, Tx},
};

/// Builds that one person may have waiting and running.
pub const MOST_AT_ONCE: i64 = 3;
/// Builds that a list shows.
const LISTED: i64 = 20;

crate::words! {
    /// Where a build stands.
    pub enum BuildState {
        /// Nobody has begun it.
        Queued = "queued",
        /// It is under way.
        Running = "running",
        /// Its files can be fetched.
        Done = "done",
        /// It went wrong; the message says why.
        Failed = "failed",
        /// Whoever asked for it wanted it no more.
        Cancelled = "cancelled",
    }
}

/// Where files of builds are, and what wakes those who make them.
#[derive(Clone, Debug)]
pub struct Builds {
    folder: Arc<Path>,
    wake: Arc<Notify>,
}

impl Builds {
    /// With their folder, made when the first build runs.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into().into(), wake: Arc::new(Notify::new()) }
    }

    /// Lets this replica look for builds at once, after the transaction that asked for one is committed.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    fn folder_of(&self, id: Uuid) -> PathBuf {
        self.folder.join(id.simple().to_string())
    }

    fn folder_under(&self, id: Uuid, fence: i64) -> PathBuf {
        self.folder_of(id).join(fence.to_string())
    }

    /// The file of a part that was made.
    #[must_use]
    pub fn path(&self, build: &Build, part: &str) -> PathBuf {
        self.folder_under(build.id, build.fence).join(part)
    }
}

/// What is to be built.
#[derive(Clone, Debug)]
pub struct NewBuild {
    /// The kind of a [`Builder`].
    pub kind: &'static str,
    /// The contract, where it is about one.
    pub contract: Option<ContractId>,
    /// What it is called: `工单导出`.
    pub title: String,
    /// Everything that the builder needs to know, the scope of whoever asks too: it is not asked again later.
    pub ask: Value,
    /// How many steps it has, where that is known; 0 where it is not.
    pub steps: i64,
}

/// A file that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BuildFile {
    /// Which part of the build it is: `pdf`, `zip`.
    pub part: String,
    /// What it is called.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SM3 of its content, in hexadecimal digits.
    pub digest: String,
}

/// A build as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Build {
    /// Its id.
    pub id: Uuid,
    /// The kind of its [`Builder`].
    pub kind: String,
    /// The contract, where it is about one.
    pub contract_id: Option<Uuid>,
    /// What it is called.
    pub title: String,
    /// What the builder needs to know.
    pub ask: Json<Value>,
    /// Who asked.
    pub asked_by: Uuid,
    /// Their name.
    pub asked_name: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: BuildState,
    /// Steps done.
    pub step: i64,
    /// Steps in all; 0 while that is unknown.
    pub steps: i64,
    /// What is being done, or what went wrong.
    pub message: String,
    /// What was made.
    pub files: Json<Vec<BuildFile>>,
    /// Under which it is held.
    pub fence: i64,
    /// When it was begun.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Why a build is not begun.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Too many of theirs are not over.
    #[error("您已有 {MOST_AT_ONCE} 项导出或生成任务尚未结束。请等其中一项完成，或取消不需要的。")]
    TooMany,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Asks for a build on behalf of `by`; wake the replica ([`Builds::wake`]) once it is committed.
///
/// # Errors
/// [`AskError::TooMany`] when [`MOST_AT_ONCE`] of theirs are not over.
pub async fn ask(tx: &mut Tx, env: &Env, by: &Actor, new: NewBuild) -> Result<Uuid, AskError> {
    let (live,): (i64,) = tx.one(sql::LIVE, args![by.person]).await?;
    if live >= MOST_AT_ONCE {
        return Err(AskError::TooMany);
    }
    let id = env.id();
    let none: &[BuildFile] = &[];
    let args = args![
        id,
        new.kind,
        new.contract.map(|contract| contract.0),
        &new.title,
        Arg::json(&new.ask).map_err(DbError::from)?,
        by.person,
        &by.name,
        env.now(),
        new.steps,
        Arg::json(&none).map_err(DbError::from)?
    ];
    tx.execute(sql::INSERT, args).await?;
    Ok(id)
}

/// A build that `by` asked for.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Option<Build>, DbError> {
    tx.optional(sql::FIND, args![id, by.person]).await
}

/// The last builds that `by` asked for, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn mine(tx: &mut Tx, by: &Actor) -> Result<Vec<Build>, DbError> {
    tx.all(sql::MINE, args![by.person, LISTED]).await
}

/// Cancels a build that `by` asked for; `false` when it is over already, or none of theirs. Whoever runs it stops soon.
///
/// # Errors
/// When the database refuses.
pub async fn cancel(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.execute(sql::CANCEL, args![id, by.person, env.now()]).await? == 1)
}
