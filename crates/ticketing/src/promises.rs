//! Clocks as promised times, for modules that look at what is about to be missed or was.

use async_trait::async_trait;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    promises::{Promise, PromiseSource, PromiseState},
};
use jianyue_sla::clock::ClockKind;
use uuid::Uuid;

use crate::{
    model::{ClockCard, ClockStatus, TicketFields},
    store::{Filter, Part, Sort, ticket_list, tickets_of},
};

/// The clocks of tickets.
pub(crate) struct Clocks;

#[async_trait]
impl PromiseSource for Clocks {
    async fn open(
        &self,
        app: &App,
        tx: &mut Tx,
        contracts: &[ContractId],
        limit: u32,
    ) -> Result<Vec<Promise>, DbError> {
        let parts: Vec<Part> = contracts.iter().map(|id| Part { contract: *id, works: Vec::new() }).collect();
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let filter = Filter { live: true, ..Filter::default() };
        let rows = ticket_list(tx, &parts, &filter, Sort::Due, None, limit).await?;
        let now = app.env().now();
        let all = rows.iter().flat_map(|row| promises(row, now));
        let counts = |one: &Promise| match one.state {
            PromiseState::Running | PromiseState::Held => true,
            PromiseState::Broken => one.stopped_at.is_none(),
            PromiseState::Kept => false,
        };
        Ok(all.filter(counts).collect())
    }

    async fn of(&self, app: &App, tx: &mut Tx, records: &[Uuid]) -> Result<Vec<Promise>, DbError> {
        let now = app.env().now();
        let rows = tickets_of(tx, records.iter().copied()).await?;
        Ok(rows.iter().flat_map(|row| promises(row, now)).collect())
    }
}

fn promises(row: &TicketFields, now: chrono::DateTime<chrono::Utc>) -> Vec<Promise> {
    row.clocks.0.iter().filter_map(|card| promise(row, card, now)).collect()
}

fn promise(row: &TicketFields, card: &ClockCard, now: chrono::DateTime<chrono::Utc>) -> Option<Promise> {
    let state = match card.state {
        ClockStatus::Running if card.is_overdue(now) => PromiseState::Broken,
        ClockStatus::Running => PromiseState::Running,
        ClockStatus::Paused => PromiseState::Held,
        ClockStatus::Met => PromiseState::Kept,
        ClockStatus::Breached => PromiseState::Broken,
        ClockStatus::NotApplicable => return None,
    };
    let kind: ClockKind = card.kind;
    Some(Promise {
        key: format!("{}:{}:{}:{}", row.id, kind.as_str(), card.cycle, card.level),
        contract: row.contract(),
        record: row.id,
        number: row.number.clone(),
        title: row.title.clone(),
        path: format!("/tickets/{}", row.id),
        client_path: format!("/portal/requests/{}", row.id),
        work: row.work.clone(),
        service: row.service.clone(),
        case: row.case_key.clone(),
        case_name: row.case_name.clone(),
        target: kind.as_str(),
        target_name: kind.label(),
        within: card.budget_text.clone(),
        clause: card.clause.clone(),
        assumed: card.assumed.clone(),
        due_at: card.due_at,
        stopped_at: card.stopped_at,
        state,
        provisional: card.provisional,
    })
}
