//! Looking at one thing, outside of any transaction.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, Utc};
use jianyue_platform::{
    App, DbError, Tx,
    sealed::{Sealer, place},
};
use jianyue_reach::{Guard, Login, ReachError, Reading, Visit, dns, ftp, http, redis, sftp, smtp, sql, ssh, tcp, tls};
use uuid::Uuid;

use super::{exchange, readings};
use crate::{
    error::ProbingError,
    model::{Kind, Target},
    policy::judge::Outcome,
    store::{credential, probe::ProbeRow},
};

/// The pause before a further attempt.
const PAUSE: Duration = Duration::from_secs(1);

/// What was seen of a probe.
#[derive(Clone, Debug)]
pub struct Sight {
    /// The probe.
    pub probe: Uuid,
    /// The claim under which it was looked at; `None` for what an agent pushed.
    pub fence: Option<i64>,
    /// The first attempt that failed; the end when there was none.
    pub first_failed_at: DateTime<Utc>,
    /// The end.
    pub at: DateTime<Utc>,
    /// What was found.
    pub outcome: Outcome,
}

/// The logins of some probes, opened. A credential that does not open is left out, and logged.
pub async fn sealed_logins(app: &App, tx: &mut Tx, probes: &[ProbeRow]) -> Result<HashMap<Uuid, Login>, DbError> {
    let mut ids: Vec<Uuid> = probes.iter().filter_map(|probe| probe.credential_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let sealer = app.state::<Sealer>();
    let open = |(id, sealed): (Uuid, Vec<u8>)| {
        let plain = sealer.open(&sealed, &place("probing_credential", "sealed", id));
        match plain.map(|plain| serde_json::from_slice(&plain)) {
            Ok(Ok(login)) => Some((id, login)),
            Ok(Err(_)) => None,
            Err(error) => {
                tracing::error!(%id, %error, "a credential of probes does not open");
                None
            }
        }
    };
    Ok(credential::credential_sealed(tx, ids).await?.into_iter().filter_map(open).collect())
}

/// Looks, and looks again as often as the settings say before it counts as down.
///
/// # Errors
/// When the database refuses; what the other system does is a sight.
pub async fn look_at(app: &App, probe: &ProbeRow, login: Option<&Login>) -> Result<Sight, ProbingError> {
    let mut first_failed_at = None;
    let mut attempt = 0;
    let outcome = loop {
        let begun = app.env().now();
        let outcome = once(app, probe, login).await?;
        let (failed, again) = match &outcome {
            Outcome::Reached(reading) => (reading.fault.is_some(), true),
            Outcome::Failed(error) => (true, error.may_pass()),
            Outcome::Heard(_) | Outcome::Silent(_) | Outcome::Unsaid(_) => (false, false),
        };
        if failed {
            first_failed_at.get_or_insert(begun);
        }
        if !failed || !again || attempt >= probe.retries {
            break outcome;
        }
        attempt += 1;
        tokio::time::sleep(PAUSE).await;
    };
    let at = app.env().now();
    let failed = !matches!(&outcome, Outcome::Reached(reading) if reading.fault.is_none());
    let first_failed_at = first_failed_at.filter(|_| failed).unwrap_or(at);
    Ok(Sight { probe: probe.id, fence: Some(probe.fence), first_failed_at, at, outcome })
}

async fn once(app: &App, probe: &ProbeRow, login: Option<&Login>) -> Result<Outcome, ProbingError> {
    let target = match Target::read(probe.kind, &probe.target.0) {
        Ok(target) => target,
        Err(error) => return Ok(Outcome::Failed(error)),
    };
    match &target {
        Target::Agent(target) => return readings::last_of(app, target.agent_id).await,
        Target::Exchange(target) => return exchange::look(app, probe.contract_id, target).await,
        _ => {}
    }
    if probe.credential_id.is_some() && login.is_none() {
        return Ok(Outcome::Failed(ReachError::BadTarget("凭据打不开，请重新填写凭据".to_owned())));
    }
    let limit = Duration::from_millis(u64::try_from(probe.timeout_ms).unwrap_or(1));
    let visit = Visit { guard: app.state::<Guard>(), limit, login, now: app.env().now() };
    Ok(match reached(visit, &target).await {
        Ok(reading) => Outcome::Reached(reading),
        Err(error) => Outcome::Failed(error),
    })
}

async fn reached(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    match target {
        Target::Http(target) => http::look(visit, target).await,
        Target::Tcp(target) => tcp::look(visit, target).await,
        Target::Dns(target) => dns::look(visit, target).await,
        Target::Tls(target) => tls::look(visit, target).await,
        Target::Ssh(target) => ssh::look(visit, target).await,
        Target::Sql(target) => sql::look(visit, target).await,
        Target::Redis(target) => redis::look(visit, target).await,
        Target::Ftp(target) => ftp::look(visit, target).await,
        Target::Sftp(target) => sftp::look(visit, target).await,
        Target::Smtp(target) => smtp::look(visit, target).await,
        Target::Agent(_) | Target::Exchange(_) => Err(ReachError::BadTarget(Kind::Agent.code().to_owned())),
    }
}
