//! Serving: the listener, the dispatcher, the live tail and the clockwork, and their orderly end.

use std::{future::Future, net::SocketAddr};

use chrono::TimeDelta;
use jianyue_platform::{
    blob::BlobStore,
    events::{Dispatcher, Subscription},
    jobs::{Job, Runner},
};
use tokio::{net::TcpListener, sync::watch};

use super::{Host, PATIENCE};
use crate::commands::Failure;

/// An upload that has not ended for so long never will.
const ABANDONED: TimeDelta = TimeDelta::hours(24);

impl Host {
    /// Serves on `listener` until `end` comes, then finishes what is under way.
    ///
    /// # Errors
    /// [`Failure`] when a job's schedule is wrong or the listener breaks.
    pub async fn serve(
        self,
        listener: TcpListener,
        end: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        let before = self.app.env().now() - ABANDONED;
        let gone = self.app.state::<BlobStore>().forget_partial(before).await?;
        tracing::debug!(gone, "abandoned uploads removed");
        let (stop, stopped) = watch::channel(false);
        let dispatcher = tokio::spawn(self.dispatcher().run(stopped.clone()));
        let live = self.app.live().clone();
        let tail = tokio::spawn(live.run(self.app.db().clone(), self.app.env().clone(), stopped.clone()));
        let background: Vec<_> = (self.modules.all.iter().filter_map(|module| module.background()))
            .map(|work| {
                let (app, stopped) = (self.app.clone(), stopped.clone());
                tokio::spawn(async move { work.run(app, stopped).await })
            })
            .collect();
        let runner = Runner::start(&self.app, self.jobs()).await.map_err(|error| Failure::input(error.to_string()))?;

        let mut served = stopped.clone();
        let serving = axum::serve(listener, self.router().into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(async move {
                end.await;
                let _ = stop.send(true);
            });
        // Live lists never end by themselves: after some patience the listener is dropped with them.
        let patience = async {
            let _ = served.wait_for(|stop| *stop).await;
            tokio::time::sleep(PATIENCE / 4).await;
        };
        tokio::select! {
            ended = std::future::IntoFuture::into_future(serving) => ended?,
            () = patience => tracing::info!("open streams were cut"),
        }
        runner.stop(PATIENCE).await;
        for work in background {
            let _ = work.await;
        }
        let _ = tokio::join!(dispatcher, tail);
        self.app.db().close().await;
        tracing::info!("stopped");
        Ok(())
    }

    /// Delivers events to the subscribers of every module.
    #[must_use]
    pub fn dispatcher(&self) -> Dispatcher {
        let subscriptions: Vec<Subscription> =
            self.modules.all.iter().flat_map(|module| module.subscriptions()).collect();
        Dispatcher::new(self.app.clone(), subscriptions)
    }

    /// What runs by the clock, of every module.
    #[must_use]
    pub fn jobs(&self) -> Vec<Job> {
        self.app.jobs().list().to_vec()
    }
}

/// Listens on `address`.
///
/// # Errors
/// [`Failure`] says which address is taken and what to do.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::input(format!("cannot listen on {address}: {error}; set JIANYUE_LISTEN to another address"))
    })
}

/// Comes when the process is asked to end (Ctrl-C or SIGTERM).
pub async fn asked_to_end() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminated = async {
        if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            signal.recv().await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
