//! Settings from a TOML file and from `JIANYUE_*` variables; a variable wins. Nothing unknown is passed over: a misspelt
//! key that is silently ignored costs an evening.

mod error;
mod keys;
mod value;

use std::{net::SocketAddr, path::PathBuf};

pub use error::{ConfigError, ConfigErrors};
use keys::KEYS;

use crate::{network::Network, outgoing::AllowedTargets, sealed::Cipher};

/// Prefix of the variables.
pub const PREFIX: &str = "JIANYUE_";
/// Variables that begin alike and are no settings: where the file is, and what tests and builds use.
const NOT_SETTINGS: &[&str] =
    &["JIANYUE_CONFIG", "JIANYUE_TEST_POSTGRES", "JIANYUE_POSTGRES_DURABLE", "JIANYUE_CHROMIUM", "JIANYUE_URL"];

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Everything that an installation may set. Each field is a key of `jianyue.toml` and, in capitals behind `JIANYUE_`,
/// a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `listen`: address and port to serve on. `127.0.0.1:8080`.
    pub listen: SocketAddr,
    /// `data`: folder for the embedded database, blobs and keys. `data`.
    pub data: PathBuf,
    /// `database_url`: `sqlite:/path/file.db` or `postgres://user:password@host/name`. A file in the data folder.
    pub database_url: Option<String>,
    /// `database_connections`: connections to PostgreSQL, or readers of SQLite; 4–200. 8.
    pub database_connections: u32,
    /// `log`: what is logged, as `info` or `info,jianyue_ticketing=debug`. `info`.
    pub log: String,
    /// `log_format`: `text` or `json`. `text`.
    pub log_format: LogFormat,
    /// `seal_cipher`: cipher of newly sealed fields, `sm4-gcm` or `aes-256-gcm`. `sm4-gcm`.
    pub seal_cipher: Cipher,
    /// `seal_keys`: file of the keys that seal fields. `keys/seal.toml` in the data folder.
    pub seal_keys: Option<PathBuf>,
    /// `upload_limit`: largest attachment, as bytes or with `KB`, `MB`, `GB` (powers of 1024). `50MB`.
    pub upload_limit: u64,
    /// `public_url`: address under which people reach the service, for links. `http://` and the address listened on.
    pub public_url: Option<String>,
    /// `secure_cookies`: whether cookies are sent over HTTPS only. True when `public_url` is HTTPS.
    pub secure_cookies: Option<bool>,
    /// `trusted_proxies`: reverse proxies whose `X-Forwarded-For` is believed, as addresses and networks with commas
    /// between (`127.0.0.1, 10.0.0.0/8`). None.
    pub trusted_proxies: Vec<Network>,
    /// `events_keep_days`: days after which dispatched events are forgotten; 1–3650. `14`.
    pub events_keep_days: u32,
    /// `smtp_url`: mail server, as `smtps://user:password@host` or `smtp://host:587?tls=required`. No mail is sent.
    pub smtp_url: Option<String>,
    /// `mail_from`: sender of mail, as `yunwei@example.gov.cn` or `践约 <yunwei@example.gov.cn>`. Needed with `smtp_url`.
    pub mail_from: Option<String>,
    /// `mail_reply_to`: mailbox that answers to mails go to; it must take `local+anything@domain` as its own. None: answers
    /// go to `mail_from` and are known by the mails that they refer to.
    pub mail_reply_to: Option<String>,
    /// `mail_limit`: largest mail that comes in, as bytes or with `KB`, `MB`, `GB`. `25MB`.
    pub mail_limit: u64,
    /// `mail_per_hour`: mails of one sender within an hour; what is more waits in quarantine. 1–10000. `30`.
    pub mail_per_hour: u32,
    /// `imap_url`: mailbox that is read every minute, as `imaps://user:password@host/INBOX`. None is read.
    pub imap_url: Option<String>,
    /// `imap_move_to`: folder that mails are moved to after they were kept. They stay, marked as seen.
    pub imap_move_to: Option<String>,
    /// `allow_targets`: targets inside the own network that gateways and robots may be at: names, addresses and networks
    /// with commas between (`sms.internal, 10.1.0.0/16`). None.
    pub allow_targets: AllowedTargets,
    /// `probe_folders`: folders whose SQLite files probes and whose backups may be read: absolute paths with commas
    /// between. None.
    pub probe_folders: Vec<PathBuf>,
    /// `drill_postgres_url`: PostgreSQL server on which restore drills make scratch databases, by an account that may make
    /// databases and roles. No drill of PostgreSQL dumps is run.
    pub drill_postgres_url: Option<String>,
    /// `drill_mysql_url`: the same for MySQL and MariaDB, by an account that may make databases and users. None is run.
    pub drill_mysql_url: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data: PathBuf::from("data"),
            database_url: None,
            database_connections: 8,
            log: "info".to_owned(),
            log_format: LogFormat::Text,
            seal_cipher: Cipher::Sm4Gcm,
            seal_keys: None,
            upload_limit: 50 << 20,
            public_url: None,
            secure_cookies: None,
            trusted_proxies: Vec::new(),
            events_keep_days: 14,
            smtp_url: None,
            mail_from: None,
            mail_reply_to: None,
            mail_limit: 25 << 20,
            mail_per_hour: 30,
            imap_url: None,
            imap_move_to: None,
            allow_targets: AllowedTargets::default(),
            probe_folders: Vec::new(),
            drill_postgres_url: None,
            drill_mysql_url: None,
        }
    }
}

