//! Wordings. They are added and read; only which one is the latest and which one is offered changes.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{ArticleRevision, Audience, Content};

const OUTDATE: Dialect =
    Dialect::same("UPDATE knowledge_revision SET latest = FALSE WHERE article_id = $1 AND latest = TRUE");
const INSERT: Dialect = Dialect::same(
    "INSERT INTO knowledge_revision (article_id, revision, contract_id, work, service, audience, title, problem, cause, \
     solution, tags, note, by_id, by_name, at, latest, live) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, TRUE, FALSE)",
);
const WITHDRAW: Dialect =
    Dialect::same("UPDATE knowledge_revision SET live = FALSE WHERE article_id = $1 AND live = TRUE");
const OFFER: Dialect =
    Dialect::same("UPDATE knowledge_revision SET live = TRUE WHERE article_id = $1 AND revision = $2");
const AUTHORS: Dialect = Dialect::same(
    "SELECT DISTINCT by_id FROM knowledge_revision \
     WHERE article_id = $1 AND (revision > $2 OR (revision = $2 AND $2 = $3))",
);
const LIST: Dialect = Dialect::same(
    "SELECT revision, contract_id, work, service, audience, title, problem, cause, solution, tags, note, by_name, at, live \
     FROM knowledge_revision WHERE article_id = $1 ORDER BY revision DESC LIMIT $2",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OUTDATE, INSERT, WITHDRAW, OFFER, AUTHORS, LIST];

/// A wording that is about to be kept.
#[derive(Clone, Debug)]
pub struct NewRevision<'a> {
    /// Its article.
    pub article: Uuid,
    /// From 1.
    pub revision: i64,
    /// What it says.
    pub content: &'a Content,
    /// What was changed.
    pub note: Option<&'a str>,
    /// Who wrote it.
    pub by: (Uuid, &'a str),
    /// When.
    pub at: DateTime<Utc>,
}

/// Adds a wording, from now on the latest.
pub async fn revision_insert(tx: &mut Tx, new: &NewRevision<'_>) -> Result<(), DbError> {
    let content = new.content;
    let args = args![
        new.article,
        new.revision,
        content.contract_id,
        content.work.clone(),
        content.service.clone(),
        content.audience.code(),
        &content.title,
        &content.problem,
        &content.cause,
        &content.solution,
        Arg::json(&content.tags)?,
        new.note,
        new.by.0,
        new.by.1,
        new.at
    ];
    tx.execute(OUTDATE, args![new.article]).await?;
    tx.execute(INSERT, args).await.map(drop)
}

/// Offers a wording, or none, and no other one.
pub async fn revision_offer(tx: &mut Tx, article: Uuid, revision: Option<i64>) -> Result<(), DbError> {
    tx.execute(WITHDRAW, args![article]).await?;
    if let Some(revision) = revision {
        tx.execute(OFFER, args![article, revision]).await?;
    }
    Ok(())
}

/// Who wrote what came after wording `published`; where nothing did (it is the `last` one), who wrote that.
pub async fn revision_authors(tx: &mut Tx, article: Uuid, published: i64, last: i64) -> Result<Vec<Uuid>, DbError> {
    let rows: Vec<(Uuid,)> = tx.all(AUTHORS, args![article, published, last]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

#[derive(Debug, sqlx::FromRow)]
struct RevisionRow {
    revision: i64,
    contract_id: Option<Uuid>,
    work: Option<String>,
    service: Option<String>,
    #[sqlx(try_from = "String")]
    audience: Audience,
    title: String,
    problem: String,
    cause: String,
    solution: String,
    tags: Json<Vec<String>>,
    note: Option<String>,
    by_name: String,
    at: DateTime<Utc>,
    live: bool,
}

/// The last `limit` wordings of an article, the latest first.
pub async fn revision_list(tx: &mut Tx, article: Uuid, limit: u32) -> Result<Vec<ArticleRevision>, DbError> {
    let rows: Vec<RevisionRow> = tx.all(LIST, args![article, limit]).await?;
    let shown = |row: RevisionRow| ArticleRevision {
        revision: row.revision,
        content: Content {
            contract_id: row.contract_id,
            work: row.work,
            service: row.service,
            audience: row.audience,
            title: row.title,
            problem: row.problem,
            cause: row.cause,
            solution: row.solution,
            tags: row.tags.0,
        },
        note: row.note,
        by: row.by_name,
        at: row.at,
        live: row.live,
    };
    Ok(rows.into_iter().map(shown).collect())
}
