//! PostgreSQL, over a connection of ours.

use std::pin::pin;

use futures::TryStreamExt;
use tokio::net::TcpStream;
use tokio_postgres::{Client, Config, NoTls, SimpleQueryMessage, config::SslMode, error::SqlState};

use super::{Encryption, Rows, Target, refused};
use crate::{ReachError, Starttls, TlsFault, Visit, io::Stream, tls};

/// The way to the database, encrypted or not.
type Way = Box<dyn Stream>;
/// What has to be polled for the client to be answered.
type Line = tokio_postgres::Connection<Way, tokio_postgres::tls::NoTlsStream>;

pub(super) async fn ask(visit: &Visit<'_>, target: &Target) -> Result<Rows, ReachError> {
    let (client, connection) = open(visit, target).await?;
    let failed = |error| failed(visit, &error);
    let asking = async {
        begin(visit, &client, "BEGIN READ ONLY").await?;
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

/// Signs in.
pub(super) async fn open(visit: &Visit<'_>, target: &Target) -> Result<(Client, Line), ReachError> {
    let connect = || visit.guard.connect(&target.host, target.port());
    let mut stream = connect().await?;
    if target.encryption == Encryption::Off {
        return sign_in(visit, target, Box::new(stream)).await;
    }
    match (Starttls::Postgres.ask(&mut stream).await, target.encryption) {
        (Ok(_), _) => encrypted(visit, target, stream).await,
        // The server said no, and closes nothing: but begin anew, so that no server is confused.
        (Err(ReachError::Tls(_)), Encryption::Prefer) => sign_in(visit, target, Box::new(connect().await?)).await,
        (Err(error), _) => Err(error),
    }
}

/// Limits every statement to the time of the visit, and says how they are to run.
pub(super) async fn begin(visit: &Visit<'_>, client: &Client, how: &str) -> Result<(), ReachError> {
    let limit = visit.limit.as_millis();
    let begin = format!("SET statement_timeout = {limit}; {how}");
    client.simple_query(&begin).await.map(drop).map_err(|error| failed(visit, &error))
}

pub(super) fn failed(visit: &Visit<'_>, error: &tokio_postgres::Error) -> ReachError {
    let sign_in = [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION];
    let text = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
    refused(visit, error.code().is_some_and(|code| sign_in.contains(code)), &text)
}

async fn encrypted(visit: &Visit<'_>, target: &Target, stream: TcpStream) -> Result<(Client, Line), ReachError> {
    let (stream, shown) = tls::open(stream, &target.host, target.ca_pem.as_deref(), visit.now).await?;
    if target.encryption == Encryption::Verify && !shown.faults.is_empty() {
        let says: Vec<String> = shown.faults.iter().map(TlsFault::says).collect();
        return Err(ReachError::Tls(says.join("；")));
    }
    sign_in(visit, target, Box::new(stream)).await
}

async fn sign_in(visit: &Visit<'_>, target: &Target, stream: Way) -> Result<(Client, Line), ReachError> {
    let login = visit.login()?;
    let mut config = Config::new();
    config.user(&login.username).dbname(&target.database).ssl_mode(SslMode::Disable).application_name("jianyue-probe");
    config.password(login.password.as_deref().unwrap_or_default());
    config.connect_raw(stream, NoTls).await.map_err(|error| failed(visit, &error))
}
