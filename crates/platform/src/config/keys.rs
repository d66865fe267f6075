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

/// How a text is put into a field: `$value` reads it, or is `None`.
macro_rules! put {
    ($field:ident, $text:ident => $value:expr) => {
        |settings, $text| {
            settings.$field = $value?;
            Some(())
        }
    };
}

/// Every setting, alphabetically.
pub(super) const KEYS: &[Key] = &[
    Key {
        name: "allow_targets",
        expected: "names, addresses and networks with commas between, such as sms.internal, 10.1.0.0/16",
        put: put!(allow_targets, text => text.parse().ok()),
    },
    Key { name: "data", expected: "a folder", put: put!(data, text => path(text)) },
    Key {
        name: "database_connections",
        expected: "a number from 4 to 200",
        put: put!(database_connections, text => value::between(text, 4, 200)),
    },
    Key {
        name: "database_url",
        expected: "sqlite:/path/file.db or postgres://user:password@host/name",
        put: put!(database_url, text => value::database(text).map(Some)),
    },
    Key {
        name: "drill_mysql_url",
        expected: "a server for restore drills such as mysql://drill:password@127.0.0.1:3306",
        put: put!(drill_mysql_url, text => value::server(text, &["mysql://"]).map(Some)),
    },
    Key {
        name: "drill_postgres_url",
        expected: "a server for restore drills such as postgres://drill:password@127.0.0.1/postgres",
        put: put!(drill_postgres_url, text => value::server(text, &["postgres://", "postgresql://"]).map(Some)),
    },
    Key {
        name: "events_keep_days",
        expected: "a number of days from 1 to 3650",
        put: put!(events_keep_days, text => value::between(text, 1, 3650)),
    },
    Key {
        name: "imap_move_to",
        expected: "a folder of the mailbox such as Archive",
        put: put!(imap_move_to, text => value::folder(text).map(Some)),
    },
    Key {
        name: "imap_url",
        expected: "a mailbox such as imaps://user:password@mail.example.gov.cn/INBOX",
        put: put!(imap_url, text => value::mailbox(text).map(Some)),
    },
    Key {
        name: "listen",
        expected: "an address with a port such as 127.0.0.1:8080 or [::]:8080",
        put: put!(listen, text => text.parse().ok()),
    },
    Key {
        name: "log",
        expected: "a level such as info, or levels by part such as info,jianyue_ticketing=debug",
        put: put!(log, text => tracing_subscriber::EnvFilter::try_new(text).ok().map(|_| text.to_owned())),
    },
    Key { name: "log_format", expected: "text or json", put: put!(log_format, text => log_format(text)) },
    Key {
        name: "mail_from",
        expected: "a mail address such as yunwei@example.gov.cn",
        put: put!(mail_from, text => value::sender(text).map(Some)),
    },
    Key { name: "mail_limit", expected: "a size such as 25MB", put: put!(mail_limit, text => value::size(text)) },
    Key {
        name: "mail_per_hour",
        expected: "a number from 1 to 10000",
        put: put!(mail_per_hour, text => value::between(text, 1, 10_000)),
    },
    Key {
        name: "mail_reply_to",
        expected: "a mail address without a name such as fuwu@example.gov.cn",
        put: put!(mail_reply_to, text => value::address(text).map(Some)),
    },
    Key {
        name: "probe_folders",
        expected: "absolute paths of folders with commas between, such as /data/exchange",
        put: put!(probe_folders, text => value::folders(text)),
    },
    Key {
        name: "public_url",
        expected: "an address such as https://yunwei.example.gov.cn",
        put: put!(public_url, text => value::url(text).map(Some)),
    },
    Key { name: "seal_cipher", expected: "sm4-gcm or aes-256-gcm", put: put!(seal_cipher, text => cipher(text)) },
    Key { name: "seal_keys", expected: "a file", put: put!(seal_keys, text => path(text).map(Some)) },
    Key {
        name: "secure_cookies",
        expected: "true or false",
        put: put!(secure_cookies, text => text.parse().ok().map(Some)),
    },
    Key {
        name: "smtp_url",
        expected: "a mail server such as smtps://user:password@mail.example.gov.cn",
        put: put!(smtp_url, text => value::mail_server(text).map(Some)),
    },
    Key {
        name: "trusted_proxies",
        expected: "addresses and networks with commas between, such as 127.0.0.1, 10.0.0.0/8",
        put: put!(trusted_proxies, text => value::networks(text)),
    },
    Key { name: "upload_limit", expected: "a size such as 50MB", put: put!(upload_limit, text => value::size(text)) },
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

fn log_format(text: &str) -> Option<LogFormat> {
    match text {
        "text" => Some(LogFormat::Text),
        "json" => Some(LogFormat::Json),
        _ => None,
    }
}
