//! A session with a host whose key was confirmed.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use sha2::{Digest, Sha256};
use ssh2::{ErrorCode, Session};

use crate::{Login, ReachError, Visit, io::short};

/// Authentication failed (`LIBSSH2_ERROR_AUTHENTICATION_FAILED`), and the ways in which a key is no key.
const DENIED: [i32; 4] = [-18, -19, -16, -48];
/// `LIBSSH2_ERROR_TIMEOUT` and `LIBSSH2_ERROR_SOCKET_TIMEOUT`.
const LATE: [i32; 2] = [-9, -30];

/// Where, and by which key it is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SshPlace<'a> {
    pub host: &'a str,
    pub port: u16,
    pub host_key: Option<&'a str>,
}

/// A connection that is not yet a session.
pub(crate) struct Entry {
    stream: std::net::TcpStream,
    confirmed: Option<String>,
    login: Login,
    limit: Duration,
}

/// Connects; the session begins where the work is done, because it blocks.
pub(crate) async fn open(visit: &Visit<'_>, place: SshPlace<'_>) -> Result<Entry, ReachError> {
    let login = visit.login()?.clone();
    let stream = visit.guard.connect(place.host, place.port).await?;
    let stream = stream.into_std().and_then(|stream| stream.set_nonblocking(false).map(|()| stream));
    let stream = stream.map_err(|error| ReachError::BadAnswer(error.to_string()))?;
    Ok(Entry { stream, confirmed: place.host_key.map(str::to_owned), login, limit: visit.limit })
}

impl Entry {
    /// Signs in and does `work`, on a thread that may block.
    pub async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&Session) -> Result<T, ReachError> + Send + 'static,
    ) -> Result<T, ReachError> {
        let done = tokio::task::spawn_blocking(move || {
            let session = self.session()?;
            let outcome = work(&session);
            let _ = session.disconnect(None, "", None);
            outcome
        });
        done.await.unwrap_or_else(|_| Err(ReachError::BadAnswer("SSH 会话中断".to_owned())))
    }

    fn session(self) -> Result<Session, ReachError> {
        let limit = u32::try_from(self.limit.as_millis()).unwrap_or(u32::MAX);
        let mut session = Session::new().map_err(|error| failed(&error))?;
        session.set_timeout(limit);
        let _ = self.stream.set_read_timeout(Some(self.limit));
        let _ = self.stream.set_write_timeout(Some(self.limit));
        session.set_tcp_stream(self.stream);
        session.handshake().map_err(|error| failed(&error))?;
        let (key, _) = session.host_key().ok_or_else(|| ReachError::BadAnswer("主机没有给出密钥".to_owned()))?;
        let seen = format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(key)));
        match self.confirmed {
            None => return Err(ReachError::HostKeyUnconfirmed(seen)),
            Some(confirmed) if confirmed.trim() != seen => return Err(ReachError::HostKeyChanged { confirmed, seen }),
            Some(_) => {}
        }
        sign_in(&session, &self.login)?;
        Ok(session)
    }
}

fn sign_in(session: &Session, login: &Login) -> Result<(), ReachError> {
    let name = login.username.as_str();
    let signed = match (&login.private_key, &login.password) {
        (Some(key), _) => session.userauth_pubkey_memory(name, None, key, login.passphrase.as_deref()),
        (None, Some(password)) => session.userauth_password(name, password),
        (None, None) => return Err(ReachError::BadTarget("凭据中既没有口令也没有私钥".to_owned())),
    };
    signed.map_err(|error| match failed(&error) {
        ReachError::SignInRefused(_) => ReachError::SignInRefused(format!("主机不接受账号 {name} 的凭据")),
        other => other,
    })
}

/// What the library says, as ours. Its texts hold no secrets: they are fixed in it.
pub(crate) fn failed(error: &ssh2::Error) -> ReachError {
    match error.code() {
        ErrorCode::Session(code) if DENIED.contains(&code) => ReachError::SignInRefused(short(error.message())),
        ErrorCode::Session(code) if LATE.contains(&code) => ReachError::BadAnswer("SSH 应答超时".to_owned()),
        ErrorCode::Session(code) => ReachError::BadAnswer(format!("SSH：{}（{code}）", short(error.message()))),
        ErrorCode::SFTP(2) => ReachError::BadAnswer("没有这个目录或文件".to_owned()),
        ErrorCode::SFTP(3) => ReachError::BadAnswer("没有读取权限".to_owned()),
        ErrorCode::SFTP(code) => ReachError::BadAnswer(format!("SFTP 错误 {code}")),
    }
}
