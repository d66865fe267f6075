//! What the demo has in its knowledge base: made-up articles about the five contracts' services, read from
//! `knowledge.toml`. Some wait for somebody to look at them, one ends soon, one grew from a ticket.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Env, FixedClock, Role};
use jianyue_knowledge::{
    KnowledgeError,
    model::Audience,
    service::{Desk, NewArticle, hand_back, publish, submit, used, write},
};
use jianyue_platform::args;
use serde::Deserialize;
use uuid::Uuid;

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// Everything that is known in the demo.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    article: Vec<Text>,
}

/// How far an article has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    Published,
    Review,
    Returned,
    Draft,
}

/// An article.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    /// Prefix of its contract; none: of the whole house.
    #[serde(default)]
    on: Option<String>,
    #[serde(default)]
    work: Option<String>,
    #[serde(default)]
    client: bool,
    stage: Stage,
    /// Days before the end at which it was written.
    days_ago: i64,
    /// A word in the titles of tickets that it helped with.
    #[serde(default)]
    helped: Option<String>,
    title: String,
    problem: String,
    #[serde(default)]
    cause: String,
    solution: String,
    #[serde(default)]
    tags: Vec<String>,
}

impl Text {
    fn written(&self, contract: Option<&DemoContract>) -> NewArticle {
        NewArticle {
            from_ticket: None,
            contract_id: contract.map(|contract| contract.id.0),
            work: self.work.clone(),
            service: None,
            audience: Some(if self.client { Audience::Client } else { Audience::Vendor }),
            title: Some(self.title.clone()),
            problem: Some(self.problem.clone()),
            cause: Some(self.cause.clone()),
            solution: Some(self.solution.clone()),
            tags: Some(self.tags.clone()),
        }
    }
}

fn texts() -> Result<Texts, Failure> {
    toml::from_str(include_str!("knowledge.toml")).map_err(|error| Failure::input(error.to_string()))
}

fn refused(error: KnowledgeError) -> Failure {
    Failure::input(format!("the knowledge base of the demo: {error}"))
}

/// The time `at` for one step.
fn env_at(host: &Host, at: DateTime<Utc>) -> Env {
    host.app.env().with_clock(Arc::new(FixedClock::at(at)))
}

/// Articles as they are known at `end`.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    for (n, text) in texts()?.article.iter().enumerate() {
        let contract = contracts.iter().find(|contract| Some(contract.prefix.as_str()) == text.on.as_deref());
        let place = contract.or_else(|| contracts.first());
        let Some(place) = place else { return Ok(()) };
        let (Some(author), Some(manager)) =
            (cast.nth(Role::Engineer, place, n), cast.nth(Role::VendorManager, place, 0))
        else {
            continue;
        };
        let written = env_at(host, end - TimeDelta::days(text.days_ago) - TimeDelta::hours(3));
        let looked_at = env_at(host, end - TimeDelta::days(text.days_ago));
        let by_author = Desk { app: &host.app, env: &written, by: author };
        let by_manager = Desk { app: &host.app, env: &looked_at, by: manager };
        let mut tx = host.app.db().write().await?;
        let article = write(&mut tx, by_author, text.written(contract)).await.map_err(refused)?;
        if text.stage != Stage::Draft {
            submit(&mut tx, by_author, article.id).await.map_err(refused)?;
        }
        match text.stage {
            Stage::Published => drop(publish(&mut tx, by_manager, article.id, None).await.map_err(refused)?),
            Stage::Returned => {
                let reason = "请补充操作前的备份要求，并说明影响范围。";
                drop(hand_back(&mut tx, by_manager, article.id, reason).await.map_err(refused)?);
            }
            Stage::Review | Stage::Draft => {}
        }
        if let Some(word) = text.helped.as_deref() {
            for ticket in solved(&mut tx, place, word, 4).await? {
                used(&mut tx, Desk { env: host.app.env(), ..by_author }, article.id, ticket).await.map_err(refused)?;
            }
        }
        tx.commit().await?;
    }
    grown(host, cast, contracts, end).await
}

/// The last solved tickets with a word in their titles.
async fn solved(tx: &mut jianyue_platform::Tx, on: &DemoContract, word: &str, most: i64) -> Result<Vec<Uuid>, Failure> {
    let statement = "SELECT id FROM ticket WHERE contract_id = $1 AND state = 'closed' AND title LIKE $2 \
                     ORDER BY ord DESC LIMIT $3";
    let rows: Vec<(Uuid,)> = tx.all(statement, args![on.id, format!("%{word}%"), most]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// An article that grew from a ticket, still a draft.
async fn grown(host: &Host, cast: &Cast, contracts: &[DemoContract], end: DateTime<Utc>) -> Result<(), Failure> {
    let Some(contract) = contracts.iter().find(|contract| contract.prefix == "HC") else { return Ok(()) };
    let Some(author) = cast.nth(Role::Engineer, contract, 0) else { return Ok(()) };
    let mut tx = host.app.db().write().await?;
    if let Some(ticket) = solved(&mut tx, contract, "报送", 1).await?.first() {
        let env = env_at(host, end - TimeDelta::hours(5));
        let new = NewArticle { from_ticket: Some(*ticket), ..NewArticle::default() };
        write(&mut tx, Desk { app: &host.app, env: &env, by: author }, new).await.map_err(refused)?;
    }
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_a_dozen_articles_about_each_contract_and_the_house() {
        let texts = texts().unwrap().article;
        assert!(texts.len() >= 12);
        for prefix in [Some("HS"), Some("HC"), Some("SC"), Some("RE"), Some("EX"), None] {
            assert!(texts.iter().any(|text| text.on.as_deref() == prefix), "{prefix:?}");
        }
        // One ends within thirty days, whenever the demo is loaded.
        assert!(texts.iter().any(|text| text.stage == Stage::Published && (340..360).contains(&text.days_ago)));
        assert!(texts.iter().filter(|text| text.stage == Stage::Review).count() >= 2);
        assert!(texts.iter().filter(|text| text.client).count() >= 3);
    }
}
