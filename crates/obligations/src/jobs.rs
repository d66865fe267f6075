//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_contracts::{Desk, registry::Registry};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App,
    jobs::{Job, JobError, Missed, Run},
};

use crate::service::telling::tell_of;

/// Tells what falls due.
struct Tell;

#[async_trait]
impl Run for Tell {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let by = Actor::system("履约台账");
        let desk = Desk::of(app, &by);
        let contracts = app.state::<Registry>().labels(&mut app.db().peek().await?).await;
        let contracts = contracts.map_err(|error| JobError::Failed(error.to_string()))?;
        let mut failed = 0;
        for contract in contracts.iter().map(|label| label.id) {
            if let Err(error) = tell_of(desk, contract).await {
                tracing::error!(%contract, %error, "the ledger of a contract could not be told of");
                failed += 1;
            }
        }
        if failed == 0 { Ok(()) } else { Err(JobError::Failed(format!("{failed} contracts could not be told of"))) }
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job {
        name: "obligations.tell",
        says: "汇总提醒：3 天内到期和昨天逾期的履约事项",
        schedule: "0 40 7 * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(10),
        run: Arc::new(Tell),
    }]
}
