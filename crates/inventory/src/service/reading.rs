//! Reading a database, outside of any transaction.

use std::time::Duration;

use jianyue_platform::{App, DbError};
use jianyue_reach::{
    Guard, ReachError, Visit,
    sql::{
        Engine,
        schema::{Schema, read},
    },
};

use super::secrets;
use crate::store::{
    due::{due_claim, due_first},
    source::{SourceRow, source_sealed},
};

/// The longest that a database may take.
pub const LONGEST: Duration = Duration::from_mins(2);
/// How much later a claim is lost.
const SPARE: Duration = Duration::from_mins(1);

/// What was seen of a source.
#[derive(Debug)]
pub struct Sight {
    /// The source as it was claimed.
    pub source: SourceRow,
    /// What it is made of, or why nobody can tell.
    pub found: Result<Schema, ReachError>,
}

/// Takes up to `limit` sources that are due. Nothing is written while nothing is due.
pub async fn claim(app: &App, limit: i64) -> Result<Vec<SourceRow>, DbError> {
    let now_ms = app.env().now().timestamp_millis();
    let first = due_first(&mut app.db().peek().await?).await?;
    if limit <= 0 || first.is_none_or(|first| first > now_ms) {
        return Ok(Vec::new());
    }
    let lost_ms = now_ms + i64::try_from((LONGEST + SPARE).as_millis()).unwrap_or(i64::MAX);
    let mut tx = app.db().write().await?;
    let claimed = due_claim(&mut tx, now_ms, lost_ms, limit).await?;
    tx.commit().await?;
    Ok(claimed)
}

/// Reads a source.
pub async fn look(app: &App, source: SourceRow) -> Result<Sight, DbError> {
    let found = found(app, &source).await?;
    Ok(Sight { source, found })
}

async fn found(app: &App, source: &SourceRow) -> Result<Result<Schema, ReachError>, DbError> {
    let target = &source.target.0;
    let place = target.place(source.engine, &source.schemas.0);
    let login = if source.engine == Engine::Sqlite {
        None
    } else {
        let sealed = source_sealed(&mut app.db().read().await?, source.id).await?;
        let username = target.username.as_deref().unwrap_or_default();
        match secrets::login(app, source.id, username, sealed.as_deref()) {
            Some(login) => Some(login),
            None => return Ok(Err(ReachError::BadTarget("口令打不开，请重新填写口令".to_owned()))),
        }
    };
    let visit = Visit { guard: app.state::<Guard>(), limit: LONGEST, login: login.as_ref(), now: app.env().now() };
    Ok(read(visit, &place).await)
}
