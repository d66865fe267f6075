//! Macros: steps that are done together, with the permissions of whoever runs them.

use jianyue_platform::{Tx, people::People};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Change, create, expect_version, fields, hold, remove,
    replies::{for_ticket, value},
    scope_of, write,
};
use crate::{
    error::TicketError,
    fill::fill,
    model::{ItemRow, Keep, Macro, MacroBody, Step, Ticket},
    service::{Desk, hand::version_of, run_steps},
    store,
};

const KIND: Keep = Keep::Macro;

/// What a macro is made of.
#[derive(Clone, Debug)]
pub struct MacroDraft {
    /// Its name.
    pub name: String,
    /// Its steps.
    pub steps: Vec<Step>,
    /// The contract on which it is shared.
    pub contract: Option<Uuid>,
}

fn shown(row: ItemRow, me: Uuid) -> Result<Macro, TicketError> {
    let MacroBody { steps } = fields::body(&row)?;
    let mine = row.person_id == me;
    Ok(Macro { id: row.id, name: row.name, steps, contract_id: row.contract_id, mine, version: row.version })
}

/// The caller's own and those shared where the caller works; with `contract`, without those of other contracts.
pub async fn macro_list(tx: &mut Tx, desk: Desk<'_>, contract: Option<Uuid>) -> Result<Vec<Macro>, TicketError> {
    let Ok(scope) = scope_of(desk.by, KIND) else { return Ok(Vec::new()) };
    let rows = store::item_list(tx, KIND, desk.by.person.0, &scope, contract).await?;
    rows.into_iter().map(|row| shown(row, desk.by.person.0)).collect()
}

/// Keeps a new one.
pub async fn macro_create(tx: &mut Tx, desk: Desk<'_>, draft: MacroDraft) -> Result<Macro, TicketError> {
    scope_of(desk.by, KIND)?;
    let (name, steps) = (fields::name(&draft.name)?, fields::steps(draft.steps)?);
    let row = create(tx, desk, KIND, name, draft.contract, json!({ "steps": steps })).await?;
    shown(row, desk.by.person.0)
}

/// Changes one.
pub async fn macro_change(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: Option<i64>,
    change: Change<Vec<Step>>,
) -> Result<Macro, TicketError> {
    let mut row = hold(tx, desk.by, KIND, id).await?;
    expect_version(&row, version, || current(&row, desk))?;
    if let Some(name) = change.name {
        row.name = fields::name(&name)?;
    }
    if let Some(steps) = change.body {
        row.body.0 = json!({ "steps": fields::steps(steps)? });
    }
    let before = row.contract_id;
    row.contract_id = change.sharing.from(before);
    shown(write(tx, desk, row, before).await?, desk.by.person.0)
}

fn current(row: &ItemRow, desk: Desk<'_>) -> Value {
    shown(row.clone(), desk.by.person.0).map_or(Value::Null, |shown| json!(shown))
}

/// Removes one.
pub async fn macro_remove(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), TicketError> {
    remove(tx, desk, KIND, id).await
}

/// The steps of a macro for a ticket. Nothing is done.
pub async fn macro_filled(tx: &mut Tx, desk: Desk<'_>, ticket: Uuid, id: Uuid) -> Result<Vec<Step>, TicketError> {
    let (ticket, row) = for_ticket(tx, desk, KIND, ticket, id).await?;
    let MacroBody { mut steps } = fields::body(&row)?;
    let contract = version_of(tx, desk.registry, &ticket).await?;
    for (at, step) in steps.iter_mut().enumerate() {
        for (_, text) in step.texts_mut() {
            let filled = fill(text, |name| value(name, &ticket, &contract, desk));
            *text = filled.map_err(|wrong| TicketError::UnknownVariable { field: "steps", step: Some(at), wrong })?;
        }
    }
    Ok(steps)
}

/// Does all steps of a macro to a ticket, or none. What its runner may not do, it may not either.
pub async fn macro_run(
    tx: &mut Tx,
    desk: Desk<'_>,
    people: &People,
    ticket: Uuid,
    version: Option<i64>,
    id: Uuid,
) -> Result<Ticket, TicketError> {
    let steps = macro_filled(tx, desk, ticket, id).await?;
    run_steps(tx, desk, people, ticket, version, steps).await
}
