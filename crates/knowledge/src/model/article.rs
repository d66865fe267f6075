//! An article as it is kept and shown.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Audience, State};

/// The number of the nth article, as people quote it.
#[must_use]
pub fn number(no: i64) -> String {
    format!("KB-{no:06}")
}

/// What an article says, and for whom: what a revision keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ArticleContent)]
pub struct Content {
    /// Its contract; none: of the whole house.
    pub contract_id: Option<Uuid>,
    /// Key of the work concerned; none: of all of them.
    pub work: Option<String>,
    /// Key of the service concerned.
    pub service: Option<String>,
    /// Who it is for.
    pub audience: Audience,
    /// What it is about.
    pub title: String,
    /// How it shows itself. Plain text: lines that begin with `- ` or `1. ` are lists.
    pub problem: String,
    /// Why it happens; may be empty.
    pub cause: String,
    /// What to do.
    pub solution: String,
    /// Words to find it by.
    pub tags: Vec<String>,
}

/// The ticket that an article grew from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArticleOrigin {
    /// The ticket.
    pub id: Uuid,
    /// Its number.
    pub number: String,
}

/// A ticket that an article helped with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub struct ArticleUse {
    /// The ticket.
    pub ticket_id: Uuid,
    /// Its number.
    pub ticket_number: String,
    /// Who said so.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An article with what it says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Article {
    /// The article.
    pub id: Uuid,
    /// `KB-000012`.
    pub number: String,
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// Where it stands; to those who only read it is always published.
    pub state: State,
    /// The wording that this is.
    pub revision: i64,
    /// Whether a wording of it is offered to readers, maybe an older one than this.
    pub live: bool,
    /// Its last day of being offered.
    pub valid_until: Option<NaiveDate>,
    /// Tickets that it helped with.
    pub used: i64,
    /// The last of them that the reader may know of, twenty at most.
    pub used_in: Vec<ArticleUse>,
    /// The ticket that it grew from, where the reader may know of it.
    pub from_ticket: Option<ArticleOrigin>,
    /// Who wrote it first.
    pub author: String,
    /// Who changed it last.
    pub updated_by: String,
    /// When.
    pub updated_at: DateTime<Utc>,
    /// Who published it last.
    pub published_by: Option<String>,
    /// When.
    pub published_at: Option<DateTime<Utc>>,
    /// Why it was returned or retired.
    pub reason: Option<String>,
    /// What the reader may do now: `edit`, `submit`, `publish`, `return`, `retire`, `used`.
    pub allowed_actions: Vec<&'static str>,
    /// For `If-Match`.
    pub version: i64,
}

/// An article in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleCard {
    /// The article.
    pub id: Uuid,
    /// `KB-000012`.
    pub number: String,
    /// Its contract; none: of the whole house.
    pub contract_id: Option<Uuid>,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// Key of the service concerned.
    pub service: Option<String>,
    /// Who it is for.
    pub audience: Audience,
    /// What it is about.
    pub title: String,
    /// How the problem begins, 120 characters at most.
    pub excerpt: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Where it stands; to those who only read it is always published.
    pub state: State,
    /// Whether a wording of it is offered to readers.
    pub live: bool,
    /// Its last day of being offered.
    pub valid_until: Option<NaiveDate>,
    /// Tickets that it helped with.
    pub used: i64,
    /// Number of the ticket that it grew from, where the reader may know of it.
    pub from_number: Option<String>,
    /// Who changed it last.
    pub updated_by: String,
    /// When.
    pub updated_at: DateTime<Utc>,
}

/// An article that may help.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArticleSuggestion {
    /// The article.
    pub id: Uuid,
    /// `KB-000012`.
    pub number: String,
    /// Its contract; none: of the whole house.
    pub contract_id: Option<Uuid>,
    /// What it is about.
    pub title: String,
    /// How the solution begins, 120 characters at most.
    pub excerpt: String,
    /// Tickets that it helped with.
    pub used: i64,
}

/// A wording of an article.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleRevision {
    /// From 1.
    pub revision: i64,
    /// What it says.
    #[serde(flatten)]
    pub content: Content,
    /// What was changed, in the words of who did.
    pub note: Option<String>,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it is the one that is offered to readers.
    pub live: bool,
}
