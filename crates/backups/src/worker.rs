//! Looks and drills, beside the requests, in every replica: what is due is claimed in the database, so that replicas share it.

use std::time::Duration;

use async_trait::async_trait;
use jianyue_platform::{App, module::Background};
use tokio::{sync::watch, task::JoinSet};

use crate::{BackupError, Workshop, service};

/// Pause between two questions for what is due.
const TICK: Duration = Duration::from_secs(3);
/// How often whoever runs a drill says that they are alive.
const BEAT: Duration = Duration::from_secs(20);
/// Looks at a time.
const AT_ONCE: usize = 4;
/// How long what is under way may take when the server stops.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs what is due.
#[derive(Clone, Copy, Debug)]
pub struct Worker;

#[async_trait]
impl Background for Worker {
    async fn run(&self, app: App, mut stopped: watch::Receiver<bool>) {
        // What an earlier life of this replica left behind.
        if let Err(error) = service::sweep(&app).await {
            tracing::warn!(%error, "what drills left behind could not be swept");
        }
        let wake = app.state::<Workshop>().wake.clone();
        let (mut looks, mut drills) = (JoinSet::new(), JoinSet::new());
        while !*stopped.borrow() {
            while looks.try_join_next().is_some() {}
            while drills.try_join_next().is_some() {}
            let free = i64::try_from(AT_ONCE.saturating_sub(looks.len())).unwrap_or(0);
            match service::claim(&app, free).await {
                Ok(claimed) => {
                    for policy in claimed {
                        let app = app.clone();
                        looks.spawn(async move { looked(&app, policy).await });
                    }
                }
                Err(error) => tracing::error!(%error, "backups that are due cannot be claimed"),
            }
            if drills.is_empty() {
                let app = app.clone();
                drills.spawn(async move {
                    if let Err(error) = drill_one(&app).await {
                        tracing::error!(%error, "a drill could not be run");
                    }
                });
            }
            tokio::select! {
                told = stopped.changed() => if told.is_err() { break },
                () = wake.notified() => {}
                () = tokio::time::sleep(TICK) => {}
            }
        }
        let _ = tokio::time::timeout(PATIENCE, async { while looks.join_next().await.is_some() {} }).await;
        // A drill that is cut short loses its lease, is told as interrupted, and what it made is swept.
        let _ = tokio::time::timeout(PATIENCE, async { while drills.join_next().await.is_some() {} }).await;
    }
}

async fn looked(app: &App, policy: crate::store::policy::PolicyRow) {
    let id = policy.id;
    let look = service::look(app, policy).await;
    let kept = async {
        let mut tx = app.db().write().await?;
        service::keep(app, &mut tx, look, None).await?;
        Ok::<_, BackupError>(tx.commit().await?)
    };
    if let Err(error) = kept.await {
        // Its claim runs out, and it is looked at again.
        tracing::error!(policy = %id, %error, "what was seen of a backup cannot be kept");
    }
}

/// Runs the drill that has waited longest; `false` when none waits.
///
/// # Errors
/// When the database refuses; what becomes of the drill is in its row.
pub async fn drill_one(app: &App) -> Result<bool, BackupError> {
    let Some(drill) = service::begin(app).await? else { return Ok(false) };
    let (id, fence) = (drill.id, drill.fence);
    let mut beat = tokio::time::interval(BEAT);
    let ended = {
        let mut running = std::pin::pin!(service::run(app, drill));
        loop {
            tokio::select! {
                ended = &mut running => break ended,
                _ = beat.tick() => if !service::renew(app, (id, fence)).await? { return Ok(true) },
            }
        }
    };
    service::end(app, ended).await?;
    Ok(true)
}

/// Looks at everything that is due, and runs every drill that waits. For tests and commands; the server runs [`Worker`].
///
/// # Errors
/// When the database refuses.
pub async fn round(app: &App) -> Result<(usize, usize), BackupError> {
    let claimed = service::claim(app, 10_000).await?;
    let looks = claimed.len();
    for policy in claimed {
        looked(app, policy).await;
    }
    let mut drills = 0;
    while drill_one(app).await? {
        drills += 1;
    }
    Ok((looks, drills))
}
