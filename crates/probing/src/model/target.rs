//! What a probe looks at, by its kind.

use jianyue_reach::{ReachError, dns, ftp, http, redis, sftp, smtp, sql, ssh, tcp, tls};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Kind;

/// An agent whose readings are judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentTarget {
    /// The agent.
    pub agent_id: Uuid,
}

/// Data that goes to or comes from a partner, as posted by the systems that exchange it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeTarget {
    /// Who it is exchanged with, as the posted events name it.
    pub partner: String,
    /// Over which time exchanges are counted; a day when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_seconds: Option<i64>,
}

/// What a probe looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the target of its connector")]
pub enum Target {
    Http(http::Target),
    Tcp(tcp::Target),
    Dns(dns::Target),
    Tls(tls::Target),
    Ssh(ssh::Target),
    Sql(sql::Target),
    Redis(redis::Target),
    Ftp(ftp::Target),
    Sftp(sftp::Target),
    Smtp(smtp::Target),
    Agent(AgentTarget),
    Exchange(ExchangeTarget),
}

impl Target {
    /// Reads and checks the settings of a target.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn read(kind: Kind, value: &Value) -> Result<Self, ReachError> {
        fn of<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, ReachError> {
            serde_json::from_value(value.clone()).map_err(|error| ReachError::BadTarget(error.to_string()))
        }
        let target = match kind {
            Kind::Http => Self::Http(of(value)?),
            Kind::Tcp => Self::Tcp(of(value)?),
            Kind::Dns => Self::Dns(of(value)?),
            Kind::Tls => Self::Tls(of(value)?),
            Kind::Ssh => Self::Ssh(of(value)?),
            Kind::Sql => Self::Sql(of(value)?),
            Kind::Redis => Self::Redis(of(value)?),
            Kind::Ftp => Self::Ftp(of(value)?),
            Kind::Sftp => Self::Sftp(of(value)?),
            Kind::Smtp => Self::Smtp(of(value)?),
            Kind::Agent => Self::Agent(of(value)?),
            Kind::Exchange => Self::Exchange(of(value)?),
        };
        target.check().map(|()| target)
    }

    fn check(&self) -> Result<(), ReachError> {
        match self {
            Self::Http(target) => target.check(),
            Self::Dns(target) => target.check(),
            Self::Ssh(target) => target.check(),
            Self::Sql(target) => target.check(),
            Self::Ftp(target) => ftp::check(target),
            Self::Exchange(target) if target.partner.trim().is_empty() || target.partner.chars().count() > 100 => {
                Err(ReachError::BadTarget("请填写交换对方的名称".to_owned()))
            }
            Self::Exchange(ExchangeTarget { window_seconds: Some(window), .. })
                if !(60..=31 * 86_400).contains(window) =>
            {
                Err(ReachError::BadTarget("统计时段应在 1 分钟至 31 天之间".to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// The machine that is looked at, for not asking one machine too much at a time; empty where none is called.
    #[must_use]
    pub fn host(&self) -> String {
        match self {
            Self::Http(target) => target.host().unwrap_or_default(),
            Self::Tcp(target) => target.host.clone(),
            Self::Dns(target) => target.server.clone().unwrap_or_default(),
            Self::Tls(target) => target.host.clone(),
            Self::Ssh(target) => target.host.clone(),
            Self::Sql(target) => target.host.clone(),
            Self::Redis(target) => target.host.clone(),
            Self::Ftp(target) => target.host.clone(),
            Self::Sftp(target) => target.host.clone(),
            Self::Smtp(target) => target.host.clone(),
            Self::Agent(_) | Self::Exchange(_) => String::new(),
        }
    }

    /// Whether somebody has to sign in.
    #[must_use]
    pub fn needs_login(&self) -> bool {
        match self {
            Self::Ssh(_) | Self::Sftp(_) => true,
            Self::Sql(target) => target.engine != sql::Engine::Sqlite,
            _ => false,
        }
    }

    /// The agent that pushes what is judged.
    #[must_use]
    pub fn agent(&self) -> Option<Uuid> {
        if let Self::Agent(target) = self { Some(target.agent_id) } else { None }
    }
}
