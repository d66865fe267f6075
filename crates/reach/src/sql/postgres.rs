//! PostgreSQL, over a connection of ours.

use std::pin::pin;

use futures::TryStreamExt;
use tokio::net::TcpStream;
use tokio_postgres::{Config, NoTls, SimpleQueryMessage, config::SslMode, error::SqlState};

use super::{Encryption, Rows, Target, refused};
use crate::{ReachError, Starttls, TlsFault, Visit, io::Stream, tls};

pub(super) async fn ask(visit: &Visit<'_>, target: &Target) -> Result<Rows, ReachError> {
    let connect = || visit.guard.connect(&target.host, target.port());
    let mut stream = connect().await?;
    if target.encryption == Encryption::Off {
        return talk(visit, target, stream).await;
    }
    match (Starttls::Postgres.ask(&mut stream).await, target.encryption) {
        (Ok(_), _) => encrypted(visit, target, stream).await,
        // The server said no, and closes nothing: but begin anew, so that no server is confused.
        (Err(ReachError::Tls(_)), Encryption::Prefer) => talk(visit, target, connect().await?).await,
        (Err(error), _) => Err(error),
    }
}

async fn encrypted(visit: &Visit<'_>, target: &Target, stream: TcpStream) -> Result<Rows, ReachError> {
    let (stream, shown) = tls::open(stream, &target.host, target.ca_pem.as_deref(), visit.now).await?;
    if target.encryption == Encryption::Verify && !shown.faults.is_empty() {
        let says: Vec<String> = shown.faults.iter().map(TlsFault::says).collect();
        return Err(ReachError::Tls(says.join("；")));
    }
    talk(visit, target, stream).await
}

async fn talk(visit: &Visit<'_>, target: &Target, stream: impl Stream + 'static) -> Result<Rows, ReachError> {
    let login = visit.login()?;
    let failed = |error: tokio_postgres::Error| {
        let code = error.code().cloned();
        let sign_in = [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION];
        let text = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
        refused(visit, code.is_some_and(|code| sign_in.contains(&code)), &text)
    };
    let mut config = Config::new();
    config.user(&login.username).dbname(&target.database).ssl_mode(SslMode::Disable).application_name("jianyue-probe");
    config.password(login.password.as_deref().unwrap_or_default());
    let (client, connection) = config.connect_raw(stream, NoTls).await.map_err(failed)?;
    let asking = async {
        let limit = visit.limit.as_millis();
        let begin = format!("SET statement_timeout = {limit}; BEGIN READ ONLY");
        client.simple_query(&begin).await.map_err(failed)?;
        let mut messages = pin!(client.simple_query_raw(target.statement()).await.map_err(failed)?);
        let mut rows = Rows::default();
        while let Some(message) = messages.try_next().await.map_err(failed)? {
            if let SimpleQueryMessage::Row(row) = message {
                rows.add(|| (!row.is_empty()).then(|| row.get(0).map(str::to_owned)).flatten());
                if rows.is_full() {
                    break;
                }
            }
        }
        Ok(rows)
    };
    let (mut asking, mut connection) = (pin!(asking), pin!(connection));
    tokio::select! {
        rows = &mut asking => rows,
        ended = &mut connection => match ended {
            Err(error) => Err(failed(error)),
            Ok(()) => asking.await,
        },
    }
}
