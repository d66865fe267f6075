//! A directory over SFTP: how many files, and how old the newest is.

use chrono::DateTime;
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
            for (name, stat) in session.sftp().map_err(failed)?.readdir(std::path::Path::new(&path)).map_err(failed)? {
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
