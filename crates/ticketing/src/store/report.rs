//! What reports of a period read: by ranges of indexes, and with one statement for all tickets of a kind.
//!
//! What ended in a period or later has changed since its first day, and what is live is a range of its own, so that no
//! report reads tickets that were over before it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Sql, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use super::ENDED;
use crate::model::{Channel, Kind, ServiceSheet, State};

macro_rules! columns {
    () => {
        "id, number, title, kind, channel, case_key, case_name, level, work, service, state, assignee_name, opened_at, \
         closed_at, updated_at, satisfaction, urged, cycle"
    };
}

const OPENED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    ", '' AS clocks FROM ticket WHERE contract_id = $1 AND opened_at >= $2 AND opened_at < $3 ORDER BY opened_at, ord"
));
const CLOCKS: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    ", CAST(clocks AS TEXT) AS clocks FROM ticket WHERE contract_id = $1 AND opened_at >= $2 AND opened_at < $3 \
     ORDER BY opened_at, ord"
));
const EARLIER: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    ", '' AS clocks FROM ticket WHERE contract_id = $1 AND updated_at >= $2 AND opened_at < $2 UNION ALL SELECT ",
    columns!(),
    ", '' AS clocks FROM ticket WHERE contract_id = $1 AND due_key < $3 AND updated_at < $2 ORDER BY opened_at, number"
));
const ARRIVED: Dialect = Dialect::same(
    "SELECT t.id, t.number, t.title, t.work, e.at, e.by_name FROM ticket t JOIN ticket_entry e ON e.ticket_id = t.id \
     WHERE t.contract_id = $1 AND t.updated_at >= $2 AND e.kind = 'arrived' AND e.at >= $2 AND e.at < $3 ORDER BY e.at, t.number",
);
const SHEETS: Dialect = Dialect::same(
    "SELECT t.id, t.title, t.work, s.number, s.by_name, s.at, s.content FROM ticket t \
     JOIN ticket_service_sheet s ON s.ticket_id = t.id WHERE t.contract_id = $1 AND t.updated_at >= $2 AND s.at >= $2 \
     AND s.at < $3 AND NOT EXISTS (SELECT 1 FROM ticket_service_sheet later WHERE later.ticket_id = s.ticket_id \
     AND later.corrects = s.id) ORDER BY s.at, s.number",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OPENED, CLOCKS, EARLIER, ARRIVED, SHEETS];

/// Tickets of which words are read at once.
const AT_ONCE: usize = 500;

/// What a report tells of a ticket.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedTicket {
    pub id: Uuid,
    pub number: String,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    pub case_key: String,
    pub case_name: String,
    pub level: i64,
    pub work: Option<String>,
    pub service: Option<String>,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub assignee_name: Option<String>,
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    pub satisfaction: Option<i64>,
    pub urged: i64,
    pub cycle: i64,
    /// Its clocks as JSON, where they were asked for.
    pub clocks: String,
}

/// Somebody came to a place.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedVisit {
    pub id: Uuid,
    pub number: String,
    pub title: String,
    pub work: Option<String>,
    pub at: DateTime<Utc>,
    pub by_name: String,
}

/// A service sheet; `id`, `title` and `work` are those of its ticket.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedSheet {
    pub id: Uuid,
    pub title: String,
    pub work: Option<String>,
    pub number: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub content: Json<ServiceSheet>,
}

/// Why something happened and what was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportedCause {
    /// What was found on the spot, out of the last service sheet.
    pub found: String,
    /// What was done: the last solution, or else what the sheet says.
    pub done: String,
    /// The last work-around.
    pub around: String,
}

type Span = (DateTime<Utc>, DateTime<Utc>);

/// Tickets that were opened in `span`, with their clocks if `clocks`.
pub async fn reported_opened(
    tx: &mut Tx,
    contract: ContractId,
    span: Span,
    clocks: bool,
) -> Result<Vec<ReportedTicket>, DbError> {
    tx.all(if clocks { CLOCKS } else { OPENED }, args![contract, span.0, span.1]).await
}

/// Tickets that were opened before `start` and are live, or have changed since.
pub async fn reported_earlier(
    tx: &mut Tx,
    contract: ContractId,
    start: DateTime<Utc>,
) -> Result<Vec<ReportedTicket>, DbError> {
    tx.all(EARLIER, args![contract, start, ENDED]).await
}

/// Check-ins of `span`.
pub async fn reported_visits(tx: &mut Tx, contract: ContractId, span: Span) -> Result<Vec<ReportedVisit>, DbError> {
    tx.all(ARRIVED, args![contract, span.0, span.1]).await
}

/// Service sheets of `span` that no other one corrects.
pub async fn reported_sheets(tx: &mut Tx, contract: ContractId, span: Span) -> Result<Vec<ReportedSheet>, DbError> {
    tx.all(SHEETS, args![contract, span.0, span.1]).await
}

/// Why `tickets` happened and what was done, as far as everybody of the contract may read it.
pub async fn reported_causes(tx: &mut Tx, tickets: &[Uuid]) -> Result<BTreeMap<Uuid, ReportedCause>, DbError> {
    let mut causes: BTreeMap<Uuid, ReportedCause> = BTreeMap::new();
    for ids in tickets.chunks(AT_ONCE) {
        let mut sql = Sql::new("SELECT ticket_id, content FROM ticket_service_sheet WHERE ticket_id IN ");
        sql.bind_list(ids.iter().copied()).push(" ORDER BY ticket_id, n");
        let sheets: Vec<(Uuid, Json<ServiceSheet>)> = tx.all_sql(sql).await?;
        for (ticket, sheet) in sheets {
            let cause = causes.entry(ticket).or_default();
            (cause.found, cause.done) = (sheet.0.found, sheet.0.done);
        }
        let mut sql = Sql::new(
            "SELECT ticket_id, kind, text FROM ticket_entry WHERE visibility = 'public' AND text IS NOT NULL \
             AND kind IN ('resolved', 'worked_around') AND ticket_id IN ",
        );
        sql.bind_list(ids.iter().copied()).push(" ORDER BY ticket_id, seq");
        let said: Vec<(Uuid, String, String)> = tx.all_sql(sql).await?;
        for (ticket, kind, text) in said {
            let cause = causes.entry(ticket).or_default();
            if kind == "resolved" {
                cause.done = text;
            } else {
                cause.around = text;
            }
        }
    }
    Ok(causes)
}
