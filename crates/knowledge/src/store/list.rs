//! Lists of articles, read on by key.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{
    Sql,
    db::{DbError, Tx},
    text::Query,
};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Face, push_seen, search::push_found};
use crate::{
    model::{Audience, State},
    permissions::Seen,
};

macro_rules! columns {
    () => {
        "a.id, a.no, a.state, a.live, a.valid_until, a.used, a.from_number, a.from_contract, a.updated_at, a.updated_by, \
         t.contract_id, t.work, t.service, t.audience, t.title, t.tags, SUBSTR(t.problem, 1, 120) AS excerpt, \
         SUBSTR(t.solution, 1, 120) AS answer"
    };
}

/// An article in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct CardRow {
    pub id: Uuid,
    pub no: i64,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub live: bool,
    pub valid_until: Option<NaiveDate>,
    pub used: i64,
    pub from_number: Option<String>,
    pub from_contract: Option<Uuid>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: String,
    pub contract_id: Option<Uuid>,
    pub work: Option<String>,
    pub service: Option<String>,
    #[sqlx(try_from = "String")]
    pub audience: Audience,
    pub title: String,
    pub tags: Json<Vec<String>>,
    pub excerpt: String,
    pub answer: String,
}

/// Which articles are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of the whole house only.
    pub house: bool,
    /// About one service only.
    pub service: Option<String>,
    /// In one state only.
    pub state: Option<State>,
    /// Offered, and ending on this day at the latest.
    pub due: Option<NaiveDate>,
    /// Grown from this ticket, or used with it.
    pub ticket: Option<Uuid>,
    /// With these words.
    pub query: Option<Query>,
    /// After this one in the list.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

/// Articles that are seen, the last changed first.
pub async fn article_list(tx: &mut Tx, seen: &Seen, wanted: &Wanted, limit: u32) -> Result<Vec<CardRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM "));
    let face = if let Some(query) = &wanted.query {
        push_found(&mut sql, tx.engine(), query);
        Face::Found
    } else {
        sql.push("knowledge_article a JOIN knowledge_revision t ON t.article_id = a.id");
        Face::Latest
    };
    sql.push(" WHERE ");
    push_seen(&mut sql, seen, face);
    push_wanted(&mut sql, wanted, seen);
    if let Some((at, id)) = wanted.after {
        sql.push(" AND (a.updated_at, a.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY a.updated_at DESC, a.id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

fn push_wanted(sql: &mut Sql, wanted: &Wanted, seen: &Seen) {
    if let Some(contract) = wanted.contract {
        sql.push(" AND t.contract_id = ").bind(contract);
    }
    if wanted.house {
        sql.push(" AND t.contract_id IS NULL");
    }
    if let Some(service) = &wanted.service {
        sql.push(" AND t.service = ").bind(service);
    }
    match wanted.state {
        // To those who only read, whatever is offered is published.
        Some(state) if seen.writes_anywhere() => {
            sql.push(" AND a.state = ").bind(state.code());
        }
        Some(State::Published) | None => {}
        Some(_) => {
            sql.push(" AND FALSE");
        }
    }
    if let Some(day) = wanted.due {
        sql.push(" AND a.live = TRUE AND a.valid_until <= ").bind(day);
    }
    if let Some(ticket) = wanted.ticket {
        sql.push(" AND (a.from_ticket = ").bind(ticket);
        sql.push(" OR a.id IN (SELECT article_id FROM knowledge_use WHERE ticket_id = ").bind(ticket).push("))");
    }
}

/// Those of `ids` that are offered and seen, in no order.
pub async fn article_offered(tx: &mut Tx, seen: &Seen, ids: &[Uuid]) -> Result<Vec<CardRow>, DbError> {
    let mut sql = Sql::new(concat!(
        "SELECT ",
        columns!(),
        " FROM knowledge_article a JOIN knowledge_revision t ON t.article_id = a.id WHERE a.id IN "
    ));
    sql.bind_list(ids.iter().copied()).push(" AND ");
    push_seen(&mut sql, seen, Face::Live);
    tx.all_sql(sql).await
}
