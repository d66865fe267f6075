//! What was down, and how things were over time.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::Tx;
use uuid::Uuid;

use super::probes::scope;
use crate::{
    error::ProbingError,
    model::{HourlyRollUp, Outage},
    permissions::{READ, require},
    store::{
        hour::hour_list,
        outage::{OutagesWanted, outage_list},
        probe::probe_any,
    },
};

/// The longest time that hours are told of.
pub(super) const LONGEST: TimeDelta = TimeDelta::days(400);

/// Which outages are wanted.
#[derive(Clone, Debug, Default)]
pub struct OutagesRequest {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one probe only.
    pub probe: Option<Uuid>,
    /// Those that last, or those that are over.
    pub open: Option<bool>,
    /// That touch the time from here …
    pub from: Option<DateTime<Utc>>,
    /// … to here.
    pub to: Option<DateTime<Utc>>,
    /// Which page.
    pub page: PageRequest,
}

/// A page of outages, the last one to begin first.
pub async fn outages(tx: &mut Tx, by: &Actor, request: &OutagesRequest) -> Result<Page<Outage>, ProbingError> {
    let after = request.page.after::<2>()?;
    let after = after.map(|[at, id]| {
        let at: DateTime<Utc> = at.parse().map_err(|_| BadCursor)?;
        Ok::<_, BadCursor>((at, id.parse().map_err(|_| BadCursor)?))
    });
    let limit = request.page.limit();
    let wanted = OutagesWanted {
        contracts: scope(by, request.contract)?,
        probe: request.probe,
        open: request.open,
        from: request.from,
        to: request.to,
        after: after.transpose()?,
        limit: i64::from(limit) + 1,
    };
    let rows = outage_list(tx, &wanted).await?;
    Ok(Page::of(rows, limit, |row| [row.from_at.to_rfc3339(), row.id.to_string()]))
}

/// How a probe was in each hour of `[from, to)`.
pub async fn history(
    tx: &mut Tx,
    by: &Actor,
    probe: Uuid,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<HourlyRollUp>, ProbingError> {
    // Evidence stays when a probe was let go.
    let row = probe_any(tx, probe).await?.ok_or(ProbingError::NotFound)?;
    require(by, &READ, ContractId(row.contract_id))?;
    if from >= to || to - from > LONGEST {
        return Err(ProbingError::field("from", "时间段应从早到晚，最长 400 天"));
    }
    Ok(hour_list(tx, probe, from, to).await?)
}
