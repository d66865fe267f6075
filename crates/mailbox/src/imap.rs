//! A mailbox on another server (RFC 3501). Never in clear over a network: TLS from the start (`imaps://`), or by STARTTLS
//! (`imap://`), which is left out to the own machine only.

use std::{fmt, sync::Arc, time::Duration};

use async_imap::{Client, Session, types::Fetch};
use futures::{StreamExt, TryStreamExt};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// Longest wait for a short answer.
const SHORT: Duration = Duration::from_secs(30);
/// Longest wait for a mail.
const LONG: Duration = Duration::from_mins(2);

/// A mailbox, with the password that opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct ImapAddress {
    tls: bool,
    host: String,
    port: u16,
    user: String,
    password: String,
    folder: String,
}

impl fmt::Debug for ImapAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

/// An address of a mailbox that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "imap_url 应写作 imaps://用户:密码@主机 或 imaps://用户:密码@主机:993/INBOX；用户名和密码中的 @ : / % 写成 %40 %3A %2F %25"
)]
pub struct BadImapUrl;

impl std::str::FromStr for ImapAddress {
    type Err = BadImapUrl;

    fn from_str(text: &str) -> Result<Self, BadImapUrl> {
        let (scheme, rest) = text.split_once("://").ok_or(BadImapUrl)?;
        let (tls, port) = match scheme {
            "imaps" => (true, 993),
            "imap" => (false, 143),
            _ => return Err(BadImapUrl),
        };
        let (login, place) = rest.rsplit_once('@').ok_or(BadImapUrl)?;
        let (user, password) = login.split_once(':').ok_or(BadImapUrl)?;
        let (server, folder) = place.split_once('/').unwrap_or((place, ""));
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if !host.ends_with(':') => (host, port.parse().map_err(|_| BadImapUrl)?),
            _ => (server, port),
        };
        let plain = |text: &str| decoded(text).filter(|text| text.chars().all(|c| !c.is_control()));
        let folder = plain(folder).filter(|folder| folder.is_ascii()).ok_or(BadImapUrl)?;
        let address = Self {
            tls,
            host: host.trim_matches(['[', ']']).to_owned(),
            port,
            user: plain(user).ok_or(BadImapUrl)?,
            password: plain(password).ok_or(BadImapUrl)?,
            folder: if folder.is_empty() { "INBOX".to_owned() } else { folder },
        };
        let whole = !address.host.is_empty() && !address.user.is_empty() && !address.password.is_empty();
        if whole { Ok(address) } else { Err(BadImapUrl) }
    }
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

impl ImapAddress {
    /// As it may be shown: without the password.
    #[must_use]
    pub fn shown(&self) -> String {
        let scheme = if self.tls { "imaps" } else { "imap" };
        format!("{scheme}://{}@{}:{}/{}", self.user, self.host, self.port, self.folder)
    }

