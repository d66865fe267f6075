//! MySQL and MariaDB. The client is given the addresses that were judged, and looks no name up itself.

use mysql_async::{Conn, Error, OptsBuilder, SslOpts, Value, prelude::Queryable};

use super::{Encryption, Rows, Target, refused};
use crate::{ReachError, Visit, guard::plain};

/// Access denied (`ER_ACCESS_DENIED_ERROR` and its kin, MySQL error reference).
const DENIED: [u16; 4] = [1044, 1045, 1698, 3118];

pub(super) async fn ask(visit: &Visit<'_>, target: &Target) -> Result<Rows, ReachError> {
    let mut conn = open(visit, target).await?;
    let rows = question(visit, target, &mut conn).await;
    close(conn).await;
    rows
}

/// Signs in.
pub(super) async fn open(visit: &Visit<'_>, target: &Target) -> Result<Conn, ReachError> {
    match target.encryption {
        Encryption::Off => connect(visit, target, None).await,
        Encryption::Verify => connect(visit, target, Some(verified(target))).await,
        Encryption::Prefer => {
            let whoever =
                SslOpts::default().with_danger_accept_invalid_certs(true).with_danger_skip_domain_validation(true);
            match connect(visit, target, Some(whoever)).await {
                Err(ReachError::Tls(_)) => connect(visit, target, None).await,
                other => other,
            }
        }
    }
}

/// Takes leave; nothing waits for a server that does not.
pub(super) async fn close(conn: Conn) {
    let _ = tokio::time::timeout(std::time::Duration::from_millis(200), conn.disconnect()).await;
}

fn verified(target: &Target) -> SslOpts {
    let roots = target.ca_pem.as_ref().map(|pem| pem.clone().into_bytes().into());
    SslOpts::default().with_root_certs(roots.into_iter().collect())
}

async fn connect(visit: &Visit<'_>, target: &Target, ssl: Option<SslOpts>) -> Result<Conn, ReachError> {
    let login = visit.login()?;
    let addresses = visit.guard.addresses(&target.host, target.port()).await?;
    let addresses: Vec<_> = addresses.into_iter().map(|address| address.ip()).collect();
    let options = OptsBuilder::default()
        .ip_or_hostname(target.host.as_str())
        .resolved_ips(Some(addresses))
        .tcp_port(target.port())
        .user(Some(login.username.as_str()))
        .pass(login.password.as_deref())
        .db_name(Some(target.database.as_str()))
        // A socket of the server's machine would pass by the guard.
        .prefer_socket(false)
        .stmt_cache_size(0)
        .ssl_opts(ssl);
    Conn::new(options).await.map_err(|error| failed(visit, target, error))
}

async fn question(visit: &Visit<'_>, target: &Target, conn: &mut Conn) -> Result<Rows, ReachError> {
    let failed = |error: Error| failed(visit, target, error);
    conn.query_drop("START TRANSACTION READ ONLY").await.map_err(failed)?;
    let mut answers = conn.query_iter(target.statement()).await.map_err(failed)?;
    let mut rows = Rows::default();
    while let Some(row) = answers.next().await.map_err(failed)? {
        rows.add(|| row.as_ref(0).and_then(text));
        if rows.is_full() {
            break;
        }
    }
    Ok(rows)
}

/// A value as text; the protocol of plain queries sends everything as text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::NULL => None,
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        other => Some(other.as_sql(true).trim_matches('\'').to_owned()),
    }
}

pub(super) fn failed(visit: &Visit<'_>, target: &Target, error: Error) -> ReachError {
    let place = || format!("{}:{}", target.host, target.port());
    match error {
        Error::Server(error) => refused(visit, DENIED.contains(&error.code), &error.message),
        Error::Io(mysql_async::IoError::Io(error)) if matches!(error.get_ref(), Some(inner) if inner.is::<rustls::Error>()) => {
            ReachError::Tls(crate::io::short(&error.to_string()))
        }
        Error::Io(mysql_async::IoError::Io(error)) => ReachError::NoConnection(place(), plain(&error)),
        Error::Io(mysql_async::IoError::Tls(error)) => ReachError::Tls(crate::io::short(&error.to_string())),
        Error::Driver(mysql_async::DriverError::NoClientSslFlagFromServer) => {
            ReachError::Tls("数据库没有启用 TLS".to_owned())
        }
        other => refused(visit, false, &other.to_string()),
    }
}
