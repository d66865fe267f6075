//! A bank's or the treasury's list is taken over into the ledgers.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{ContractId, ContractScope, Money};
use jianyue_platform::{
    Tx,
    audit::{self, Entry as Row},
};
use jianyue_sheets::RowOf;
use serde::Serialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    standing::{Standing, standings},
    telling::keep,
};
use crate::{
    error::BillingError,
    facts::Paid,
    model::Entry,
    permissions::PAY,
    reconcile::{Ledger, ListLine, Placed, place},
    store::entry::{EntryRow, entry_next},
};

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchOutcome {
    /// It belongs to an open payment.
    Matched,
    /// It does not, and why is said.
    Unmatched,
}

/// A line of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReconciledRow {
    /// Its line in the file, from 1.
    pub line: usize,
    /// Number of the voucher.
    pub voucher: String,
    /// The day of the payment; absent where the line could not be read.
    pub on: Option<NaiveDate>,
    /// How much.
    #[schema(value_type = Option<String>)]
    pub amount: Option<Money>,
    /// Who was paid.
    pub payee: String,
    /// What became of it.
    pub outcome: MatchOutcome,
    /// The contract that it belongs to.
    pub contract_id: Option<Uuid>,
    /// What the contract is called.
    pub contract_title: Option<String>,
    /// The payment, by its key.
    pub payment: Option<String>,
    /// What the payment is called.
    pub payment_title: Option<String>,
    /// Why it belongs nowhere, or what to look at.
    pub reason: Option<String>,
}

/// A list with what became of each line.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BillingReconciliation)]
pub struct Reconciliation {
    /// Whether nothing was kept.
    pub preview: bool,
    /// Lines that belong to a payment.
    pub matched: usize,
    /// Lines that do not.
    pub unmatched: usize,
    /// The sum of those that do.
    #[schema(value_type = String)]
    pub total: Money,
    /// The lines, in the order of the file.
    pub rows: Vec<ReconciledRow>,
}

/// Whether the caller records payments anywhere.
pub fn may_reconcile(desk: Desk<'_>) -> Result<(), BillingError> {
    match desk.by.scope(&PAY) {
        ContractScope::Only(held) if held.is_empty() => {
            Ok(desk.by.require(&PAY, ContractId(Uuid::nil())).map_err(Refusal::from)?)
        }
        ContractScope::All | ContractScope::Only(_) => Ok(()),
    }
}

/// Matches a list with the open payments of the contracts on which the caller records payments; unless it is a preview, each
/// line that belongs to one is recorded as a payment, and the rest is said.
pub async fn reconcile(
    tx: &mut Tx,
    desk: Desk<'_>,
    file: &str,
    rows: Vec<RowOf<ListLine>>,
    preview: bool,
) -> Result<Reconciliation, BillingError> {
    may_reconcile(desk)?;
    let scope = desk.by.scope(&PAY);
    let mut known = standings(tx, desk, None, None).await?;
    known.retain(|one| scope.covers(one.id, None));
    let mut ledgers: Vec<Ledger> =
        known.iter().map(|one| Ledger::of(&one.version.model, &one.title, &one.account)).collect();
    let mut payments: BTreeMap<ContractId, Vec<(Paid, i64)>> = BTreeMap::new();
    let mut found = Reconciliation { preview, matched: 0, unmatched: 0, total: Money::ZERO, rows: Vec::new() };
    for row in rows {
        let placed = match &row.draft {
            Ok(line) => place(line, &mut ledgers, desk.today()),
            Err(reason) => Err(reason.clone()),
        };
        if let (Ok(line), Ok(placed)) = (&row.draft, &placed) {
            found.matched += 1;
            found.total = found.total + line.amount;
            if let Some(standing) = known.get(placed.ledger) {
                let (of, voucher) = (placed.key.clone(), line.voucher.clone());
                let paid = Paid { of, on: line.on, amount: line.amount, voucher };
                payments.entry(standing.id).or_default().push((paid, standing.entries()));
            }
        } else {
            found.unmatched += 1;
        }
        found.rows.push(shown(row, placed, &known));
    }
    if !preview {
        record(tx, desk, payments).await?;
        let detail = json!({
            "file": file, "matched": found.matched, "unmatched": found.unmatched, "total": found.total,
        });
        let row = Row { action: "billing.reconcile", subject: desk.env.id(), contract: None, detail };
        audit::record(tx, desk.env, desk.by, row).await?;
    }
    Ok(found)
}

/// Each ledger is held from its first new entry on; one that moved meanwhile is looked at anew by whoever asked.
async fn record(
    tx: &mut Tx,
    desk: Desk<'_>,
    payments: BTreeMap<ContractId, Vec<(Paid, i64)>>,
) -> Result<(), BillingError> {
    for (contract, payments) in payments {
        let mut expected = payments.first().map_or(0, |(_, entries)| *entries);
        for (paid, _) in payments {
            let seq = entry_next(tx, contract).await?;
            expected += 1;
            if seq != expected {
                let text = "核对期间有人登记了同一份合同的结算台账，清单没有导入。请重新上传核对。";
                return Err(Refusal::rule("ledger_moved", text).into());
            }
            let row = EntryRow {
                id: desk.env.id(),
                contract_id: contract.0,
                seq,
                kind: "payment".to_owned(),
                body: Json(Entry::Payment(paid)),
                by_id: desk.by.person.0,
                by_name: desk.by.name.clone(),
                at: desk.now(),
            };
            keep(tx, desk, &row).await?;
        }
    }
    Ok(())
}

fn shown(row: RowOf<ListLine>, placed: Result<Placed, String>, known: &[Standing]) -> ReconciledRow {
    let (on, amount, payee) = match &row.draft {
        Ok(line) => (Some(line.on), Some(line.amount), line.payee.clone()),
        Err(_) => (None, None, String::new()),
    };
    let mut shown = ReconciledRow {
        line: row.line,
        voucher: row.about,
        on,
        amount,
        payee,
        outcome: MatchOutcome::Unmatched,
        contract_id: None,
        contract_title: None,
        payment: None,
        payment_title: None,
        reason: None,
    };
    match placed {
        Ok(placed) => {
            let standing = known.get(placed.ledger);
            shown.outcome = MatchOutcome::Matched;
            shown.contract_id = standing.map(|one| one.id.0);
            shown.contract_title = standing.map(|one| one.title.clone());
            shown.payment = Some(placed.key);
            shown.payment_title = Some(placed.title);
            shown.reason = placed.note;
        }
        Err(reason) => shown.reason = Some(reason),
    }
    shown
}
