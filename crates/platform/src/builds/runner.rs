//! Builds what is asked for, beside the requests, in every replica.

use std::{
    fs::File,
    io::{self, Read},
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    pin::pin,
    time::Duration,
};

use async_trait::async_trait;
use futures::FutureExt;
use sm3::{Digest, Sm3};
use tokio::{sync::watch, task::JoinSet};

use super::{Build, BuildError, BuildFile, BuildState, Builder, Builds, Made, Work, sql, work::LEASE};
use crate::{
    app::App,
    args,
    db::{Arg, DbError},
    module::Background,
};

/// Pause between two looks for what waits.
const TICK: Duration = Duration::from_secs(2);
/// How often whoever builds says that they are alive, and hears that it is wanted no more.
const BEAT: Duration = Duration::from_secs(5);
/// Builds at a time in one replica.
const AT_ONCE: usize = 2;
/// How often a build is begun before it is given up.
const ATTEMPTS: i64 = 3;
/// Bytes digested at a time.
const PIECE: usize = 64 * 1024;
/// Told of what went wrong inside.
const BROKEN: &str = "系统内部出错，没有生成文件。请重试；仍不行时请告诉系统管理员。";
/// Told of what was begun too often.
const LOST: &str = "任务多次中断，没有完成。请重试；仍不行时请告诉系统管理员。";

/// Builds what waits.
#[derive(Clone, Copy, Debug)]
pub struct Runner;

#[async_trait]
impl Background for Runner {
    async fn run(&self, app: App, mut stopped: watch::Receiver<bool>) {
        let wake = app.state::<Builds>().wake.clone();
        let mut running = JoinSet::new();
        while !*stopped.borrow() {
            while running.try_join_next().is_some() {}
            while running.len() < AT_ONCE {
                match claim(&app).await {
                    Ok(Some(build)) => drop(running.spawn(carry_out(app.clone(), build, Some(stopped.clone())))),
                    Ok(None) => break,
                    Err(error) => {
                        tracing::error!(%error, "builds that wait cannot be claimed");
                        break;
                    }
                }
            }
            tokio::select! {
                told = stopped.changed() => if told.is_err() { break },
                () = wake.notified() => {}
                _ = running.join_next(), if !running.is_empty() => {}
                () = tokio::time::sleep(TICK) => {}
            }
        }
        // Each hears for itself that it has to stop, and gives its build back.
        while running.join_next().await.is_some() {}
    }
}

/// Builds everything that waits, one after another; gives how many. For tests and commands; the server runs [`Runner`].
///
/// # Errors
/// When the database refuses; what becomes of a build is in its row.
pub async fn run_waiting(app: &App) -> Result<usize, DbError> {
    let mut built = 0;
    while let Some(build) = claim(app).await? {
        carry_out(app.clone(), build, None).await;
        built += 1;
    }
    Ok(built)
}

async fn claim(app: &App) -> Result<Option<Build>, DbError> {
    let now = app.env().now();
    // Most looks find nothing, and nothing is written for them.
    let waits: Option<(i64,)> = app.db().peek().await?.optional(sql::WAITS, args![now]).await?;
    if waits.is_none() {
        return Ok(None);
    }
    let mut tx = app.db().write().await?;
    tx.execute(sql::ABANDON, args![now, LOST, ATTEMPTS]).await?;
    let claimed = tx.optional(sql::CLAIM, args![now, now + LEASE, ATTEMPTS]).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// How the work on a build ended here.
enum Ended {
    /// The builder is through.
    Built(Result<Vec<Made>, BuildError>),
    /// It is wanted no more, or somebody else has it.
    Over,
    /// The server stops.
    Stopped,
}

async fn carry_out(app: App, build: Build, stopped: Option<watch::Receiver<bool>>) {
    let id = build.id;
    let work = Work::new(build, app.state::<Builds>());
    let ended = under_way(&app, &work, stopped).await;
    work.end();
    if let Err(error) = settle(&app, &work, ended).await {
        // Its lease runs out, and it is begun again.
        tracing::error!(build = %id, %error, "how a build ended cannot be kept");
    }
}

async fn under_way(app: &App, work: &Work, stopped: Option<watch::Receiver<bool>>) -> Ended {
    let kind = work.build.kind.as_str();
    let Some(builder) = builder_of(app, kind) else {
        return Ended::Built(Err(BuildError::Broken(format!("nobody builds {kind}"))));
    };
    if let Err(error) = tokio::fs::create_dir_all(work.folder()).await {
        return Ended::Built(Err(error.into()));
    }
    let mut building = pin!(AssertUnwindSafe(builder.build(app, work)).catch_unwind());
    // Beside the building and not between its steps: it may be holding what a sign of life has to wait for.
    let mut beating = pin!(beat(app, work));
    let mut stopping = pin!(stop(stopped));
    tokio::select! {
        built = &mut building => {
            Ended::Built(built.unwrap_or_else(|_| Err(BuildError::Broken("it panicked".to_owned()))))
        }
        () = &mut beating => Ended::Over,
        () = &mut stopping => Ended::Stopped,
    }
}

/// Says that the build is alive until it is wanted no more.
async fn beat(app: &App, work: &Work) {
    let mut beat = tokio::time::interval(BEAT);
    loop {
        beat.tick().await;
        match work.beat(app, app.env().now() + LEASE).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(build = %work.build.id, %error, "a build could not say that it is alive"),
        }
    }
}

