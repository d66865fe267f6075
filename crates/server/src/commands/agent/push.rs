//! The way to the server.

use std::{fs, path::Path, time::Duration};

use jianyue_probing::model::AgentReading;
use reqwest::{Certificate, Client, StatusCode, redirect};
use serde::{Deserialize, Serialize};

use crate::commands::Failure;

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server and the token for it.
pub struct Server {
    client: Client,
    url: String,
    token: String,
}

#[derive(Serialize)]
struct Pushed<'a> {
    every_seconds: u64,
    host: Option<String>,
    system: Option<String>,
    program: &'static str,
    readings: &'a [AgentReading],
}

#[derive(Deserialize)]
struct Taken {
    last_seq: i64,
}

impl Server {
    /// The server at `address` for the agent that `token` names.
    ///
    /// # Errors
    /// [`Failure`] names what cannot be used.
    pub fn new(address: &str, token: &str, ca: Option<&Path>) -> Result<Self, Failure> {
        let agent =
            agent_of(token).ok_or_else(|| Failure::input("令牌文件的内容不是监测代理的令牌（应以 jya_ 开头）"))?;
        let address = address.trim_end_matches('/');
        if !address.starts_with("https://") && !is_loopback(address) {
            return Err(Failure::input("--server 应以 https:// 开头；令牌不会经不加密的连接发送"));
        }
        // Another part of the process may have installed it before; it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(PATIENCE)
            .user_agent(concat!("jianyue-agent/", env!("CARGO_PKG_VERSION")));
        if let Some(file) = ca {
            let pem = fs::read(file).map_err(|error| Failure::input(format!("{}: {error}", file.display())))?;
            let bad = |error: reqwest::Error| Failure::input(format!("{}: {error}", file.display()));
            builder = builder.tls_certs_merge([Certificate::from_pem(&pem).map_err(bad)?]);
        }
        let client = builder.build().map_err(|error| Failure::input(error.to_string()))?;
        Ok(Self { client, url: format!("{address}/api/v1/agents/{agent}/readings"), token: token.to_owned() })
    }

    /// Pushes readings; gives the highest sequence number that the server has.
    ///
    /// # Errors
    /// A sentence that says why they were not taken. It never holds the token.
    pub async fn push(&self, every_seconds: u64, readings: &[AgentReading]) -> Result<i64, String> {
        let pushed = Pushed {
            every_seconds,
            host: sysinfo::System::host_name().ok(),
            system: sysinfo::System::long_os_version().ok(),
            program: env!("CARGO_PKG_VERSION"),
            readings,
        };
        let sent = self.client.post(&self.url).bearer_auth(&self.token).json(&pushed).send().await;
        let answer = sent.map_err(|error| format!("连接不上服务器：{}", error.without_url()))?;
        match answer.status() {
            StatusCode::OK => {
                answer.json::<Taken>().await.map(|taken| taken.last_seq).map_err(|error| error.to_string())
            }
            StatusCode::UNAUTHORIZED => Err("服务器不接受令牌，请在“监测代理”中重新生成".to_owned()),
            status => Err(format!("服务器答复 {status}：{}", answer.text().await.unwrap_or_default())),
        }
    }
}

/// `jya_<agent>_<secret>` names its agent.
fn agent_of(token: &str) -> Option<&str> {
    let (agent, secret) = token.strip_prefix("jya_")?.split_once('_')?;
    let fits =
        agent.len() == 32 && secret.len() == 64 && token.chars().all(|one| one.is_ascii_alphanumeric() || one == '_');
    fits.then_some(agent)
}

fn is_loopback(address: &str) -> bool {
    let host = address.strip_prefix("http://").and_then(|rest| rest.split([':', '/']).next());
    matches!(host, Some("127.0.0.1" | "localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_addresses_are_checked_before_anything_is_sent() {
        let token = format!("jya_{}_{}", "a".repeat(32), "b".repeat(64));
        assert_eq!(agent_of(&token), Some("a".repeat(32).as_str()));
        assert!(Server::new("https://a.example/", &token, None).is_ok());
        assert!(Server::new("http://127.0.0.1:8080", &token, None).is_ok());
        for (address, token) in
            [("http://a.example", token.as_str()), ("https://a", "jyt_x"), ("http://127.0.0.1.evil", &token)]
        {
            assert!(Server::new(address, token, None).is_err(), "{address}");
        }
    }
}
