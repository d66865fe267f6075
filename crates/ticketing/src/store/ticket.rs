//! Tickets, one at a time.

use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    args,
    db::{Arg, Args, DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use crate::model::{Ticket, TicketFields};

/// The columns of [`TicketFields`].
macro_rules! row_columns {
    () => {
        "ord, id, number, contract_id, contract_prefix, kind, case_key, case_name, level, title, state, assignee_id, \
         assignee_name, reporter_name, work, service, escalation_level, cycle, opened_at, updated_at, clocks, due_key, \
         urged, version, site"
    };
}
pub(super) use row_columns;

/// The columns of [`Ticket`].
macro_rules! columns {
    () => {
        concat!(
            row_columns!(),
            ", contract_version_id, contract_version, channel, severity_set_by, description, asset, reporter, form, \
             resume_state, resolved_by, satisfaction, merged_into, verdicts, alarm, watchers, links, attachments, \
             opened_by, next_sweep_at, swept_at, last_seq"
        )
    };
}

const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM ticket WHERE id = $1"));
const FIND_ROW: Dialect = Dialect::same(concat!("SELECT ", row_columns!(), " FROM ticket WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM ticket WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM ticket WHERE id = $1 FOR UPDATE"),
};
/// The insertion of a ticket, `$1` to `$41`.
macro_rules! insert_ticket {
    () => {
    "INSERT INTO ticket (id, number, contract_id, contract_prefix, contract_version_id, contract_version, kind, channel, \
     case_key, case_name, level, severity_set_by, title, description, work, service, asset, reporter, reporter_name, form, \
     state, resume_state, assignee_id, assignee_name, escalation_level, cycle, urged, clocks, verdicts, alarm, watchers, \
     links, attachments, opened_by, opened_at, updated_at, due_key, next_sweep_at, swept_at, last_seq, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
     $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41)"
    };
}
pub(super) use insert_ticket;

const INSERT: Dialect = Dialect::same(concat!(insert_ticket!(), " RETURNING ord"));
const UPDATE: Dialect = Dialect::same(
    "UPDATE ticket SET case_key = $2, case_name = $3, level = $4, severity_set_by = $5, title = $6, description = $7, \
     work = $8, service = $9, asset = $10, state = $11, resume_state = $12, assignee_id = $13, assignee_name = $14, \
     resolved_by = $15, escalation_level = $16, cycle = $17, urged = $18, satisfaction = $19, merged_into = $20, \
     clocks = $21, verdicts = $22, alarm = $23, watchers = $24, links = $25, attachments = $26, updated_at = $27, \
     due_key = $28, next_sweep_at = $29, swept_at = $30, last_seq = $31, version = $32, \
     closed_at = CASE WHEN $11 = 'closed' THEN COALESCE(closed_at, $27) END WHERE id = $1",
);
const DUE: Dialect = Dialect::same(
    "SELECT id FROM ticket WHERE next_sweep_at IS NOT NULL AND next_sweep_at <= $1 ORDER BY next_sweep_at LIMIT $2",
);
const UNDETERMINED: Dialect = Dialect {
    sqlite: "UPDATE ticket SET next_sweep_at = $1 WHERE next_sweep_at IS NOT NULL AND clocks LIKE '%\"note\":\"%' \
             AND due_key < $2",
    postgres: "UPDATE ticket SET next_sweep_at = $1 WHERE next_sweep_at IS NOT NULL AND due_key < $2 \
               AND clocks @? '$[*] ? (@.state == \"running\" && @.note != null)'",
};
const LOOK_AGAIN: Dialect =
    Dialect::same("UPDATE ticket SET next_sweep_at = $2 WHERE contract_id = $1 AND due_key < $3");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[FIND, FIND_ROW, LOCK, INSERT, UPDATE, DUE, UNDETERMINED, LOOK_AGAIN];

/// The ticket of an id, if it is inside `scope`.
pub async fn ticket_find(tx: &mut Tx, id: Uuid, scope: &ContractScope) -> Result<Option<Ticket>, DbError> {
    let found: Option<Ticket> = tx.optional(FIND, args![id]).await?;
    Ok(found.filter(|ticket| scope.covers(ticket.row.contract(), ticket.row.work.as_deref())))
}

/// What a list shows of a ticket, if it is inside `scope`.
pub async fn ticket_row_find(tx: &mut Tx, id: Uuid, scope: &ContractScope) -> Result<Option<TicketFields>, DbError> {
    let found: Option<TicketFields> = tx.optional(FIND_ROW, args![id]).await?;
    Ok(found.filter(|row| scope.covers(row.contract(), row.work.as_deref())))
}