/// The builder of a kind.
pub(crate) fn builder_of(app: &App, kind: &str) -> Option<std::sync::Arc<dyn Builder>> {
    app.modules().iter().flat_map(|module| module.builders()).find(|builder| builder.kind() == kind)
}

async fn stop(stopped: Option<watch::Receiver<bool>>) {
    match stopped {
        Some(mut stopped) => drop(stopped.wait_for(|stopped| *stopped).await),
        None => std::future::pending().await,
    }
}

async fn settle(app: &App, work: &Work, ended: Ended) -> Result<(), DbError> {
    let (state, message, files) = match ended {
        Ended::Over | Ended::Built(Err(BuildError::Over)) => return sweep(work).await,
        Ended::Stopped => {
            let mut tx = app.db().write().await?;
            tx.execute(sql::GIVE_BACK, args![work.build.id, work.build.fence]).await?;
            tx.commit().await?;
            return sweep(work).await;
        }
        Ended::Built(Ok(made)) => match files(work, made).await {
            Ok(files) => (BuildState::Done, String::new(), files),
            Err(error) => (BuildState::Failed, broken(work, &error), Vec::new()),
        },
        Ended::Built(Err(BuildError::Told(text))) => (BuildState::Failed, text, Vec::new()),
        Ended::Built(Err(error)) => (BuildState::Failed, broken(work, &error), Vec::new()),
    };
    let (build, now) = (&work.build, app.env().now());
    let mut tx = app.db().write().await?;
    let args = args![build.id, build.fence, state.code(), message, Arg::json(&files)?, now];
    let mine = tx.execute(sql::END, args).await? == 1;
    tx.commit().await?;
    if mine && state == BuildState::Done { Ok(()) } else { sweep(work).await }
}

fn broken(work: &Work, error: &dyn std::error::Error) -> String {
    tracing::error!(build = %work.build.id, kind = work.build.kind, %error, "a build failed");
    BROKEN.to_owned()
}

/// Removes what was made on the way. A thread that still computes writes into a file that nobody finds.
async fn sweep(work: &Work) -> Result<(), DbError> {
    match tokio::fs::remove_dir_all(work.folder()).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(build = %work.build.id, %error, "files of a build could not be removed");
        }
        _ => {}
    }
    Ok(())
}

async fn files(work: &Work, made: Vec<Made>) -> io::Result<Vec<BuildFile>> {
    let made: Vec<(PathBuf, Made)> = made.into_iter().map(|made| (work.path(made.part), made)).collect();
    let files = tokio::task::spawn_blocking(move || made.into_iter().map(|(path, made)| file(made, &path)).collect());
    files.await.map_err(io::Error::other)?
}

fn file(made: Made, path: &Path) -> io::Result<BuildFile> {
    let mut file = File::open(path)?;
    file.sync_all()?;
    let (mut hash, mut piece, mut size) = (Sm3::new(), vec![0; PIECE], 0);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            break;
        }
        hash.update(&piece[..read]);
        size += read as u64;
    }
    Ok(BuildFile {
        part: made.part.to_owned(),
        name: made.name,
        media_type: made.media_type.to_owned(),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        digest: hex::encode(hash.finalize()),
    })
}
