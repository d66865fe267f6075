//! A directory over SFTP: how many files, how old the newest is, and what is in them.

use std::{
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
    time::Instant,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ReachError, Reading, Visit,
    ftp::{Listing, read},
    reading::timed,
    ssh::{SshPlace, open},
};

/// A directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SftpTarget)]
pub struct Target {
    /// Name or address.
    pub host: String,
    /// Port; 22 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// The host key that somebody confirmed, as `SHA256:…`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host_key: Option<String>,
    /// The directory.
    pub path: String,
    /// Only files whose names end like this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

/// Counts the files of a directory: `files`, `newest_age_seconds`.
///
/// # Errors
/// [`ReachError`].
pub async fn look(visit: Visit<'_>, target: &Target) -> Result<Reading, ReachError> {
    timed(&visit, "读取 SFTP 目录", async {
        let port = target.port.unwrap_or(22);
        let entry = open(&visit, SshPlace { host: &target.host, port, host_key: target.host_key.as_deref() }).await?;
        let (path, suffix) = (target.path.clone(), target.suffix.clone().unwrap_or_default());
        let listing = entry.work(move |session| {
            let failed = |error: ssh2::Error| crate::ssh::failed(&error);
            let mut listing = Listing::default();
            for (name, stat) in session.sftp().map_err(failed)?.readdir(Path::new(&path)).map_err(failed)? {
                if stat.is_file() && name.to_string_lossy().ends_with(&suffix) {
                    let at = stat.mtime.and_then(|at| DateTime::from_timestamp(i64::try_from(at).ok()?, 0));
                    listing.add(at);
                }
            }
            Ok(listing)
        });
        Ok(read(&listing.await?, visit.now))
    })
    .await
}

/// The most files of a directory that are told.
const MOST_FILES: usize = 20_000;

/// A file of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name without the directory.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it was last written, by the clock of its host.
    pub modified: Option<DateTime<Utc>>,
}

/// The files of a directory, in no order; `suffix` chooses among them.
///
/// # Errors
/// [`ReachError`], also when there are more than anybody could mean.
pub async fn list(visit: Visit<'_>, target: &Target) -> Result<Vec<Found>, ReachError> {
    visit
        .within("读取 SFTP 目录", async {
            let port = target.port.unwrap_or(22);
            let place = SshPlace { host: &target.host, port, host_key: target.host_key.as_deref() };
            let (path, suffix) = (target.path.clone(), target.suffix.clone().unwrap_or_default());
            let work = move |session: &ssh2::Session| {
                let failed = |error: ssh2::Error| crate::ssh::failed(&error);
                let mut found = Vec::new();
                for (name, stat) in session.sftp().map_err(failed)?.readdir(Path::new(&path)).map_err(failed)? {
                    let Some(name) = name.file_name().and_then(|name| name.to_str()) else { continue };
                    if !stat.is_file() || !name.ends_with(&suffix) {
                        continue;
                    }
                    if found.len() == MOST_FILES {
                        return Err(ReachError::BadAnswer(format!("目录中的文件超过 {MOST_FILES} 个，请换一个目录")));
                    }
                    let modified = stat.mtime.and_then(|at| DateTime::from_timestamp(i64::try_from(at).ok()?, 0));
                    found.push(Found { name: name.to_owned(), bytes: stat.size.unwrap_or(0), modified });
                }
                Ok(found)
            };
            open(&visit, place).await?.work(work).await
        })
        .await
}

/// Reads a part of a file of the directory into `into`, which is given back with the number of bytes: from `from` on, and
/// `most` bytes at most.
///
/// # Errors
/// [`ReachError`]; what `into` refuses ends it, too.
pub async fn fetch<W: Write + Send + 'static>(
    visit: Visit<'_>,
    target: &Target,
    name: &str,
    (from, most): (u64, u64),
    mut into: W,
) -> Result<(W, u64), ReachError> {
    if name.is_empty() || name == "." || name == ".." || name.contains('/') {
        return Err(ReachError::BadTarget(format!("{name} 不是文件名")));
    }
    visit
        .within("读取 SFTP 文件", async {
            let port = target.port.unwrap_or(22);
            let place = SshPlace { host: &target.host, port, host_key: target.host_key.as_deref() };
            let path = Path::new(&target.path).join(name);
            // Nobody waits any more when the time is over: the thread must see it for itself.
            let until = Instant::now() + visit.limit;
            let work = move |session: &ssh2::Session| {
                let failed = |error: ssh2::Error| crate::ssh::failed(&error);
                let broken = |error: std::io::Error| ReachError::BadAnswer(crate::guard::plain(&error));
                let mut file = session.sftp().map_err(failed)?.open(&path).map_err(failed)?;
                if from > 0 {
                    file.seek(SeekFrom::Start(from)).map_err(broken)?;
                }
                let mut left = file.take(most);
                let (mut piece, mut all) = (vec![0; 256 * 1024], 0_u64);
                loop {
                    let n = left.read(&mut piece).map_err(broken)?;
                    if n == 0 {
                        return Ok((into, all));
                    }
                    into.write_all(&piece[..n]).map_err(broken)?;
                    all += u64::try_from(n).unwrap_or(0);
                    if Instant::now() > until {
                        return Err(ReachError::BadAnswer("SFTP 文件没有在时限内读完".to_owned()));
                    }
                }
            };
            open(&visit, place).await?.work(work).await
        })
        .await
}
