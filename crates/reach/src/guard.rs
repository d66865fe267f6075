//! The only way out.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use jianyue_platform::outgoing::{AllowedTargets, is_public};
use tokio::net::TcpStream;

use crate::ReachError;

/// Knows where the software may go: to what is public, and to what the administrator of the machine allows. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    allowed: Arc<AllowedTargets>,
    folders: Arc<Vec<PathBuf>>,
}

impl Guard {
    /// Public targets and `allowed`; no files.
    #[must_use]
    pub fn new(allowed: AllowedTargets) -> Self {
        Self { allowed: Arc::new(allowed), folders: Arc::default() }
    }

    /// Files below `folders`, too.
    #[must_use]
    pub fn with_folders(self, folders: Vec<PathBuf>) -> Self {
        Self { folders: Arc::new(folders), ..self }
    }

    /// The addresses of `host` that may be reached.
    ///
    /// # Errors
    /// When the name is unknown, or none of its addresses is allowed.
    pub async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, ReachError> {
        let host = bare(host)?;
        let found: Vec<SocketAddr> = match host.parse::<IpAddr>() {
            Ok(address) => vec![SocketAddr::new(address, port)],
            Err(_) => match tokio::net::lookup_host((host, port)).await {
                Ok(found) => found.collect(),
                Err(_) => return Err(ReachError::NameNotFound(host.to_owned())),
            },
        };
        if found.is_empty() {
            return Err(ReachError::NameNotFound(host.to_owned()));
        }
        let may: Vec<_> = found.into_iter().filter(|at| self.covers(host, at.ip())).collect();
        if may.is_empty() { Err(ReachError::NotAllowed(host.to_owned())) } else { Ok(may) }
    }

    /// A connection to the first address of `host` that answers. What was judged is what is connected to.
    ///
    /// # Errors
    /// As [`Guard::addresses`], and when nothing answers. Knows no time limit of its own.
    pub async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, ReachError> {
        let mut why = String::new();
        for address in self.addresses(host, port).await? {
            match TcpStream::connect(address).await {
                Ok(stream) => {
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Err(error) => why = plain(&error),
            }
        }
        Err(ReachError::NoConnection(format!("{host}:{port}"), why))
    }

    /// `path` as it is after links were followed, when it is in an allowed folder.
    ///
    /// # Errors
    /// When it is not, or there is no such file.
    pub fn file(&self, path: &Path) -> Result<PathBuf, ReachError> {
        let shown = path.display().to_string();
        let inside = |real: &Path| {
            let folders = self.folders.iter().filter_map(|folder| folder.canonicalize().ok());
            folders.into_iter().any(|folder| real.starts_with(folder))
        };
        // A path outside the folders is refused the same way whether there is such a file or not.
        match path.canonicalize() {
            Ok(real) if inside(&real) => Ok(real),
            Err(_) if path.parent().and_then(|parent| parent.canonicalize().ok()).is_some_and(|real| inside(&real)) => {
                Err(ReachError::BadAnswer(format!("没有文件 {shown}")))
            }
            _ => Err(ReachError::FileNotAllowed(shown)),
        }
    }

    /// Whether `host`, found at `address`, may be reached.
    fn covers(&self, host: &str, address: IpAddr) -> bool {
        is_public(address) || self.allowed.covers(host, address)
    }
}

/// The host without the brackets of an IPv6 address.
fn bare(host: &str) -> Result<&str, ReachError> {
    let host = host.trim().trim_start_matches('[').trim_end_matches(']');
    let fits = !host.is_empty()
        && host.len() <= 253
        && host.chars().all(|one| one.is_ascii_alphanumeric() || "-_.:".contains(one));
    if fits { Ok(host) } else { Err(ReachError::BadTarget("主机应为域名或 IP 地址".to_owned())) }
}

/// What the network says, in a word that people know.
pub(crate) fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "连接被拒绝，端口上没有服务".to_owned(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
            "连接被对方断开".to_owned()
        }
        io::ErrorKind::UnexpectedEof => "对方没有说完就断开".to_owned(),
        io::ErrorKind::TimedOut => "网络没有应答".to_owned(),
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "网络不可达".to_owned(),
        other => format!("网络错误（{other}）"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_not_public_is_reached_only_when_it_is_allowed() {
        let closed = Guard::default();
        for host in ["127.0.0.1", "[::1]", "localhost", "169.254.169.254", "10.0.0.1", "::ffff:127.0.0.1"] {
            let refused = closed.connect(host, 80).await.unwrap_err();
            assert_eq!(refused.code(), "reach.not_allowed", "{host}");
        }
        let open = Guard::new("127.0.0.1".parse().unwrap());
        // Allowed by its address, whatever the name it is found by.
        assert!(open.addresses("localhost", 80).await.unwrap().iter().all(|at| at.ip().is_loopback()));
        assert_eq!(open.connect("127.0.0.2", 80).await.unwrap_err().code(), "reach.not_allowed");
        for host in ["", "a b", "x/y", "user@host"] {
            assert_eq!(open.connect(host, 80).await.unwrap_err().code(), "reach.bad_target", "{host}");
        }
        let unknown = open.connect("no-such-name.invalid", 80).await.unwrap_err();
        assert_eq!(unknown.code(), "reach.name_not_found");
    }

    #[test]
    fn files_are_read_in_allowed_folders_only_and_links_are_followed_first() {
        let folder = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("a.db"), other.path().join("b.db"));
        std::fs::write(&inside, "").unwrap();
        std::fs::write(&outside, "").unwrap();
        let guard = Guard::default().with_folders(vec![folder.path().to_owned()]);
        assert!(guard.file(&inside).is_ok());
        assert_eq!(guard.file(&outside).unwrap_err().code(), "reach.file_not_allowed");
        assert_eq!(guard.file(Path::new("/etc/shadow-none")).unwrap_err().code(), "reach.file_not_allowed");
        assert_eq!(guard.file(&folder.path().join("none.db")).unwrap_err().code(), "reach.bad_answer");
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&outside, &link).unwrap();
        assert_eq!(guard.file(&link).unwrap_err().code(), "reach.file_not_allowed");
        assert_eq!(Guard::default().file(&inside).unwrap_err().code(), "reach.file_not_allowed");
    }
}
