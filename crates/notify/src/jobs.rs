//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App,
    events::Subscription,
    jobs::{Job, JobError, Missed, Run},
};

use crate::{
    bounces, occasions,
    service::{NotifyError, Teller, send_due, settle_lost},
    signed_out,
    state::Notify,
    store::{notices::notice_forget, outbox::message_forget},
};

/// How long messages and notices are kept after they went out.
const KEPT: chrono::Duration = chrono::Duration::days(180);

/// Sends what is due.
struct Send;

/// How long a run waits for its sending; what takes longer goes on without it. A run's lease outlives its process by no
/// more than itself, so that after a crash the next process sends soon; that nothing is sent twice is held by the claims on
/// messages, not by this lease.
const WATCHED: Duration = Duration::from_secs(6);
const LEASE: Duration = Duration::from_secs(10);

#[async_trait]
impl Run for Send {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        settle_lost(app).await.map_err(failed)?;
        // One sender a process; it may still be at it since an earlier run.
        let Ok(only) = app.state::<Notify>().sender.clone().try_lock_owned() else { return Ok(()) };
        let Some(guard) = app.jobs().linger() else { return Ok(()) };
        let own = app.clone();
        let sending = tokio::spawn(async move {
            let sent = send_due(&own).await;
            drop((only, guard));
            sent.inspect_err(|error| tracing::error!(%error, "messages could not be sent; the next run goes on"))
        });
        match tokio::time::timeout(WATCHED, sending).await {
            Ok(Ok(sent)) => sent.map(drop).map_err(failed),
            Ok(Err(_panic)) => Err(JobError::Failed("it panicked; see the log".to_owned())),
            Err(_goes_on) => Ok(()),
        }
    }
}

/// Forgets what is old.
struct Forget;

#[async_trait]
impl Run for Forget {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let before = app.env().now() - KEPT;
        loop {
            let mut tx = app.db().write().await?;
            let gone = message_forget(&mut tx, before).await? + notice_forget(&mut tx, before).await?;
            tx.commit().await?;
            if gone == 0 {
                return Ok(());
            }
        }
    }
}

fn failed(error: NotifyError) -> JobError {
    match error {
        NotifyError::Db(error) => error.into(),
        other => JobError::Failed(other.to_string()),
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job {
            name: "notify.send",
            says: "发送到期的通知",
            schedule: "*/5 * * * * *",
            missed: Missed::Once,
            lease: LEASE,
            run: Arc::new(Send),
        },
        Job {
            name: "notify.forget",
            says: "清理 180 天前的通知",
            schedule: "0 40 3 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(Forget),
        },
    ]
}

/// Subscriptions of this module.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![
        Subscription { subscriber: "notify.tell", kinds: occasions::KINDS, handler: Arc::new(Teller) },
        bounces::subscription(),
        signed_out::subscription(),
    ]
}
