//! Reply templates: texts to answer with, filled in for a ticket.

use chrono::Datelike;
use jianyue_contracts::registry::Compiled;
use jianyue_platform::Tx;
use jianyue_sla::zone::{display, local_date};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Change, create, expect_version, fields, find, hold, remove, scope_of, write};
use crate::{
    error::TicketError,
    fill::fill,
    model::{ItemRow, Keep, ReplyTemplate, TemplateBody, Ticket},
    policy::WORK,
    service::{Desk, hand::version_of, reading},
    store,
};

const KIND: Keep = Keep::ReplyTemplate;

/// What a reply template is made of.
#[derive(Clone, Debug)]
pub struct TemplateDraft {
    /// Its name.
    pub name: String,
    /// The text with variables.
    pub text: String,
    /// The contract on which it is shared.
    pub contract: Option<Uuid>,
}

fn shown(row: ItemRow, me: Uuid) -> Result<ReplyTemplate, TicketError> {
    let TemplateBody { text } = fields::body(&row)?;
    let mine = row.person_id == me;
    Ok(ReplyTemplate { id: row.id, name: row.name, text, contract_id: row.contract_id, mine, version: row.version })
}

/// The caller's own and those shared where the caller works; with `contract`, without those of other contracts.
pub async fn template_list(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: Option<Uuid>,
) -> Result<Vec<ReplyTemplate>, TicketError> {
    let Ok(scope) = scope_of(desk.by, KIND) else { return Ok(Vec::new()) };
    let rows = store::item_list(tx, KIND, desk.by.person.0, &scope, contract).await?;
    rows.into_iter().map(|row| shown(row, desk.by.person.0)).collect()
}

/// Keeps a new one.
pub async fn template_create(tx: &mut Tx, desk: Desk<'_>, draft: TemplateDraft) -> Result<ReplyTemplate, TicketError> {
    scope_of(desk.by, KIND)?;
    let (name, text) = (fields::name(&draft.name)?, fields::reply(&draft.text)?);
    let row = create(tx, desk, KIND, name, draft.contract, json!({ "text": text })).await?;
    shown(row, desk.by.person.0)
}

/// Changes one.
pub async fn template_change(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: Option<i64>,
    change: Change<String>,
) -> Result<ReplyTemplate, TicketError> {
    let mut row = hold(tx, desk.by, KIND, id).await?;
    expect_version(&row, version, || current(&row, desk))?;
    if let Some(name) = change.name {
        row.name = fields::name(&name)?;
    }
    if let Some(text) = change.body {
        row.body.0 = json!({ "text": fields::reply(&text)? });
    }
    let before = row.contract_id;
    row.contract_id = change.sharing.from(before);
    shown(write(tx, desk, row, before).await?, desk.by.person.0)
}

fn current(row: &ItemRow, desk: Desk<'_>) -> Value {
    shown(row.clone(), desk.by.person.0).map_or(Value::Null, |shown| json!(shown))
}

/// Removes one.
pub async fn template_remove(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), TicketError> {
    remove(tx, desk, KIND, id).await
}

/// The text of a template for a ticket.
pub async fn template_filled(tx: &mut Tx, desk: Desk<'_>, ticket: Uuid, id: Uuid) -> Result<String, TicketError> {
    let (ticket, row) = for_ticket(tx, desk, KIND, ticket, id).await?;
    let TemplateBody { text } = fields::body(&row)?;
    let contract = version_of(tx, desk.registry, &ticket).await?;
    let known = |name: &str| value(name, &ticket, &contract, desk);
    fill(&text, known).map_err(|wrong| TicketError::UnknownVariable { field: "text", step: None, wrong })
}

/// Something kept, and the ticket of the caller's work that it is used on: one's own, or shared on the ticket's contract.
pub(super) async fn for_ticket(
    tx: &mut Tx,
    desk: Desk<'_>,
    kind: Keep,
    ticket: Uuid,
    id: Uuid,
) -> Result<(Ticket, ItemRow), TicketError> {
    let ticket = reading::find(tx, desk.by, ticket).await?;
    if !desk.by.scope(&WORK).covers(ticket.row.contract(), ticket.row.work.as_deref()) {
        return Err(jianyue_kernel::Denied { code: WORK.code, name: WORK.name }.into());
    }
    let row = find(tx, desk.by, kind, id).await?;
    if row.contract_id.is_some_and(|contract| contract != ticket.row.contract_id) {
        return Err(TicketError::NoItem(kind));
    }
    Ok((ticket, row))
}

/// The value of a variable for a ticket; what a ticket does not have is empty.
pub(super) fn value(name: &str, ticket: &Ticket, contract: &Compiled, desk: Desk<'_>) -> String {
    let row = &ticket.row;
    let next = || row.clocks.iter().filter(|clock| clock.is_running()).min_by_key(|clock| clock.due_at);
    match name {
        "number" => row.number.clone(),
        "title" => row.title.clone(),
        "reporter" => row.reporter_name.clone(),
        "unit" => ticket.reporter.unit.clone().unwrap_or_default(),
        "contract" => contract.title.clone(),
        "case" => row.case_name.clone(),
        "state" => row.state.label().to_owned(),
        "due" => row.next_due_at().map(display).unwrap_or_default(),
        "clause" => next().map(|clock| clock.clause.clone()).unwrap_or_default(),
        "me" => desk.by.name.clone(),
        "today" => {
            let today = local_date(desk.now());
            format!("{}年{}月{}日", today.year(), today.month(), today.day())
        }
        _ => String::new(),
    }
}
