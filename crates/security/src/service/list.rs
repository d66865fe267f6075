//! Vulnerabilities are read.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{BadCursor, ContractId, Page, PageRequest};
use jianyue_platform::{Tx, files};
use uuid::Uuid;

use super::{
    files::Thing,
    require,
    shown::{self, step},
};
use crate::{
    error::SecurityError,
    model::{DueState, Severity, Source, State, Vulnerability, VulnerabilityCount, VulnerabilityDetail},
    permissions::READ,
    store::{
        step::steps_of,
        vulnerability::vulnerability_find,
        wanted::{Wanted, vulnerability_counts, vulnerability_list},
    },
};

/// Which vulnerabilities are wanted.
#[derive(Clone, Debug, Default)]
pub struct VulnerabilityWish {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one of these states only; none means all.
    pub states: Vec<State>,
    /// Of one severity only.
    pub severity: Option<Severity>,
    /// From one source only.
    pub source: Option<Source>,
    /// Standing like this against its day only.
    pub due: Option<DueState>,
    /// With these letters in title, number, host or code of an asset.
    pub q: Option<String>,
    /// Which page.
    pub page: PageRequest,
}

/// Vulnerabilities by their last day.
pub async fn vulnerabilities(
    tx: &mut Tx,
    desk: Desk<'_>,
    wish: VulnerabilityWish,
) -> Result<Page<Vulnerability>, SecurityError> {
    let after = match wish.page.after::<2>()? {
        Some([day, id]) => {
            Some((day.parse::<NaiveDate>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let wanted = Wanted {
        scope: desk.by.scope(&READ),
        contract: wish.contract,
        states: wish.states,
        severity: wish.severity,
        source: wish.source,
        due: wish.due,
        q: wish.q.map(|q| q.trim().chars().take(100).collect::<String>()).filter(|q| !q.is_empty()),
        today: desk.today(),
        after,
    };
    let limit = wish.page.limit();
    let rows = vulnerability_list(tx, &wanted, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.due_on.to_string(), row.id.to_string()]);
    Ok(page.map(|row| shown::vulnerability(desk, row)))
}

/// A vulnerability with all that was done to it.
pub async fn vulnerability(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<VulnerabilityDetail, SecurityError> {
    let row = vulnerability_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    require(desk, &READ, row.contract_id, row.work.as_ref())?;
    let steps = steps_of(tx, id).await?.into_iter().map(step).collect();
    let files = files::files_of(tx, Thing::Vulnerability.kind(), [id]).await?.remove(&id).unwrap_or_default();
    Ok(VulnerabilityDetail { vulnerability: shown::vulnerability(desk, row), steps, files })
}

/// How many vulnerabilities of a contract stand where, by severity.
pub async fn counts(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
) -> Result<Vec<VulnerabilityCount>, SecurityError> {
    let scope = desk.reader(&READ, contract)?;
    let rows = vulnerability_counts(tx, &scope, contract, desk.today()).await?;
    let mut counts: Vec<_> = rows
        .into_iter()
        .map(|row| VulnerabilityCount {
            severity: row.severity,
            state: row.state,
            count: row.count,
            late: row.late,
            soon: row.soon,
        })
        .collect();
    counts.sort_by_key(|count| (count.severity, count.state));
    Ok(counts)
}
