//! Who calls: what is known of a phone number from the tickets that were reported with it.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractScope;
use jianyue_platform::{Tx, sealed::Sealer, text::Query};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Desk, reading::parts_of};
use crate::{
    callers::{normalised, words_of},
    error::TicketError,
    model::TicketRow,
    policy::OPEN,
    store::{self, Filter},
};

/// Tickets of a number that are looked at, the newest.
const LOOKED_AT: u32 = 50;
/// Tickets of a number that are shown.
const SHOWN: usize = 10;

/// Somebody who has called from a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KnownCaller {
    /// Name.
    pub name: String,
    /// Office or organisation.
    pub unit: Option<String>,
    /// When the last ticket was opened for them.
    pub last_at: DateTime<Utc>,
    /// On which contract.
    pub contract_id: Uuid,
}

/// What is known of a number.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Callers {
    /// The number, as it is looked for.
    pub number: String,
    /// Who has called from it, the last one first.
    pub known: Vec<KnownCaller>,
    /// The last tickets reported with it.
    pub recent: Vec<TicketRow>,
}

/// What the one who acts may know of a number, on the contracts on which they open tickets.
///
/// # Errors
/// [`TicketError::Denied`] for whoever opens none, [`TicketError::BadFields`] for what is no number.
pub async fn callers(tx: &mut Tx, desk: Desk<'_>, sealer: &Sealer, number: &str) -> Result<Callers, TicketError> {
    let scope = desk.by.scope(&OPEN);
    if matches!(&scope, ContractScope::Only(held) if held.is_empty()) {
        return Err(jianyue_kernel::Denied { code: OPEN.code, name: OPEN.name }.into());
    }
    let bad = || TicketError::field("number", "请输入完整的电话号码（5 至 20 位数字）");
    let number = normalised(number).ok_or_else(bad)?;
    let parts = parts_of(tx, desk, scope, None).await?;
    let query = Query::words(words_of(sealer, &number));
    let rows = store::ticket_search(tx, &query, &parts, &Filter::default(), None, LOOKED_AT).await?;
    let reporters = store::reporter_list(tx, rows.iter().map(|row| row.id)).await?;
    let mut known: Vec<KnownCaller> = Vec::new();
    for row in &rows {
        let unit = reporters.get(&row.id).and_then(|reporter| reporter.unit.clone());
        let (name, contract_id) = (&row.reporter_name, row.contract_id);
        if !known.iter().any(|k| (&k.name, &k.unit, k.contract_id) == (name, &unit, contract_id)) {
            known.push(KnownCaller { name: name.clone(), unit, last_at: row.opened_at, contract_id });
        }
    }
    let now = desk.now();
    let recent = rows.into_iter().take(SHOWN).map(|row| row.view(now)).collect();
    Ok(Callers { number, known, recent })
}
