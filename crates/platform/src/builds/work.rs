//! What a builder is given, and what it gives.

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::Actor;

use super::{Build, Builds, sql};
use crate::{app::App, args, db::DbError};

/// How long a build is held without a sign of life.
pub(super) const LEASE: TimeDelta = TimeDelta::seconds(60);
/// Between two signs of progress that are written down, where the message stays the same.
const PAUSE: Duration = Duration::from_millis(400);

/// Why a build came to no good end.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// It is wanted no more, or another replica has it. Whoever builds stops; nothing is told.
    #[error("the build is over")]
    Over,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The disk refused.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Something inside broke; the text is for the log.
    #[error("{0}")]
    Broken(String),
    /// Something that whoever asked can mend, as a sentence for them.
    #[error("{0}")]
    Told(String),
}

/// A file that a builder made, at [`Work::path`] of its part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Which part of the build it is: `pdf`, `zip`. A plain word.
    pub part: &'static str,
    /// What it is called when it is saved.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
}

/// Builds what is asked for of a kind; found through [`crate::Module::builders`].
#[async_trait]
pub trait Builder: Send + Sync {
    /// What it builds: `ticketing.tickets`.
    fn kind(&self) -> &'static str;

    /// Whether `by`, who asked for `build`, may still have what is in it. Asked whenever it is looked at: rights may have been
    /// taken away since.
    fn may_have(&self, by: &Actor, build: &Build) -> bool;

    /// Builds it. Says how far it is by [`Work::step`] at least every half minute or so, and may be begun anew after a crash.
    ///
    /// # Errors
    /// [`BuildError`]; what was made is removed.
    async fn build(&self, app: &App, work: &Work) -> Result<Vec<Made>, BuildError>;
}

/// A build that is under way, in the hands of its builder. Cheap to clone, for threads that compute.
#[derive(Clone, Debug)]
pub struct Work {
    /// What was asked for.
    pub build: Arc<Build>,
    folder: PathBuf,
    over: Arc<AtomicBool>,
    said: Arc<Mutex<Option<(Instant, String)>>>,
}

impl Work {
    pub(super) fn new(build: Build, builds: &Builds) -> Self {
        let folder = builds.folder_under(build.id, build.fence);
        Self { build: Arc::new(build), folder, over: Arc::default(), said: Arc::default() }
    }

    /// Where the file of a part is written; the folder is there.
    #[must_use]
    pub fn path(&self, part: &str) -> PathBuf {
        self.folder.join(part)
    }

    /// The folder, for what is needed on the way only; it is removed when nothing was made.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Whether it is wanted no more; for threads that compute.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// `step` of `steps` are done, and `message` (plain Chinese) is what is being done. May be called often.
    ///
    /// # Errors
    /// [`BuildError::Over`] when it is wanted no more: stop.
    pub async fn step(&self, app: &App, step: i64, steps: i64, message: &str) -> Result<(), BuildError> {
        if self.is_over() {
            return Err(BuildError::Over);
        }
        if !self.is_news(message) {
            return Ok(());
        }
        let lease = app.env().now() + LEASE;
        let mut tx = app.db().write().await?;
        let args = args![self.build.id, self.build.fence, step, steps, message, lease];
        let mine = tx.execute(sql::STEP, args).await? == 1;
        tx.commit().await?;
        if mine {
            return Ok(());
        }
        self.end();
        Err(BuildError::Over)
    }

    /// Whether it is time to say something again.
    fn is_news(&self, message: &str) -> bool {
        let Ok(mut said) = self.said.lock() else { return true };
        if said.as_ref().is_some_and(|(at, text)| at.elapsed() < PAUSE && text == message) {
            return false;
        }
        *said = Some((Instant::now(), message.to_owned()));
        true
    }

    /// A sign of life; `false` when it is theirs no more.
    pub(super) async fn beat(&self, app: &App, until: DateTime<Utc>) -> Result<bool, DbError> {
        let mut tx = app.db().write().await?;
        let mine = tx.execute(sql::BEAT, args![self.build.id, self.build.fence, until]).await? == 1;
        tx.commit().await?;
        Ok(mine)
    }

    pub(super) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }
}
