//! Articles, one at a time.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Face, push_seen};
use crate::{
    model::{Audience, Content, State},
    permissions::Seen,
};

macro_rules! columns {
    () => {
        "a.id, a.no, a.state, a.live, a.last_revision, a.published_revision, a.valid_until, a.used, a.from_ticket, \
         a.from_number, a.from_contract, a.author_id, a.author_name, a.published_by, a.published_at, a.reason, \
         a.updated_at, a.updated_by, a.version, t.revision, t.contract_id, t.work, t.service, t.audience, t.title, \
         t.problem, t.cause, t.solution, t.tags, t.live AS offered"
    };
}

const KNOWN: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM knowledge_article a JOIN knowledge_revision t ON t.article_id = a.id AND t.latest = TRUE WHERE a.id = $1"
));
const LOCK: Dialect = Dialect {
    sqlite: "SELECT version FROM knowledge_article WHERE id = $1",
    postgres: "SELECT version FROM knowledge_article WHERE id = $1 FOR UPDATE",
};
const NEXT: Dialect = Dialect::same(
    "INSERT INTO knowledge_number (series, last) VALUES ('article', 1) \
     ON CONFLICT (series) DO UPDATE SET last = knowledge_number.last + 1 RETURNING last",
);
const INSERT: Dialect = Dialect::same(
    "INSERT INTO knowledge_article (id, no, state, live, last_revision, published_revision, expiring_told, used, \
     from_ticket, from_number, from_contract, author_id, author_name, created_at, updated_at, updated_by, version) \
     VALUES ($1, $2, 'draft', FALSE, 1, 0, FALSE, 0, $3, $4, $5, $6, $7, $8, $8, $7, 1)",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE knowledge_article SET state = $2, live = $3, last_revision = $4, published_revision = $5, valid_until = $6, \
     expiring_told = FALSE, published_by = $7, published_at = $8, reason = $9, updated_at = $10, updated_by = $11, \
     version = version + 1 WHERE id = $1",
);
const OF_TICKET: Dialect = Dialect::same("SELECT id, no FROM knowledge_article WHERE from_ticket = $1");
const EXPIRED: Dialect = Dialect::same(
    "SELECT id FROM knowledge_article WHERE live = TRUE AND valid_until < $1 ORDER BY valid_until LIMIT $2",
);
const EXPIRING: Dialect = Dialect::same(
    "SELECT id FROM knowledge_article WHERE live = TRUE AND valid_until <= $1 AND expiring_told = FALSE \
     ORDER BY valid_until LIMIT $2",
);
const TOLD: Dialect = Dialect::same("UPDATE knowledge_article SET expiring_told = TRUE WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[KNOWN, LOCK, NEXT, INSERT, UPDATE, OF_TICKET, EXPIRED, EXPIRING, TOLD];

/// An article as it is kept, with one of its wordings.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ArticleRow {
    pub id: Uuid,
    pub no: i64,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub live: bool,
    pub last_revision: i64,
    pub published_revision: i64,
    pub valid_until: Option<NaiveDate>,
    pub used: i64,
    pub from_ticket: Option<Uuid>,
    pub from_number: Option<String>,
    pub from_contract: Option<Uuid>,
    pub author_id: Uuid,
    pub author_name: String,
    pub published_by: Option<String>,
    pub published_at: Option<DateTime<Utc>>,
    pub reason: Option<String>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: String,
    pub version: i64,
    pub revision: i64,
    pub contract_id: Option<Uuid>,
    pub work: Option<String>,
    pub service: Option<String>,
    #[sqlx(try_from = "String")]
    pub audience: Audience,
    pub title: String,
    pub problem: String,
    pub cause: String,
    pub solution: String,
    pub tags: Json<Vec<String>>,
    /// Whether this wording is the one that is offered.
    pub offered: bool,
}

impl ArticleRow {
    /// What this wording says.
    #[must_use]
    pub fn content(&self) -> Content {
        Content {
            contract_id: self.contract_id,
            work: self.work.clone(),
            service: self.service.clone(),
            audience: self.audience,
            title: self.title.clone(),
            problem: self.problem.clone(),
            cause: self.cause.clone(),
            solution: self.solution.clone(),
            tags: self.tags.0.clone(),
        }
    }
}

/// The article of an id, in a wording that is seen.
pub async fn article_find(tx: &mut Tx, id: Uuid, seen: &Seen, face: Face) -> Result<Option<ArticleRow>, DbError> {
    let mut sql = Sql::new(concat!(
        "SELECT ",
        columns!(),
        " FROM knowledge_article a JOIN knowledge_revision t ON t.article_id = a.id WHERE a.id = "
    ));
    sql.bind(id).push(" AND ");
    push_seen(&mut sql, seen, face);
    Ok(tx.all_sql(sql).await?.into_iter().next())
}

/// The article of an id in its latest wording, whoever asks: for the software itself.
pub async fn article_known(tx: &mut Tx, id: Uuid) -> Result<Option<ArticleRow>, DbError> {
    tx.optional(KNOWN, args![id]).await
}

/// Holds an article for a change until the end of the transaction.
pub async fn article_lock(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.optional::<(i64,)>(LOCK, args![id]).await.map(drop)
}

/// The next number. It is given back when the transaction is rolled back, so there are no gaps.
pub async fn article_number(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(NEXT, args![]).await?.0)
}

/// Where an article came from and who began it.
#[derive(Clone, Debug)]
pub struct Beginning<'a> {
    /// The article.
    pub id: Uuid,
    /// Its place among all of them.
    pub no: i64,
    /// The ticket that it grew from: id, number, contract.
    pub from: Option<(Uuid, &'a str, Uuid)>,
    /// Who wrote it.
    pub author: (Uuid, &'a str),
    /// When.
    pub at: DateTime<Utc>,
}

/// Adds an article; its first wording is added apart.
pub async fn article_insert(tx: &mut Tx, new: &Beginning<'_>) -> Result<(), DbError> {
    let args = args![
        new.id,
        new.no,
        new.from.map(|from| from.0),
        new.from.map(|from| from.1),
        new.from.map(|from| from.2),
        new.author.0,
        new.author.1,
        new.at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// Keeps where an article stands, as a further version.
pub async fn article_update(tx: &mut Tx, row: &ArticleRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.state.code(),
        row.live,
        row.last_revision,
        row.published_revision,
        row.valid_until,
        row.published_by.clone(),
        row.published_at,
        row.reason.clone(),
        row.updated_at,
        &row.updated_by
    ];
    tx.execute(UPDATE, args).await.map(drop)
}

/// The article that grew from a ticket, with its place among all of them.
pub async fn article_of_ticket(tx: &mut Tx, ticket: Uuid) -> Result<Option<(Uuid, i64)>, DbError> {
    tx.optional(OF_TICKET, args![ticket]).await
}

/// Articles that are offered and ended before `day`.
pub async fn article_expired(tx: &mut Tx, day: NaiveDate, limit: u32) -> Result<Vec<Uuid>, DbError> {
    Ok(tx.all::<(Uuid,)>(EXPIRED, args![day, limit]).await?.into_iter().map(|(id,)| id).collect())
}

/// Articles that are offered and end on `day` at the latest, of which nobody was told yet.
pub async fn article_expiring(tx: &mut Tx, day: NaiveDate, limit: u32) -> Result<Vec<Uuid>, DbError> {
    Ok(tx.all::<(Uuid,)>(EXPIRING, args![day, limit]).await?.into_iter().map(|(id,)| id).collect())
}

/// Remembers that somebody was told of an article's end.
pub async fn article_told(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.queue(TOLD, args![id]).await
}
