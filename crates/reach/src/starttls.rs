//! Asking for encryption on a connection that began without.

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use utoipa::ToSchema;

use crate::{
    ReachError,
    io::{bare_line, broken, reply_of, send, short},
};

/// The protocol in which encryption is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Starttls {
    /// RFC 3207.
    Smtp,
    /// RFC 9051 §6.2.1.
    Imap,
    /// RFC 4217.
    Ftp,
    /// PostgreSQL's `SSLRequest`.
    Postgres,
}

/// What PostgreSQL takes for a request for encryption (frontend/backend protocol, message formats).
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

impl Starttls {
    /// Talks until encryption may begin. Returns what the server said first.
    pub(crate) async fn ask(self, stream: &mut TcpStream) -> Result<String, ReachError> {
        match self {
            Self::Smtp => {
                let (_, banner) = reply_of(stream, &[220], "连接").await?;
                send(stream, "EHLO jianyue.invalid\r\n").await?;
                reply_of(stream, &[250], "EHLO").await?;
                send(stream, "STARTTLS\r\n").await?;
                reply_of(stream, &[220], "STARTTLS").await?;
                Ok(banner)
            }
            Self::Ftp => {
                let (_, banner) = reply_of(stream, &[220], "连接").await?;
                send(stream, "AUTH TLS\r\n").await?;
                reply_of(stream, &[234], "AUTH TLS").await?;
                Ok(banner)
            }
            Self::Imap => {
                let banner = bare_line(stream).await?;
                send(stream, "a1 STARTTLS\r\n").await?;
                for _ in 0..20 {
                    let line = bare_line(stream).await?;
                    if let Some(rest) = line.strip_prefix("a1 ") {
                        return if rest.to_ascii_uppercase().starts_with("OK") {
                            Ok(banner)
                        } else {
                            Err(ReachError::BadAnswer(format!("STARTTLS 之后应答 {}", short(rest))))
                        };
                    }
                }
                Err(ReachError::BadAnswer("STARTTLS 没有得到应答".to_owned()))
            }
            Self::Postgres => {
                stream.write_all(&SSL_REQUEST).await.map_err(|error| broken(&error))?;
                match stream.read_u8().await.map_err(|error| broken(&error))? {
                    b'S' => Ok(String::new()),
                    _ => Err(ReachError::Tls("数据库没有启用 TLS".to_owned())),
                }
            }
        }
    }
}
