//! Articles end, and their authors are told ahead.

use chrono::{DateTime, Days, NaiveDate, Utc};
use jianyue_kernel::Actor;
use jianyue_platform::{App, DbError, Tx, events};
use jianyue_sla::zone;
use serde_json::json;
use uuid::Uuid;

use super::{
    Desk,
    hand::{Done, finish},
    turning::withdraw,
};
use crate::{
    error::KnowledgeError,
    model::{ArticleExpiring, State, number},
    policy::TOLD_AHEAD,
    store::article::{article_expired, article_expiring, article_known, article_lock, article_told},
};

/// Articles of one transaction.
const ROUND: u32 = 50;

/// Stops offering some articles whose last day is over; says whether there may be more.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn expire(app: &App) -> Result<bool, DbError> {
    let by = Actor::system("知识库");
    let desk = Desk::of(app, &by);
    let mut tx = app.db().write().await?;
    let ended = article_expired(&mut tx, zone::local_date(desk.env.now()), ROUND).await?;
    for id in &ended {
        end(&mut tx, desk, *id).await?;
    }
    tx.commit().await?;
    Ok(ended.len() == ROUND as usize)
}

async fn end(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), DbError> {
    article_lock(tx, id).await?;
    let Some(mut row) = article_known(tx, id).await?.filter(|row| row.live) else { return Ok(()) };
    // A newer wording that is being worked on goes on.
    if row.state == State::Published {
        row.state = State::Expired;
    }
    let ended = async {
        withdraw(tx, &mut row).await?;
        finish(tx, desk, row, Done { what: "expired", action: "knowledge.expire", detail: json!({}) }).await
    };
    match ended.await {
        Ok(_) => Ok(()),
        Err(KnowledgeError::Db(error)) => Err(error),
        Err(other) => unreachable_by_the_system(&other),
    }
}

/// The software itself is refused nothing.
fn unreachable_by_the_system(error: &KnowledgeError) -> Result<(), DbError> {
    Err(DbError::from(serde_json::Error::io(std::io::Error::other(error.to_string()))))
}

/// Tells the authors of some articles that these end within thirty days, once; says whether there may be more.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn tell_expiring(app: &App) -> Result<bool, DbError> {
    let env = app.env();
    let mut tx = app.db().write().await?;
    let ending = article_expiring(&mut tx, zone::local_date(env.now()) + Days::new(TOLD_AHEAD), ROUND).await?;
    for id in &ending {
        article_told(&mut tx, *id).await?;
        let Some(row) = article_known(&mut tx, *id).await? else { continue };
        let Some(last) = row.valid_until else { continue };
        let told = ArticleExpiring {
            article_id: row.id,
            contract_id: row.contract_id.or(row.from_contract),
            author_id: row.author_id,
            text: format!(
                "知识 {}“{}”将于 {last} 到期，请核对内容后送审，或请项目经理重新发布",
                number(row.no),
                row.title
            ),
            due_at: end_of(last),
            at: env.now(),
        };
        events::record(&mut tx, env, &told).await?;
    }
    tx.commit().await?;
    Ok(ending.len() == ROUND as usize)
}

fn end_of(day: NaiveDate) -> DateTime<Utc> {
    zone::start_of_day(day.succ_opt().unwrap_or(day))
}
