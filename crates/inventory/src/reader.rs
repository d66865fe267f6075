//! Reads what is due, beside the requests, in every replica.
//!
//! What is due is found by an index and claimed in the database, so that replicas share it. A database is read outside of
//! any transaction, and what was found is written in one.

use std::time::Duration;

use async_trait::async_trait;
use jianyue_platform::{App, module::Background};
use tokio::{sync::watch, task::JoinSet};

use crate::{
    error::InventoryError,
    service::{claim, look, settle},
    store::source::SourceRow,
};

/// Databases that are read at a time.
const AT_ONCE: usize = 3;
/// Pause between two questions for what is due.
const TICK: Duration = Duration::from_secs(1);
/// How long what is under way may take when the server stops; its claim runs out, and it is read again.
const PATIENCE: Duration = Duration::from_secs(3);

/// Reads what is due.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reader;

#[async_trait]
impl Background for Reader {
    async fn run(&self, app: App, mut stopped: watch::Receiver<bool>) {
        let mut under_way = JoinSet::new();
        while !*stopped.borrow() {
            while under_way.try_join_next().is_some() {}
            let free = AT_ONCE.saturating_sub(under_way.len());
            match claim(&app, i64::try_from(free).unwrap_or(0)).await {
                Ok(claimed) => {
                    for source in claimed {
                        under_way.spawn(one(app.clone(), source));
                    }
                }
                Err(error) => tracing::error!(%error, "data sources that are due cannot be claimed"),
            }
            tokio::select! {
                told = stopped.changed() => if told.is_err() { break },
                () = tokio::time::sleep(TICK) => {}
            }
        }
        let _ = tokio::time::timeout(PATIENCE, async { while under_way.join_next().await.is_some() {} }).await;
        under_way.abort_all();
    }
}

async fn one(app: App, source: SourceRow) {
    let id = source.id;
    if let Err(error) = read(&app, source).await {
        tracing::error!(%id, %error, "a data source could not be read");
    }
}

async fn read(app: &App, source: SourceRow) -> Result<bool, InventoryError> {
    let sight = look(app, source).await?;
    let mut tx = app.db().write().await?;
    let kept = settle(app, &mut tx, sight).await?;
    tx.commit().await?;
    Ok(kept)
}

/// Claims, reads and writes everything that is due, once, one after the other; gives how many were kept. For tests and
/// commands; the server runs [`Reader`].
///
/// # Errors
/// When the database refuses; what a source does is kept with it.
pub async fn round(app: &App) -> Result<usize, InventoryError> {
    let mut kept = 0;
    for source in claim(app, 100).await? {
        kept += usize::from(read(app, source).await?);
    }
    Ok(kept)
}
