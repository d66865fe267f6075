//! The list of settings.

use super::{ConfigError, LogFormat, Settings, value};
use crate::sealed::Cipher;

/// A setting: its name, what it takes, and how it is put in.
pub(super) struct Key {
    pub name: &'static str,
    pub expected: &'static str,
    put: fn(&mut Settings, &str) -> Option<()>,
}

impl Key {
    /// Puts `text` in; `written` is the key as the reader of an error knows it.
    pub fn set(&self, settings: &mut Settings, written: &str, text: &str) -> Result<(), ConfigError> {
        (self.put)(settings, text).ok_or_else(|| ConfigError::Value {
            key: written.to_owned(),
            value: text.to_owned(),
            expected: self.expected,
        })
    }
}

/// Every setting, alphabetically.
pub(super) const KEYS: &[Key] = &[
    Key { name: "data", expected: "a folder", put: |settings, text| Some(settings.data = path(text)?) },
    Key {
        name: "database_connections",
        expected: "a number from 4 to 200",
        put: |settings, text| Some(settings.database_connections = value::between(text, 4, 200)?),
    },
    Key {
        name: "database_url",
        expected: "sqlite:/path/file.db or postgres://user:password@host/name",
        put: |settings, text| Some(settings.database_url = Some(value::database(text)?)),
    },
    Key {
        name: "events_keep_days",
        expected: "a number of days from 1 to 3650",
        put: |settings, text| Some(settings.events_keep_days = value::between(text, 1, 3650)?),
    },
    Key {
        name: "listen",
        expected: "an address with a port such as 127.0.0.1:8080 or [::]:8080",
        put: |settings, text| Some(settings.listen = text.parse().ok()?),
    },
    Key {
        name: "log",
        expected: "a level such as info, or levels by part such as info,jianyue_ticketing=debug",
        put: |settings, text| {
            tracing_subscriber::EnvFilter::try_new(text).ok()?;
            Some(text.clone_into(&mut settings.log))
        },
    },
    Key {
        name: "log_format",
        expected: "text or json",
        put: |settings, text| {
            settings.log_format = match text {
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                _ => return None,
            };
            Some(())
        },
    },
    Key {
        name: "public_url",
        expected: "an address such as https://yunwei.example.gov.cn",
        put: |settings, text| Some(settings.public_url = Some(value::url(text)?)),
    },
    Key {
        name: "seal_cipher",
        expected: "sm4-gcm or aes-256-gcm",
        put: |settings, text| Some(settings.seal_cipher = cipher(text)?),
    },
    Key { name: "seal_keys", expected: "a file", put: |settings, text| Some(settings.seal_keys = Some(path(text)?)) },
    Key {
        name: "secure_cookies",
        expected: "true or false",
        put: |settings, text| Some(settings.secure_cookies = Some(text.parse().ok()?)),
    },
    Key {
        name: "upload_limit",
        expected: "a size such as 50MB",
        put: |settings, text| Some(settings.upload_limit = value::size(text)?),
    },
];

fn path(text: &str) -> Option<std::path::PathBuf> {
    (!text.trim().is_empty()).then(|| text.into())
}

fn cipher(text: &str) -> Option<Cipher> {
    match text {
        "sm4-gcm" => Some(Cipher::Sm4Gcm),
        "aes-256-gcm" => Some(Cipher::Aes256Gcm),
        _ => None,
    }
}
