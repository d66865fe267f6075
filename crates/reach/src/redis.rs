//! Redis: whether it answers, and how it is.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, BufReader};
use utoipa::ToSchema;

use crate::{
    Login, ReachError, Reading, Visit,
    io::{Stream, broken, line, send, short},
    reading::timed,
    tls,
};

/// The longest answer that is read.
const LONGEST: usize = 256 * 1024;

/// A Redis server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RedisTarget)]
pub struct Target {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether it is encrypted.
    #[serde(default)]
    pub tls: bool,
    /// Certificates of the client's own authority, as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
}

/// Asks `PING` and `INFO`.
///
/// # Errors
/// [`ReachError`].
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    timed(&visit, "查询 Redis", async {
        let stream = visit.guard.connect(&target.host, target.port).await?;
        if !target.tls {
            return ask(stream, visit.login).await;
        }
        let (stream, shown) = tls::open(stream, &target.host, target.ca_pem.as_deref(), visit.now).await?;
        if !shown.faults.is_empty() && visit.login.is_some() {
            return Ok(shown.into_reading(Reading::saying("证书有问题，没有发送凭据"), visit.now));
        }
        let reading = ask(stream, visit.login).await?;
        Ok(shown.into_reading(reading, visit.now))
    })
    .await
}

async fn ask(stream: impl Stream, login: Option<&Login>) -> Result<Reading, ReachError> {
    let mut stream = BufReader::new(stream);
    if let Some(login) = login {
        let password = login.password.as_deref().unwrap_or_default();
        let words = [login.username.as_str(), password];
        let words = if login.username.is_empty() { &words[1..] } else { &words[..] };
        send(&mut stream, &command("AUTH", words)).await?;
        answer(&mut stream).await.map_err(|_| ReachError::SignInRefused("Redis 不接受该凭据".to_owned()))?;
    }
    send(&mut stream, &command("PING", &[])).await?;
    let pong = answer(&mut stream).await?;
    if pong != "PONG" {
        return Err(ReachError::BadAnswer(format!("PING 之后应答 {}", short(&pong))));
    }
    send(&mut stream, &command("INFO", &[])).await?;
    Ok(read(&answer(&mut stream).await?))
}

/// A command as an array of strings (RESP).
fn command(name: &str, words: &[&str]) -> String {
    let mut text = format!("*{}\r\n", words.len() + 1);
    for word in std::iter::once(name).chain(words.iter().copied()) {
        let _ = write!(text, "${}\r\n{word}\r\n", word.len());
    }
    text
}

async fn answer(stream: &mut BufReader<impl Stream>) -> Result<String, ReachError> {
    let first = line(stream).await?;
    let (kind, rest) = first.split_at_checked(1).unwrap_or_default();
    match kind {
        "+" | ":" => Ok(rest.to_owned()),
        "-" if rest.starts_with("NOAUTH") => Err(ReachError::SignInRefused("Redis 要求口令，请选择凭据".to_owned())),
        "-" => Err(ReachError::BadAnswer(short(rest))),
        "$" => {
            let length = rest.parse::<usize>().ok().filter(|length| *length <= LONGEST);
            let length = length.ok_or_else(|| ReachError::BadAnswer("应答过长".to_owned()))?;
            let mut bytes = vec![0; length + 2];
            stream.read_exact(&mut bytes).await.map_err(|error| broken(&error))?;
            bytes.truncate(length);
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }
        _ => Err(ReachError::BadAnswer("端口上的服务不是 Redis".to_owned())),
    }
}

/// What `INFO` says, in numbers.
fn read(info: &str) -> Reading {
    let of = |key: &str| info.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':')).map(str::trim);
    let number = |key: &str| of(key).and_then(|value| value.parse::<f64>().ok());
    let role = of("role").unwrap_or("?");
    let mut reading = Reading::saying(format!(
        "Redis {}，{}，内存 {}，{} 个连接",
        of("redis_version").unwrap_or("?"),
        if role == "master" { "主节点" } else { "从节点" },
        of("used_memory_human").unwrap_or("?"),
        of("connected_clients").unwrap_or("?"),
    ));
    for key in ["used_memory", "maxmemory", "connected_clients", "uptime_in_seconds", "rejected_connections"] {
        if let Some(value) = number(key) {
            reading = reading.with(key, value);
        }
    }
    if let (Some(used), Some(most)) = (number("used_memory"), number("maxmemory").filter(|most| *most > 0.0)) {
        reading = reading.with("memory_percent", 100.0 * used / most);
    }
    if let (Some(link), "slave") = (of("master_link_status"), role) {
        reading = reading.with("master_link_up", f64::from(u8::from(link == "up")));
        if link != "up" {
            reading.fault = Some("从节点与主节点的连接中断".to_owned());
        }
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_without_its_master_is_at_fault() {
        let master = read("redis_version:7.0.15\r\nrole:master\r\nused_memory:1000\r\nmaxmemory:4000\r\n");
        assert!(master.fault.is_none() && (master.metrics["memory_percent"] - 25.0).abs() < 0.1);
        let replica = read("role:slave\r\nmaster_link_status:down\r\n");
        assert!(replica.fault.is_some());
        assert_eq!(command("AUTH", &["a", "bc"]), "*3\r\n$4\r\nAUTH\r\n$1\r\na\r\n$2\r\nbc\r\n");
    }
}
