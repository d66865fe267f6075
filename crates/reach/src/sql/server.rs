//! SQL Server, over a connection of ours.
//!
//! The client's TLS comes with a second stack of ciphers that does not belong into this program, so the way is not
//! encrypted and says so; docs/probes.md tells what to do instead.

use futures::TryStreamExt;
use tiberius::{AuthMethod, Client, ColumnData, Config, EncryptionLevel, QueryItem, error::Error};
use tokio::net::TcpStream;
use tokio_util::compat::{Compat, TokioAsyncWriteCompatExt};

use super::{Encryption, Rows, Target, refused};
use crate::{ReachError, Visit};

/// Login failed (SQL Server, error 18456 and its kin).
const DENIED: [u32; 3] = [18452, 18456, 18488];

/// A connection that is signed in.
pub(super) type Line = Client<Compat<TcpStream>>;

pub(super) async fn ask(visit: &Visit<'_>, target: &Target) -> Result<Rows, ReachError> {
    let mut client = open(visit, target).await?;
    let failed = |error| failed(visit, error);
    let mut answers = client.simple_query(target.statement()).await.map_err(failed)?;
    let mut rows = Rows::default();
    while let Some(item) = answers.try_next().await.map_err(failed)? {
        if let QueryItem::Row(row) = item {
            rows.add(|| row.into_iter().next().and_then(text));
            if rows.is_full() {
                break;
            }
        }
    }
    Ok(rows)
}

/// Signs in.
pub(super) async fn open(visit: &Visit<'_>, target: &Target) -> Result<Line, ReachError> {
    if target.encryption != Encryption::Off {
        return Err(ReachError::BadTarget(
            "到 SQL Server 的连接不加密，口令会在网络上传送。确认网络可信后，请把加密设为“off”".to_owned(),
        ));
    }
    let login = visit.login()?;
    let stream = visit.guard.connect(&target.host, target.port()).await?;
    let password = login.password.as_deref().unwrap_or_default();
    let mut config = Config::new();
    config.host(&target.host);
    config.port(target.port());
    config.database(&target.database);
    config.encryption(EncryptionLevel::NotSupported);
    config.authentication(AuthMethod::sql_server(&login.username, password));
    config.application_name("jianyue-probe");
    config.readonly(true);
    let failed = |error| failed(visit, error);
    let mut client = Client::connect(config, stream.compat_write()).await.map_err(failed)?;
    // There is no transaction that only reads; this one is never committed.
    client.simple_query("BEGIN TRANSACTION").await.map_err(failed)?.into_results().await.map_err(failed)?;
    Ok(client)
}

pub(super) fn failed(visit: &Visit<'_>, error: Error) -> ReachError {
    match error {
        Error::Server(error) => refused(visit, DENIED.contains(&error.code()), error.message()),
        other => refused(visit, false, &other.to_string()),
    }
}

pub(super) fn text(value: ColumnData<'_>) -> Option<String> {
    match value {
        ColumnData::U8(value) => value.map(|value| value.to_string()),
        ColumnData::I16(value) => value.map(|value| value.to_string()),
        ColumnData::I32(value) => value.map(|value| value.to_string()),
        ColumnData::I64(value) => value.map(|value| value.to_string()),
        ColumnData::F32(value) => value.map(|value| value.to_string()),
        ColumnData::F64(value) => value.map(|value| value.to_string()),
        ColumnData::Bit(value) => value.map(|value| u8::from(value).to_string()),
        ColumnData::String(value) => value.map(std::borrow::Cow::into_owned),
        ColumnData::Numeric(value) => value.map(|value| value.to_string()),
        _ => None,
    }
}