/// What lists show of several tickets, whoever may see them.
pub async fn tickets_of(tx: &mut Tx, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<TicketFields>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", row_columns!(), " FROM ticket WHERE id IN "));
    sql.bind_list(ids).push(" ORDER BY ord");
    tx.all_sql(sql).await
}

/// The ticket of an id, if it is inside `scope`, held for a change until the end of the transaction.
pub async fn ticket_lock(tx: &mut Tx, id: Uuid, scope: &ContractScope) -> Result<Option<Ticket>, DbError> {
    let found: Option<Ticket> = tx.optional(LOCK, args![id]).await?;
    Ok(found.filter(|ticket| scope.covers(ticket.row.contract(), ticket.row.work.as_deref())))
}

/// The values of [`insert_ticket`].
pub(super) fn insert_args(ticket: &Ticket) -> Result<Args, DbError> {
    let row = &ticket.row;
    let form = ticket.form.as_ref().map_or(Ok(Arg::Json(None)), |form| Arg::json(&form.0))?;
    Ok(args![
        row.id,
        &row.number,
        row.contract_id,
        &row.contract_prefix,
        ticket.contract_version_id,
        ticket.contract_version,
        row.kind,
        ticket.channel,
        &row.case_key,
        &row.case_name,
        row.level,
        &ticket.severity_set_by,
        &row.title,
        &ticket.description,
        row.work.as_deref(),
        row.service.as_deref(),
        ticket.asset.as_deref(),
        Arg::json(&ticket.reporter.0)?,
        &row.reporter_name,
        form,
        row.state,
        ticket.resume_state.as_deref(),
        row.assignee_id,
        row.assignee_name.as_deref(),
        row.escalation_level,
        row.cycle,
        row.urged,
        Arg::json(&row.clocks.0)?,
        Arg::json(&ticket.verdicts.0)?,
        ticket.alarm,
        Arg::json(&ticket.watchers.0)?,
        Arg::json(&ticket.links.0)?,
        Arg::json(&ticket.attachments.0)?,
        ticket.opened_by,
        row.opened_at,
        row.updated_at,
        row.due_key,
        ticket.next_sweep_at,
        ticket.swept_at,
        ticket.last_seq,
        row.version
    ])
}

/// Adds a ticket alone; gives its position in the order of opening.
pub async fn ticket_insert(tx: &mut Tx, ticket: &Ticket) -> Result<i64, DbError> {
    let (ord,): (i64,) = tx.one(INSERT, insert_args(ticket)?).await?;
    Ok(ord)
}

/// Writes everything of a ticket that can change.
pub async fn ticket_update(tx: &mut Tx, ticket: &Ticket) -> Result<(), DbError> {
    let row = &ticket.row;
    let args = args![
        row.id,
        &row.case_key,
        &row.case_name,
        row.level,
        &ticket.severity_set_by,
        &row.title,
        &ticket.description,
        row.work.as_deref(),
        row.service.as_deref(),
        ticket.asset.as_deref(),
        row.state,
        ticket.resume_state.as_deref(),
        row.assignee_id,
        row.assignee_name.as_deref(),
        ticket.resolved_by,
        row.escalation_level,
        row.cycle,
        row.urged,
        ticket.satisfaction,
        ticket.merged_into,
        Arg::json(&row.clocks.0)?,
        Arg::json(&ticket.verdicts.0)?,
        ticket.alarm,
        Arg::json(&ticket.watchers.0)?,
        Arg::json(&ticket.links.0)?,
        Arg::json(&ticket.attachments.0)?,
        row.updated_at,
        row.due_key,
        ticket.next_sweep_at,
        ticket.swept_at,
        ticket.last_seq,
        row.version
    ];
    tx.queue(UPDATE, args).await
}

/// Up to `limit` tickets in which a clock has something to say by `now`, the longest waiting first.
pub async fn ticket_due(tx: &mut Tx, now: DateTime<Utc>, limit: u32) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = tx.all(DUE, args![now, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Has the next sweep look at every ticket with a clock that waits for a holiday notice.
pub async fn ticket_undetermined(tx: &mut Tx, now: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(UNDETERMINED, args![now, super::ENDED]).await
}

/// Has the next sweep look at every live ticket of `contract`.
pub async fn ticket_look_again(tx: &mut Tx, contract: ContractId, now: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(LOOK_AGAIN, args![contract, now, super::ENDED]).await
}
