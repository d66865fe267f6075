//! Where backups lie.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where the files of a policy lie. What signs in is kept apart and never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = BackupSource)]
pub enum Source {
    /// A folder of this machine, inside one that `probe_folders` allows.
    Folder {
        /// Absolute path.
        path: String,
    },
    /// A folder of another machine.
    Sftp {
        /// Name or address.
        host: String,
        /// Port.
        port: u16,
        /// The folder.
        path: String,
        /// The host key that somebody confirmed, as `SHA256:…`. Without it nobody signs in, and a check shows the key.
        host_key: Option<String>,
        /// Who signs in.
        username: String,
        /// Whether a password or key is kept.
        has_secret: bool,
    },
}

/// Where the files of a policy lie, as it is sent. A password or key that is absent stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = NewBackupSource)]
pub enum NewSource {
    /// A folder of this machine.
    Folder {
        /// Absolute path.
        path: String,
    },
    /// A folder of another machine.
    Sftp {
        /// Name or address.
        host: String,
        /// Port; 22 when absent.
        #[serde(default)]
        port: Option<u16>,
        /// The folder.
        path: String,
        /// The host key that somebody confirmed.
        #[serde(default)]
        host_key: Option<String>,
        /// Who signs in.
        username: String,
        /// Password; either this or a private key.
        #[serde(default)]
        password: Option<String>,
        /// Private key, PEM or OpenSSH.
        #[serde(default)]
        private_key: Option<String>,
        /// What opens the private key.
        #[serde(default)]
        passphrase: Option<String>,
        /// What a policy shows; told and not heeded, so that what was read can be sent back.
        #[serde(default)]
        #[schema(ignore)]
        has_secret: Option<bool>,
    },
}

impl Source {
    /// In a line for people.
    #[must_use]
    pub fn says(&self) -> String {
        match self {
            Self::Folder { path } => path.clone(),
            Self::Sftp { host, path, .. } => {
                format!("sftp://{host}{}{path}", if path.starts_with('/') { "" } else { "/" })
            }
        }
    }

    /// Who it is that is signed in to: what a secret was given for.
    #[must_use]
    pub fn door(&self) -> Option<(&str, u16, Option<&str>, &str)> {
        match self {
            Self::Folder { .. } => None,
            Self::Sftp { host, port, host_key, username, .. } => Some((host, *port, host_key.as_deref(), username)),
        }
    }
}