impl Settings {
    /// Reads the text of a settings file (empty when there is none) and the variables of the process.
    ///
    /// # Errors
    /// [`ConfigErrors`]: every wrong key and value, each with its name.
    pub fn read(file: &str, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, ConfigErrors> {
        let mut settings = Self::default();
        let mut wrong = Vec::new();
        match file.parse::<toml::Table>() {
            Ok(table) => {
                for (key, value) in table {
                    wrong.extend(settings.set_from_file(&key, &value).err());
                }
            }
            Err(error) => wrong.push(ConfigError::NotToml(error.to_string())),
        }
        let mut variables: Vec<_> = variables.into_iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
        variables.sort_unstable();
        for (name, value) in variables.iter().filter(|(name, _)| !NOT_SETTINGS.contains(&name.as_str())) {
            wrong.extend(settings.set_from_variable(name, value).err());
        }
        if wrong.is_empty() { Ok(settings) } else { Err(ConfigErrors(wrong)) }
    }

    fn set_from_file(&mut self, key: &str, value: &toml::Value) -> Result<(), ConfigError> {
        let Some(known) = KEYS.iter().find(|known| known.name == key) else {
            let nearest = error::nearest(key, KEYS.iter().map(|known| known.name.to_owned()));
            return Err(ConfigError::Unknown { key: key.to_owned(), place: "the settings file", nearest });
        };
        let text = match value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(flag) => flag.to_string(),
            other => {
                let is = other.type_str();
                return Err(ConfigError::Value {
                    key: key.to_owned(),
                    value: format!("({is})"),
                    expected: known.expected,
                });
            }
        };
        known.set(self, key, &text)
    }

    fn set_from_variable(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        let variable = |key: &str| format!("{PREFIX}{}", key.to_ascii_uppercase());
        let Some(known) = KEYS.iter().find(|known| variable(known.name) == name) else {
            let nearest = error::nearest(name, KEYS.iter().map(|known| variable(known.name)));
            return Err(ConfigError::Unknown { key: name.to_owned(), place: "the environment", nearest });
        };
        known.set(self, name, value)
    }

    /// The database to open.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("jianyue.db").display()))
    }

    /// The file of the keys that seal fields.
    #[must_use]
    pub fn seal_keys(&self) -> PathBuf {
        self.seal_keys.clone().unwrap_or_else(|| self.data.join("keys").join("seal.toml"))
    }

    /// The folder of blobs.
    #[must_use]
    pub fn blobs(&self) -> PathBuf {
        self.data.join("blobs")
    }

    /// The folder of mails that came in and are not settled.
    #[must_use]
    pub fn mails(&self) -> PathBuf {
        self.data.join("mail")
    }

    /// The address under which people reach the service, without a slash at its end.
    #[must_use]
    pub fn public_url(&self) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// Whether cookies are sent over HTTPS only.
    #[must_use]
    pub fn secure_cookies(&self) -> bool {
        self.secure_cookies.unwrap_or_else(|| self.public_url().starts_with("https://"))
    }

    /// Every key with what it takes and its meaning, for a sample file.
    #[must_use]
    pub fn keys() -> Vec<(&'static str, &'static str)> {
        KEYS.iter().map(|key| (key.name, key.expected)).collect()
    }
}

#[cfg(test)]
mod tests;
