//! Whom the software signs in as.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A name and what proves it. Neither is ever shown by `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The name; empty where only a token is asked for.
    #[serde(default)]
    pub username: String,
    /// Password or token.
    #[serde(default)]
    pub password: Option<String>,
    /// Private key (PEM or OpenSSH), for SSH and SFTP.
    #[serde(default)]
    pub private_key: Option<String>,
    /// What opens the private key.
    #[serde(default)]
    pub passphrase: Option<String>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

impl Login {
    /// `text` without anything of this login that is secret, for texts of others that may repeat what they were sent.
    #[must_use]
    pub fn without_secrets(&self, text: &str) -> String {
        let secrets = [&self.password, &self.private_key, &self.passphrase];
        let secrets = secrets.into_iter().flatten().filter(|secret| !secret.is_empty());
        secrets.fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "***"))
    }
}
