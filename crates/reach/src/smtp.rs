//! A mail server that takes mail.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ReachError, Reading, Starttls, Visit,
    io::{Stream, reply_of, send, short},
    reading::timed,
    tls,
};

/// When encryption begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SmtpEncryption)]
pub enum Encryption {
    /// Never.
    #[default]
    None,
    /// When it is asked for.
    Starttls,
    /// From the start.
    Implicit,
}

/// A mail server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SmtpTarget)]
pub struct Target {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// When encryption begins.
    #[serde(default)]
    pub encryption: Encryption,
    /// Certificates of the client's own authority, as PEM.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_pem: Option<String>,
}

/// Greets a mail server and takes leave of it. No mail is sent.
///
/// # Errors
/// [`ReachError`].
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    timed(&visit, "问候邮件服务器", async {
        let mut stream = visit.guard.connect(&target.host, target.port).await?;
        let ca = target.ca_pem.as_deref();
        match target.encryption {
            Encryption::None => {
                let (_, banner) = reply_of(&mut stream, &[220], "连接").await?;
                greet(&mut stream).await?;
                Ok(Reading::saying(said(&banner)))
            }
            Encryption::Starttls => {
                let banner = Starttls::Smtp.ask(&mut stream).await?;
                let (mut stream, shown) = tls::open(stream, &target.host, ca, visit.now).await?;
                greet(&mut stream).await?;
                Ok(shown.into_reading(Reading::saying(said(&banner)), visit.now))
            }
            Encryption::Implicit => {
                let (mut stream, shown) = tls::open(stream, &target.host, ca, visit.now).await?;
                let (_, banner) = reply_of(&mut stream, &[220], "连接").await?;
                greet(&mut stream).await?;
                Ok(shown.into_reading(Reading::saying(said(&banner)), visit.now))
            }
        }
    })
    .await
}

async fn greet(stream: &mut impl Stream) -> Result<(), ReachError> {
    send(stream, "EHLO jianyue.invalid\r\n").await?;
    reply_of(stream, &[250], "EHLO").await?;
    send(stream, "NOOP\r\n").await?;
    reply_of(stream, &[250], "NOOP").await?;
    send(stream, "QUIT\r\n").await
}

fn said(banner: &str) -> String {
    format!("邮件服务器应答：{}", short(banner))
}
