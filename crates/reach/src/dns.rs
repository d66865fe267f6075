//! A name that is found, and what it stands for.

use std::time::Duration;

use hickory_proto::{
    op::{Message, Query, ResponseCode},
    rr::{Name, RecordType},
};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UdpSocket,
};
use utoipa::ToSchema;

use crate::{
    ReachError, Reading, Visit,
    guard::plain,
    io::broken,
    reading::{number, timed},
};

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DnsTarget)]
pub struct Target {
    /// The name that is looked up.
    pub name: String,
    /// `A` when absent; `AAAA`, `CNAME`, `MX`, `TXT`, `NS`, `SOA`, `PTR` or `SRV`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The name server that is asked; the machine's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Its port; 53 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// Values that all have to be among the answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<String>,
}

const RECORDS: [&str; 9] = ["A", "AAAA", "CNAME", "MX", "TXT", "NS", "SOA", "PTR", "SRV"];
/// After so long a lost datagram is sent again.
const AGAIN: Duration = Duration::from_millis(1_500);

impl Target {
    /// Whether it can be used at all.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn check(&self) -> Result<(), ReachError> {
        self.question().map(drop)
    }

    fn question(&self) -> Result<Query, ReachError> {
        let name = Name::from_utf8(self.name.trim()).ok().filter(|name| !name.is_root() && name.num_labels() > 0);
        let name = name.ok_or_else(|| ReachError::BadTarget("要查询的域名不正确".to_owned()))?;
        let record = self.record.as_deref().unwrap_or("A");
        let record: Option<RecordType> = RECORDS.contains(&record).then(|| record.parse().ok()).flatten();
        let record = record.ok_or_else(|| ReachError::BadTarget(format!("记录类型应为 {}", RECORDS.join("、"))))?;
        Ok(Query::query(name, record))
    }
}

/// Looks a record up.
///
/// # Errors
/// [`ReachError`]; missing or other answers are a reading with a fault.
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    timed(&visit, "查询域名", async {
        let question = target.question()?;
        let answer = ask(&visit, target, question).await?;
        Ok(judge(&answer, target))
    })
    .await
}

async fn ask(visit: &Visit<'_>, target: &Target, question: Query) -> Result<Message, ReachError> {
    let port = target.port.unwrap_or(53);
    let addresses = match &target.server {
        Some(server) => visit.guard.addresses(server, port).await?,
        // The machine's own name server is its administrator's choice.
        None => vec![std::net::SocketAddr::new(of_machine(), 53)],
    };
    let address = addresses[0];
    let mut message = Message::query();
    message.metadata.recursion_desired = true;
    message.add_query(question);
    let id = message.metadata.id;
    let bytes = message.to_vec().map_err(|error| ReachError::BadTarget(error.to_string()))?;
    let gone = |error: std::io::Error| ReachError::NoConnection(format!("域名服务器 {address}"), plain(&error));
    let local = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(local).await.map_err(gone)?;
    socket.connect(address).await.map_err(gone)?;
    let mut buffer = vec![0; 4096];
    loop {
        socket.send(&bytes).await.map_err(gone)?;
        let Ok(read) = tokio::time::timeout(AGAIN, socket.recv(&mut buffer)).await else { continue };
        let read = read.map_err(gone)?;
        match Message::from_vec(&buffer[..read]) {
            Ok(answer) if answer.metadata.id == id && answer.metadata.truncation => break,
            Ok(answer) if answer.metadata.id == id => return Ok(answer),
            _ => {}
        }
    }
    let mut stream = tokio::net::TcpStream::connect(address).await.map_err(gone)?;
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    stream.write_u16(length).await.map_err(|error| broken(&error))?;
    stream.write_all(&bytes).await.map_err(|error| broken(&error))?;
    let length = stream.read_u16().await.map_err(|error| broken(&error))?;
    let mut buffer = vec![0; usize::from(length)];
    stream.read_exact(&mut buffer).await.map_err(|error| broken(&error))?;
    Message::from_vec(&buffer).map_err(|_| ReachError::BadAnswer("域名服务器的应答无法识别".to_owned()))
}

/// The first name server of `/etc/resolv.conf`.
fn of_machine() -> std::net::IpAddr {
    let text = std::fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
    let found = text.lines().find_map(|line| line.trim().strip_prefix("nameserver")?.trim().parse().ok());
    found.unwrap_or(std::net::IpAddr::from([127, 0, 0, 53]))
}

fn judge(answer: &Message, target: &Target) -> Reading {
    let code = answer.metadata.response_code;
    if code != ResponseCode::NoError {
        let why = match code {
            ResponseCode::NXDomain => "没有这个域名".to_owned(),
            ResponseCode::ServFail => "域名服务器内部出错".to_owned(),
            ResponseCode::Refused => "域名服务器拒绝查询".to_owned(),
            other => format!("域名服务器应答 {other}"),
        };
        return Reading { fault: Some(why.clone()), ..Reading::saying(why) }.with("answers", 0.0);
    }
    let record = target.record.as_deref().unwrap_or("A");
    let of_kind = answer.answers.iter().filter(|one| one.record_type().to_string() == record);
    let values: Vec<String> = of_kind.map(|one| plain_value(&one.data.to_string())).collect();
    let missing: Vec<&String> = target.expect.iter().filter(|one| !values.contains(&plain_value(one))).collect();
    let fault = if values.is_empty() {
        Some(format!("没有 {record} 记录"))
    } else if missing.is_empty() {
        None
    } else {
        let missing: Vec<&str> = missing.into_iter().map(String::as_str).collect();
        Some(format!("缺少记录值 {}，现在是 {}", missing.join("、"), values.join("、")))
    };
    let reading = Reading::saying(format!("{record} 记录：{}", values.join("、")));
    Reading { fault, ..reading }.with("answers", number(values.len()))
}

/// Names are the same with and without the last full stop, in small and capital letters.
fn plain_value(value: &str) -> String {
    value.trim().trim_end_matches('.').to_ascii_lowercase()
}