    fn is_here(&self) -> bool {
        self.host == "localhost" || self.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// Why the mail server did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It is not there, or the certificate is not good.
    #[error("连接不上邮件服务器：{0}")]
    Connect(#[from] std::io::Error),
    /// Name of the server in the certificate.
    #[error("邮件服务器的名称不正确：{0}")]
    Name(#[from] rustls::pki_types::InvalidDnsNameError),
    /// It refuses user or password.
    #[error("邮件服务器拒绝登录，请核对 imap_url 里的用户名和密码：{0}")]
    Login(async_imap::error::Error),
    /// It refuses something else.
    #[error("邮件服务器没有完成请求：{0}")]
    Server(#[from] async_imap::error::Error),
    /// It says nothing.
    #[error("邮件服务器很久没有应答")]
    Silent(#[from] tokio::time::error::Elapsed),
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

type Line = Box<dyn Wire>;

/// A mailbox that is open for reading.
pub struct Reader {
    session: Session<Line>,
    /// The numbering of this mailbox; another one means that every mail has a new number.
    pub uid_validity: u32,
    /// The number that the next mail gets.
    pub uid_next: u32,
}

impl Reader {
    /// Opens the mailbox, and makes the folder `move_to` where it is not there.
    ///
    /// # Errors
    /// [`Failure`], in words for the administrator.
    pub async fn open(address: &ImapAddress, move_to: Option<&str>) -> Result<Self, Failure> {
        let mut client = timeout(SHORT, connected(address)).await??;
        let greeting = timeout(SHORT, client.read_response()).await??;
        if greeting.is_none() {
            return Err(std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into());
        }
        if !address.tls && !address.is_here() {
            timeout(SHORT, client.run_command_and_check_ok("STARTTLS", None)).await??;
            let line = timeout(SHORT, secured(client.into_inner(), &address.host)).await??;
            client = Client::new(line);
        }
        let login = timeout(SHORT, client.login(&address.user, &address.password)).await?;
        let mut session = login.map_err(|(error, _)| Failure::Login(error))?;
        if let Some(folder) = move_to {
            // Refused where it is there already.
            let _ = timeout(SHORT, session.create(folder)).await?;
        }
        let mailbox = timeout(SHORT, session.select(&address.folder)).await??;
        let (uid_validity, uid_next) = (mailbox.uid_validity.unwrap_or(1), mailbox.uid_next.unwrap_or(1));
        Ok(Self { session, uid_validity, uid_next })
    }

    /// Numbers of the mails behind `uid`, in their order.
    pub async fn newer_than(&mut self, uid: u32, only_unread: bool) -> Result<Vec<u32>, Failure> {
        let unread = if only_unread { "UNSEEN " } else { "" };
        let query = format!("{unread}UID {}:*", uid.saturating_add(1));
        let found = timeout(LONG, self.session.uid_search(query)).await??;
        // `*` is the last mail, whatever its number.
        let mut found: Vec<u32> = found.into_iter().filter(|found| *found > uid).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// Bytes of a mail; `None` when it is gone.
    pub async fn size(&mut self, uid: u32) -> Result<Option<u32>, Failure> {
        let found = self.fetch(uid, "(UID RFC822.SIZE)", SHORT).await?;
        Ok(found.iter().find_map(|fetch| fetch.size))
    }

    /// The first bytes of a mail, without marking it.
    pub async fn head(&mut self, uid: u32, bytes: u32) -> Result<Option<Vec<u8>>, Failure> {
        let found = self.fetch(uid, &format!("(UID BODY.PEEK[]<0.{bytes}>)"), LONG).await?;
        Ok(found.iter().find_map(|fetch| fetch.body().map(<[u8]>::to_vec)))
    }

    /// A mail, without marking it.
    pub async fn mail(&mut self, uid: u32) -> Result<Option<Vec<u8>>, Failure> {
        let found = self.fetch(uid, "(UID BODY.PEEK[])", LONG).await?;
        Ok(found.iter().find_map(|fetch| fetch.body().map(<[u8]>::to_vec)))
    }

    async fn fetch(&mut self, uid: u32, what: &str, patience: Duration) -> Result<Vec<Fetch>, Failure> {
        let fetching = async {
            let stream = self.session.uid_fetch(uid.to_string(), what).await?;
            stream.try_collect::<Vec<Fetch>>().await
        };
        let found = timeout(patience, fetching).await??;
        Ok(found.into_iter().filter(|fetch| fetch.uid == Some(uid)).collect())
    }

    /// Marks a mail after it was kept: seen and moved when it is here as a whole, flagged when only its beginning is.
    pub async fn settle(&mut self, uid: u32, is_whole: bool, move_to: Option<&str>) -> Result<(), Failure> {
        let flags = if is_whole { "+FLAGS.SILENT (\\Seen)" } else { "+FLAGS.SILENT (\\Flagged)" };
        let marking = async {
            let stream = self.session.uid_store(uid.to_string(), flags).await?;
            stream.for_each(|_| std::future::ready(())).await;
            Ok::<(), async_imap::error::Error>(())
        };
        timeout(SHORT, marking).await??;
        if let Some(folder) = move_to.filter(|_| is_whole) {
            timeout(SHORT, self.session.uid_mv(uid.to_string(), folder)).await??;
        }
        Ok(())
    }

    /// Takes leave.
    pub async fn close(mut self) {
        let _ = timeout(SHORT, self.session.logout()).await;
    }
}

async fn connected(address: &ImapAddress) -> Result<Client<Line>, Failure> {
    let stream = TcpStream::connect((address.host.as_str(), address.port)).await?;
    let line: Line = Box::new(stream);
    Ok(Client::new(if address.tls { secured(line, &address.host).await? } else { line }))
}

async fn secured(line: Line, host: &str) -> Result<Line, Failure> {
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(std::io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned())?;
    Ok(Box::new(TlsConnector::from(Arc::new(config)).connect(name, line).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_read_from_its_url_and_its_password_never_shown() {
        let address: ImapAddress = "imaps://fuwu%40example.gov.cn:p%3Aw%2F1@mail.example.gov.cn/INBOX".parse().unwrap();
        assert_eq!(address.shown(), "imaps://fuwu@example.gov.cn@mail.example.gov.cn:993/INBOX");
        assert_eq!((address.password.as_str(), format!("{address:?}").contains("p:w")), ("p:w/1", false));
        let address: ImapAddress = "imap://u:p@[::1]:1143".parse().unwrap();
        assert!(address.is_here() && address.port == 1143 && address.folder == "INBOX");
        assert!(!"imap://u:p@10.0.0.1".parse::<ImapAddress>().unwrap().is_here());
        for wrong in ["http://u:p@h", "imaps://h", "imaps://u@h", "imaps://u:p@", "imaps://u:p%zz@h", "imaps://u:p@h:x"]
        {
            assert_eq!(wrong.parse::<ImapAddress>(), Err(BadImapUrl), "{wrong}");
        }
    }
}
